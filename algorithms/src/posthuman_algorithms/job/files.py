"""Write files and folders so that a kill at any moment leaves the old or the new one whole; hash files."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Generator
from pathlib import Path
from typing import Any


def sync_path(path: Path) -> None:
    """Flush a file, or a folder's list of names, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_atomic(path: Path, data: bytes | str) -> None:
    """Replace a file's content in one step."""
    aside = path.with_name(f".{path.name}.partial")
    aside.write_bytes(data.encode() if isinstance(data, str) else data)
    sync_path(aside)
    aside.replace(path)
    sync_path(path.parent)


@contextlib.contextmanager
def folder_written_aside(target: Path) -> Generator[Path, None, None]:
    """Give a fresh folder to write into; if the block ends without an error, it replaces the target.

    An existing target is removed once the new one is complete. Leftovers of a killed run are removed first.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.partial")
    old = target.with_name(f".{target.name}.old")
    for leftover in (aside, old):
        shutil.rmtree(leftover, ignore_errors=True)
    aside.mkdir()
    yield aside
    for path in aside.rglob("*"):
        sync_path(path)
    sync_path(aside)
    if target.exists():
        target.rename(old)
    aside.rename(target)
    sync_path(target.parent)
    shutil.rmtree(old, ignore_errors=True)


def write_json(path: Path, value: Any) -> None:
    """Write JSON for people to fetch, indented; equal values give equal bytes. Raises ValueError on NaN."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(path, json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write text as UTF-8, for people to fetch."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(path, text)


def sha256_file(path: Path) -> str:
    """Hash a file's bytes; 64 hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sha256_bytes(data: bytes) -> str:
    """Hash bytes; 64 hex digits."""
    return hashlib.sha256(data).hexdigest()
