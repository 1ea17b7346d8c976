"""Read a folder laid out like a dataset on the Hugging Face Hub."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from posixpath import commonpath
from typing import Any

from posthuman_algorithms.data.formats import TABLES, format_of
from posthuman_algorithms.data.rows import Row
from posthuman_algorithms.data.tables import read_table
from posthuman_algorithms.data.text import decode_text

_SPLITS = {
    "train": re.compile(r"(^|[/_.-])train(ing)?([/_.-]|$)", re.IGNORECASE),
    "test": re.compile(r"(^|[/_.-])(test(ing)?|eval(uation)?)([/_.-]|$)", re.IGNORECASE),
    "validation": re.compile(r"(^|[/_.-])(valid(ation)?|val|dev)([/_.-]|$)", re.IGNORECASE),
}


_PREFERRED = {"train": ("train",), "measure": ("test", "validation")}


_METADATA = re.compile(r"^metadata\.(jsonl|csv)$")


_ABOUT = frozenset({"README.md", "LICENSE", "dataset_infos.json", "dataset_info.json", "state.json"})


def read_hub_folder(name: str, files: dict[str, bytes], purpose: str) -> list[Row]:
    """Read the split that suits the purpose.

    Tables (Parquet, JSON lines, CSV) give their rows. Each picture or recording (imagefolder, audiofolder)
    gives a row: with the columns that a ``metadata.jsonl`` or ``.csv`` beside it has for its ``file_name``,
    or else with the name of its folder as ``label``.

    Args:
        name: what errors call the dataset.
        files: path → bytes.
        purpose: ``train`` prefers the split train; ``measure`` prefers test, then validation. If there is no
            such split, everything is read.
    """
    chosen = _choose(files, purpose)
    media = {path for path in chosen if format_of(path, chosen[path]) in ("image", "audio")}
    rows: list[Row] = []
    described: set[str] = set()
    for path, data in chosen.items():
        kind = format_of(path, data)
        if kind in TABLES:
            for row in read_table(f"{name}/{path}", data, kind):
                if _METADATA.match(PurePosixPath(path).name) and media:
                    row = _with_file(row, PurePosixPath(path).parent, files, described)  # noqa: PLW2901
                rows.append(row)
        elif kind == "text" and path.endswith(".txt"):
            file = f"{name}/{path}"
            rows.append(Row({"text": decode_text(file, data)}, file, 1))
    if not described:
        rows += [_labelled(name, path, chosen[path]) for path in sorted(media)]
    return rows


def _choose(files: dict[str, bytes], purpose: str) -> dict[str, bytes]:
    data = {path: content for path, content in files.items() if PurePosixPath(path).name not in _ABOUT}
    # A folder that holds all of them says nothing about splits, whatever its name.
    around = len(commonpath([path.rpartition("/")[0] for path in data])) if data else 0
    by_split = {
        split: [path for path in data if wanted.search(path[around:])] for split, wanted in _SPLITS.items()
    }
    for split in _PREFERRED[purpose]:
        if by_split[split]:
            return {path: data[path] for path in by_split[split]}
    return data


def _with_file(row: Row, folder: PurePosixPath, files: dict[str, bytes], described: set[str]) -> Row:
    """Add the picture or recording that a row of metadata names to the row."""
    named = row.values.get("file_name")
    path = str(folder / named) if isinstance(named, str) else ""
    if path not in files:
        raise row.refuse(f"its file_name {str(named)[:100]} is not in the folder")
    described.add(path)
    return Row({**row.values, **_media(path, files[path])}, row.file, row.number)


def _labelled(name: str, path: str, data: bytes) -> Row:
    return Row({**_media(path, data), "label": PurePosixPath(path).parent.name}, f"{name}/{path}", 1)


def _media(path: str, data: bytes) -> dict[str, Any]:
    return {format_of(path, data): data}
