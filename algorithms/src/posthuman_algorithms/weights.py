"""Load models and tokenizers that strangers made, without running anything of theirs; write new ones."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import save_file
from transformers import AutoTokenizer, PreTrainedModel, PreTrainedTokenizerBase
from transformers.initialization import no_init_weights

from posthuman_algorithms.errors import AlgorithmError
from posthuman_algorithms.hashing import sha256_bytes, sha256_file

WEIGHTS = "model.safetensors"
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
    """Refuse a folder with pickles or code of its own, or without weights.

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
                "WEIGHTS_FORMAT", name=name, reason="its auto_map asks for code of the model's own"
            )
    if WEIGHTS not in names and _INDEX not in names:
        raise AlgorithmError("WEIGHTS_INCOMPLETE", name=WEIGHTS)
    if "config.json" not in names:
        raise AlgorithmError("WEIGHTS_INCOMPLETE", name="config.json")


def weights_sha256(folder: Path) -> str:
    """Hash a model's weights: of ``model.safetensors``, or of a line ``<sha256>  <name>`` for each shard."""
    if (folder / WEIGHTS).is_file():
        return sha256_file(folder / WEIGHTS)
    shards = sorted(folder.glob("model-*.safetensors"))
    return sha256_bytes("".join(f"{sha256_file(shard)}  {shard.name}\n" for shard in shards).encode())


def load_model(folder: Path, auto_class: Any, device: torch.device, unused: str = "\0") -> PreTrainedModel:
    """Load a model in float32, ready to evaluate.

    Args:
        folder: config.json and safetensors.
        auto_class: the ``AutoModelFor…`` class of the task.
        device: where to put it.
        unused: how the names of tensors begin that the task does not use, and that may be missing.

    Raises:
        AlgorithmError: as ``check_model_folder``, or WEIGHTS_UNREADABLE.
    """
    check_model_folder(folder)
    try:
        with no_init_weights():  # all come from the file; making random ones first costs seconds
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
    """Load a model's tokenizer. Raises WEIGHTS_UNREADABLE where there is none that works."""
    try:
        return AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    except Exception as error:
        # The tokenizers library raises bare Exception on a broken file.
        raise AlgorithmError(
            "WEIGHTS_UNREADABLE", name="tokenizer.json", reason=_first_line(error)
        ) from error


def load_part(folder: Path, name: str, auto_class: Any, **options: Any) -> Any:
    """Load what prepares a model's inputs from a file of its folder.

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
    """How many tokens the model sees at once; at most 1024, so that long-context models fit in memory."""
    positions = getattr(model.config, "max_position_embeddings", None) or _MOST_CONTEXT
    for name, module in model.named_modules():
        # RoBERTa and its like count places from one past the padding token's number.
        if name.endswith("position_embeddings") and getattr(module, "padding_idx", None) is not None:
            positions -= module.padding_idx + 1
            break
    return min(int(positions), _MOST_CONTEXT)


def plain_tensors(tensors: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Prepare a state dict for safetensors: on the processor, contiguous, tied tensors only once."""
    seen: set[tuple[int, int, torch.Size]] = set()
    plain = {}
    for name, tensor in tensors.items():
        identity = (tensor.data_ptr(), tensor.numel(), tensor.shape)
        if tensor.numel() and identity in seen:
            continue
        seen.add(identity)
        plain[name] = tensor.detach().cpu().contiguous()
    return plain


def write_tensors(tensors: dict[str, torch.Tensor], path: Path) -> str:
    """Write tensors as safetensors, the same bytes for the same tensors; the file's SHA-256."""
    save_file(tensors, path, metadata={"format": "pt"})
    path.chmod(0o644)  # as other files are; safetensors makes it its owner's alone
    return sha256_file(path)


def copy_model_without_weights(parent: Path, child: Path) -> None:
    """Copy tokenizer and settings byte for byte; config.json says float32, as children are."""
    for path in sorted(parent.iterdir()):
        if (
            path.is_file()
            and not path.name.startswith("model")
            and path.suffix in {".json", ".txt", ".jinja", ".model"}
        ):
            shutil.copyfile(path, child / path.name)
    config = json.loads((parent / "config.json").read_bytes())
    config.pop("torch_dtype", None)
    config["dtype"] = "float32"
    (child / "config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0][:200]}" if lines else type(error).__name__
