"""Causal language models: predict the next token, continue a text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy
import torch
from transformers import AutoModelForCausalLM, PreTrainedModel, PreTrainedTokenizerBase

from posthuman_algorithms.data.rows import Data, Row
from posthuman_algorithms.measuring.bits_per_byte import measure_bits_per_byte
from posthuman_algorithms.measuring.scores import Scores
from posthuman_algorithms.models.continuation import continue_text, prompt_ids
from posthuman_algorithms.models.loading import load_model, load_tokenizer
from posthuman_algorithms.tasks.batches import TokenBlocks
from posthuman_algorithms.tasks.task import Answer, quiet


class CausalLanguageModel:
    """The task ``causal-lm``."""

    name = "causal-lm"
    loss_unit = "nats per token"

    def load_model(self, folder: Path, device: torch.device) -> PreTrainedModel:
        """Load a causal language model."""
        return load_model(folder, AutoModelForCausalLM, device)

    def load_processor(self, folder: Path) -> PreTrainedTokenizerBase:
        """Load its tokenizer."""
        return load_tokenizer(folder)

    def examples(
        self,
        data: Data,
        tokenizer: PreTrainedTokenizerBase,
        model: PreTrainedModel,  # noqa: ARG002
        block_size: int,
    ) -> TokenBlocks:
        """Join the texts, an end-of-text token after each, and cut them into blocks."""
        stream: list[int] = []
        for document in data.documents:
            stream += tokenizer.encode(document.text, add_special_tokens=False, verbose=False)
            stream += [] if tokenizer.eos_token_id is None else [tokenizer.eos_token_id]
        return TokenBlocks(numpy.array(stream), block_size)

    def loss(self, model: PreTrainedModel, batch: dict[str, torch.Tensor]) -> torch.Tensor:
        """Mean cross-entropy in nats per token."""
        logits = model(input_ids=batch["input_ids"], use_cache=False).logits
        return torch.nn.functional.cross_entropy(logits.flatten(0, 1).float(), batch["labels"].flatten())

    def measure(
        self,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        data: Data,
        on_progress: Callable[[int, int], None] = quiet,
    ) -> Scores:
        """Measure bits per byte in sliding windows."""
        return measure_bits_per_byte(model, tokenizer, data.documents, on_progress).scores

    def read(
        self,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        row: Row,
        parameters: dict[str, Any],
    ) -> list[int]:
        """Turn the text to continue into tokens."""
        return prompt_ids(model, tokenizer, row.values["text"], parameters)

    def answer(
        self,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        row: Row,
        parameters: dict[str, Any],
        on_token: Callable[[int], None],
    ) -> Answer:
        """Continue the text."""
        text, tokens = continue_text(model, tokenizer, row.values["text"], parameters, on_token)
        return Answer(text, tokens, [{"generated_text": row.values["text"] + text}])
