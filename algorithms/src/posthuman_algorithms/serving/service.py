"""What all endpoints of a served model share."""

from __future__ import annotations

from dataclasses import dataclass

from posthuman_algorithms.serving.engine_thread import EngineThread
from posthuman_algorithms.serving.vocabulary import Vocabulary


@dataclass(frozen=True)
class Service:
    """A model that is ready to answer.

    Attributes:
        model: its name in answers.
    """

    model: str
    engine: EngineThread
    vocabulary: Vocabulary

    @property
    def abilities(self) -> frozenset[str]:
        """What the engine has of what not all have."""
        return self.engine.engine.abilities
