"""What a method of training has to be able to do."""

from __future__ import annotations

from typing import Protocol

import torch

Tensors = dict[str, torch.Tensor]


class Method(Protocol):
    """A model together with the way in which it is trained.

    Attributes:
        model: what to call for a forward pass.
    """

    model: torch.nn.Module

    def trained(self) -> dict[str, torch.nn.Parameter]:
        """Name the parameters that the optimizer changes."""

    def weights(self) -> Tensors:
        """Return the whole model as if the training ended here, as ``model.safetensors`` has it."""

    def extra(self) -> Tensors:
        """Return what is trained but cannot be read from ``weights``."""

    def restore(self, weights: Tensors, extra: Tensors) -> None:
        """Put back what ``weights`` and ``extra`` gave, bit for bit."""
