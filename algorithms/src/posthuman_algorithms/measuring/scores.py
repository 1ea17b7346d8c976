"""A measurement unit by unit, from which metrics and their uncertainty are computed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy


@dataclass(frozen=True)
class Metric:
    """A number that tells how good a model is.

    Attributes:
        name: as reports call it, such as ``bits_per_byte`` or ``accuracy``.
        more_is_better: False if the lowest value is best.
        combine: computes the metric from rows: float64 of shape (…, units, parts) → (…). It must be finite
            for any units drawn with repetition.
        least_units: from how many units on it means something; one row has no correlation.
        error: computes its standard error from rows, where a formula is customary.
    """

    name: str
    more_is_better: bool
    combine: Callable[[numpy.ndarray], numpy.ndarray]
    least_units: int = 1
    error: Callable[[numpy.ndarray], float] | None = None


@dataclass(frozen=True)
class Scores:
    """What a model scored on each unit of the data. All models have the same units in the same order.

    Attributes:
        metrics: the task's own first.
        rows: float64 of shape (units, parts), such as nats, bytes and tokens of each passage.
        unit: what a row stands for: "passage", "document", "row" or "question".
        documents: int64 of shape (units,): the number of each unit's document; None: all are of one.
    """

    metrics: tuple[Metric, ...]
    rows: numpy.ndarray
    unit: str
    documents: numpy.ndarray | None = None

    def values(self) -> dict[str, float]:
        """Compute every metric on all units, by name."""
        return {metric.name: float(metric.combine(self.rows)) for metric in self.metrics}


def ratio(numerator: int, denominator: int, scale: float = 1.0) -> Callable[[numpy.ndarray], numpy.ndarray]:
    """Make a ``combine`` that divides one part's sum by another's: an error rate, an accuracy, bits per byte.

    Args:
        numerator, denominator: places of the two parts in a row; a sum of 0 below counts as 1.
        scale: a constant factor.
    """

    def combine(rows: numpy.ndarray) -> numpy.ndarray:
        below = rows[..., denominator].sum(-1)
        return scale * rows[..., numerator].sum(-1) / numpy.where(below == 0, 1, below)

    return combine
