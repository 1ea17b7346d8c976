"""The trace of a training: one line per checkpoint, from which a referee can re-run any segment.

A line names the checkpoint's step, the SHA-256 of its weights, optimizer state and random state, where the
data order stands (``cursor``), the SHA-256 of the example numbers read since the line before (``batches``)
and the step's loss. Line 0 is the parent.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from posthuman_algorithms.job.files import write_atomic

TraceLine = dict[str, Any]
"""``index``, ``step``, ``weights``, ``optimizer``, ``rng``, ``cursor``, ``batches`` and ``loss``."""


def first_trace_line(parent_sha256: str) -> TraceLine:
    """Make line 0, the parent's state: the hash of its weights and nothing else."""
    empty = dict.fromkeys(("optimizer", "rng", "cursor", "batches", "loss"), "")
    return {"index": 0, "step": 0, "weights": parent_sha256, **empty}


class TraceFile:
    """``trace.jsonl``; every line is on the disk before the training goes on.

    Args:
        path: the file; rewritten at once, so that nothing half-written by a killed run stays.
        lines: those up to the checkpoint from which the training goes on.
    """

    def __init__(self, path: Path, lines: list[TraceLine]) -> None:
        self._path = path
        self.lines = lines
        write_atomic(path, "".join(_format(line) for line in lines))

    def append(self, line: TraceLine) -> None:
        """Add a line, durably."""
        self.lines.append(line)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(_format(line))
            file.flush()
            os.fsync(file.fileno())


def _format(line: TraceLine) -> str:
    return json.dumps(line, sort_keys=True, separators=(",", ":")) + "\n"
