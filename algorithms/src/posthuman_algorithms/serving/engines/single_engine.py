"""The last resort: transformers' generate, one request at a time."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Sequence
from typing import Any

import torch
from transformers import LogitsProcessor, PreTrainedModel

from posthuman_algorithms.serving.engines.engine import Finish, Output, Sampling, Token
from posthuman_algorithms.serving.engines.sampler import Sampler


class SingleEngine:
    """Implements ``Engine`` for every model that can generate.

    Args:
        model: in evaluation mode.
        ends: tokens that end a text.
    """

    name = "transformers"
    abilities = frozenset({"top_logprobs"})

    def __init__(self, model: PreTrainedModel, *, ends: Sequence[int]) -> None:
        self._model = model
        self._ends = frozenset(ends)
        self._waiting: deque[tuple[int, list[int], Sampling]] = deque()
        self._running: _Run | None = None

    def add(self, number: int, prompt: Sequence[int], sampling: Sampling) -> None:
        """See ``Engine``."""
        self._waiting.append((number, list(prompt), sampling))

    def step(self) -> list[Output]:
        """See ``Engine``."""
        if self._running is None:
            number, prompt, sampling = self._waiting.popleft()
            self._running = _Run(self._model, number, prompt, sampling, self._ends)
        run = self._running
        outputs = run.news()
        if isinstance(outputs[-1], Finish):
            self._running = None
        return [] if run.cancelled else [(run.number, output) for output in outputs]

    def cancel(self, number: int) -> None:
        """See ``Engine``."""
        self._waiting = deque(one for one in self._waiting if one[0] != number)
        if self._running is not None and self._running.number == number:
            self._running.cancel()
            self._running = None

    def close(self) -> None:
        """See ``Engine``."""
        if self._running is not None:
            self.cancel(self._running.number)


class _Run(LogitsProcessor):
    """One call of generate in a thread of its own; chooses the tokens, and decides when to stop."""

    def __init__(
        self,
        model: PreTrainedModel,
        number: int,
        prompt: list[int],
        sampling: Sampling,
        ends: frozenset[int],
    ) -> None:
        self.number = number
        self.cancelled = False
        self._sampler = Sampler(sampling)
        self._ends = frozenset() if sampling.ignore_end else ends
        self._left = sampling.max_tokens
        self._news: queue.SimpleQueue[Token | Finish | Exception] = queue.SimpleQueue()
        self._last = Token(-1)
        self._thread = threading.Thread(target=self._generate, args=(model, prompt), daemon=True)
        self._thread.start()

    def news(self) -> list[Token | Finish]:
        """Wait for the next token or the end. Raises what generate raised."""
        news = self._news.get()
        if isinstance(news, Exception):
            raise news
        return [news]

    def cancel(self) -> None:
        """Stop it, and wait until it has ended."""
        self.cancelled = True
        self._thread.join()

    def _generate(self, model: Any, prompt: list[int]) -> None:
        ids = torch.tensor([prompt], device=model.device)
        try:
            with torch.inference_mode():
                model.generate(
                    ids,
                    attention_mask=torch.ones_like(ids),
                    do_sample=False,
                    num_beams=1,
                    eos_token_id=None,
                    pad_token_id=0,
                    max_new_tokens=self._left,
                    logits_processor=[self],
                    stopping_criteria=[self._enough],
                )
            self._news.put(Finish("stop" if self._last.id in self._ends else "length"))
        except Exception as error:
            self._news.put(error)

    def _enough(self, input_ids: torch.Tensor, _scores: Any, **_: Any) -> torch.Tensor:
        enough = self.cancelled or self._last.id in self._ends
        return torch.full((input_ids.shape[0],), enough, dtype=torch.bool, device=input_ids.device)

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:  # noqa: ARG002
        self._last = self._sampler.choose(scores[0])
        self._news.put(self._last)
        only = torch.full_like(scores, -torch.inf)
        only[0, self._last.id] = 0
        return only
