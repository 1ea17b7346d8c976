"""Files that are broken, empty, hostile or too large, archives, pictures and sound."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

import numpy
import pytest
from reading_data import ROWS, read, refused
from tiny_tasks import jsonl, parquet, picture, tarred, tone, zipped

from posthuman_algorithms.data.archives import read_archive
from posthuman_algorithms.data.media import decode_audio
from posthuman_algorithms.data.read_data import Labels
from posthuman_algorithms.data.rows import Row
from posthuman_algorithms.job.errors import AlgorithmError


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.jsonl", b""), ("a.jsonl", b"\n \n"), ("a.csv", b"text,label\n"), ("a.zip", zipped({}))],
)
def test_nothing_in_it(tmp_path: Path, name: str, data: bytes) -> None:
    assert refused(tmp_path, name, data) == ("DATASET_EMPTY", {"name": name})


@pytest.mark.parametrize("data", [b"PAR1 is not enough", parquet(ROWS)[:-20], b"nothing"])
def test_a_broken_parquet_file(tmp_path: Path, data: bytes) -> None:
    code, details = refused(tmp_path, "a.parquet", data)
    assert (code, details["kind"]) == ("TABLE_UNREADABLE", "Parquet")


def test_a_parquet_file_that_grows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A value that is repeated is stored once, and so is the number of times."""
    from posthuman_algorithms.data import tables  # noqa: PLC0415

    rows = [{"text": "0" * 100_000, "label": 1}] * 200
    data = parquet(rows)
    assert len(data) < 300_000
    assert len(read(tmp_path, "a.parquet", data).rows) == 200
    monkeypatch.setattr(tables, "_MOST_PARQUET", 10_000_000)
    assert refused(tmp_path, "a.parquet", data)[1]["reason"] == "it unpacks to over 2 GiB"


def test_parquet_values_that_python_has_no_form_for(tmp_path: Path) -> None:
    import pyarrow  # noqa: PLC0415
    from pyarrow import parquet as format_  # noqa: PLC0415

    for value in ((2**30, pyarrow.date32()), (5, pyarrow.timestamp("ms", "No/Where"))):
        file = io.BytesIO()
        format_.write_table(pyarrow.table({"text": ["a"], "at": pyarrow.array([value[0]], value[1])}), file)
        assert refused(tmp_path, "a.parquet", file.getvalue())[0] == "TABLE_UNREADABLE"


def linked() -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        entry = tarfile.TarInfo("x.jsonl")
        entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(entry)
    return file.getvalue()


