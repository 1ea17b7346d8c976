"""Every token is predicted once per epoch, in an order that depends on nothing but seed and step."""

from __future__ import annotations

import numpy
import pytest

from posthuman_algorithms.job.errors import AlgorithmError
from posthuman_algorithms.tasks.batches import TokenBlocks
from posthuman_algorithms.training.schedule import DataOrder


@pytest.mark.parametrize("count", [6, 7, 10, 11, 12, 51])
def test_blocks_cover_the_stream(count: int) -> None:
    blocks = TokenBlocks(numpy.arange(count), 5)
    batch = blocks.batch(numpy.arange(len(blocks)))
    assert batch["input_ids"].shape == batch["labels"].shape == (len(blocks), 5)
    assert (batch["labels"] == batch["input_ids"] + 1).all()
    assert set(batch["labels"].flatten().tolist()) == set(range(1, count))
    assert len(blocks) == -(-(count - 1) // 5)


def test_too_short_for_a_block() -> None:
    with pytest.raises(AlgorithmError) as caught:
        TokenBlocks(numpy.arange(5), 5)
    assert (caught.value.code, caught.value.details) == ("DATASET_TOO_SHORT", {"tokens": 5, "needed": 6})


def test_an_epoch_sees_each_example_once() -> None:
    order = DataOrder(count=12, per_step=4, seed=3)
    epochs = [numpy.concatenate([order.indices(step) for step in range(at, at + 3)]) for at in (0, 3)]
    assert [sorted(epoch) for epoch in epochs] == [list(range(12))] * 2
    assert epochs[0].tolist() != epochs[1].tolist()


def test_the_order_is_a_function_of_seed_and_step() -> None:
    straight = DataOrder(10, 4, seed=3)
    expected = [straight.indices(step).tolist() for step in range(20)]
    jumping = DataOrder(10, 4, seed=3)
    assert [jumping.indices(step).tolist() for step in reversed(range(20))] == expected[::-1]
    other = DataOrder(10, 4, seed=4)
    assert [other.indices(step).tolist() for step in range(20)] != expected


def test_the_cursor_counts_epochs() -> None:
    assert DataOrder(10, 4, 0).cursor(0) == {"epoch": 0, "position": 0}
    assert DataOrder(10, 4, 0).cursor(3) == {"epoch": 1, "position": 2}


def test_more_examples_a_step_than_there_are() -> None:
    assert sorted(DataOrder(3, 6, 0).indices(0)) == [0, 0, 1, 1, 2, 2]
