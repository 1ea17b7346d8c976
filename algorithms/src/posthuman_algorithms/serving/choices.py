"""Follow the answers to one request, from tokens to text that may be shown."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field

from posthuman_algorithms.serving.engines.engine import Finish, Token
from posthuman_algorithms.serving.engines.engine_thread import Call
from posthuman_algorithms.serving.request_error import RequestError
from posthuman_algorithms.serving.request_options import RequestOptions
from posthuman_algorithms.serving.service import EngineChoice
from posthuman_algorithms.serving.text_stream import Detokenizer, StopStrings


@dataclass
class Piece:
    """A piece of one answer.

    Attributes:
        index: which answer of the request.
        text: what may be shown now.
        tokens: those whose text begins in this piece.
        finish_reason: ``stop`` or ``length`` in the last piece of an answer.
    """

    index: int
    text: str = ""
    tokens: list[Token] = field(default_factory=list)
    finish_reason: str | None = None


class Choices:
    """All answers to one request.

    Args:
        chosen: the engine and vocabulary that answer.
        options: what the request asks for.
        prompts: the token ids of each, and how many tokens an answer to it may have.
        continued: whether the text continues the prompt's, or stands on its own as in a chat.
        echo: whether the prompt's text comes first.

    Attributes:
        prompt_tokens: of all prompts, each counted once.
        completion_tokens: of all answers so far.
    """

    def __init__(
        self,
        chosen: EngineChoice,
        options: RequestOptions,
        prompts: Sequence[tuple[list[int], int]],
        *,
        continued: bool,
        echo: bool = False,
    ) -> None:
        self.prompt_tokens = sum(len(prompt) for prompt, _ in prompts)
        self.completion_tokens = 0
        self._options = options
        engine, vocabulary = chosen
        requests = [
            (prompt, options.sampling_of(choice, room))
            for prompt, room in prompts
            for choice in range(options.count)
        ]
        self._first = [vocabulary.decode(prompt) for prompt, _ in requests] if echo else []
        before = [prompt if continued else [] for prompt, _ in requests]
        self._texts = [
            _Text(Detokenizer(vocabulary.decode, ids), StopStrings(options.stops)) for ids in before
        ]
        self._call: Call = engine.open(requests)

    def __len__(self) -> int:
        return len(self._texts)

    async def pieces(self) -> AsyncGenerator[Piece, None]:
        """Yield what is new until every answer has ended. If left early, it frees the engine.

        Raises:
            RequestError: ENGINE_FAILED or ENGINE_MEMORY.
        """
        steps = self._call.steps()
        try:
            for index, text in enumerate(self._first):
                yield Piece(index, text)
            async for step in steps:
                news: dict[int, Piece] = {}
                for index, output in step:
                    piece = news.setdefault(index, Piece(index))
                    if piece.finish_reason is None:
                        self._take(piece, output)
                for piece in news.values():
                    if piece.text or piece.tokens or piece.finish_reason:
                        yield piece
        finally:
            await steps.aclose()

    def _take(self, piece: Piece, output: Token | Finish) -> None:
        text = self._texts[piece.index]
        if isinstance(output, Token):
            self.completion_tokens += 1
            if text.add(piece, output):
                piece.finish_reason = "stop"
                self._call.cancel(piece.index)
        elif output.reason == "error":
            raise RequestError(output.code, status=503)
        else:
            stopped = text.end(piece)
            piece.finish_reason = "stop" if stopped else output.reason


class _Text:
    """The text of one answer, held back until it is certain."""

    def __init__(self, detokenizer: Detokenizer, stops: StopStrings) -> None:
        self._detokenizer = detokenizer
        self._stops = stops
        self._waiting: list[tuple[int, Token]] = []
        self._decoded = 0
        self._shown = 0

    def add(self, piece: Piece, token: Token) -> bool:
        """Add a token; return whether a stop string ends the text here."""
        self._waiting.append((self._decoded, token))
        text = self._detokenizer.add(token.id)
        self._decoded += len(text)
        shown, stopped = self._stops.add(text)
        self._show(piece, shown, rest=False)
        return stopped

    def end(self, piece: Piece) -> bool:
        """Add the rest; return whether a stop string was in it."""
        shown, stopped = self._stops.add(self._detokenizer.end())
        if not stopped:
            shown += self._stops.end()
        self._show(piece, shown, rest=not stopped)
        return stopped

    def _show(self, piece: Piece, shown: str, *, rest: bool) -> None:
        piece.text += shown
        self._shown += len(shown)
        while self._waiting and (rest or self._waiting[0][0] < self._shown):
            piece.tokens.append(self._waiting.pop(0)[1])
