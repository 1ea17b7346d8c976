"""How close a written text is to the expected one: chrF, ROUGE-L and edit distance."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy

from posthuman_algorithms.measuring.scores import Metric

_ORDERS = 6
_BETA2 = 4
_WORD = re.compile(r"[^\W_]+")


CHRF_PARTS = 3 * _ORDERS
"""How many parts of a row of scores ``chrf_parts`` fills."""


def chrf_parts(written: str, expected: str) -> list[float]:
    """Count n-grams of 1 to 6 characters without white space: in the one, in the other, and in both.

    As sacrebleu counts them (Popović, chrF: character n-gram F-score, WMT 2015): orders for which the
    expected text is too short do not count.
    """
    parts: list[float] = []
    texts = ["".join(text.split()) for text in (written, expected)]
    for order in range(1, _ORDERS + 1):
        mine, theirs = (
            Counter(text[at : at + order] for at in range(len(text) - order + 1)) for text in texts
        )
        both = sum((mine & theirs).values())
        parts += [sum(mine.values()) if theirs else 0, sum(theirs.values()), both]
    return parts


def chrf_metric(first: int) -> Metric:
    """Make chrF (0 to 100, β = 2) from rows whose parts from ``first`` on are ``chrf_parts``."""

    def combine(rows: numpy.ndarray) -> numpy.ndarray:
        sums = rows[..., first : first + CHRF_PARTS].sum(-2)
        mine, theirs, both = (sums[..., place::3] for place in range(3))
        counted = (mine > 0) & (theirs > 0)
        orders = numpy.maximum(counted.sum(-1), 1)
        precision = (both / numpy.maximum(mine, 1) * counted).sum(-1) / orders
        recall = (both / numpy.maximum(theirs, 1) * counted).sum(-1) / orders
        below = _BETA2 * precision + recall
        return 100 * (1 + _BETA2) * precision * recall / numpy.where(below == 0, 1, below)

    return Metric("chrf", more_is_better=True, combine=combine)


def rouge_l(written: str, expected: str) -> float:
    """Return ROUGE-L (Lin, 2004): F1 of the longest common subsequence of words, lower-cased, not stemmed."""
    mine, theirs = _WORD.findall(written.lower()), _WORD.findall(expected.lower())
    lengths = [0] * (len(theirs) + 1)
    for word in mine:
        diagonal = 0
        for place, other in enumerate(theirs, 1):
            best = diagonal + 1 if word == other else max(lengths[place], lengths[place - 1])
            diagonal, lengths[place] = lengths[place], best
    return 2 * lengths[-1] / max(len(mine) + len(theirs), 1)


def edit_distance(some: Sequence[str], others: Sequence[str]) -> int:
    """Count the insertions, deletions and replacements between two sequences (Levenshtein distance)."""
    numbers = {one: number for number, one in enumerate({*some, *others})}
    columns = numpy.array([numbers[one] for one in others], dtype=numpy.int64)
    steps = numpy.arange(len(columns) + 1)
    distances = steps.copy()
    for row, one in enumerate(some, 1):
        best = numpy.minimum(distances[1:] + 1, distances[:-1] + (columns != numbers[one]))
        # Insertions from the left: the least of all distances before, plus one for each step.
        distances = numpy.minimum.accumulate(numpy.append(row, best) - steps) + steps
    return int(distances[-1])
