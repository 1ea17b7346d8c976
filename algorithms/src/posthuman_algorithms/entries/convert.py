"""The entry point ``convert``: make a model folder from a GGUF file, outside the market.

GGUF is the format of llama.cpp; transformers reads it (``gguf_file=``) with the package ``gguf``, which
jobs do not need. Quantised numbers become float32: the model is as good as the file, and can be trained
like any other.
"""

from __future__ import annotations

import argparse
import json
from typing import Any

from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedModel

from posthuman_algorithms.job.errors import AlgorithmError
from posthuman_algorithms.job.events import Events
from posthuman_algorithms.job.files import folder_written_aside
from posthuman_algorithms.models.weights import WEIGHTS, plain_tensors, write_tensors

_OF_THE_FILE = ("_name_or_path", "_model_name_or_path", "quantization_config", "torch_dtype")


def convert(options: argparse.Namespace, events: Events) -> None:
    """Read the file and write config.json, the tokenizer with its chat template, and model.safetensors.

    Args:
        options: as ``parse_convert_options`` reads them.
        events: where progress goes.

    Raises:
        AlgorithmError: WEIGHTS_UNREADABLE.
    """
    source = {"pretrained_model_name_or_path": options.gguf.parent, "gguf_file": options.gguf.name}
    events.emit("progress", step=0, total=3)
    try:
        tokenizer: Any = AutoTokenizer.from_pretrained(
            **source, local_files_only=True, trust_remote_code=False
        )
        events.emit("progress", step=1, total=3)
        model = AutoModelForCausalLM.from_pretrained(**source, local_files_only=True, trust_remote_code=False)
    except Exception as error:
        # Readers of a format raise anything on a broken file.
        reason = f"{type(error).__name__}: {str(error).strip().splitlines()[0][:200] if str(error) else ''}"
        raise AlgorithmError("WEIGHTS_UNREADABLE", name=options.gguf.name, reason=reason) from error
    events.emit("progress", step=2, total=3)
    with folder_written_aside(options.out) as folder:
        tokenizer.save_pretrained(folder)
        sha256 = write_tensors(plain_tensors(model.state_dict()), folder / WEIGHTS)
        described = json.dumps(_config(model), indent=2, sort_keys=True)
        (folder / "config.json").write_text(described + "\n")
        for path in folder.iterdir():
            path.chmod(0o644)
    events.emit("progress", step=3, total=3)
    count = sum(value.numel() for value in model.parameters())
    events.emit("metrics", metrics={"parameters": count, "weights": sha256})


def _config(model: PreTrainedModel) -> dict[str, Any]:
    config = {name: value for name, value in model.config.to_diff_dict().items() if name not in _OF_THE_FILE}
    return {**config, "architectures": [type(model).__name__], "dtype": "float32"}
