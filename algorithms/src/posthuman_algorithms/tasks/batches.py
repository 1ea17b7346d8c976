"""Make batches of examples that differ in length."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy
import torch
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from posthuman_algorithms.weights import context_length

NOT_COUNTED = -100
"""A label that no loss counts."""
ROWS_AT_ONCE = 16
"""Rows in a forward pass of a measurement: fixed, so that nobody's batch size changes what is measured."""

Features = dict[str, Any]
"""Input of the model → a number, a list of them, a list of lists, or an array."""

_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


class PaddedExamples:
    """Examples as lists, padded to the longest of each batch.

    Args:
        features: one for each example; may be made when asked for.
        pad: the token that fills up ``input_ids``.
    """

    def __init__(self, features: Sequence[Features], pad: int) -> None:
        self._features = features
        self._pad = pad

    def __len__(self) -> int:
        return len(self._features)

    def batch(self, indices: numpy.ndarray) -> dict[str, torch.Tensor]:
        """Collect examples."""
        return padded([self._features[int(index)] for index in indices], self._pad)


class Made(Sequence[Features]):
    """Features that are made each time they are asked for: pictures and sound would fill the memory."""

    def __init__(self, count: int, make: Callable[[int], Features]) -> None:
        self._count = count
        self._make = make

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: Any) -> Any:
        return self._make(index)


def padded(features: list[Features], pad: int) -> dict[str, torch.Tensor]:
    """Stack features into tensors; shorter ones are filled up at their ends."""
    batch = {}
    for name, first in features[0].items():
        values = [one[name] for one in features]
        if isinstance(first, numpy.ndarray):
            batch[name] = torch.from_numpy(numpy.stack(values))
        elif isinstance(first, int | float):
            batch[name] = torch.tensor(values)
        else:
            fill = {"input_ids": pad, "labels": NOT_COUNTED}.get(name, 0)
            nested = isinstance(first[0], list)
            lists = [inner for value in values for inner in value] if nested else values
            longest = max(map(len, lists))
            flat = torch.tensor([[*one, *[fill] * (longest - len(one))] for one in lists])
            batch[name] = flat.unflatten(0, (len(values), -1)) if nested else flat
    return batch


def in_batches(
    features: Sequence[Features], pad: int, model: PreTrainedModel, on_progress: Callable[[int, int], None]
) -> Iterator[tuple[range, dict[str, torch.Tensor]]]:
    """Go through features in their order: a batch's places, and its tensors on the model's device."""
    for first in range(0, len(features), ROWS_AT_ONCE):
        places = range(first, min(first + ROWS_AT_ONCE, len(features)))
        batch = padded([features[place] for place in places], pad)
        yield places, {name: value.to(model.device) for name, value in batch.items()}
        on_progress(places.stop, len(features))


def single(features: Features, model: PreTrainedModel) -> dict[str, torch.Tensor]:
    """Make a batch of one, on the model's device."""
    return {name: torch.tensor([value], device=model.device) for name, value in features.items()}


def longest_input(model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase) -> int:
    """How many tokens the model reads at most, special ones included."""
    return min(context_length(model), tokenizer.model_max_length)


class InputTooLongError(Exception):
    """An input has more tokens than the model reads.

    Attributes:
        tokens: of the input, with the special ones.
        limit: what the model reads.
    """

    def __init__(self, tokens: int, limit: int) -> None:
        super().__init__(tokens, limit)
        self.tokens = tokens
        self.limit = limit


def encode(
    tokenizer: PreTrainedTokenizerBase, *texts: Any, length: int, truncate: bool = True, **options: Any
) -> Features:
    """Turn a text, or a pair, into what the model reads.

    Args:
        truncate: cut off what is over the length.

    Raises:
        InputTooLongError: it is longer, and not to be cut.
    """
    encoded = encoding(tokenizer, *texts, length=length, truncate=truncate, **options)
    return {name: list(encoded[name]) for name in _INPUTS if name in encoded}


def encoding(
    tokenizer: PreTrainedTokenizerBase, *texts: Any, length: int, truncate: bool, **options: Any
) -> Any:
    """Like ``encode``, with all that the tokenizer knows of it."""
    limits = {"truncation": True, "max_length": length} if truncate else {"truncation": False}
    encoded = tokenizer(*texts, verbose=False, **limits, **options)
    if len(encoded["input_ids"]) > length:
        raise InputTooLongError(len(encoded["input_ids"]), length)
    return encoded


def pad_token(model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase) -> int:
    """Choose the token to fill up with, and tell the model, which may look for it; 0 where there is none."""
    for known in (tokenizer.pad_token_id, model.config.pad_token_id, tokenizer.eos_token_id):
        if isinstance(known, int):
            model.config.pad_token_id = known
            return known
    return 0


def special_around(tokenizer: PreTrainedTokenizerBase) -> tuple[list[int], list[int]]:
    """Find the special tokens that a masked model wants before and after a text."""
    ids = tokenizer(tokenizer.mask_token, verbose=False)["input_ids"]
    place = ids.index(tokenizer.mask_token_id)
    return ids[:place], ids[place + 1 :]


def inputs_of(batch: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Leave out what is only for the loss."""
    return {name: value for name, value in batch.items() if name != "labels"}
