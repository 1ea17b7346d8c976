"""Send the answers to a request, whole or as a stream of pieces."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import AsyncIterator
from typing import Any, Protocol

from posthuman_algorithms.serving.choices import Choices, Piece
from posthuman_algorithms.serving.request_error import RequestError
from posthuman_algorithms.serving.request_options import RequestOptions
from posthuman_algorithms.serving.service import Service


class Shape(Protocol):
    """The form of one kind of completion.

    Attributes:
        name: the ``object`` of a whole answer.
        chunk_name: the ``object`` of a piece of a stream.
        id_prefix: with which its ids begin.
    """

    name: str
    chunk_name: str
    id_prefix: str

    def opening(self, index: int) -> dict[str, Any] | None:
        """Return the choice that begins a stream, if there is one."""

    def piece(self, piece: Piece) -> dict[str, Any]:
        """Return a choice of a stream."""

    def whole(self, piece: Piece) -> dict[str, Any]:
        """Return a choice of a whole answer; the piece is all of it."""


class Answer:
    """The answer to one request, not yet sent.

    Attributes:
        stream: whether it is wanted in pieces.
    """

    def __init__(self, service: Service, choices: Choices, options: RequestOptions, shape: Shape) -> None:
        self._choices = choices
        self._shape = shape
        self._options = options
        self.stream = options.stream
        self._head = {
            "id": f"{shape.id_prefix}-{uuid.uuid4().hex}",
            "created": int(time.time()),
            "model": service.model,
        }

    async def whole(self) -> dict[str, Any]:
        """Wait for all answers and return them as one object."""
        answers = [Piece(index) for index in range(len(self._choices))]
        async for piece in self._choices.pieces():
            answer = answers[piece.index]
            answer.text += piece.text
            answer.tokens += piece.tokens
            answer.finish_reason = piece.finish_reason
        choices = [self._shape.whole(answer) for answer in answers]
        return {**self._head, "object": self._shape.name, "choices": choices, "usage": self._usage()}

    async def events(self) -> AsyncIterator[bytes]:
        """Yield server-sent events; an error midway becomes the last of them."""
        pieces = self._choices.pieces()
        try:
            openings = [self._shape.opening(index) for index in range(len(self._choices))]
            for opening in openings:
                if opening is not None:
                    yield self._chunk([opening])
            async for piece in pieces:
                yield self._chunk([self._shape.piece(piece)])
            if self._options.with_usage:
                yield self._chunk([], self._usage())
            yield b"data: [DONE]\n\n"
        except RequestError as error:
            yield _event(error.body())
        finally:
            await pieces.aclose()

    def _chunk(self, choices: list[dict[str, Any]], usage: dict[str, int] | None = None) -> bytes:
        chunk: dict[str, Any] = {**self._head, "object": self._shape.chunk_name, "choices": choices}
        if self._options.with_usage:
            chunk["usage"] = usage
        return _event(chunk)

    def _usage(self) -> dict[str, int]:
        prompt, completion = self._choices.prompt_tokens, self._choices.completion_tokens
        return {
            "prompt_tokens": prompt,
            "completion_tokens": completion,
            "total_tokens": prompt + completion,
        }


def _event(value: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n\n"
