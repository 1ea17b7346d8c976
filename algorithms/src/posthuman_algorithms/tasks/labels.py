"""A model's labels: their names, answers that consist of them, and entities marked by a sequence of them."""

from __future__ import annotations

from typing import Any

import torch
from transformers import PreTrainedModel

from posthuman_algorithms.tasks.task import Answer


def label_names(model: PreTrainedModel) -> list[str]:
    """Return the names of the model's labels, by number."""
    names: Any = model.config.id2label
    return [str(names[number]) for number in sorted(names)]


def several_labels(model: PreTrainedModel) -> bool:
    """Return whether an input may have any number of the model's labels."""
    return model.config.problem_type == "multi_label_classification"


def label_answer(logits: torch.Tensor, model: PreTrainedModel, top_k: int, tokens: int) -> Answer:
    """Answer with the most probable labels, best first; if there may be several, each is judged alone.

    Args:
        logits: of shape (labels,).
        model: whose labels they are.
        top_k: how many; 0 = all.
        tokens: how many were read.
    """
    several = several_labels(model)
    scores = logits.float().sigmoid() if several else logits.float().softmax(-1)
    best = scores.argsort(descending=True, stable=True)[: top_k or None].tolist()
    names = label_names(model)
    output = [{"label": names[number], "score": scores[number].item()} for number in best]
    shown = [one for one in output if one["score"] > 0.5] if several else output[:1]
    text = ", ".join(f"{one['label']} ({one['score']:.3f})" for one in shown)
    return Answer(text or "none of its labels", tokens, output)


def spans_of(labels: list[str]) -> set[tuple[int, int, str]]:
    """Find entities: (first word, one past the last word, kind).

    ``B-X`` begins an entity X; ``I-X`` continues or begins one (as CoNLL's own script reads it); ``E-X``
    does so and ends it; ``S-X`` is a whole one; ``O`` is none. A label without such a prefix is an entity
    of its own on each word, so that for parts of speech F1 is accuracy.
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
