"""What an engine is: something that continues many prompts at once, a step at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol


@dataclass(frozen=True)
class Sampling:
    """How one prompt is to be continued.

    Attributes:
        max_tokens: tokens to add at most; prompt and these fit into the context.
        temperature: 0 = always the most probable token.
        top_k: choose among so many tokens; 0 = all.
        seed: of the choices. Equal seeds give equal answers, whatever else the engine does meanwhile.
        logprobs: None = none; 0 = of the tokens chosen; k = of the k most probable ones as well.
        schema: JSON Schema (as JSON) that the answer must follow.
        ignore_end: go on after the end-of-text token, for measurements.
    """

    max_tokens: int
    temperature: float = 1.0
    top_p: float = 1.0
    top_k: int = 0
    presence_penalty: float = 0.0
    frequency_penalty: float = 0.0
    seed: int = 0
    logprobs: int | None = None
    schema: str | None = None
    ignore_end: bool = False


class Token(NamedTuple):
    """One token of an answer.

    Attributes:
        logprob: natural logarithm of its probability, before temperature and the like; 0 if not asked for.
        top: the most probable tokens at its place, and theirs.
    """

    id: int
    logprob: float = 0.0
    top: tuple[tuple[int, float], ...] = ()


class Finish(NamedTuple):
    """The end of an answer: ``stop`` (end of text), ``length``, or ``error`` with a code of the catalogue."""

    reason: str
    code: str = ""


Output = tuple[int, Token | Finish]
"""Number of the continuation, and what is new of it."""


class Engine(Protocol):
    """Continues prompts. All calls come from one thread.

    Attributes:
        name: what the ``ready`` event calls it.
        abilities: of ``schema`` and ``top_logprobs``, what it has.
    """

    name: str
    abilities: frozenset[str]

    def add(self, number: int, prompt: Sequence[int], sampling: Sampling) -> None:
        """Begin a continuation under a number that was never used before; it joins those under way."""

    def step(self) -> list[Output]:
        """Compute a little: about one token for each continuation. Not called when there are none."""

    def cancel(self, number: int) -> None:
        """Forget a continuation and free what it holds; nothing if it has ended."""

    def close(self) -> None:
        """Free everything."""
