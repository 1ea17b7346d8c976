"""Cut recordings that are longer than a model hears at once."""

from __future__ import annotations

import numpy

_BREATH = 1600
"""Samples over which quiet is looked for: a tenth of a second."""


def cut_where_quiet(samples: numpy.ndarray, longest: int) -> list[numpy.ndarray]:
    """Cut a recording into pieces of at most ``longest`` samples, each where its last third is quietest.

    No piece overlaps another, so that what is written of each can be joined.
    """
    pieces = []
    while len(samples) > longest:
        first = longest * 2 // 3
        breath = min(_BREATH, longest - first)
        power = numpy.cumsum(numpy.square(samples[first:longest], dtype=numpy.float64))
        quiet = int(numpy.argmin(power[breath - 1 :] - numpy.append(0, power[:-breath])))
        cut = max(1, first + quiet + breath // 2)
        pieces.append(samples[:cut])
        samples = samples[cut:]
    return [*pieces, samples]
