"""Metrics that several tasks share; each row of scores is one row of the data."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy

from posthuman_algorithms.scores import Metric, Scores, ratio

_MOST_CLASSES = 64


def classification_scores(
    predicted: list[int], expected: list[int], classes: int, documents: list[int]
) -> Scores:
    """Score by accuracy, and by F1 averaged over the classes that occur (macro), up to 64 classes."""
    counted = classes if classes <= _MOST_CLASSES else 0
    rows = numpy.zeros((len(expected), 2 + 3 * counted))
    rows[:, 1] = 1
    for row, guess, truth in zip(rows, predicted, expected, strict=True):
        row[0] = guess == truth
        if counted:
            row[2 + truth] += guess == truth
            row[2 + classes + truth] += 1
            row[2 + 2 * classes + guess] += 1
    metrics = (Metric("accuracy", more_is_better=True, combine=ratio(0, 1)),)
    if counted:
        metrics += (_macro_f1(2, classes),)
    return Scores(metrics, rows, "row", numpy.array(documents))


def label_set_scores(
    predicted: list[list[int]], expected: list[list[int]], classes: int, documents: list[int]
) -> Scores:
    """Score sets of labels: by accuracy (a set is right if it is the very same), micro F1 and macro F1."""
    counted = classes if classes <= _MOST_CLASSES else 0
    rows = numpy.zeros((len(expected), 5 + 3 * counted))
    rows[:, 1] = 1
    for row, guess, truth in zip(rows, map(set, predicted), map(set, expected), strict=True):
        row[0] = guess == truth
        row[2:5] = len(guess & truth), len(guess), len(truth)
        if counted:
            row[[5 + one for one in guess & truth]] = 1
            row[[5 + classes + one for one in truth]] = 1
            row[[5 + 2 * classes + one for one in guess]] = 1
    metrics = (
        Metric("accuracy", more_is_better=True, combine=ratio(0, 1)),
        f1_metric(2, 3, 4, name="micro_f1"),
    )
    if counted:
        metrics += (_macro_f1(5, classes),)
    return Scores(metrics, rows, "row", numpy.array(documents))


def _macro_f1(first: int, classes: int) -> Metric:
    """Make the mean F1 of classes that occur from a row's hits, truths and guesses of each class."""

    def combine(rows: numpy.ndarray) -> numpy.ndarray:
        sums = rows[..., first:].sum(-2)
        hits, truths, guesses = (sums[..., place * classes : (place + 1) * classes] for place in range(3))
        occurring = truths + guesses > 0
        f1 = 2 * hits / numpy.maximum(truths + guesses, 1)
        return (f1 * occurring).sum(-1) / numpy.maximum(occurring.sum(-1), 1)

    return Metric("macro_f1", more_is_better=True, combine=combine)


def f1_metric(hits: int, guesses: int, truths: int, name: str = "f1") -> Metric:
    """Make F1 from three parts of a row: 2 · hits / (guesses + truths)."""

    def combine(rows: numpy.ndarray) -> numpy.ndarray:
        sums = rows.sum(-2)
        both = sums[..., guesses] + sums[..., truths]
        return 2 * sums[..., hits] / numpy.where(both == 0, 1, both)

    return Metric(name, more_is_better=True, combine=combine)


def bits_per_byte_metrics(name: str) -> tuple[Metric, Metric]:
    """Make bits per byte and perplexity from rows of nats, bytes and tokens."""
    return (
        Metric(name, more_is_better=False, combine=ratio(0, 1, 1 / math.log(2))),
        Metric(
            "perplexity",
            more_is_better=False,
            combine=lambda rows: numpy.exp(numpy.minimum(ratio(0, 2)(rows), 700)),
        ),
    )


def edit_distance(some: Sequence[str], others: Sequence[str]) -> int:
    """Count the insertions, deletions and replacements that turn one into the other (Levenshtein)."""
    numbers = {one: number for number, one in enumerate({*some, *others})}
    columns = numpy.array([numbers[one] for one in others], dtype=numpy.int64)
    steps = numpy.arange(len(columns) + 1)
    distances = steps.copy()
    for row, one in enumerate(some, 1):
        best = numpy.minimum(distances[1:] + 1, distances[:-1] + (columns != numbers[one]))
        # What comes by insertions from the left is the least of all before, and a step for each.
        distances = numpy.minimum.accumulate(numpy.append(row, best) - steps) + steps
    return int(distances[-1])
