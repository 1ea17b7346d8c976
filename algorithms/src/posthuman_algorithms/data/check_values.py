"""Check one value of a row by the kind of its column."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

from posthuman_algorithms.data.media import decode_audio, decode_image
from posthuman_algorithms.data.rows import Row
from posthuman_algorithms.job.errors import AlgorithmError

_SHOWN = 40
_MOST_DIGITS = 10


def check_value(row: Row, source: str, value: Any, kind: str, labels: list[str]) -> Any:
    """Check a value and give it in the form that tasks expect.

    Args:
        row: that holds it; errors name its file and number.
        source: the column's name in the data.
        value: as read; not None.
        kind: of the column, as in ``Column``.
        labels: names of the model's labels, by number.

    Returns:
        A label or choice as its number, a set of labels as sorted numbers, answers as pairs (text, first
        character), pictures and recordings as the file's bytes, checked to be readable.

    Raises:
        AlgorithmError: ROW_INVALID or LABEL_UNKNOWN.
    """
    if kind == "label":
        return _label(row, value, labels)
    if kind == "labels":
        return [_label(row, one, labels) for one in _list(row, source, value)]
    if kind == "set":
        return sorted({_label(row, one, labels) for one in _list(row, source, value, least=0)})
    return _CHECKS[kind](row, source, value)


def _label(row: Row, value: Any, labels: list[str]) -> int:
    """Turn a label's name or number into its number."""
    if isinstance(value, str):
        if value in labels:
            return labels.index(value)
        number = _whole(value.strip())
    else:
        whole = isinstance(value, float) and value.is_integer()
        number = int(value) if whole or type(value) in (int, bool) else -1
    if 0 <= number < len(labels):
        return number
    known = ", ".join(labels[:20]) + (" and others" if len(labels) > 20 else "")
    raise AlgorithmError(
        "LABEL_UNKNOWN", name=row.file, row=row.number, label=str(value)[:_SHOWN], known=known or "none"
    )


def _list(row: Row, source: str, value: Any, least: int = 1) -> list[Any]:
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError) as error:
            raise row.refuse(f"its {source} is not a JSON list") from error
    if not isinstance(value, list) or len(value) < least:
        raise row.refuse(f"its {source} is not a list, or is empty")
    return value


def _text(row: Row, source: str, value: Any) -> str:
    if not isinstance(value, str):
        raise row.refuse(f"its {source} is not a string")
    if not value.strip():
        raise row.refuse(f"its {source} is empty")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise row.refuse(f"its {source} contains an unpaired surrogate") from error
    return value


def _texts(row: Row, source: str, value: Any) -> list[str]:
    if isinstance(value, str) and not value.lstrip().startswith("["):
        value = value.split()
    return [_text(row, source, one) for one in _list(row, source, value)]


def _choices(row: Row, source: str, value: Any) -> list[str]:
    texts = [_text(row, source, one) for one in _list(row, source, value)]
    if len(texts) < 2:
        raise row.refuse("it has fewer than two endings")
    return texts


def _choice(row: Row, source: str, value: Any) -> int:
    number = _whole(value) if isinstance(value, str) else value
    if type(number) is not int or number < 0:
        raise row.refuse(f"its {source} is not the number of an ending")
    return number


def _whole(text: str) -> int:
    """Read the number of a label or an ending; -1 if it is not one, or larger than any could be."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < _MOST_DIGITS else -1


def _number(row: Row, source: str, value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise row.refuse(f"its {source} is not a number")
    return number


def _answers(row: Row, source: str, value: Any) -> list[tuple[str, int]]:
    """Read answers in SQuAD's form as (text, first character); an empty list if there is no answer."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            value = {"text": [value]}
    if not isinstance(value, dict) or not isinstance(value.get("text"), list):
        raise row.refuse(f"its {source} has no list of texts")
    context = row.values.get("context")
    starts = value.get("answer_start", [None] * len(value["text"]))
    if not isinstance(starts, list) or len(starts) != len(value["text"]):
        raise row.refuse(f"its {source} has {len(value['text'])} texts but not as many starts")
    found = []
    for number, (text, start) in enumerate(zip(value["text"], starts, strict=True), 1):
        _text(row, source, text)
        place = start if type(start) is int else str(context).find(text)
        if isinstance(context, str) and (place < 0 or context[place : place + len(text)] != text):
            # Without the answer itself: anyone may see how a job ended, but not what it read.
            where = f" at {place}" if type(start) is int else ""
            raise row.refuse(f"its answer {number} is not in the context{where}")
        found.append((text, place))
    return found


def _media(decode: Callable[[Row], Any], name: str) -> Callable[[Row, str, Any], bytes]:
    def check(row: Row, source: str, value: Any) -> bytes:
        data = value.get("bytes") if isinstance(value, dict) else value
        if not isinstance(data, bytes):
            raise row.refuse(f"its {source} contains no bytes; upload the files along with it, in a .zip")
        decode(Row({name: data}, row.file, row.number))
        return data

    return check


_CHECKS: dict[str, Callable[[Row, str, Any], Any]] = {
    "text": _text,
    "words": _texts,
    "choices": _choices,
    "choice": _choice,
    "number": _number,
    "answers": _answers,
    "image": _media(decode_image, "image"),
    "audio": _media(decode_audio, "audio"),
}
