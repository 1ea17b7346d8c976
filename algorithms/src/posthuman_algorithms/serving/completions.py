"""``POST /v1/completions``."""

from __future__ import annotations

from typing import Any

from posthuman_algorithms.serving.answer import Answer
from posthuman_algorithms.serving.choices import Choices, Piece
from posthuman_algorithms.serving.engines.engine import Token
from posthuman_algorithms.serving.fields import Fields
from posthuman_algorithms.serving.prompts import read_prompts, tokens_left
from posthuman_algorithms.serving.request_error import RequestError
from posthuman_algorithms.serving.request_options import read_request_options
from posthuman_algorithms.serving.service import Service
from posthuman_algorithms.serving.vocabulary import Vocabulary

_DEFAULT_TOKENS = 16


async def complete(body: Any, service: Service) -> Answer:
    """Begin to continue one or more prompts."""
    fields = Fields(body)
    logprobs = fields.integer("logprobs", None, 0, 5)
    echo = fields.flag("echo")
    if echo and logprobs is not None:
        raise RequestError("PARAMETER_UNSUPPORTED", param="echo", name="echo with logprobs")
    options = read_request_options(fields, logprobs, service.abilities)
    prompts = await read_prompts(fields, service.vocabulary)
    fields.finish()
    wanted, context = options.sampling.max_tokens, service.vocabulary.context
    rooms = [tokens_left(prompt, wanted, _DEFAULT_TOKENS, context, "prompt") for prompt in prompts]
    sized = list(zip(prompts, rooms, strict=True))
    choices = Choices(await service.engine_for(options), options, sized, continued=True, echo=echo)
    return Answer(service, choices, options, _Completion(service.vocabulary, logprobs))


class _Completion:
    """The form of a completion; implements ``Shape``."""

    name = "text_completion"
    chunk_name = "text_completion"
    id_prefix = "cmpl"

    def __init__(self, vocabulary: Vocabulary, logprobs: int | None) -> None:
        self._vocabulary = vocabulary
        self._logprobs = logprobs
        self._offsets: dict[int, int] = {}

    def opening(self, index: int) -> dict[str, Any] | None:  # noqa: ARG002
        return None

    def piece(self, piece: Piece) -> dict[str, Any]:
        return {
            "index": piece.index,
            "text": piece.text,
            "logprobs": None if self._logprobs is None else self._logprobs_of(piece.index, piece.tokens),
            "finish_reason": piece.finish_reason,
        }

    def whole(self, piece: Piece) -> dict[str, Any]:
        return self.piece(piece)

    def _logprobs_of(self, index: int, tokens: list[Token]) -> dict[str, Any]:
        names = [self._vocabulary.token_text(token.id) for token in tokens]
        offsets = []
        for name in names:
            offsets.append(self._offsets.get(index, 0))
            self._offsets[index] = offsets[-1] + len(name)
        top = [{self._vocabulary.token_text(one): value for one, value in token.top} for token in tokens]
        return {
            "tokens": names,
            "token_logprobs": [token.logprob for token in tokens],
            "top_logprobs": top if self._logprobs else None,
            "text_offset": offsets,
        }
