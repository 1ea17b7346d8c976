"""The trace of a training: one line a checkpoint, from which a referee can re-run any part."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from posthuman_algorithms.atomic import write_atomic

TraceLine = dict[str, Any]


def first_trace_line(parent_sha256: str) -> TraceLine:
    """Make line 0, the parent's state: its weights, nothing else."""
    empty = dict.fromkeys(("optimizer", "rng", "cursor", "batches", "loss"), "")
    return {"index": 0, "step": 0, "weights": parent_sha256, **empty}


class TraceFile:
    """``trace.jsonl``, with every line on the disk before the training goes on.

    Args:
        path: the file; rewritten at once, so that what a killed run left half-written is gone.
        lines: the lines up to the checkpoint from which the training goes on.
    """

    def __init__(self, path: Path, lines: list[TraceLine]) -> None:
        self._path = path
        self.lines = lines
        write_atomic(path, "".join(_format(line) for line in lines))

    def append(self, line: TraceLine) -> None:
        """Add a line."""
        self.lines.append(line)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(_format(line))
            file.flush()
            os.fsync(file.fileno())


def _format(line: TraceLine) -> str:
    return json.dumps(line, sort_keys=True, separators=(",", ":")) + "\n"
