"""Confidence intervals by the bootstrap: how far a metric would vary on other text of the same kind.

Units (passages, documents, rows) are drawn with repetition, as many as there are, 2000 times; the metric of
each draw is computed, and the middle 95 % of them is the interval (percentile method: Efron and Tibshirani,
An Introduction to the Bootstrap, 1993, §13.3). All models see the same draws, so that the difference of two
of them is paired (Koehn, Statistical Significance Tests for Machine Translation Evaluation, EMNLP 2004):
whatever makes a passage hard for both cancels out.
"""

from __future__ import annotations

from typing import Any

import numpy

from posthuman_algorithms.measuring.scores import Scores

RESAMPLES = 2000
CONFIDENCE = 0.95
LEAST_UNITS = 8
"""With fewer units, the draws are too similar to say anything."""

SOURCES = (
    "percentile bootstrap: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, §13.3",
    "paired draws: Koehn, Statistical Significance Tests for Machine Translation Evaluation, EMNLP 2004",
)


_CELLS_AT_ONCE = 8_000_000


def draw(models: list[Scores], seed: int, resamples: int = RESAMPLES) -> list[dict[str, numpy.ndarray]]:
    """Draw units with repetition, the same for every model, and compute every metric of each draw.

    Args:
        models: with rows for the same units.
        seed: of the draws (Philox, counter-based: the same numbers on every machine).
        resamples: how many draws.

    Returns:
        For each model, by metric: float64 of shape (resamples,). Empty dicts if there are too few units.
    """
    units = len(models[0].rows)
    if units < LEAST_UNITS:
        return [{} for _ in models]
    random = numpy.random.Generator(numpy.random.Philox(key=seed))
    drawn: list[dict[str, list[numpy.ndarray]]] = [
        {metric.name: [] for metric in scores.metrics} for scores in models
    ]
    widest = max(scores.rows.shape[1] for scores in models)
    at_once = max(1, _CELLS_AT_ONCE // (units * widest))
    for first in range(0, resamples, at_once):
        chosen = random.integers(0, units, (min(at_once, resamples - first), units))
        for scores, of_this in zip(models, drawn, strict=True):
            rows = scores.rows[chosen]
            for metric in scores.metrics:
                of_this[metric.name].append(metric.combine(rows))
    return [{name: numpy.concatenate(parts) for name, parts in of_this.items()} for of_this in drawn]


def interval(values: numpy.ndarray | None) -> list[float] | None:
    """Return the lower and upper bound of the middle 95 %; None if nothing was drawn."""
    return None if values is None else _middle(values)


def _middle(values: numpy.ndarray) -> list[float]:
    rest = 50 * (1 - CONFIDENCE)
    low, high = numpy.percentile(values, [rest, 100 - rest])
    return [float(low), float(high)]


def compare(
    models: list[Scores], drawn: list[dict[str, numpy.ndarray]], names: list[str]
) -> list[dict[str, Any]]:
    """Compare the first model with each of the others by the task's metric.

    Returns:
        For each: ``gain`` (above 0: the first model is better), its interval, the share of draws in which it
        is better, and a verdict: better, worse, or undecided if the interval contains 0.
    """
    metric = models[0].metrics[0]
    sign = 1 if metric.more_is_better else -1
    rows = []
    for scores, draws, name in list(zip(models, drawn, names, strict=True))[1:]:
        gain = sign * (models[0].values()[metric.name] - scores.values()[metric.name])
        gain += 0.0  # never a negative zero
        row: dict[str, Any] = {"model": name, "gain": gain, "interval": None, "betterInDraws": None}
        row["verdict"] = "undecided"
        if draws:
            gains = sign * (drawn[0][metric.name] - draws[metric.name])
            low, high = row["interval"] = _middle(gains)
            row["betterInDraws"] = float((gains > 0).mean())
            row["verdict"] = "better" if low > 0 else "worse" if high < 0 else "undecided"
        rows.append(row)
    return rows
