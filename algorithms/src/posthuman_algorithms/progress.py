"""Report progress, not more often than anybody can read it."""

from __future__ import annotations

import time
from typing import Any

from posthuman_algorithms.events import Events

_PAUSE_S = 0.5


class Progress:
    """Progress of one piece of work, with speed and time left measured since it began (or was resumed).

    Args:
        events: where to report.
        total: units of work in all.
        done: units that an earlier run did.
        phase: what the work is called, where a job does several things one after the other.
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
