"""What all endpoints of a served model share."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import NamedTuple

from posthuman_algorithms.serving.engine import Engine
from posthuman_algorithms.serving.engine_thread import EngineThread
from posthuman_algorithms.serving.request_error import RequestError
from posthuman_algorithms.serving.sampling_fields import Wishes
from posthuman_algorithms.serving.vocabulary import Vocabulary

_TOP = "top_logprobs"


class Means(NamedTuple):
    """What a request is answered with."""

    engine: EngineThread
    vocabulary: Vocabulary


class Service:
    """A model that is ready to answer. Made and used on the event loop.

    Args:
        model: its name in answers.
        engine: answers.
        make_second: loads an engine that knows the logprobs of more than the tokens chosen; it is called,
            once, when somebody wants those and ``engine`` does not know them.
        on_failure: called when an engine broke.
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
        """What the engine has of what not all have."""
        return self._engine.engine.abilities

    @property
    def busy(self) -> int:
        """How many continuations are under way."""
        return self._engine.busy + (self._second.busy if self._second else 0)

    async def means_for(self, wishes: Wishes) -> Means:
        """Choose the engine that can do what is asked for; loading it may take a while.

        Raises:
            RequestError: PARAMETER_UNSUPPORTED where none can do all of it.
        """
        if not wishes.sampling.logprobs or _TOP in self.abilities:
            return Means(self._engine, self.vocabulary)
        if wishes.sampling.schema is not None:
            raise RequestError(
                "PARAMETER_UNSUPPORTED", param=_TOP, name=f"{_TOP} together with response_format"
            )
        async with self._lock:
            if self._second is None:
                second = await asyncio.to_thread(self._make_second)
                self._second = EngineThread(second, self._on_failure)
        return Means(self._second, self.vocabulary)

    def close(self) -> None:
        """End the engines."""
        for engine in (self._engine, self._second):
            if engine is not None:
                engine.close()
