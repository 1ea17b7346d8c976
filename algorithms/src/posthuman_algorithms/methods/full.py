"""Train every weight."""

from __future__ import annotations

import torch
from transformers import PreTrainedModel

from posthuman_algorithms.methods.method import Tensors
from posthuman_algorithms.weights import plain_tensors


class FullMethod:
    """Every parameter of the model is trained."""

    def __init__(self, model: PreTrainedModel) -> None:
        self.model = model

    def trained(self) -> dict[str, torch.nn.Parameter]:
        """Name all parameters; tied ones once."""
        return dict(self.model.named_parameters())

    def weights(self) -> Tensors:
        """Return the model's own tensors."""
        return plain_tensors(self.model.state_dict())

    def extra(self) -> Tensors:
        """Return nothing: the weights say all."""
        return {}

    def restore(self, weights: Tensors, extra: Tensors) -> None:  # noqa: ARG002
        """Load the weights; names that are tied to another follow it."""
        self.model.load_state_dict(weights, strict=False)
