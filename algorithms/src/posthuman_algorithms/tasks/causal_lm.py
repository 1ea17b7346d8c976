"""Causal language models: predict the next token, continue a text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy
import torch
from transformers import AutoModelForCausalLM, PreTrainedModel, PreTrainedTokenizerBase

from posthuman_algorithms.bits_per_byte import Measurement, measure_bits_per_byte
from posthuman_algorithms.blocks import TokenBlocks
from posthuman_algorithms.continuation import continue_text
from posthuman_algorithms.text import Document
from posthuman_algorithms.weights import load_model


class CausalLanguageModel:
    """The task ``causal-lm``."""

    name = "causal-lm"

    def load_model(self, folder: Path, device: torch.device) -> PreTrainedModel:
        """Load a causal language model."""
        return load_model(folder, AutoModelForCausalLM, device)

    def examples(
        self, documents: list[Document], tokenizer: PreTrainedTokenizerBase, block_size: int
    ) -> TokenBlocks:
        """Join the texts, an end-of-text token after each, and cut them into blocks."""
        stream: list[int] = []
        for document in documents:
            stream += tokenizer.encode(document.text, add_special_tokens=False, verbose=False)
            stream += [] if tokenizer.eos_token_id is None else [tokenizer.eos_token_id]
        return TokenBlocks(numpy.array(stream), block_size)

    def loss(self, model: torch.nn.Module, batch: dict[str, torch.Tensor]) -> torch.Tensor:
        """Mean cross-entropy in nats per token."""
        logits = model(input_ids=batch["input_ids"], use_cache=False).logits
        return torch.nn.functional.cross_entropy(logits.flatten(0, 1).float(), batch["labels"].flatten())

    def measure(
        self,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        documents: list[Document],
        on_progress: Callable[[int, int], None] = lambda _done, _total: None,
    ) -> Measurement:
        """Measure bits per byte in sliding windows."""
        return measure_bits_per_byte(model, tokenizer, documents, on_progress)

    def infer(
        self,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        prompt: str,
        parameters: dict[str, Any],
        on_token: Callable[[int], None],
    ) -> tuple[str, int]:
        """Continue the prompt."""
        return continue_text(model, tokenizer, prompt, parameters, on_token)
