"""Turn texts into what a model reads: token ids within its length, with its special tokens; and back."""

from __future__ import annotations

from typing import Any

import torch
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from posthuman_algorithms.models.loading import context_length

Features = dict[str, Any]
"""Name of a model's input → a number, a list of numbers, a list of lists, or an array."""

MODEL_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
"""Of what a tokenizer gives, what models read."""


def longest_input(model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase) -> int:
    """Return how many tokens the model reads at most, special ones included."""
    return min(context_length(model), tokenizer.model_max_length)


class InputTooLongError(Exception):
    """An input has more tokens than the model can read.

    Attributes:
        tokens: of the input, including special ones.
        limit: how many the model can read.
    """

    def __init__(self, tokens: int, limit: int) -> None:
        super().__init__(tokens, limit)
        self.tokens = tokens
        self.limit = limit


def encode(
    tokenizer: PreTrainedTokenizerBase, *texts: Any, length: int, truncate: bool = True, **options: Any
) -> Features:
    """Turn a text, or a pair of texts, into what the model reads.

    Args:
        texts: strings, or lists of words with ``is_split_into_words``.
        length: tokens at most, special ones included.
        truncate: cut off what exceeds the length.
        options: for the tokenizer.

    Raises:
        InputTooLongError: it is longer and may not be cut.
    """
    encoded = encoding(tokenizer, *texts, length=length, truncate=truncate, **options)
    return {name: list(encoded[name]) for name in MODEL_INPUTS if name in encoded}


def encoding(
    tokenizer: PreTrainedTokenizerBase, *texts: Any, length: int, truncate: bool, **options: Any
) -> Any:
    """Encode like ``encode``, and return all that the tokenizer knows about it."""
    limits = {"truncation": True, "max_length": length} if truncate else {"truncation": False}
    encoded = tokenizer(*texts, verbose=False, **limits, **options)
    if len(encoded["input_ids"]) > length:
        raise InputTooLongError(len(encoded["input_ids"]), length)
    return encoded


def decode(tokenizer: PreTrainedTokenizerBase, ids: list[int] | torch.Tensor) -> str:
    """Turn the token ids of one text into text, leaving out special tokens."""
    return str(tokenizer.decode(ids, skip_special_tokens=True))


def pad_token(model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase) -> int:
    """Return the token to pad with, and tell the model, which may look for it; 0 if there is none."""
    for known in (tokenizer.pad_token_id, model.config.pad_token_id, tokenizer.eos_token_id):
        if isinstance(known, int):
            model.config.pad_token_id = known
            return known
    return 0


def special_around(tokenizer: PreTrainedTokenizerBase) -> tuple[list[int], list[int]]:
    """Return the special tokens that a masked model expects before and after a text."""
    ids = tokenizer(tokenizer.mask_token, verbose=False)["input_ids"]
    place = ids.index(tokenizer.mask_token_id)
    return ids[:place], ids[place + 1 :]