def twice() -> bytes:
    return tarred({"x.jsonl": b"1"})[:1024] + tarred({"x.jsonl": b"2"})


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.zip", zipped({"../x.jsonl": b"{}"}), "the path ../x.jsonl leads outside the archive"),
        ("a.zip", zipped({"/etc/x.jsonl": b"{}"}), "the path /etc/x.jsonl leads outside the archive"),
        ("a.zip", zipped({"a\\..\\x.jsonl": b"{}"}), "the path a\\..\\x.jsonl leads outside the archive"),
        ("a.tar", tarred({"a/../../x": b"{}"}), "the path a/../../x leads outside the archive"),
        ("a.tar", linked(), "x.jsonl is not a regular file"),
        ("a.tar", twice(), "x.jsonl appears twice"),
        ("a.zip", zipped({"x.jsonl": b"{}"})[:-30], "BadZipFile at file 1"),
        ("a.tar", tarred({"x.jsonl": b"{}" * 500})[:700], "ReadError at file 1"),
    ],
)
def test_archives_that_are_refused(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    assert refused(tmp_path, name, data) == ("ARCHIVE_INVALID", {"name": name, "reason": reason})


def test_methods_of_packing_that_python_unpacks_at_one_go(tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("x.jsonl", jsonl(ROWS))
    assert refused(tmp_path, "a.zip", file.getvalue()) == (
        "ARCHIVE_INVALID",
        {"name": "a.zip", "reason": "x.jsonl is compressed by a method other than deflate"},
    )


def test_an_archive_that_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    from posthuman_algorithms.data import archives  # noqa: PLC0415

    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in "abc":
            archive.writestr(name, b"0" * 1_000_000)
    assert len(file.getvalue()) < 10_000
    monkeypatch.setattr(archives, "_MOST_BYTES", 2_500_000)
    with pytest.raises(AlgorithmError) as caught:
        read_archive("a.zip", file.getvalue(), "zip")
    assert caught.value.code == "ARCHIVE_INVALID"
    assert "unpacks to over" in str(caught.value.details["reason"])


def test_folders_of_pictures_and_sound(tmp_path: Path) -> None:
    red = picture(200, 0)
    options = {"task": "image-classification", "labels": Labels(["blue", "red"])}
    found = read(tmp_path, "a.zip", zipped({"train/red/1.png": red, "train/.DS_Store": b"x"}), **options)
    assert found.rows[0].values == {"image": red, "label": 1}
    described = zipped({"1.png": red, "metadata.csv": b"file_name,label\n1.png,red\n"})
    assert read(tmp_path, "a.zip", described, **options).rows[0].values == {"image": red, "label": 1}
    inside = parquet([{"image": {"bytes": red, "path": "1.png"}, "label": 0}])
    assert read(tmp_path, "a.parquet", inside, **options).rows[0].values == {"image": red, "label": 0}
    heard = zipped(
        {"a/1.wav": tone(4), "a/metadata.jsonl": jsonl([{"file_name": "1.wav", "transcription": "hi"}])}
    )
    assert read(tmp_path, "a.zip", heard, "speech-recognition").rows[0].values["text"] == "hi"


@pytest.mark.parametrize(
    ("task", "files", "row", "reason"),
    [
        ("image-classification", {"red/1.png": picture(1, 1)[:48]}, 1, "its image cannot be read"),
        ("image-classification", {"red/1.png": b"<svg/>"}, 1, "its image cannot be read"),
        (
            "image-classification",
            {"1.png": picture(1, 1), "metadata.csv": b"file_name,label\nno.png,0"},
            2,
            "no.png is not in",
        ),
        (
            "speech-recognition",
            {"1.wav": tone(4)[:40], "metadata.jsonl": b'{"file_name": "1.wav", "text": "a"}'},
            1,
            "its audio",
        ),
        (
            "speech-recognition",
            {"1.wav": b"RIFF....", "metadata.jsonl": b'{"file_name": "1.wav", "text": "a"}'},
            1,
            "its audio",
        ),
        (
            "speech-recognition",
            {"x.jsonl": b'{"audio": "1.wav", "text": "a"}'},
            1,
            "its audio contains no bytes",
        ),
    ],
)
def test_media_that_cannot_be_read(tmp_path: Path, task: str, files: dict, row: int, reason: str) -> None:
    code, details = refused(tmp_path, "a.zip", zipped(files), task, labels=Labels(["blue", "red"]))
    assert (code, details["row"]) == ("ROW_INVALID", row)
    assert reason in details["reason"]


def test_a_picture_with_broken_notes_about_itself(tmp_path: Path) -> None:
    from PIL import Image  # noqa: PLC0415

    notes, file = Image.Exif(), io.BytesIO()
    notes[0x0112], notes[0x0103] = 6, 1
    Image.new("RGB", (8, 8)).save(file, "JPEG", exif=notes)
    # How it is packed is now a text; a picture that is turned has its notes written anew.
    data = file.getvalue().replace(b"\x01\x03\x00\x03", b"\x01\x03\x00\x02")
    read(tmp_path, "a.jpg", file.getvalue(), "image-classification", answers=False)
    code, details = refused(tmp_path, "a.jpg", data, "image-classification", answers=False)
    assert (code, details["row"]) == ("ROW_INVALID", 1)


def test_sound_that_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    import soundfile  # noqa: PLC0415

    from posthuman_algorithms.data import media  # noqa: PLC0415

    file = io.BytesIO()
    soundfile.write(file, numpy.zeros((2_000_000, 4), "f4"), 384_000, format="FLAC")
    assert len(file.getvalue()) < 30_000
    row = Row({"audio": file.getvalue()}, "a.flac", 1)
    assert decode_audio(row).shape == (83_333,)
    monkeypatch.setattr(media, "_MOST_SECONDS", 40)  # at 48 kHz, so five at this rate
    with pytest.raises(AlgorithmError):
        decode_audio(row)


def test_sound_is_heard_at_16_khz() -> None:
    samples = decode_audio(Row({"audio": tone(40, rate=8000)}, "a.wav", 1))
    assert (samples.dtype, samples.shape) == (numpy.float32, (8000,))
    spectrum = numpy.abs(numpy.fft.rfft(samples))
    assert spectrum.argmax() * 16_000 / len(samples) == 100  # 8000 samples a second, a period of 80
    assert samples.max() == pytest.approx(9000 / 32768, rel=0.3)
