"""Write files and folders so that a kill at any moment leaves the old ones or the new ones, never a half."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path


def sync_path(path: Path) -> None:
    """Force a file or a folder's list of names to the disk."""
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
def folder_written_aside(target: Path) -> Iterator[Path]:
    """Give a fresh folder to write into; when the block ends well it takes the target's place.

    A target that exists already is removed after the new one is complete; leftovers of a killed run are
    cleared.
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
