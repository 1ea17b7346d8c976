"""Tell a file's format."""

from __future__ import annotations

import json
from pathlib import PurePosixPath

_EXTENSIONS = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
    ".txt": "text",
    ".md": "text",
    ".zip": "zip",
    ".tar": "tar",
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif"), "image"),
    **dict.fromkeys((".wav", ".flac", ".mp3", ".ogg"), "audio"),
}


TABLES = frozenset({"jsonl", "csv", "tsv", "parquet"})
"""Formats that hold rows."""

_FIRST_LINE = 1 << 20


def format_of(name: str, data: bytes) -> str:
    """Name the format by the extension, or else by the first bytes; ``text`` if nothing else fits.

    A held-out set is committed to by its hash alone, so the worker names it after its first bytes by the same
    rules, and nobody can choose the format in which it is read.
    """
    return _EXTENSIONS.get(PurePosixPath(name).suffix.lower()) or _by_content(data)


def _by_content(data: bytes) -> str:
    for magic, found in ((b"PAR1", "parquet"), (b"PK\x03\x04", "zip"), (b"\x89PNG", "image")):
        if data.startswith(magic):
            return found
    if data[257:262] == b"ustar":
        return "tar"
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        return "audio"
    first = data.lstrip()[:_FIRST_LINE].split(b"\n", 1)[0]
    if first.startswith(b"{"):
        try:
            json.loads(first)
        except (ValueError, RecursionError):
            return "text"
        return "jsonl"
    return "text"
