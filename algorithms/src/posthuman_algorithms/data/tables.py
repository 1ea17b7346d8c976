"""Read tables: JSON lines, CSV and Parquet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from posthuman_algorithms.data.rows import Row
from posthuman_algorithms.job.errors import AlgorithmError

_MOST_CELL = 64 << 20
_MOST_PARQUET = 2 << 30


_LEAST_ROWS, _MOST_ROWS = 16, 1024


def read_table(name: str, data: bytes, kind: str) -> list[Row]:
    """Read every row of a table.

    Args:
        name: what errors call the file.
        data: its bytes.
        kind: jsonl, csv, tsv or parquet.

    Raises:
        AlgorithmError: TABLE_UNREADABLE for the file, ROW_INVALID for a row of it.
    """
    if kind == "parquet":
        return list(_parquet(name, data))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        raise AlgorithmError("ROW_INVALID", name=name, row=row, reason="it is not UTF-8") from error
    if kind == "jsonl":
        return list(_json_array(name, text) if text.lstrip().startswith("[") else _json_lines(name, text))
    return list(_csv(name, text, "\t" if kind == "tsv" else ","))


def _json_lines(name: str, text: str) -> Iterator[Row]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield _object(name, number, _parse(name, number, line))


def _json_array(name: str, text: str) -> Iterator[Row]:
    for number, value in enumerate(_parse(name, 1, text), 1):
        yield _object(name, number, value)


def _parse(name: str, number: int, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        reason = (
            f"it is not JSON: {error.msg}" if isinstance(error, json.JSONDecodeError) else "it is not JSON"
        )
        raise AlgorithmError("ROW_INVALID", name=name, row=number, reason=reason) from error


def _object(name: str, number: int, value: Any) -> Row:
    if not isinstance(value, dict):
        raise AlgorithmError("ROW_INVALID", name=name, row=number, reason="it is not a JSON object")
    return Row(value, name, number)


def _csv(name: str, text: str, delimiter: str) -> Iterator[Row]:
    csv.field_size_limit(_MOST_CELL)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header: list[str] | None = None
    while True:
        number = lines.line_num + 1
        try:
            cells = next(lines, None)
        except csv.Error as error:
            raise AlgorithmError("ROW_INVALID", name=name, row=number, reason=str(error)) from error
        if cells is None:
            return
        if not cells:
            continue
        if header is None:
            header = cells
            if len(set(header)) < len(header):
                raise AlgorithmError(
                    "TABLE_UNREADABLE", name=name, kind="CSV", reason="two columns share a name"
                )
        elif len(cells) != len(header):
            reason = f"it has {len(cells)} cells, but the header has {len(header)}"
            raise AlgorithmError("ROW_INVALID", name=name, row=number, reason=reason)
        else:
            yield Row(dict(zip(header, cells, strict=True)), name, number)


def _parquet(name: str, data: bytes) -> Iterator[Row]:
    import pyarrow  # noqa: PLC0415 — takes a third of a second, which other formats save
    from pyarrow import parquet  # noqa: PLC0415

    try:
        file = parquet.ParquetFile(pyarrow.BufferReader(data))
        groups = (file.metadata.row_group(place) for place in range(file.metadata.num_row_groups))
        if sum(group.total_byte_size for group in groups) > _MOST_PARQUET:
            raise _too_large(name)
        labels = _class_labels(file.schema_arrow.metadata or {})
        number, size = 0, 0
        for batch in file.iter_batches(_rows_at_once(file.metadata), use_threads=False):
            size += batch.nbytes
            if size > _MOST_PARQUET:
                raise _too_large(name)
            for values in batch.to_pylist():
                number += 1
                yield Row(
                    {key: _named(value, labels.get(key)) for key, value in values.items()}, name, number
                )
    except (AlgorithmError, MemoryError):
        raise
    except Exception as error:  # values that Python cannot represent raise anything
        reason = (str(error).splitlines() or [type(error).__name__])[0][:200].rstrip(".")
        raise AlgorithmError("TABLE_UNREADABLE", name=name, kind="Parquet", reason=reason) from error


def _rows_at_once(metadata: Any) -> int:
    """Return how many rows to read at a time: few if they may be large (repeated values are stored once)."""
    # Not by its columns: asked about those of some damaged files, pyarrow ends the process.
    groups = (metadata.row_group(place) for place in range(metadata.num_row_groups))
    largest = max((group.total_byte_size for group in groups), default=0)
    return max(_LEAST_ROWS, min(_MOST_ROWS, _MOST_PARQUET // max(largest, 1)))


def _too_large(name: str) -> AlgorithmError:
    return AlgorithmError("TABLE_UNREADABLE", name=name, kind="Parquet", reason="it unpacks to over 2 GiB")


def _class_labels(metadata: dict[bytes, bytes]) -> dict[str, list[str]]:
    """Find the label names that the library ``datasets`` stores in a Parquet file, by column."""
    try:
        features = json.loads(metadata[b"huggingface"])["info"]["features"]
        inner = {key: value.get("feature", value) for key, value in features.items()}
        return {key: value["names"] for key, value in inner.items() if "names" in value}
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError):
        return {}


def _named(value: Any, names: list[str] | None) -> Any:
    if names is None:
        return value
    if isinstance(value, list):
        return [_named(one, names) for one in value]
    return names[value] if type(value) is int and 0 <= value < len(names) else value
