"""What an engine must be able to do: continue many prompts at once, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol


@dataclass(frozen=True)
class Sampling:
    """How one prompt is continued.

    Attributes:
        max_tokens: most tokens to add; together with the prompt they fit into the context.
        temperature: 0 = always the most probable token.
        top_p: choose among the most probable tokens that together have this probability.
        top_k: choose among the k most probable tokens; 0 = all.
        presence_penalty: subtracted from the score of every token that has occurred in the answer.
        frequency_penalty: the same, times how often it has occurred.
        seed: of the choices. Equal seeds give equal answers, whatever else the engine does meanwhile.
        logprobs: None = none; 0 = of the chosen tokens; k = also of the k most probable ones.
        schema: JSON Schema (as JSON) that the answer must follow.
        ignore_end: continue after the end-of-text token, for benchmarks of speed.
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
        id: in the vocabulary.
        logprob: natural logarithm of its probability before temperature and penalties; 0 if not asked for.
        top: the most probable tokens at its place, with their logprobs.
    """

    id: int
    logprob: float = 0.0
    top: tuple[tuple[int, float], ...] = ()


class Finish(NamedTuple):
    """The end of an answer: ``stop`` (end of text), ``length``, or ``error`` with a code of the catalogue."""

    reason: str
    code: str = ""


Output = tuple[int, Token | Finish]
"""Number of a continuation, and what is new in it."""


class Engine(Protocol):
    """Continues prompts. All calls come from one thread.

    Attributes:
        name: as the ``ready`` event calls it.
        abilities: which of ``schema`` and ``top_logprobs`` it supports.
    """

    name: str
    abilities: frozenset[str]

    def add(self, number: int, prompt: Sequence[int], sampling: Sampling) -> None:
        """Begin a continuation under a new number; it joins those in progress."""

    def step(self) -> list[Output]:
        """Compute about one token for each continuation. Not called when there are none."""

    def cancel(self, number: int) -> None:
        """Drop a continuation and free its memory; do nothing if it has ended."""

    def close(self) -> None:
        """Free everything."""
