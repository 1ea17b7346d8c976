"""Find a task's columns in rows, and check every value."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import Any

from posthuman_algorithms.data.columns import Column
from posthuman_algorithms.data.media import decode_audio, decode_image
from posthuman_algorithms.data.rows import Row
from posthuman_algorithms.errors import AlgorithmError

_SHOWN = 40
_MOST_SHOWN = 20
_MOST_DIGITS = 10
_ENDING = "ending"


def check_rows(
    rows: list[Row],
    columns: tuple[Column, ...],
    renamed: Mapping[str, str],
    labels: list[str],
    answers: bool,
) -> list[Row]:
    """Give the rows the task's own column names, with values checked.

    Args:
        rows: as they were read.
        columns: that the task reads.
        renamed: the task's name → the data's name; a dot leads into an object, as in ``translation.en``.
        labels: names of the model's labels, by number.
        answers: whether the columns that the model is to find out are needed.

    Raises:
        AlgorithmError: COLUMN_MISSING, ROW_INVALID, LABEL_UNKNOWN.
    """
    wanted = [column for column in columns if answers or not column.answer]
    checked = []
    sources: dict[str, dict[str, str]] = {}
    for row in rows:
        if row.file not in sources:
            sources[row.file] = _find(row, wanted, renamed)
        values = {}
        for column in wanted:
            source = sources[row.file].get(column.name)
            if source is not None:
                values[column.name] = _value(row, column, source, labels)
        if "endings" in values and "label" in values and values["label"] >= len(values["endings"]):
            raise row.refuse(f"its label {values['label']} is none of its {len(values['endings'])} endings")
        if "ner_tags" in values and len(values["ner_tags"]) != len(values["tokens"]):
            raise row.refuse(f"it has {len(values['tokens'])} tokens and {len(values['ner_tags'])} tags")
        checked.append(Row(values, row.file, row.number, row.document))
    return checked


def _find(row: Row, wanted: list[Column], renamed: Mapping[str, str]) -> dict[str, str]:
    """Find each column's name in a file, by its first row."""
    found = {}
    values = row.values
    for column in wanted:
        if column.name in renamed:
            names: tuple[str, ...] = (renamed[column.name],)
        else:
            names = (column.name, *column.others)
        present = [name for name in names if _get(values, name) is not None and name not in found.values()]
        if present:
            found[column.name] = present[0]
        elif column.kind == "choices" and f"{_ENDING}0" in values:
            found[column.name] = _ENDING
        elif column.name in ("source", "target") and isinstance(values.get("translation"), dict):
            languages = list(values["translation"])
            place = ("source", "target").index(column.name)
            if place < len(languages):
                found[column.name] = f"translation.{languages[place]}"
        if column.name not in found and not column.optional:
            shown = ", ".join(str(one)[:_SHOWN] for one in list(values)[:_MOST_SHOWN]) or "none"
            raise AlgorithmError("COLUMN_MISSING", name=row.file, column=column.name, found=shown)
    return found


def _get(values: Any, name: str) -> Any:
    if name in values:
        return values[name]
    first, _, rest = name.partition(".")
    inner = values.get(first)
    return _get(inner, rest) if rest and isinstance(inner, dict) else None


def _value(row: Row, column: Column, source: str, labels: list[str]) -> Any:
    if source == _ENDING and column.kind == "choices":
        names = sorted(
            (name for name in row.values if name.startswith(_ENDING) and name[len(_ENDING) :].isdigit()),
            key=lambda name: int(name[len(_ENDING) :]),
        )
        value: Any = [row.values[name] for name in names]
    else:
        value = _get(row.values, source)
    if value is None:
        if column.optional:
            return ""
        raise row.refuse(f"its {source} is missing")
    if column.kind in ("label", "labels", "set"):
        if column.kind == "set":
            return sorted({_label(row, one, labels) for one in _list(row, source, value, least=0)})
        many = column.kind == "labels"
        return (
            [_label(row, one, labels) for one in _list(row, source, value)]
            if many
            else _label(row, value, labels)
        )
    return _CHECKS[column.kind](row, source, value)


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
            raise row.refuse(f"its {source} is no JSON list") from error
    if not isinstance(value, list) or len(value) < least:
        raise row.refuse(f"its {source} is no list with something in it")
    return value


def _text(row: Row, source: str, value: Any) -> str:
    if not isinstance(value, str):
        raise row.refuse(f"its {source} is no text")
    if not value.strip():
        raise row.refuse(f"its {source} is empty")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise row.refuse(f"its {source} holds half a character") from error
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
        raise row.refuse(f"its {source} is no number of an ending")
    return number


def _whole(text: str) -> int:
    """Read the number of a label or an ending; -1 for what is none, or beyond all that there are."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < _MOST_DIGITS else -1


def _number(row: Row, source: str, value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise row.refuse(f"its {source} is no number")
    return number


def _answers(row: Row, source: str, value: Any) -> list[tuple[str, int]]:
    """Read answers as SQuAD has them: (text, first character); none for a question without an answer."""
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
        raise row.refuse(f"its {source} has {len(value['text'])} texts and other numbers of starts")
    found = []
    for number, (text, start) in enumerate(zip(value["text"], starts, strict=True), 1):
        _text(row, source, text)
        place = start if type(start) is int else str(context).find(text)
        if isinstance(context, str) and (place < 0 or context[place : place + len(text)] != text):
            # Without the answer itself: anybody may see what became of a job, but not what it read.
            where = f" at {place}" if type(start) is int else ""
            raise row.refuse(f"its answer {number} does not stand in the context{where}")
        found.append((text, place))
    return found


def _media(decode: Callable[[Row], Any], name: str) -> Callable[[Row, str, Any], bytes]:
    def check(row: Row, source: str, value: Any) -> bytes:
        data = value.get("bytes") if isinstance(value, dict) else value
        if not isinstance(data, bytes):
            raise row.refuse(f"its {source} holds no bytes; send the files with it, in a .zip")
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
