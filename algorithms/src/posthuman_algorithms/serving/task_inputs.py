"""Read inputs in the form of Hugging Face's inference API, task by task."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from posthuman_algorithms.data.rows import Row
from posthuman_algorithms.serving.fields import invalid
from posthuman_algorithms.serving.request_error import RequestError

_MOST_INPUTS = 256
_FILES = {"image-classification": "image", "speech-recognition": "audio"}


_COLUMNS = {
    "masked-lm": "text",
    "seq2seq": "source",
    "text-classification": "text",
    "sentence-embedding": "sentence1",
}


_NAMES = {"summarization": "summary_text", "translation": "translation_text"}
"""The pipeline that the address names → what it calls the text written."""


@dataclass(frozen=True)
class TaskRequest:
    """The inputs of a request.

    Attributes:
        rows: one for each input.
        shape: makes the request's answer from those to the rows.
    """

    rows: list[Row]
    shape: Callable[[list[Any]], Any]


def read_inputs(task: str, inputs: Any, pipeline: Any) -> TaskRequest:
    """Read ``inputs``.

    Args:
        task: the model's.
        inputs: the field as it is.
        pipeline: the pipeline of Hugging Face's that the client expects, if it says so.

    Raises:
        RequestError: REQUEST_INVALID or INPUT_UNREADABLE.
    """
    if task == "sentence-embedding" and isinstance(inputs, dict):
        return _similarity(inputs)
    several = isinstance(inputs, list)
    given = inputs if several else [inputs]
    if not 0 < len(given) <= _MOST_INPUTS:
        raise invalid("inputs", f"1 to {_MOST_INPUTS} are accepted")
    rows = [Row(_values(task, one), "inputs", number) for number, one in enumerate(given, 1)]
    if task == "seq2seq":
        return TaskRequest(
            rows, lambda answers: [_written(one, pipeline) for answer in answers for one in answer]
        )
    if task == "token-classification":
        placed = [_placed(text) for text in given]
        return TaskRequest(
            rows, lambda answers: _one([f(a) for f, a in zip(placed, answers, strict=True)], several)
        )
    # Clients expect the labels of a single text within another list.
    nested = task == "text-classification"
    return TaskRequest(rows, lambda answers: _one(answers, several or nested))


def _one(answers: list[Any], several: bool) -> Any:
    return answers if several else answers[0]


def _values(task: str, given: Any) -> dict[str, Any]:
    if task in _FILES:
        return {_FILES[task]: _bytes(task, given)}
    if task in _COLUMNS and isinstance(given, str):
        return {_COLUMNS[task]: _text(given)}
    if task == "token-classification":
        return {"tokens": [text for text, _, _ in _words(_text(given))]}
    if not isinstance(given, dict):
        raise invalid("inputs", "a text is needed" if task in _COLUMNS else "an object is needed")
    if task == "text-classification":
        pair = {"text": _text(given.get("text"))}
        return pair | ({"text_pair": _text(given["text_pair"])} if "text_pair" in given else {})
    if task == "question-answering":
        return {name: _text(given.get(name)) for name in ("question", "context")}
    if task == "multiple-choice":
        endings = given.get("choices")
        if not isinstance(endings, list) or not 1 < len(endings) <= _MOST_INPUTS:
            raise invalid("inputs", "a prompt and a list of choices are needed")
        return {"sent1": _text(given.get("prompt")), "endings": [_text(one) for one in endings]}
    raise invalid("inputs", "a text is needed")


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise invalid("inputs", "a text is needed that is not empty")
    return value


def _bytes(task: str, given: Any) -> bytes:
    """Read a file in base64, with or without the head of a data URL."""
    kind = _FILES[task]
    if not isinstance(given, str):
        raise RequestError("INPUT_UNREADABLE", param="inputs", kind=kind, reason="it is not in base64")
    try:
        return base64.b64decode(re.sub(r"^data:[\w/+.-]*;base64,", "", given), validate=True)
    except (binascii.Error, ValueError):
        raise RequestError(
            "INPUT_UNREADABLE", param="inputs", kind=kind, reason="it is not in base64"
        ) from None


def _words(text: str) -> list[tuple[str, int, int]]:
    return [(one.group(), one.start(), one.end()) for one in re.finditer(r"\w+|[^\w\s]", text)]


def _placed(text: str) -> Callable[[list[dict[str, Any]]], list[dict[str, Any]]]:
    """Map entities to places in the text itself; the task counts as if all words were a space apart."""
    words = _words(text)
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}
    at = 0
    for word, start, end in words:
        starts[at], ends[at + len(word)] = start, end
        at += len(word) + 1

    def place(entity: dict[str, Any]) -> dict[str, Any]:
        start, end = starts[entity["start"]], ends[entity["end"]]
        return {**entity, "word": text[start:end], "start": start, "end": end}

    return lambda entities: [place(entity) for entity in entities]


def _written(answer: dict[str, Any], pipeline: Any) -> dict[str, Any]:
    """Name the text written as the pipeline's clients expect it; under all names if no pipeline is given."""
    text = answer["generated_text"]
    if isinstance(pipeline, str):
        return {_NAMES.get(re.sub(r"_.*", "", pipeline), "generated_text"): text}
    return dict.fromkeys(("generated_text", *_NAMES.values()), text)


def _similarity(inputs: dict[str, Any]) -> TaskRequest:
    """Compare a sentence with others, by the cosine of each."""
    others = inputs.get("sentences")
    if not isinstance(others, list) or not 0 < len(others) < _MOST_INPUTS:
        raise invalid("inputs", "source_sentence and a list of sentences are needed")
    texts = [_text(inputs.get("source_sentence")), *(_text(one) for one in others)]
    rows = [Row({"sentence1": text}, "inputs", number) for number, text in enumerate(texts, 1)]

    def cosines(vectors: list[list[float]]) -> list[float]:
        first, *rest = vectors
        return [sum(a * b for a, b in zip(first, other, strict=True)) for other in rest]

    return TaskRequest(rows, cosines)
