"""Extractive question answering: find the answer to a question in a text."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy
import torch
from transformers import AutoModelForQuestionAnswering, PreTrainedModel, PreTrainedTokenizerBase

from posthuman_algorithms.data.rows import Data, Row
from posthuman_algorithms.measuring.scores import Metric, Scores, ratio
from posthuman_algorithms.models.encoding import MODEL_INPUTS, Features, longest_input, pad_token
from posthuman_algorithms.tasks.batches import PaddedExamples, in_batches
from posthuman_algorithms.tasks.encoder_task import EncoderTask
from posthuman_algorithms.tasks.task import Answer, quiet

_LONGEST_ANSWER = 30
_METRICS = (
    Metric("f1", more_is_better=True, combine=ratio(0, 2)),
    Metric("exact_match", more_is_better=True, combine=ratio(1, 2)),
)


@dataclass(frozen=True)
class _Window:
    """A stretch of a row's context, together with its question.

    Attributes:
        row: the row's number.
        features: what the model reads.
        places: (first character, one past the last) of each token of the context; None for other tokens.
    """

    row: int
    features: Features
    places: list[tuple[int, int] | None]


@dataclass(frozen=True)
class _Span:
    """An answer: characters of the context, and its logit."""

    start: int
    end: int
    score: float


class QuestionAnswering(EncoderTask):
    """The task ``question-answering``. Long contexts are read in windows that overlap."""

    name = "question-answering"
    loss_unit = "nats per boundary"
    auto_class = AutoModelForQuestionAnswering

    def examples(
        self, data: Data, tokenizer: PreTrainedTokenizerBase, model: PreTrainedModel, block_size: int
    ) -> PaddedExamples:
        """Encode each window with the first answer's boundaries; token 0 stands for no answer."""
        length = min(block_size, longest_input(model, tokenizer))
        features = []
        for window in _windows(tokenizer, data.rows, length):
            start, end = _boundaries(window, data.rows[window.row])
            features.append({**window.features, "start": start, "end": end})
        return PaddedExamples(features, pad_token(model, tokenizer))

    def loss(self, model: PreTrainedModel, batch: dict[str, torch.Tensor]) -> torch.Tensor:
        """Mean cross-entropy of the answer's first and last token."""
        inputs = {name: value for name, value in batch.items() if name not in ("start", "end")}
        out = model(**inputs)
        entropy = torch.nn.functional.cross_entropy
        return (
            entropy(out.start_logits.float(), batch["start"]) + entropy(out.end_logits.float(), batch["end"])
        ) / 2

    @torch.inference_mode()
    def measure(
        self,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        data: Data,
        on_progress: Callable[[int, int], None] = quiet,
    ) -> Scores:
        """Measure F1 and exact match as SQuAD does (arXiv 1606.05250).

        If the data has questions without an answer, the model may say that there is none.
        """
        without = any(not row.values["answers"] for row in data.rows)
        scores = numpy.zeros((len(data.rows), 3))
        for place, span in enumerate(_find(model, tokenizer, data.rows, without, on_progress)):
            values = data.rows[place].values
            text = values["context"][span.start : span.end]
            expected = [answer for answer, _ in values["answers"]] or [""]
            f1 = max(_f1(text, one) for one in expected)
            exact = max(_words(text) == _words(one) for one in expected)
            scores[place] = f1, exact, 1
        return Scores(_METRICS, scores, "row", numpy.array(data.row_documents))

    def read(
        self,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        row: Row,
        parameters: dict[str, Any],  # noqa: ARG002
    ) -> list[_Window]:
        """Encode the question with each window of the context. Raises ROW_INVALID if none fits."""
        return _windows(tokenizer, [row], longest_input(model, tokenizer))

    @torch.inference_mode()
    def answer(
        self,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        row: Row,
        parameters: dict[str, Any],  # noqa: ARG002
        on_token: Callable[[int], None],
    ) -> Answer:
        """Find the answer to the question."""
        (span,) = _find(model, tokenizer, [row], without=False, on_progress=quiet)
        text = row.values["context"][span.start : span.end]
        tokens = len(tokenizer(text, add_special_tokens=False)["input_ids"])
        on_token(tokens)
        return Answer(
            text, tokens, {"score": span.score, "start": span.start, "end": span.end, "answer": text}
        )


