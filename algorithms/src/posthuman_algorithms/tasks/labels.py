"""Answers that are labels."""

from __future__ import annotations

import torch
from transformers import PreTrainedModel

from posthuman_algorithms.tasks.task import Answer


def label_names(model: PreTrainedModel) -> list[str]:
    """Name the model's labels, by number."""
    names = model.config.id2label
    return [str(names[number]) for number in sorted(names)]


def label_answer(logits: torch.Tensor, model: PreTrainedModel, top_k: int, tokens: int) -> Answer:
    """Give the most probable labels, best first.

    Args:
        logits: of shape (labels,).
        model: which names them.
        top_k: how many; 0 = all.
        tokens: that were read.
    """
    scores = logits.float().softmax(-1)
    best = scores.argsort(descending=True, stable=True)[: top_k or None].tolist()
    names = label_names(model)
    output = [{"label": names[number], "score": scores[number].item()} for number in best]
    return Answer(f"{output[0]['label']} ({output[0]['score']:.3f})", tokens, output)
