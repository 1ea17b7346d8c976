"""Keep a training's state on disk: a kill at any moment costs only the steps since the last checkpoint.

A checkpoint is a folder of three safetensors files and a JSON file; nothing is unpickled. It appears with one
rename, after all of it has been flushed to the disk.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file

from posthuman_algorithms.job.files import folder_written_aside, sha256_file
from posthuman_algorithms.models.weights import WEIGHTS, write_tensors

_PARTS = {"weights": WEIGHTS, "optimizer": "optimizer.safetensors", "rng": "rng.safetensors"}


_KEEP = 2


@dataclass(frozen=True)
class Checkpoint:
    """A checkpoint, read back.

    Attributes:
        step: steps done.
        tensors: the parts ``weights``, ``optimizer`` and ``rng``.
        notes: what the training wrote beside them (losses and trace).
    """

    step: int
    tensors: dict[str, dict[str, torch.Tensor]]
    notes: dict[str, Any]


class CheckpointStore:
    """The checkpoints of one training.

    Args:
        folder: where they are; created if needed.
        fingerprint: identifies the training; checkpoints of another one are ignored.
    """

    def __init__(self, folder: Path, fingerprint: str) -> None:
        self._folder = folder
        self._fingerprint = fingerprint
        folder.mkdir(parents=True, exist_ok=True)

    def save(
        self,
        step: int,
        tensors: dict[str, dict[str, torch.Tensor]],
        make_notes: Callable[[dict[str, str]], dict[str, Any]],
    ) -> None:
        """Write the checkpoint of a step, and remove all but the last two.

        Args:
            step: steps done.
            tensors: the parts ``weights``, ``optimizer`` and ``rng``.
            make_notes: makes the notes to keep beside them from each part's SHA-256.
        """
        with folder_written_aside(self._folder / f"step-{step:010d}") as aside:
            hashes = {part: write_tensors(tensors[part], aside / name) for part, name in _PARTS.items()}
            state = {
                "step": step,
                "fingerprint": self._fingerprint,
                "hashes": hashes,
                "notes": make_notes(hashes),
            }
            (aside / "state.json").write_text(json.dumps(state, allow_nan=False))
        for old in self._newest_first()[_KEEP:]:
            shutil.rmtree(old, ignore_errors=True)

    def load_latest(self) -> Checkpoint | None:
        """Read the newest intact checkpoint of this training; None if there is none.

        Those of another training (with another version of torch, say) are removed: being of a later step,
        they would be kept instead of this one's.
        """
        for folder in self._newest_first():
            try:
                state = json.loads((folder / "state.json").read_bytes())
                if state["fingerprint"] != self._fingerprint:
                    shutil.rmtree(folder, ignore_errors=True)
                    continue
                if any(sha256_file(folder / name) != state["hashes"][part] for part, name in _PARTS.items()):
                    continue
                tensors = {part: load_file(folder / name) for part, name in _PARTS.items()}
                return Checkpoint(state["step"], tensors, state["notes"])
            except (OSError, ValueError, KeyError):
                continue
        return None

    def _newest_first(self) -> list[Path]:
        return sorted(self._folder.glob("step-*"), reverse=True)
