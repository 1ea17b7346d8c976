"""Choose an answer's next token from a model's scores, for the engines that run on transformers."""

from __future__ import annotations

from collections import Counter

import torch

from posthuman_algorithms.serving.engines.engine import Sampling, Token


class Sampler:
    """Chooses the tokens of one answer, with a random generator of its own, so other answers change nothing.

    Args:
        sampling: how.
    """

    def __init__(self, sampling: Sampling) -> None:
        self._sampling = sampling
        self._seen: Counter[int] = Counter()
        self._random = torch.Generator().manual_seed(sampling.seed)

    @torch.inference_mode()
    def choose(self, scores: torch.Tensor) -> Token:
        """Choose by the scores of all tokens: float32 of shape (vocabulary,)."""
        scores = scores.detach().float().cpu()
        token = int(self._choose(self._penalised(scores)))
        self._seen[token] += 1
        wanted = self._sampling.logprobs
        if wanted is None:
            return Token(token)
        logprobs = torch.log_softmax(scores, dim=-1)
        values, places = logprobs.topk(wanted)
        top = tuple(zip(places.tolist(), values.tolist(), strict=True))
        return Token(token, float(logprobs[token]), top)

    def _penalised(self, scores: torch.Tensor) -> torch.Tensor:
        presence, frequency = self._sampling.presence_penalty, self._sampling.frequency_penalty
        if not self._seen or not (presence or frequency):
            return scores
        scores = scores.clone()
        for token, times in self._seen.items():
            scores[token] -= presence + frequency * times
        return scores

    def _choose(self, scores: torch.Tensor) -> torch.Tensor:
        sampling = self._sampling
        if sampling.temperature == 0:
            return scores.argmax()
        scores, places = (scores / sampling.temperature).sort(descending=True, stable=True)
        if sampling.top_k > 0:
            scores = scores[: sampling.top_k]
        odds = torch.softmax(scores, dim=-1)
        if sampling.top_p < 1:
            # Tokens are kept until the more probable ones reach top_p; the first always is.
            odds = odds[: max(int((odds.cumsum(dim=-1) - odds < sampling.top_p).sum()), 1)]
        return places[torch.multinomial(odds, 1, generator=self._random)]
