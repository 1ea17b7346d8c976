"""Metrics that several tasks share."""

from __future__ import annotations

import math

import numpy

from posthuman_algorithms.measuring.scores import Metric, Scores, ratio

_MOST_CLASSES = 64


def classification_scores(
    predicted: list[int], expected: list[int], classes: int, documents: list[int]
) -> Scores:
    """Score by accuracy and, for up to 64 classes, by macro F1: the mean F1 of the classes that occur."""
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
    """Score sets of labels by accuracy (the whole set must be right), micro F1 and macro F1."""
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
    """Make the mean F1 of the classes that occur, from each class's hits, truths and guesses in a row."""

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
    """Make bits per byte and perplexity per token, from rows of nats, bytes and tokens.

    Args:
        name: of the first: what is measured per byte differs from task to task.
    """
    return (
        Metric(name, more_is_better=False, combine=ratio(0, 1, 1 / math.log(2))),
        Metric(
            "perplexity",
            more_is_better=False,
            combine=lambda rows: numpy.exp(numpy.minimum(ratio(0, 2)(rows), 700)),
        ),
    )
