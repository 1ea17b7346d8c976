"""How a model's weights are trained, one file a method."""

from __future__ import annotations

from typing import Any

from transformers import PreTrainedModel

from posthuman_algorithms.methods.full import FullMethod
from posthuman_algorithms.methods.lora import LoraMethod
from posthuman_algorithms.methods.method import Method


def make_method(parameters: dict[str, Any], model: PreTrainedModel) -> Method:
    """Prepare a model for training by the method that the parameters name: ``full`` or ``lora``."""
    if parameters["method"] == "lora":
        return LoraMethod(
            model, parameters["lora_rank"], parameters["lora_alpha"], parameters["lora_dropout"]
        )
    return FullMethod(model)
