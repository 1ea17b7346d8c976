"""Transformers' own continuous batching, with sampling of our own for each request."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import torch
from transformers import ContinuousBatchingConfig, GenerationConfig
from transformers.generation.continuous_batching.cb_logits_processors import ContinuousBatchingLogitsProcessor

from posthuman_algorithms.serving.engines.engine import Finish, Output, Sampling, Token
from posthuman_algorithms.serving.engines.sampler import Sampler
from posthuman_algorithms.serving.engines.settings import MOST_AT_ONCE

_PAGE_TOKENS = 32
_POLL_S = 0.2


class BatchingEngine:
    """Implements ``Engine`` for every causal model that works with paged attention.

    Args:
        model: one that can generate, in evaluation mode; its attention is changed.
        ends: tokens that end a text.
        cache_tokens: how many tokens all continuations together may have.

    Raises:
        Exception: whatever transformers raises for a model that it cannot batch.
    """

    name = "transformers"
    abilities = frozenset({"top_logprobs"})

    def __init__(self, model: Any, *, ends: Sequence[int], cache_tokens: int) -> None:
        self._ends = list(ends)
        self._chooser = _Chooser()
        self._open: dict[int, tuple[int, Sampling]] = {}
        self._manager = model.init_continuous_batching(
            GenerationConfig(do_sample=False, eos_token_id=self._ends or None, max_new_tokens=1 << 30),
            continuous_batching_config=ContinuousBatchingConfig(
                page_size=_PAGE_TOKENS,
                num_blocks=-(-cache_tokens // _PAGE_TOKENS),
                max_batch_tokens=2048,
                max_requests_per_batch=MOST_AT_ONCE,
                allow_block_sharing=False,
                use_async_batching=False,
                use_cuda_graph=False,
            ),
        )
        processors = self._manager.logit_processor
        processors.logits_processor.append(self._chooser)
        processors.tensors_required += 1
        processors.do_processing = True
        self._manager.start()
        self._try()

    def add(self, number: int, prompt: Sequence[int], sampling: Sampling) -> None:
        """See ``Engine``."""
        self._open[number] = (0, sampling)
        self._chooser.samplers[str(number)] = Sampler(sampling)
        self._manager.add_request(
            list(prompt),
            request_id=str(number),
            max_new_tokens=sampling.max_tokens,
            streaming=True,
            eos_token_id=[-1] if sampling.ignore_end else self._ends or [-1],
        )

    def step(self) -> list[Output]:
        """See ``Engine``."""
        if not self._manager.is_running():
            raise RuntimeError("transformers' batching has stopped")
        outputs: list[Output] = []
        result = self._manager.get_result(timeout=_POLL_S)
        while result is not None:
            outputs += self._news(result)
            result = self._manager.get_result(timeout=0)
        return outputs

    def cancel(self, number: int) -> None:
        """See ``Engine``."""
        if self._open.pop(number, None) is not None:
            self._manager.cancel_request(str(number))
            self._chooser.forget(str(number))

    def close(self) -> None:
        """See ``Engine``."""
        self._manager.stop(block=True, timeout=5)

    def _news(self, result: Any) -> list[Output]:
        number = int(result.request_id)
        if number not in self._open:
            return []
        if result.error is not None:
            self._close(number)
            return [(number, Finish("error", "ENGINE_FAILED"))]
        known, sampling = self._open[number]
        chosen = self._chooser.chosen[result.request_id]
        count = len(result.generated_tokens)
        outputs: list[Output] = [(number, token) for token in chosen[known:count]]
        self._open[number] = (count, sampling)
        if result.is_finished():
            ended = not sampling.ignore_end and chosen[count - 1].id in self._ends
            outputs.append((number, Finish("stop" if ended else "length")))
            self._close(number)
        return outputs

    def _close(self, number: int) -> None:
        del self._open[number]
        self._chooser.forget(str(number))

    def _try(self) -> None:
        """Answer a first request, which is the slowest and shows whether the architecture works."""
        self.add(0, [0, 0], Sampling(max_tokens=2, temperature=0))
        outputs: list[Output] = []
        while not outputs or not isinstance(outputs[-1][1], Finish):
            outputs += self.step()
        if outputs[-1][1].reason == "error":
            self.close()
            raise RuntimeError("transformers cannot batch this architecture")


class _Chooser(ContinuousBatchingLogitsProcessor):
    """Chooses each row's token itself and leaves transformers no other.

    Attributes:
        samplers: of each request.
        chosen: tokens of each request so far.
    """

    supported_kwargs: ClassVar[dict[str, type]] = {}  # pyrefly: ignore[bad-override]
    ignored_kwargs: tuple[str, ...] = ()

    def __init__(self) -> None:
        self.samplers: dict[str, Sampler] = {}
        self.chosen: dict[str, list[Token]] = {}
        self._rows: list[str] = []

    def forget(self, request: str) -> None:
        """Drop what is kept for a request."""
        self.samplers.pop(request, None)
        self.chosen.pop(request, None)

    def fill_defaults(self, int32_tensor: torch.Tensor) -> None:
        """Pass nothing by way of tensors."""
        int32_tensor.zero_()

    def prepare_tensor_args(self, requests_with_new_token: list[Any]) -> torch.Tensor:
        """Note which request each row of the next scores belongs to."""
        self._rows = [request.state.request_id for request in requests_with_new_token]
        return torch.zeros(len(self._rows), dtype=torch.int32)

    def __call__(self, scores: torch.Tensor, _tensor_arg: torch.Tensor) -> torch.Tensor:
        only = torch.full_like(scores, -torch.inf)
        for row, request in enumerate(self._rows):
            sampler = self.samplers.get(request)
            token = Token(0) if sampler is None else sampler.choose(scores[row])
            if sampler is not None:
                self.chosen.setdefault(request, []).append(token)
            only[row, token.id] = 0
        return only
