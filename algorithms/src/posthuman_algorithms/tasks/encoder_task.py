"""What is shared by tasks whose models read a text once and have a tokenizer."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import torch
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from posthuman_algorithms.models.loading import load_model, load_tokenizer
from posthuman_algorithms.tasks.batches import inputs_of


class EncoderTask:
    """Loads the task's model and tokenizer, and trains by cross-entropy.

    Attributes:
        auto_class: the ``AutoModelFor…`` class of the task.
    """

    auto_class: ClassVar[Any]
    loss_unit = "nats per row"

    def load_model(self, folder: Path, device: torch.device) -> PreTrainedModel:
        """Load a model of this task."""
        return load_model(folder, self.auto_class, device)

    def load_processor(self, folder: Path) -> PreTrainedTokenizerBase:
        """Load its tokenizer."""
        return load_tokenizer(folder)

    def loss(self, model: PreTrainedModel, batch: dict[str, torch.Tensor]) -> torch.Tensor:
        """Mean cross-entropy of the labels."""
        logits = model(**inputs_of(batch)).logits
        labels = batch["labels"]
        return torch.nn.functional.cross_entropy(logits.flatten(0, -2).float(), labels.flatten())
