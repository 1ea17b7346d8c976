"""Cut a stream of tokens into training examples, and choose which of them a step sees."""

from __future__ import annotations

from dataclasses import dataclass

import numpy
import torch

from posthuman_algorithms.errors import AlgorithmError


class TokenBlocks:
    """Blocks of a token stream, each token predicted once an epoch.

    Block ``i`` reads tokens ``[i·n, i·n + n)`` and predicts ``[i·n + 1, i·n + n + 1)``, where n is the block
    size; the last block is moved back so that it ends with the stream, and no text is dropped.

    Args:
        tokens: token ids, one dimension.
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


@dataclass
class DataOrder:
    """The order in which a training sees its examples: a new permutation each epoch.

    It is a pure function of seed and step (a counter-based generator, Philox, keyed by seed and epoch), so
    that a resumed run, and a referee who re-runs a segment, need nothing but the step.

    Attributes:
        count: examples in the dataset.
        per_step: examples a step.
        seed: the job's seed.
    """

    count: int
    per_step: int
    seed: int

    def __post_init__(self) -> None:
        self._epoch = -1
        self._permutation = numpy.empty(0, dtype=numpy.int64)

    def indices(self, step: int) -> numpy.ndarray:
        """Choose the examples of a step (counted from 0): ids, int64 of shape (per_step,)."""
        first = step * self.per_step
        return numpy.array(
            [self._at(place) for place in range(first, first + self.per_step)], dtype=numpy.int64
        )

    def cursor(self, step: int) -> dict[str, int]:
        """Where the next step (``step`` are done) begins to read."""
        epoch, position = divmod(step * self.per_step, self.count)
        return {"epoch": epoch, "position": position}

    def _at(self, place: int) -> int:
        epoch, position = divmod(place, self.count)
        if epoch != self._epoch:
            key = numpy.array([self.seed, epoch], dtype=numpy.uint64)
            self._permutation = numpy.random.Generator(numpy.random.Philox(key=key)).permutation(self.count)
            self._epoch = epoch
        return int(self._permutation[position])
