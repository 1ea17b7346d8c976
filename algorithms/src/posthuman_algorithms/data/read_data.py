"""Read the datasets of a job for its task."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from posthuman_algorithms.data.archives import read_archive
from posthuman_algorithms.data.check_rows import check_rows
from posthuman_algorithms.data.columns import COLUMNS, PLAIN_TEXT
from posthuman_algorithms.data.formats import TABLES, format_of
from posthuman_algorithms.data.hub_folder import read_hub_folder
from posthuman_algorithms.data.rows import Data, Row
from posthuman_algorithms.data.tables import read_table
from posthuman_algorithms.data.text import Document, read_document, read_files
from posthuman_algorithms.job.errors import AlgorithmError
from posthuman_algorithms.job.folder import Dataset


def read_data(  # noqa: PLR0913
    datasets: tuple[Dataset, ...],
    task: str,
    *,
    purpose: str,
    columns: Mapping[str, str] | None = None,
    labels: Labels | None = None,
    answers: bool = True,
) -> Data:
    """Read every file of every dataset, in order.

    Args:
        datasets: of the job.
        task: that reads the data.
        purpose: ``train`` or ``measure``, which decides the split of a Hub folder.
        columns: the task's column → the data's, where names differ.
        labels: the model's.
        answers: False if the model is only used, so that labels are not needed.

    Raises:
        AlgorithmError: which file is wrong, in which row, and why.
    """
    known = {column.name for column in COLUMNS[task]}
    for name in columns or {}:
        if name not in known:
            reason = f"the task {task} has no column {name}; it has: {', '.join(sorted(known))}"
            raise AlgorithmError("PARAMETER_INVALID", name="columns", reason=reason)
    data = Data()
    for dataset, name, content, digest in read_files(datasets):
        rows = _rows(name, content, task, purpose)
        if rows is None:
            data.documents.append(document := read_document(dataset, name, content, digest))
            if not answers:
                data.rows.append(Row({"text": document.text}, name, 1))
            continue
        if not rows:
            raise AlgorithmError("DATASET_EMPTY", name=name)
        wanted = tuple(
            replace(column, kind="set") if labels and labels.several and column.kind == "label" else column
            for column in COLUMNS[task]
        )
        rows = check_rows(rows, wanted, columns or {}, labels.names if labels else [], answers)
        text = "\n\n".join(part for row in rows for part in _texts(row))
        size = len(text.encode()) if task in PLAIN_TEXT else len(content)
        place = len(data.documents)
        data.documents.append(Document(dataset, text, size, digest))
        if task not in PLAIN_TEXT or not answers:
            data.rows.extend(Row(row.values, row.file, row.number, place) for row in rows)
    return data


@dataclass(frozen=True)
class Labels:
    """A model's labels.

    Attributes:
        names: by number.
        several: whether an input may have any number of them.
    """

    names: list[str]
    several: bool = False


def labels_of(model: Path) -> Labels:
    """Read a model's labels from its config.json; those without a name are called ``LABEL_<n>``."""
    try:
        config = json.loads((model / "config.json").read_bytes())
        names = config.get("id2label") or {}
        count = len(names) or int(config.get("num_labels", 2))
        several = config.get("problem_type") == "multi_label_classification"
        return Labels([str(names.get(str(number), f"LABEL_{number}")) for number in range(count)], several)
    except (OSError, ValueError, AttributeError, TypeError):
        return Labels([])  # loading the model will report what is wrong


def _rows(name: str, content: bytes, task: str, purpose: str) -> list[Row] | None:
    """Read a file's rows; None for plain text."""
    kind = format_of(name, content)
    if kind == "text":
        if task in PLAIN_TEXT:
            return None
        kind = "csv"  # other tasks need columns
    if kind in TABLES:
        return read_table(name, content, kind)
    if kind in ("zip", "tar"):
        return read_hub_folder(name, read_archive(name, content, kind), purpose)
    return [Row({kind: content}, name, 1)]


def _texts(row: Row) -> list[str]:
    """Gather the texts of a row, to check later whether a model was trained on them."""
    found: list[str] = []
    for value in row.values.values():
        found += [value] if isinstance(value, str) else _words(value)
    return found


def _words(value: Any) -> list[str]:
    texts = isinstance(value, list) and value and all(isinstance(one, str) for one in value)
    return [" ".join(value)] if texts else []
