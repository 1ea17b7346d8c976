"""Training examples, and how those of different lengths become a batch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy
import torch
from transformers import PreTrainedModel

from posthuman_algorithms.job.errors import AlgorithmError
from posthuman_algorithms.models.encoding import Features

NOT_COUNTED = -100
"""A label that losses ignore."""

ROWS_AT_ONCE = 16
"""Rows in a forward pass of a measurement: fixed, so that nobody's batch size changes what is measured."""


class PaddedExamples:
    """Examples of different lengths, padded to the longest of each batch.

    Args:
        features: of each example.
        pad: the token with which ``input_ids`` is padded.
    """

    def __init__(self, features: Sequence[Features], pad: int) -> None:
        self._features = features
        self._pad = pad

    def __len__(self) -> int:
        return len(self._features)

    def batch(self, indices: numpy.ndarray) -> dict[str, torch.Tensor]:
        """Collect examples."""
        return padded([self._features[int(index)] for index in indices], self._pad)


class LazyFeatures(Sequence[Features]):
    """Features made each time they are asked for, because all images and recordings would fill the memory."""

    def __init__(self, count: int, make: Callable[[int], Features]) -> None:
        self._count = count
        self._make = make

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: Any) -> Any:
        return self._make(index)


class TokenBlocks:
    """Blocks of a token stream; each token is predicted once per epoch.

    Block ``i`` reads tokens ``[i·n, i·n + n)`` and predicts ``[i·n + 1, i·n + n + 1)``, where n is the block
    size; the last block is moved back to end with the stream, so no text is dropped.

    Args:
        tokens: token ids, of shape (tokens,).
        block_size: n, in tokens.

    Raises:
        AlgorithmError: DATASET_TOO_SHORT if the stream does not fill one block.
    """

    def __init__(self, tokens: numpy.ndarray, block_size: int) -> None:
        if len(tokens) < block_size + 1:
            raise AlgorithmError("DATASET_TOO_SHORT", tokens=len(tokens), needed=block_size + 1)
        self._tokens = torch.from_numpy(tokens.astype(numpy.int64))
        self._size = block_size
        self._last = len(tokens) - block_size - 1

    def __len__(self) -> int:
        return -(-(self._last + self._size) // self._size)

    def batch(self, indices: numpy.ndarray) -> dict[str, torch.Tensor]:
        """Collect blocks: ``input_ids`` and ``labels``, both int64 of shape (blocks, block size)."""
        starts = [min(int(index) * self._size, self._last) for index in indices]
        rows = torch.stack([self._tokens[start : start + self._size + 1] for start in starts])
        return {"input_ids": rows[:, :-1], "labels": rows[:, 1:]}


def padded(features: list[Features], pad: int) -> dict[str, torch.Tensor]:
    """Stack features into tensors; shorter ones are padded at their ends."""
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
    """Yield features in order, 16 at a time: their places, and their tensors on the model's device."""
    for first in range(0, len(features), ROWS_AT_ONCE):
        places = range(first, min(first + ROWS_AT_ONCE, len(features)))
        batch = padded([features[place] for place in places], pad)
        yield places, {name: value.to(model.device) for name, value in batch.items()}
        on_progress(places.stop, len(features))


def single(features: Features, model: PreTrainedModel) -> dict[str, torch.Tensor]:
    """Make a batch of one example on the model's device."""
    return {name: torch.tensor([value], device=model.device) for name, value in features.items()}


def inputs_of(batch: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Return the inputs of a batch, without its labels."""
    return {name: value for name, value in batch.items() if name != "labels"}


def before_each(labels: torch.Tensor, start: int, pad: int) -> torch.Tensor:
    """Shift labels by one, for a decoder that predicts each of them from those before it.

    Args:
        labels: of shape (rows, length), padded with ``NOT_COUNTED``.
        start: the token with which the decoder begins.
        pad: what stands for padding.
    """
    shifted = torch.cat([torch.full_like(labels[:, :1], start), labels[:, :-1]], 1)
    return shifted.masked_fill(shifted == NOT_COUNTED, pad)
