"""Answers that are labels."""

from __future__ import annotations

import torch
from transformers import PreTrainedModel

from posthuman_algorithms.tasks.task import Answer


def label_names(model: PreTrainedModel) -> list[str]:
    """Name the model's labels, by number."""
    names = model.config.id2label
    return [str(names[number]) for number in sorted(names)]


def several_labels(model: PreTrainedModel) -> bool:
    """Whether an input may have several of the model's labels, or none."""
    return model.config.problem_type == "multi_label_classification"


def label_answer(logits: torch.Tensor, model: PreTrainedModel, top_k: int, tokens: int) -> Answer:
    """Give the most probable labels, best first; each with its own probability where there may be several.

    Args:
        logits: of shape (labels,).
        model: which names them.
        top_k: how many; 0 = all.
        tokens: that were read.
    """
    several = several_labels(model)
    scores = logits.float().sigmoid() if several else logits.float().softmax(-1)
    best = scores.argsort(descending=True, stable=True)[: top_k or None].tolist()
    names = label_names(model)
    output = [{"label": names[number], "score": scores[number].item()} for number in best]
    shown = [one for one in output if one["score"] > 0.5] if several else output[:1]
    text = ", ".join(f"{one['label']} ({one['score']:.3f})" for one in shown)
    return Answer(text or "none of its labels", tokens, output)
