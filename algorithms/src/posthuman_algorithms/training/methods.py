"""How a model's weights are trained: all of them, or a low-rank change (LoRA, arXiv 2106.09685).

A new method is a class with the methods of ``Method`` and a line in ``make_method``.
"""

from __future__ import annotations

import warnings
from typing import Any, Protocol

import torch
from transformers import PreTrainedModel

from posthuman_algorithms.models.weights import plain_tensors

_ADAPTER = "default"
_PREFIX = "base_model.model."

Tensors = dict[str, torch.Tensor]
"""Name → tensor, on the processor."""


class Method(Protocol):
    """A model and the way in which it is trained.

    Attributes:
        model: called for a forward pass.
    """

    model: PreTrainedModel

    def trained(self) -> dict[str, torch.nn.Parameter]:
        """Return the parameters that the optimizer changes, by name."""

    def weights(self) -> Tensors:
        """Return the whole model as if training ended here, named as in ``model.safetensors``."""

    def extra(self) -> Tensors:
        """Return what is trained but cannot be recovered from ``weights``."""

    def restore(self, weights: Tensors, extra: Tensors) -> None:
        """Restore what ``weights`` and ``extra`` returned, bit for bit."""


def make_method(parameters: dict[str, Any], model: PreTrainedModel) -> Method:
    """Prepare a model for training by the method that the parameters name: ``full`` or ``lora``."""
    if parameters["method"] == "lora":
        return LoraMethod(
            model, parameters["lora_rank"], parameters["lora_alpha"], parameters["lora_dropout"]
        )
    return FullMethod(model)


class FullMethod:
    """Every parameter of the model is trained."""

    def __init__(self, model: PreTrainedModel) -> None:
        self.model = model

    def trained(self) -> dict[str, torch.nn.Parameter]:
        """Return all parameters; tied ones once."""
        return dict(self.model.named_parameters())

    def weights(self) -> Tensors:
        """Return the model's own tensors."""
        return plain_tensors(self.model.state_dict())

    def extra(self) -> Tensors:
        """Return nothing: the weights are all there is."""
        return {}

    def restore(self, weights: Tensors, extra: Tensors) -> None:  # noqa: ARG002
        """Load the weights; a name that is tied to another follows it."""
        self.model.load_state_dict(weights, strict=False)


class LoraMethod:
    """Each linear layer's W becomes W + (alpha / rank)·B·A; A (rank × in) and B (out × rank) are trained.

    Args:
        model: changed in place.
        rank: rows of A.
        alpha: scale of the change, divided by the rank.
        dropout: share of A's inputs that a training step drops, 0 to 1.
    """

    def __init__(self, model: PreTrainedModel, rank: int, alpha: float, dropout: float) -> None:
        from peft import LoraConfig, get_peft_model  # noqa: PLC0415 — half a second that full training saves

        settings: dict[str, Any] = {"lora_alpha": alpha}  # peft's type knows whole numbers only
        config = LoraConfig(r=rank, **settings, lora_dropout=dropout, target_modules="all-linear")
        with warnings.catch_warnings():
            # peft finds out by itself that GPT-2 stores its matrices transposed.
            warnings.simplefilter("ignore")
            wrapped: Any = get_peft_model(model, config, adapter_name=_ADAPTER)
        # It passes on to the model whatever it does not know itself.
        self.model: PreTrainedModel = wrapped

    def trained(self) -> dict[str, torch.nn.Parameter]:
        """Return the factors A and B of every layer."""
        return {name: value for name, value in self.model.named_parameters() if value.requires_grad}

    def weights(self) -> Tensors:
        """Return the plain model with the change added, W + (alpha / rank)·B·A, under the original names."""
        layers: dict[str, Any] = {
            name: module for name, module in self.model.named_modules() if hasattr(module, "get_delta_weight")
        }
        merged = {}
        for name, tensor in self.model.state_dict().items():
            if ".lora_" in name:
                continue
            layer, _, kind = name.rpartition(".base_layer.")
            if layer in layers and kind == "weight":
                with torch.no_grad():
                    tensor = tensor + layers[layer].get_delta_weight(_ADAPTER)  # noqa: PLW2901
            merged[name.removeprefix(_PREFIX).replace(".base_layer.", ".")] = tensor
        return plain_tensors(merged)

    def extra(self) -> Tensors:
        """Return A and B."""
        return plain_tensors(dict(self.trained()))

    def restore(self, weights: Tensors, extra: Tensors) -> None:  # noqa: ARG002
        """Load A and B; the weights beneath them are the parent's, which never change."""
        self.model.load_state_dict(extra, strict=False)
