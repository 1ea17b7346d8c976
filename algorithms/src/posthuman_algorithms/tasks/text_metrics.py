"""How much written text is like the text that was expected: chrF and ROUGE-L."""

from __future__ import annotations

import re
from collections import Counter

import numpy

from posthuman_algorithms.scores import Metric

_ORDERS = 6
_BETA2 = 4
_WORD = re.compile(r"[^\W_]+")

CHRF_PARTS = 3 * _ORDERS
"""Parts of a row of scores that ``chrf_parts`` fills."""


def chrf_parts(written: str, expected: str) -> list[float]:
    """Count n-grams of 1 to 6 characters without white space: of the one, of the other, and in both.

    As sacrebleu counts them (Popović, chrF: character n-gram F-score, WMT 2015): of orders that the expected
    text is too short for, nothing counts.
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
    """Make chrF (0 to 100) from rows whose parts from ``first`` on are ``chrf_parts``."""

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
    """Give the F1 of the most words in common, in order (Lin, ROUGE, 2004); in lower case, without stems."""
    mine, theirs = _WORD.findall(written.lower()), _WORD.findall(expected.lower())
    lengths = [0] * (len(theirs) + 1)
    for word in mine:
        diagonal = 0
        for place, other in enumerate(theirs, 1):
            best = diagonal + 1 if word == other else max(lengths[place], lengths[place - 1])
            diagonal, lengths[place] = lengths[place], best
    return 2 * lengths[-1] / max(len(mine) + len(theirs), 1)
