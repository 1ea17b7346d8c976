"""What a task has to be able to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    import numpy
    import torch
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

    from posthuman_algorithms.bits_per_byte import Measurement
    from posthuman_algorithms.text import Document


class Examples(Protocol):
    """Training examples that can be fetched by number."""

    def __len__(self) -> int: ...

    def batch(self, indices: numpy.ndarray) -> dict[str, torch.Tensor]:
        """Collect examples into tensors whose first dimension counts examples."""


class Task(Protocol):
    """One kind of model: how it is loaded, trained, measured and used."""

    name: str

    def load_model(self, folder: Path, device: torch.device) -> PreTrainedModel:
        """Load a model of this task, in evaluation mode."""

    def examples(
        self, documents: list[Document], tokenizer: PreTrainedTokenizerBase, block_size: int
    ) -> Examples:
        """Turn texts into training examples of at most ``block_size`` tokens."""

    def loss(self, model: torch.nn.Module, batch: dict[str, torch.Tensor]) -> torch.Tensor:
        """Mean loss of a batch, a scalar that gradients flow through."""

    def measure(
        self,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        documents: list[Document],
        on_progress: Callable[[int, int], None] = ...,
    ) -> Measurement:
        """Measure a model on texts that it has not been trained on."""

    def infer(
        self,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        prompt: str,
        parameters: dict[str, Any],
        on_token: Callable[[int], None],
    ) -> tuple[str, int]:
        """Answer a prompt: the answer and how many tokens it took."""
