"""Entities in a sequence of labels."""

from __future__ import annotations


def spans_of(labels: list[str]) -> set[tuple[int, int, str]]:
    """Find entities: (first word, one past the last word, kind).

    ``B-X`` begins an entity X, ``I-X`` goes on with one or begins it (as CoNLL's own script takes it),
    ``E-X`` does so and ends it, ``S-X`` is a whole one, ``O`` is none. A label without such a prefix is an
    entity of its own on each word, so that for parts of speech F1 is accuracy.
    """
    spans: set[tuple[int, int, str]] = set()
    begun: tuple[int, str] | None = None
    for place, label in enumerate([*labels, "O"]):
        prefix, dash, kind = label.partition("-")
        inside = bool(dash) and prefix in ("B", "I", "E", "S")
        goes_on = begun is not None and inside and prefix in ("I", "E") and kind == begun[1]
        if begun is not None and not goes_on:
            spans.add((begun[0], place, begun[1]))
            begun = None
        if inside:
            begun = begun or (place, kind)
            if prefix in ("E", "S"):
                spans.add((begun[0], place + 1, kind))
                begun = None
        elif label != "O":
            spans.add((place, place + 1, label))
    return spans
