"""Tell the worker what happens, one JSON object a line."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any, Protocol


class Events(Protocol):
    """Whatever takes events."""

    def emit(self, event: str, **fields: Any) -> None:
        """Send one event with its fields."""


class EventWriter:
    """Append events to a file, each with a single write, so that a kill never mixes two lines.

    Args:
        path: the file, made with its folder if needed; None writes to standard output.
    """

    def __init__(self, path: Path | None) -> None:
        if path is None:
            self._file = sys.stdout.fileno()
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
        self._end_torn_line()

    def emit(self, event: str, **fields: Any) -> None:
        """Write ``{"event": event, **fields}``. Raises ValueError on NaN, which is no JSON."""
        line = json.dumps({"event": event, **fields}, ensure_ascii=False, allow_nan=False)
        os.write(self._file, line.encode() + b"\n")

    def _end_torn_line(self) -> None:
        """Close a line that a full disk or a power cut left open, so that ours starts on its own."""
        size = os.fstat(self._file).st_size
        if size and os.pread(self._file, 1, size - 1) != b"\n":
            os.write(self._file, b"\n")
