"""Tell the worker what happens, one JSON object per line, and how far the work has come."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any, Protocol

_PAUSE_S = 0.5


class Events(Protocol):
    """Anything that takes events."""

    def emit(self, event: str, **fields: Any) -> None:
        """Send one event with its fields."""


class EventWriter:
    """Append events to a file, each with a single write, so that a kill never mixes two lines.

    Args:
        path: the file, created with its folder if needed; None writes to standard output.
    """

    def __init__(self, path: Path | None) -> None:
        if path is None:
            self._file = sys.stdout.fileno()
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
        self._end_torn_line()

    def emit(self, event: str, **fields: Any) -> None:
        """Write ``{"event": event, **fields}``. Raises ValueError on NaN, which is not JSON."""
        line = json.dumps({"event": event, **fields}, ensure_ascii=False, allow_nan=False)
        os.write(self._file, line.encode() + b"\n")

    def _end_torn_line(self) -> None:
        """Close a line that a full disk or a power cut left unfinished, so that the next one is whole."""
        size = os.fstat(self._file).st_size
        if size and os.pread(self._file, 1, size - 1) != b"\n":
            os.write(self._file, b"\n")


class Progress:
    """Progress of one piece of work, reported twice a second at most.

    Speed and time left are measured from when it began or was resumed.

    Args:
        events: where it is reported.
        total: all units of work.
        done: units that an earlier run has done.
        phase: name of the work, where a job does several things in turn.
    """

    def __init__(self, events: Events, total: int, done: int = 0, phase: str | None = None) -> None:
        self._events = events
        self._total = total
        self._first = done
        self._phase = {} if phase is None else {"phase": phase}
        self._began = time.monotonic()
        self._reported = 0.0
        self._tokens = 0

    def report(self, step: int, tokens: int = 0, **fields: Any) -> None:
        """Report that ``step`` units are done, ``tokens`` of them new since the last call."""
        now = time.monotonic()
        self._tokens += tokens
        if now - self._reported < _PAUSE_S and step < self._total:
            return
        self._reported = now
        took = max(now - self._began, 1e-6)
        if self._tokens:
            fields["tokens_per_s"] = round(self._tokens / took, 1)
        if step > self._first:
            left = took / (step - self._first) * (self._total - step)
            fields["eta_s"] = round(left, 1)
        self._events.emit("progress", step=step, total=self._total, **self._phase, **fields)
