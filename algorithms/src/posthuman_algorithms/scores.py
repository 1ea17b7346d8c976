"""A measurement taken apart, unit by unit, so that the uncertainty of its metrics can be told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy


@dataclass(frozen=True)
class Metric:
    """A number that tells how good a model is.

    Attributes:
        name: as reports call it, such as ``bits_per_byte`` or ``accuracy``.
        more_is_better: False where the best value is the least.
        combine: makes the metric from rows: float64 of shape (…, units, parts) → (…). It must be finite
            for any units drawn with repetition.
        least_units: of how few units it means something: of one row, there is no correlation.
        error: its standard error from rows, where a formula is customary.
    """

    name: str
    more_is_better: bool
    combine: Callable[[numpy.ndarray], numpy.ndarray]
    least_units: int = 1
    error: Callable[[numpy.ndarray], float] | None = None


@dataclass(frozen=True)
class Scores:
    """What a model scored on each unit of the data; units are the same for all models, in the same order.

    Attributes:
        metrics: the task's own metric first.
        rows: float64 of shape (units, parts), such as nats, bytes and tokens of each passage.
        unit: what a row stands for, in words: "passage", "document", "row".
        documents: int64 of shape (units,): the number of the document that each unit is from; None = all
            of one.
    """

    metrics: tuple[Metric, ...]
    rows: numpy.ndarray
    unit: str
    documents: numpy.ndarray | None = None

    def values(self) -> dict[str, float]:
        """Every metric on all units, by name."""
        return {metric.name: float(metric.combine(self.rows)) for metric in self.metrics}


def ratio(numerator: int, denominator: int, scale: float = 1.0) -> Callable[[numpy.ndarray], numpy.ndarray]:
    """Make a metric that is one part's sum over another's: an error rate, an accuracy, bits per byte."""

    def combine(rows: numpy.ndarray) -> numpy.ndarray:
        below = rows[..., denominator].sum(-1)
        return scale * rows[..., numerator].sum(-1) / numpy.where(below == 0, 1, below)

    return combine
