"""``POST /v1/chat/completions``."""

from __future__ import annotations

from typing import Any

from posthuman_algorithms.serving.answer import Answer
from posthuman_algorithms.serving.choices import Choices, Piece
from posthuman_algorithms.serving.engines.engine import Token
from posthuman_algorithms.serving.fields import Fields, invalid
from posthuman_algorithms.serving.prompts import read_messages, tokens_left
from posthuman_algorithms.serving.request_options import read_request_options
from posthuman_algorithms.serving.service import Service
from posthuman_algorithms.serving.vocabulary import Vocabulary


async def chat(body: Any, service: Service) -> Answer:
    """Begin to answer a conversation."""
    fields = Fields(body)
    with_logprobs = fields.flag("logprobs")
    top = fields.integer("top_logprobs", None, 0, 20)
    if top is not None and not with_logprobs:
        raise invalid("top_logprobs", "logprobs must be true as well")
    for name, *harmless in (
        ("tools", []),
        ("tool_choice", "none", "auto"),
        ("functions", []),
        ("function_call", "none", "auto"),
        ("modalities", ["text"]),
        ("audio",),
        ("prediction",),
    ):
        fields.unsupported(name, *harmless)
    fields.flag("parallel_tool_calls")
    limit = fields.integer("max_completion_tokens", None, 1, 1 << 24)
    options = read_request_options(fields, (top or 0) if with_logprobs else None, service.abilities)
    messages = read_messages(fields)
    fields.finish()
    prompt = await service.vocabulary.encode_chat(messages)
    wanted = limit or options.sampling.max_tokens
    room = tokens_left(prompt, wanted, 0, service.vocabulary.context, "messages")
    choices = Choices(await service.engine_for(options), options, [(prompt, room)], continued=False)
    return Answer(service, choices, options, _Chat(service.vocabulary, with_logprobs))


class _Chat:
    """The form of an answer in a chat; implements ``Shape``."""

    name = "chat.completion"
    chunk_name = "chat.completion.chunk"
    id_prefix = "chatcmpl"

    def __init__(self, vocabulary: Vocabulary, with_logprobs: bool) -> None:
        self._vocabulary = vocabulary
        self._with_logprobs = with_logprobs

    def opening(self, index: int) -> dict[str, Any] | None:
        delta = {"role": "assistant", "content": ""}
        return {"index": index, "delta": delta, "logprobs": None, "finish_reason": None}

    def piece(self, piece: Piece) -> dict[str, Any]:
        delta = {"content": piece.text} if piece.text else {}
        return {"index": piece.index, "delta": delta, **self._rest(piece)}

    def whole(self, piece: Piece) -> dict[str, Any]:
        message = {"role": "assistant", "content": piece.text, "refusal": None}
        return {"index": piece.index, "message": message, **self._rest(piece)}

    def _rest(self, piece: Piece) -> dict[str, Any]:
        logprobs = None
        if self._with_logprobs:
            logprobs = {"content": [self._logprob(token) for token in piece.tokens], "refusal": None}
        return {"logprobs": logprobs, "finish_reason": piece.finish_reason}

    def _logprob(self, token: Token) -> dict[str, Any]:
        top = [self._named(one, value) for one, value in token.top]
        return {**self._named(token.id, token.logprob), "top_logprobs": top}

    def _named(self, token: int, logprob: float) -> dict[str, Any]:
        names = {"token": self._vocabulary.token_text(token), "bytes": self._vocabulary.token_bytes(token)}
        return {**names, "logprob": logprob}
