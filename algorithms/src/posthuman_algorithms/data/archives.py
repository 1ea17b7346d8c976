"""Read archives in memory; nothing is ever unpacked to the disk."""

from __future__ import annotations

import io
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import IO

from posthuman_algorithms.job.errors import AlgorithmError

_MOST_FILES = 200_000
_MOST_BYTES = 2 << 30
_BROKEN = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    NotImplementedError,
)


def read_archive(name: str, data: bytes, kind: str) -> dict[str, bytes]:
    """Read the files of a .zip or .tar: path → bytes, in the order of their paths.

    Hidden files, and those that macOS adds, are left out.

    Raises:
        AlgorithmError: ARCHIVE_INVALID for a broken one, a path that leads outside the archive, a link, or
            more than 2 GiB or 200,000 files when unpacked.
    """
    found: dict[str, bytes] = {}
    room = _MOST_BYTES
    try:
        for path, content in (_zip if kind == "zip" else _tar)(name, data):
            if len(found) >= _MOST_FILES:
                raise _refused(name, f"it contains more than {_MOST_FILES} files")
            if path in found:
                raise _refused(name, f"{_shown(path)} appears twice")
            body = content.read(room + 1)
            room -= len(body)
            if room < 0:
                raise _refused(name, "it unpacks to over 2 GiB")
            if not any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(path).parts):
                found[path] = body
    except _BROKEN as error:
        raise _refused(name, f"{type(error).__name__} at file {len(found) + 1}") from error
    return dict(sorted(found.items()))


def _zip(name: str, data: bytes) -> Iterator[tuple[str, IO[bytes]]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > _MOST_BYTES:
            raise _refused(name, "it unpacks to over 2 GiB")
        for entry in archive.infolist():
            path = _checked(name, entry.orig_filename)
            if entry.is_dir():
                continue
            if (entry.external_attr >> 16) & 0o170000 not in (0, 0o100000):
                raise _refused(name, f"{_shown(path)} is not a regular file")
            if entry.flag_bits & 1:
                raise _refused(name, f"{_shown(path)} is encrypted")
            if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                # Python unpacks other methods in one go, however large the result.
                raise _refused(name, f"{_shown(path)} is compressed by a method other than deflate")
            with archive.open(entry) as content:
                yield path, content


def _tar(name: str, data: bytes) -> Iterator[tuple[str, IO[bytes]]]:
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
        for entry in archive:
            path = _checked(name, entry.name)
            if entry.isdir():
                continue
            content = archive.extractfile(entry) if entry.isreg() and not entry.issparse() else None
            if content is None:
                raise _refused(name, f"{_shown(path)} is not a regular file")
            with content:
                yield path, content


def _checked(name: str, path: str) -> str:
    """Normalise a path. Raises ARCHIVE_INVALID if it would lead outside the archive."""
    if path.startswith("/") or ".." in path.split("/") or "\\" in path or "\0" in path or path[1:2] == ":":
        raise _refused(name, f"the path {_shown(path)} leads outside the archive")
    return str(PurePosixPath(path))


def _shown(path: str) -> str:
    return "".join(one if one.isprintable() else "?" for one in path[:100])


def _refused(name: str, reason: str) -> AlgorithmError:
    return AlgorithmError("ARCHIVE_INVALID", name=name, reason=reason)
