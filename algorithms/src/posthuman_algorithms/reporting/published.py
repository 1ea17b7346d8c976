"""Published results of others: those shipped with the package, and those that a requester brings."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from posthuman_algorithms.job.errors import AlgorithmError
from posthuman_algorithms.job.folder import Dataset

FILE = "published.json"
"""A dataset of this name is not measured on: it holds the references to show beside the model."""

_MOST = 50
_LONGEST = 500
_LARGEST = 1e100
_FIELDS = {"model", "metric", "value", "interval", "source", "caveat"}


def published_rows(metric: str, benchmark: str | None = None) -> list[dict[str, Any]]:
    """Read the package's references for a metric, of a benchmark or of the task itself.

    Each says on which text it was measured, and where it was published.
    """
    rows = json.loads((files("posthuman_algorithms.reporting") / FILE).read_text(encoding="utf-8"))
    fitting = [row for row in rows if (row["metric"], row.pop("benchmark", None)) == (metric, benchmark)]
    return [_checked(row) for row in fitting]


def read_published(dataset: Dataset) -> list[dict[str, Any]]:
    """Read the references that a requester brings: a list of objects.

    ``model``, ``value`` and ``source`` are required; ``metric`` (default: the task's), ``interval`` and
    ``caveat`` are optional.

    Raises:
        AlgorithmError: DATASET_ABSENT, or DATASET_UNREADABLE with the row that is wrong.
    """
    if not dataset.files or not dataset.files[0].is_file():
        raise AlgorithmError("DATASET_ABSENT", name=dataset.name)
    try:
        rows = json.loads(dataset.files[0].read_bytes())
    except (ValueError, RecursionError) as error:
        raise _refused(f"it is not JSON ({type(error).__name__})") from error
    if not isinstance(rows, list) or not 1 <= len(rows) <= _MOST:
        raise _refused(f"it must be a list of 1 to {_MOST} results")
    return [_checked(row, number) for number, row in enumerate(rows, 1)]


def _checked(row: Any, number: int = 0) -> dict[str, Any]:
    if not isinstance(row, dict):
        raise _refused(f"row {number} is not an object")
    if unknown := sorted(set(row) - _FIELDS):
        raise _refused(f"row {number} has the unknown field {unknown[0][:50]}")
    checked: dict[str, Any] = {**row, "kind": "published"}
    for name in ("model", "source", *(name for name in ("metric", "caveat") if name in row)):
        value = checked.get(name)
        if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST:
            raise _refused(f"row {number}: {name} must be a text of 1 to {_LONGEST} characters")
    if not _is_number(checked.get("value")):
        raise _refused(f"row {number}: value must be a finite number")
    bounds = checked.get("interval")
    if bounds is not None and not (
        isinstance(bounds, list)
        and len(bounds) == 2
        and all(map(_is_number, bounds))
        and bounds[0] <= bounds[1]
    ):
        raise _refused(f"row {number}: interval must be two numbers, the lower one first")
    return checked


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and abs(value) <= _LARGEST


def _refused(reason: str) -> AlgorithmError:
    return AlgorithmError("DATASET_UNREADABLE", name=FILE, reason=reason)
