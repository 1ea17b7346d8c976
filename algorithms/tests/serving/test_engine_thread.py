"""The thread of an engine: what it passes on, and how calls end when the engine fails."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from posthuman_algorithms.serving.engines.engine import Finish, Output, Sampling, Token
from posthuman_algorithms.serving.engines.engine_thread import EngineThread, Step
from posthuman_algorithms.serving.engines.settings import MOST_AT_ONCE

PATIENCE_S = 10


class Counting:
    """Continues with 1, 2, 3, …; breaks at 7."""

    name = "counting"
    abilities: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self.open: dict[int, list[int]] = {}
        self.cancelled: list[int] = []

    def add(self, number: int, prompt: Sequence[int], sampling: Sampling) -> None:  # noqa: ARG002
        self.open[number] = [0, sampling.max_tokens]

    def step(self) -> list[Output]:
        outputs: list[Output] = []
        for number, one in list(self.open.items()):
            one[0] += 1
            if one[0] == 7:
                raise RuntimeError("".join(("bro", "ken")))
            outputs.append((number, Token(one[0])))
            if one[0] == one[1]:
                outputs.append((number, Finish("length")))
                del self.open[number]
        return outputs

    def cancel(self, number: int) -> None:
        del self.open[number]
        self.cancelled.append(number)

    def close(self) -> None:
        self.open.clear()


async def collect(steps) -> Step:
    return [one async for step in steps for one in step]


def test_each_call_gets_its_own_tokens_and_places() -> None:
    async def run() -> None:
        thread = EngineThread(Counting(), lambda: None)
        short, long = thread.open([([1], Sampling(2))]), thread.open([([1], Sampling(3)), ([1], Sampling(1))])
        assert await collect(short.steps()) == [(0, Token(1)), (0, Token(2)), (0, Finish("length"))]
        found = await collect(long.steps())
        assert [one for place, one in found if place == 0] == [Token(1), Token(2), Token(3), Finish("length")]
        assert [one for place, one in found if place == 1] == [Token(1), Finish("length")]
        assert thread.busy == 0
        thread.close()

    asyncio.run(asyncio.wait_for(run(), PATIENCE_S))


def test_a_call_that_is_left_is_cancelled() -> None:
    async def run() -> None:
        engine = Counting()
        thread = EngineThread(engine, lambda: None)
        steps = thread.open([([1], Sampling(6)), ([1], Sampling(6))]).steps()
        engine.step = lambda: []  # type: ignore[method-assign]
        waiting = asyncio.ensure_future(anext(steps))
        await asyncio.sleep(0.05)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        thread.close()
        assert engine.cancelled == [1, 2]

    asyncio.run(asyncio.wait_for(run(), PATIENCE_S))


def test_calls_take_turns_at_the_engine_however_much_one_brings() -> None:
    added: list[int] = []
    most = 0

    class Noting(Counting):
        is_held = True

        def add(self, number: int, prompt: Sequence[int], sampling: Sampling) -> None:
            added.append(number)
            super().add(number, prompt, sampling)

        def step(self) -> list[Output]:
            nonlocal most
            most = max(most, len(self.open))
            return [] if self.is_held else super().step()

    async def run() -> None:
        engine = Noting()
        thread = EngineThread(engine, lambda: None)
        large = [([1], Sampling(1))] * 1_000
        first, second, left = (thread.open(large) for _ in range(3))
        leaving = asyncio.ensure_future(anext(left.steps()))
        last = thread.open([([1], Sampling(1))])
        await asyncio.sleep(0)
        leaving.cancel()
        await asyncio.gather(leaving, return_exceptions=True)
        engine.is_held = False
        assert await collect(last.steps()) == [(0, Token(1)), (0, Finish("length"))]
        for call in (first, second):
            assert len(await collect(call.steps())) == 2_000
        thread.close()

    asyncio.run(asyncio.wait_for(run(), PATIENCE_S))
    # One of each other call at most was before it, when the first had ended.
    assert 3_001 in added[: MOST_AT_ONCE + 4]
    assert most == MOST_AT_ONCE
    assert len(added) < 3_000


def test_a_broken_engine_ends_every_call_and_says_so(capfd: pytest.CaptureFixture[str]) -> None:
    async def run() -> None:
        failed = asyncio.Event()
        thread = EngineThread(Counting(), failed.set)
        calls = [thread.open([([1], Sampling(50))]) for _ in range(2)]
        for found in await asyncio.gather(*(collect(call.steps()) for call in calls)):
            assert found[-1] == (0, Finish("error", "ENGINE_FAILED"))
        assert failed.is_set() or await failed.wait()

    asyncio.run(asyncio.wait_for(run(), PATIENCE_S))
    told = capfd.readouterr().err
    assert "RuntimeError" in told
    assert "broken" not in told