def _windows(tokenizer: PreTrainedTokenizerBase, rows: list[Row], length: int) -> list[_Window]:
    windows = []
    for number, row in enumerate(rows):
        question = tokenizer(row.values["question"], add_special_tokens=False, verbose=False)["input_ids"]
        room = length - len(question) - tokenizer.num_special_tokens_to_add(pair=True)
        if room < 4:
            raise row.refuse(f"its question of {len(question)} tokens leaves no room in {length}")
        encoded = tokenizer(
            row.values["question"],
            row.values["context"],
            truncation="only_second",
            max_length=length,
            stride=room // 3,
            return_overflowing_tokens=True,
            return_offsets_mapping=True,
            verbose=False,
        )
        for window in range(len(encoded["input_ids"])):
            names = [name for name in MODEL_INPUTS if name in encoded]
            places = [
                offsets if part == 1 else None
                for offsets, part in zip(
                    encoded["offset_mapping"][window], encoded.sequence_ids(window), strict=True
                )
            ]
            windows.append(_Window(number, {name: list(encoded[name][window]) for name in names}, places))
    return windows


def _boundaries(window: _Window, row: Row) -> tuple[int, int]:
    """Return the tokens in which the answer begins and ends; (0, 0) if it is not all in this window."""
    if not row.values["answers"]:
        return 0, 0
    text, first = row.values["answers"][0]
    last = first + len(text)
    of_start = [at for at, place in enumerate(window.places) if place and place[0] <= first < place[1]]
    of_end = [at for at, place in enumerate(window.places) if place and place[0] < last <= place[1]]
    return (of_start[0], of_end[-1]) if of_start and of_end else (0, 0)


def _find(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    rows: list[Row],
    without: bool,
    on_progress: Callable[[int, int], None],
) -> list[_Span]:
    """Find each row's most likely answer over all its windows."""
    windows = _windows(tokenizer, rows, longest_input(model, tokenizer))
    best: list[_Span | None] = [None] * len(rows)
    none = [float("inf")] * len(rows)
    features = [window.features for window in windows]
    for places, batch in in_batches(features, pad_token(model, tokenizer), model, on_progress):
        out = model(**batch)
        for place, start, end in zip(places, out.start_logits.float(), out.end_logits.float(), strict=True):
            window = windows[place]
            none[window.row] = min(none[window.row], (start[0] + end[0]).item())
            span = _best_span(window, start.cpu(), end.cpu())
            known = best[window.row]
            if span and (known is None or span.score > known.score):
                best[window.row] = span
    spans = [span or _Span(0, 0, 0.0) for span in best]
    return [
        _Span(0, 0, nothing) if without and nothing > span.score else span
        for span, nothing in zip(spans, none, strict=True)
    ]


def _best_span(window: _Window, start: torch.Tensor, end: torch.Tensor) -> _Span | None:
    inside = torch.tensor([place is not None for place in window.places])
    count = len(window.places)
    scores = start[:count, None] + end[None, :count]
    allowed = inside[:, None] & inside[None, :]
    allowed &= torch.ones(count, count, dtype=torch.bool).triu() & ~torch.ones(
        count, count, dtype=torch.bool
    ).triu(_LONGEST_ANSWER)
    if not allowed.any():
        return None
    place = int(scores.masked_fill(~allowed, -torch.inf).argmax())
    first, last = window.places[place // count], window.places[place % count]
    return _Span(first[0], last[1], scores.flatten()[place].item()) if first and last else None


def _words(text: str) -> list[str]:
    """Split as SQuAD's script does: lower-cased, without punctuation and articles."""
    plain = "".join(one for one in text.lower() if one not in string.punctuation)
    return re.sub(r"\b(a|an|the)\b", " ", plain).split()


def _f1(text: str, expected: str) -> float:
    some, others = _words(text), _words(expected)
    if not some or not others:
        return float(some == others)
    shared = (Counter(some) & Counter(others)).total()
    return 2 * shared / (len(some) + len(others))
