"""A model's weights as files of safetensors: the same bytes for the same tensors."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import torch
from safetensors.torch import save_file

from posthuman_algorithms.job.files import sha256_bytes, sha256_file

WEIGHTS = "model.safetensors"


def weights_sha256(folder: Path) -> str:
    """Hash a model's weights; 64 hex digits.

    The SHA-256 of ``model.safetensors``, or of the lines ``<sha256>  <name>`` of its shards, by name.
    """
    if (folder / WEIGHTS).is_file():
        return sha256_file(folder / WEIGHTS)
    shards = sorted(folder.glob("model-*.safetensors"))
    return sha256_bytes("".join(f"{sha256_file(shard)}  {shard.name}\n" for shard in shards).encode())


def plain_tensors(tensors: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Prepare a state dict for safetensors: on the processor, contiguous, each tied tensor once."""
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
    """Write tensors as safetensors; return the file's SHA-256."""
    save_file(tensors, path, metadata={"format": "pt"})
    path.chmod(0o644)  # like other files; safetensors makes it readable by its owner alone
    return sha256_file(path)


def copy_model_without_weights(parent: Path, child: Path) -> None:
    """Copy tokenizer and settings byte for byte; config.json then says float32, as all children are."""
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
