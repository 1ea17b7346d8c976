"""Train a low-rank change of the weights (LoRA, arXiv 2106.09685), merged into them at the end."""

from __future__ import annotations

import warnings

import torch
from transformers import PreTrainedModel

from posthuman_algorithms.methods.method import Tensors
from posthuman_algorithms.weights import plain_tensors

_ADAPTER = "default"
_PREFIX = "base_model.model."


class LoraMethod:
    """Each linear layer's W becomes W + (alpha / rank)·B·A; A (rank × in) and B (out × rank) are trained.

    Args:
        model: changed in place.
        rank: rows of A.
        alpha: scale of the change, divided by the rank.
        dropout: share of A's inputs that a training step drops.
    """

    def __init__(self, model: PreTrainedModel, rank: int, alpha: float, dropout: float) -> None:
        from peft import LoraConfig, get_peft_model  # noqa: PLC0415 — half a second that full training saves

        config = LoraConfig(r=rank, lora_alpha=alpha, lora_dropout=dropout, target_modules="all-linear")
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # peft finds out by itself that GPT-2 keeps its matrices transposed
            self.model: torch.nn.Module = get_peft_model(model, config, adapter_name=_ADAPTER)

    def trained(self) -> dict[str, torch.nn.Parameter]:
        """Name the factors A and B of every layer."""
        return {name: value for name, value in self.model.named_parameters() if value.requires_grad}

    def weights(self) -> Tensors:
        """Return the plain model with the change added: W + (alpha / rank)·B·A, names as before."""
        layers = {
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
        """Load A and B; the weights under them are the parent's, which never change."""
        self.model.load_state_dict(extra, strict=False)
