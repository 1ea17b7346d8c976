"""A served model, as all its endpoints share it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import NamedTuple

from posthuman_algorithms.serving.engines.engine import Engine
from posthuman_algorithms.serving.engines.engine_thread import EngineThread
from posthuman_algorithms.serving.request_error import RequestError
from posthuman_algorithms.serving.request_options import RequestOptions
from posthuman_algorithms.serving.vocabulary import Vocabulary

_TOP = "top_logprobs"


class EngineChoice(NamedTuple):
    """The engine that answers a request, and the vocabulary that it shares with all others."""

    engine: EngineThread
    vocabulary: Vocabulary


class Service:
    """A model that is ready to answer. Made and used on the event loop.

    Args:
        model: its name in answers.
        engine: the one that answers.
        make_second: loads an engine that knows the logprobs of more than the chosen tokens. It is called
            once, when a request wants those and ``engine`` does not know them.
        vocabulary: the model's.
        on_failure: called when an engine has failed.
    """

    def __init__(
        self,
        model: str,
        engine: Engine,
        make_second: Callable[[], Engine],
        vocabulary: Vocabulary,
        on_failure: Callable[[], None],
    ) -> None:
        self.model = model
        self.vocabulary = vocabulary
        self._engine = EngineThread(engine, on_failure)
        self._make_second = make_second
        self._on_failure = on_failure
        self._second: EngineThread | None = None
        self._lock = asyncio.Lock()

    @property
    def abilities(self) -> frozenset[str]:
        """Of what not every engine can do, what this one can: see ``Engine``."""
        return self._engine.engine.abilities

    @property
    def busy(self) -> int:
        """How many continuations are in progress."""
        return self._engine.busy + (self._second.busy if self._second else 0)

    async def engine_for(self, options: RequestOptions) -> EngineChoice:
        """Choose the engine that can do what is asked for; loading it may take some seconds.

        Raises:
            RequestError: PARAMETER_UNSUPPORTED if none can do all of it.
        """
        if not options.sampling.logprobs or _TOP in self.abilities:
            return EngineChoice(self._engine, self.vocabulary)
        if options.sampling.schema is not None:
            raise RequestError(
                "PARAMETER_UNSUPPORTED", param=_TOP, name=f"{_TOP} together with response_format"
            )
        async with self._lock:
            if self._second is None:
                second = await asyncio.to_thread(self._make_second)
                self._second = EngineThread(second, self._on_failure)
        return EngineChoice(self._second, self.vocabulary)

    def close(self) -> None:
        """End the engines."""
        for engine in (self._engine, self._second):
            if engine is not None:
                engine.close()
