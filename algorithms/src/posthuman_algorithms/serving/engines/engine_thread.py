"""The thread that owns an engine, and the way between it and the event loop."""

from __future__ import annotations

import asyncio
import itertools
import queue
import sys
import threading
import traceback
from collections import deque
from collections.abc import AsyncGenerator, Callable, Sequence

from posthuman_algorithms.serving.engines.engine import Engine, Finish, Output, Sampling, Token
from posthuman_algorithms.serving.engines.settings import MOST_AT_ONCE

Pending = tuple[int, Sequence[int], Sampling]
"""A continuation that waits: its number, the prompt, and how it is continued."""

Step = list[tuple[int, Token | Finish]]
"""What is new in a call: place of the continuation in the call, and its next token or its end."""


class Call:
    """The continuations of one request, followed from the event loop.

    Args:
        cancel: ends the continuation with a number.
        numbers: of the continuations in the engine, in the order of the call.
    """

    def __init__(self, cancel: Callable[[int], None], numbers: Sequence[int]) -> None:
        self._cancel = cancel
        self._open = {number: place for place, number in enumerate(numbers)}
        self._news: asyncio.Queue[Output] = asyncio.Queue()

    def deliver(self, output: Output) -> None:
        """Take what is new. Called on the event loop."""
        self._news.put_nowait(output)

    async def steps(self) -> AsyncGenerator[Step, None]:
        """Yield what is new until all continuations have ended. If left early, it cancels the rest."""
        try:
            while self._open:
                news = [await self._news.get()]
                while not self._news.empty():
                    news.append(self._news.get_nowait())
                step: Step = []
                for number, output in news:
                    if number not in self._open:
                        continue
                    step.append((self._open[number], output))
                    if isinstance(output, Finish):
                        del self._open[number]
                if step:
                    yield step
        finally:
            for number in self._open:
                self._cancel(number)

    def cancel(self, place: int) -> None:
        """End one continuation early; it yields nothing more."""
        for number in [number for number, found in self._open.items() if found == place]:
            del self._open[number]
            self._cancel(number)


class EngineThread:
    """Runs an engine in a thread of its own. Made and used on the event loop.

    Calls take turns: the engine gets no more continuations than it computes at once, one of each call in
    turn, so that a call with hundreds of them holds up nobody.

    Args:
        engine: used by nobody else from now on.
        on_failure: called on the event loop when the engine has failed and every call has ended.
    """

    def __init__(self, engine: Engine, on_failure: Callable[[], None]) -> None:
        self.engine = engine
        self._on_failure = on_failure
        self._loop = asyncio.get_running_loop()
        self._numbers = itertools.count(1)
        self._calls: dict[int, Call] = {}
        self._inbox: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._waiting: deque[deque[Pending]] = deque()
        self._waiting_numbers: set[int] = set()
        self._active: set[int] = set()
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)
        self._thread.start()

    def open(self, requests: Sequence[tuple[Sequence[int], Sampling]]) -> Call:
        """Begin to continue prompts."""
        numbers = [next(self._numbers) for _ in requests]
        call = Call(self._cancel, numbers)
        self._calls.update(dict.fromkeys(numbers, call))
        pending = deque((number, *request) for number, request in zip(numbers, requests, strict=True))
        self._inbox.put(lambda: self._wait(pending))
        return call

    @property
    def busy(self) -> int:
        """How many continuations are in progress."""
        return len(self._calls)

    def close(self) -> None:
        """End the thread; continuations in progress get no more tokens."""
        self._inbox.put(None)
        self._thread.join(timeout=10)

    def _cancel(self, number: int) -> None:
        self._calls.pop(number, None)
        self._inbox.put(lambda: self._drop(number))

    # The following runs in the engine's thread.

    def _run(self) -> None:
        try:
            while True:
                while not (self._active or self._waiting) or not self._inbox.empty():
                    command = self._inbox.get()
                    if command is None:
                        self.engine.close()
                        return
                    command()
                self._feed()
                if self._active:
                    self._publish(self.engine.step())
        except Exception as error:
            # The message could contain a prompt; the place where it happened cannot.
            where = "".join(traceback.format_tb(error.__traceback__, limit=-3))
            sys.stderr.write(f"the engine failed: {type(error).__name__}\n{where}")
            self._loop.call_soon_threadsafe(self._fail)

    def _wait(self, pending: deque[Pending]) -> None:
        if pending:
            self._waiting.append(pending)
            self._waiting_numbers.update(number for number, *_ in pending)

    def _feed(self) -> None:
        """Give the engine as much as it computes at once, one continuation of each call in turn."""
        while self._waiting and len(self._active) < MOST_AT_ONCE:
            pending = self._waiting.popleft()
            number, prompt, sampling = pending.popleft()
            if pending:
                self._waiting.append(pending)
            if number in self._waiting_numbers:
                self._waiting_numbers.discard(number)
                self._active.add(number)
                self.engine.add(number, prompt, sampling)

    def _drop(self, number: int) -> None:
        if number in self._active:
            self._active.discard(number)
            self.engine.cancel(number)
        self._waiting_numbers.discard(number)

    def _publish(self, outputs: list[Output]) -> None:
        for number, output in outputs:
            if isinstance(output, Finish):
                self._active.discard(number)
        if outputs:
            self._loop.call_soon_threadsafe(self._hand_out, outputs)

    # And this on the event loop again.

    def _hand_out(self, outputs: list[Output]) -> None:
        for number, output in outputs:
            call = self._calls.get(number)
            if call is None:
                continue
            if isinstance(output, Finish):
                del self._calls[number]
            call.deliver((number, output))

    def _fail(self) -> None:
        self._hand_out([(number, Finish("error", "ENGINE_FAILED")) for number in list(self._calls)])
        self._on_failure()
