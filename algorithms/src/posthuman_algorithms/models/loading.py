"""Load models and tokenizers made by strangers, without running any code of theirs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from transformers import AutoTokenizer, PreTrainedModel, PreTrainedTokenizerBase
from transformers.initialization import no_init_weights

from posthuman_algorithms.job.errors import AlgorithmError
from posthuman_algorithms.models.weights import WEIGHTS

_INDEX = "model.safetensors.index.json"
_PICKLES = {
    ".bin",
    ".pt",
    ".pth",
    ".pkl",
    ".pickle",
    ".ckpt",
    ".joblib",
    ".npy",
    ".npz",
    ".h5",
    ".keras",
    ".msgpack",
}


_CONFIGS = (
    "config.json",
    "tokenizer_config.json",
    "generation_config.json",
    "processor_config.json",
    "preprocessor_config.json",
)


_MOST_CONTEXT = 1024
_FAILURES = (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError, SafetensorError)


def check_model_folder(folder: Path) -> None:
    """Refuse a folder that holds pickles or code, or no weights.

    Raises:
        AlgorithmError: WEIGHTS_FORMAT or WEIGHTS_INCOMPLETE.
    """
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    for name in names:
        if Path(name).suffix in _PICKLES:
            raise AlgorithmError("WEIGHTS_FORMAT", name=name, reason="it could hold a pickle")
        if Path(name).suffix in {".py", ".so"}:
            raise AlgorithmError("WEIGHTS_FORMAT", name=name, reason="it is code")
    for name in _CONFIGS:
        if name in names and "auto_map" in (folder / name).read_text(errors="replace"):
            raise AlgorithmError(
                "WEIGHTS_FORMAT", name=name, reason="its auto_map asks for the model's own code"
            )
    if WEIGHTS not in names and _INDEX not in names:
        raise AlgorithmError("WEIGHTS_INCOMPLETE", name=WEIGHTS)
    if "config.json" not in names:
        raise AlgorithmError("WEIGHTS_INCOMPLETE", name="config.json")


def load_model(folder: Path, auto_class: Any, device: torch.device, unused: str = "\0") -> PreTrainedModel:
    """Load a model in float32 and in evaluation mode.

    Args:
        folder: config.json and safetensors.
        auto_class: the ``AutoModelFor…`` class of the task.
        device: where to put it.
        unused: prefix of the tensors that the task does not use, and that may be missing.

    Raises:
        AlgorithmError: as ``check_model_folder``, or WEIGHTS_UNREADABLE.
    """
    check_model_folder(folder)
    try:
        with no_init_weights():  # all weights come from the file; drawing random ones first takes seconds
            model, loading = auto_class.from_pretrained(
                folder,
                local_files_only=True,
                trust_remote_code=False,
                use_safetensors=True,
                dtype=torch.float32,
                output_loading_info=True,
            )
    except _FAILURES as error:
        raise AlgorithmError("WEIGHTS_UNREADABLE", name=WEIGHTS, reason=_first_line(error)) from error
    for name in loading["missing_keys"]:
        if name.startswith(unused):
            model.get_parameter(name).data.zero_()
    if missing := [name for name in loading["missing_keys"] if not name.startswith(unused)]:
        reason = f"{len(missing)} tensors are missing, such as {sorted(missing)[0]}"
        raise AlgorithmError("WEIGHTS_UNREADABLE", name=WEIGHTS, reason=reason)
    return model.to(device).eval()


def load_tokenizer(folder: Path) -> PreTrainedTokenizerBase:
    """Load a model's tokenizer. Raises WEIGHTS_UNREADABLE if there is none that works."""
    try:
        tokenizer: Any = AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    except Exception as error:
        # The tokenizers library raises bare Exception on a broken file.
        raise AlgorithmError(
            "WEIGHTS_UNREADABLE", name="tokenizer.json", reason=_first_line(error)
        ) from error
    return tokenizer


def load_part(folder: Path, name: str, auto_class: Any, **options: Any) -> Any:
    """Load what prepares a model's inputs, such as a feature extractor, from its folder.

    Args:
        folder: the model's.
        name: the file that describes it.
        auto_class: the ``Auto…`` class that reads it.
        options: for its ``from_pretrained``.

    Raises:
        AlgorithmError: WEIGHTS_INCOMPLETE, WEIGHTS_UNREADABLE.
    """
    if not (folder / name).is_file():
        raise AlgorithmError("WEIGHTS_INCOMPLETE", name=name)
    try:
        return auto_class.from_pretrained(folder, local_files_only=True, trust_remote_code=False, **options)
    except (*_FAILURES, ImportError) as error:
        raise AlgorithmError("WEIGHTS_UNREADABLE", name=name, reason=_first_line(error)) from error


def context_length(model: PreTrainedModel) -> int:
    """Return how many tokens the model sees at once: at most 1024, so that long contexts fit in memory."""
    positions = getattr(model.config, "max_position_embeddings", None) or _MOST_CONTEXT
    for name, module in model.named_modules():
        # RoBERTa and similar models count positions from one past the padding token's id.
        padding = getattr(module, "padding_idx", None)
        if name.endswith("position_embeddings") and isinstance(padding, int):
            positions -= padding + 1
            break
    return min(int(positions), _MOST_CONTEXT)


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0][:200]}" if lines else type(error).__name__
