"""The learning rate over a training."""

from __future__ import annotations

import math
from typing import Any


def learning_rate_at(step: int, parameters: dict[str, Any]) -> float:
    """Give the learning rate of a step (counted from 0): linear warm-up, then the schedule.

    With p = (step − warm-up) / (steps − warm-up): cosine (1 + cos πp) / 2 (arXiv 1608.03983), linear 1 − p,
    constant 1; each times ``learning_rate``.
    """
    peak, warmup, steps = parameters["learning_rate"], parameters["warmup_steps"], parameters["steps"]
    if step < warmup:
        return peak * (step + 1) / (warmup + 1)
    passed = (step - warmup) / max(1, steps - warmup)
    shape = {"cosine": (1 + math.cos(math.pi * passed)) / 2, "linear": 1 - passed, "constant": 1.0}
    return peak * shape[parameters["schedule"]]
