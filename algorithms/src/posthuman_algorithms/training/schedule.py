"""What each step of a training is given: its examples and its learning rate.

Both are pure functions of the step, so that a resumed run, and a referee who re-runs a segment, need nothing
else.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy


@dataclass
class DataOrder:
    """The order in which a training sees its examples: a new permutation each epoch.

    The permutation is drawn by a counter-based generator (Philox) keyed by seed and epoch.

    Attributes:
        count: examples in all.
        per_step: examples per step.
        seed: the job's seed.
    """

    count: int
    per_step: int
    seed: int

    def __post_init__(self) -> None:
        self._epoch = -1
        self._permutation = numpy.empty(0, dtype=numpy.int64)

    def indices(self, step: int) -> numpy.ndarray:
        """Return the examples of a step (counted from 0): their numbers, int64 of shape (per_step,)."""
        first = step * self.per_step
        return numpy.array(
            [self._at(place) for place in range(first, first + self.per_step)], dtype=numpy.int64
        )

    def cursor(self, step: int) -> dict[str, int]:
        """Return where the next step begins to read, after ``step`` steps."""
        epoch, position = divmod(step * self.per_step, self.count)
        return {"epoch": epoch, "position": position}

    def _at(self, place: int) -> int:
        epoch, position = divmod(place, self.count)
        if epoch != self._epoch:
            key = numpy.array([self.seed, epoch], dtype=numpy.uint64)
            self._permutation = numpy.random.Generator(numpy.random.Philox(key=key)).permutation(self.count)
            self._epoch = epoch
        return int(self._permutation[position])


def learning_rate_at(step: int, parameters: dict[str, Any]) -> float:
    """Return the learning rate of a step (counted from 0): linear warm-up, then the schedule.

    With p = (step − warm-up) / (steps − warm-up): cosine (1 + cos πp) / 2 (arXiv 1608.03983), linear 1 − p,
    constant 1; each times ``learning_rate``.
    """
    peak, warmup, steps = parameters["learning_rate"], parameters["warmup_steps"], parameters["steps"]
    if step < warmup:
        return peak * (step + 1) / (warmup + 1)
    passed = (step - warmup) / max(1, steps - warmup)
    shape = {"cosine": (1 + math.cos(math.pi * passed)) / 2, "linear": 1 - passed, "constant": 1.0}
    return peak * shape[parameters["schedule"]]
