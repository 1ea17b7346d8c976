"""Rows, pictures and tones as the files that people bring them in."""

from __future__ import annotations

import csv
import io
import json
import tarfile
import wave
import zipfile
from typing import Any


def jsonl(rows: list[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def as_csv(rows: list[dict[str, Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def parquet(rows: list[dict[str, Any]]) -> bytes:
    import pyarrow  # noqa: PLC0415
    from pyarrow import parquet as format_  # noqa: PLC0415

    file = io.BytesIO()
    format_.write_table(pyarrow.Table.from_pylist(rows), file)
    return file.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return file.getvalue()


def tarred(files: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return file.getvalue()


def picture(red: int, blue: int) -> bytes:
    from PIL import Image  # noqa: PLC0415

    file = io.BytesIO()
    Image.new("RGB", (12, 10), (red, 40, blue)).save(file, "PNG")
    return file.getvalue()


def tone(step: int, rate: int = 8000) -> bytes:
    """Half a second of a square wave that changes its sign every ``step`` samples."""
    return melody([step], rate, rate // 2)


def melody(steps: list[int], rate: int = 8000, samples: int = 1600) -> bytes:
    """Tones one after the other, so many samples each; a step of 0 is silence."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setparams((1, 2, rate, 0, "NONE", ""))
        for step in steps:
            values = (9000 if step and at // step % 2 else -9000 if step else 0 for at in range(samples))
            sound.writeframes(b"".join(value.to_bytes(2, "little", signed=True) for value in values))
    return file.getvalue()
