"""Convert one model, and compare the result with the original before anyone is served by it."""

from __future__ import annotations

import logging
import warnings
from pathlib import Path

import torch
from openvino import Core, Tensor
from optimum.exporters.openvino import main_export
from optimum.intel import OVConfig
from transformers import AutoModelForCausalLM

from posthuman_algorithms.job.errors import AlgorithmError
from posthuman_algorithms.job.events import EventWriter
from posthuman_algorithms.job.files import folder_written_aside
from posthuman_conversion.exporter import watched_exporter

_HUNDREDTHS = 100
_TOLERANCE = 1e-3
"""The largest difference of scores, relative to their spread; sums in another order differ by 1e-6."""


def convert(model: Path, target: Path, threads: int, events: EventWriter) -> None:
    """Convert a causal language model with its tokenizer, in float32; nothing is fetched from anywhere.

    Args:
        model: config.json, tokenizer and safetensors.
        target: the folder to make; it appears only if everything succeeds.
        threads: compute threads.
        events: where each stage is reported.

    Raises:
        AlgorithmError: MODEL_NOT_CONVERTIBLE.
    """
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    torch.set_num_threads(threads)

    told = -1

    def tell(step: int, phase: str) -> None:
        # Without the time left: the stages take different shares of it in every model.
        nonlocal told
        if step > told:
            told = step
            events.emit("progress", step=step, total=_HUNDREDTHS, phase=phase)

    tell(0, "loading the model")
    with folder_written_aside(target) as folder:
        try:
            with watched_exporter(tell):
                main_export(
                    str(model),
                    folder,
                    task="text-generation-with-past",
                    library_name="transformers",
                    local_files_only=True,
                    trust_remote_code=False,
                    convert_tokenizer=True,
                    ov_config=OVConfig(dtype="fp32"),
                    model_loading_kwargs={"use_safetensors": True},
                )
        except Exception as error:  # in many ways, depending on the architecture
            raise AlgorithmError("MODEL_NOT_CONVERTIBLE", reason=type(error).__name__) from error
        tell(70, "comparing the two")
        difference = _difference(model, folder / "openvino_model.xml")
        if not difference < _TOLERANCE:
            raise AlgorithmError("MODEL_NOT_CONVERTIBLE", reason=f"its scores differ by {difference:.1e}")
    tell(_HUNDREDTHS, "comparing the two")


@torch.inference_mode()
def _difference(model: Path, converted: Path) -> float:
    """Compare the scores after a few tokens: the largest difference, relative to the original's spread."""
    original = AutoModelForCausalLM.from_pretrained(
        model, local_files_only=True, trust_remote_code=False, use_safetensors=True, dtype=torch.float32
    ).eval()
    ids = torch.arange(1, 9).unsqueeze(0) % original.config.get_text_config().vocab_size
    expected = original(input_ids=ids).logits
    compiled = Core().compile_model(converted, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    known = {
        "input_ids": ids,
        "attention_mask": torch.ones_like(ids),
        "position_ids": torch.arange(ids.shape[1]).unsqueeze(0),
        "beam_idx": torch.zeros(1, dtype=torch.int32),
    }
    names = [one.get_any_name() for one in compiled.inputs]
    request = compiled.create_infer_request()
    result = request.infer({name: Tensor(known[name].numpy()) for name in names})
    found = torch.from_numpy(result[compiled.output("logits")])
    return float((found - expected).abs().max() / expected.std())
