"""Find a task's columns in the rows of a table, and check every row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from posthuman_algorithms.data.check_values import check_value
from posthuman_algorithms.data.columns import Column
from posthuman_algorithms.data.rows import Row
from posthuman_algorithms.job.errors import AlgorithmError

_SHOWN_NAMES, _SHOWN_CHARACTERS = 20, 40
_ENDING = "ending"
"""Multiple choice on the Hub: each ending in a column of its own, ``ending0``, ``ending1``, …"""


def check_rows(
    rows: list[Row],
    columns: tuple[Column, ...],
    renamed: Mapping[str, str],
    labels: list[str],
    answers: bool,
) -> list[Row]:
    """Rename columns to those of the task, and check each value.

    Args:
        rows: as read.
        columns: those that the task reads.
        renamed: the task's name → the data's name; a dot leads into an object, as in ``translation.en``.
        labels: names of the model's labels, by number.
        answers: whether the columns that the model should predict are needed.

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
            raise row.refuse(
                f"its label {values['label']} is not one of its {len(values['endings'])} endings"
            )
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
            known = list(values)[:_SHOWN_NAMES]
            shown = ", ".join(one[:_SHOWN_CHARACTERS] for one in known) or "none"
            raise AlgorithmError("COLUMN_MISSING", name=row.file, column=column.name, found=shown)
    return found


def _get(values: Any, name: str) -> Any:
    if name in values:
        return values[name]
    first, _, rest = name.partition(".")
    inner = values.get(first)
    return _get(inner, rest) if rest and isinstance(inner, dict) else None


def _value(row: Row, column: Column, source: str, labels: list[str]) -> Any:
    endings = source == _ENDING and column.kind == "choices"
    value = _numbered_endings(row) if endings else _get(row.values, source)
    if value is None:
        if column.optional:
            return ""
        raise row.refuse(f"its {source} is missing")
    return check_value(row, source, value, column.kind, labels)


def _numbered_endings(row: Row) -> list[Any]:
    names = (name for name in row.values if name.startswith(_ENDING))
    numbers = {name: name.removeprefix(_ENDING) for name in names}
    numbered = (name for name, number in numbers.items() if number.isdigit())
    return [row.values[name] for name in sorted(numbered, key=lambda name: int(numbers[name]))]
