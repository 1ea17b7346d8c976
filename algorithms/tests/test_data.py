"""Datasets of every format are read, and what is wrong with them is said with file and row."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import numpy
import pytest
from tiny_tasks import as_csv, jsonl, parquet, picture, tarred, tone, zipped

from posthuman_algorithms.data.archives import read_archive
from posthuman_algorithms.data.formats import format_of
from posthuman_algorithms.data.media import decode_audio
from posthuman_algorithms.data.read_data import Labels, labels_of, read_data
from posthuman_algorithms.data.rows import Data, Row
from posthuman_algorithms.errors import AlgorithmError
from posthuman_algorithms.job import Dataset
from posthuman_algorithms.tasks.spans import spans_of

LABELS = ["negative", "positive"]
ROWS = [{"text": "good", "label": "positive"}, {"text": 'bad, "very"', "label": "negative"}]


def read(
    folder: Path, name: str, data: bytes | str, task: str = "text-classification", **options: Any
) -> Data:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    given = {"purpose": "train", "labels": Labels(LABELS), **options}
    return read_data((Dataset(name, (path,)),), task, **given)


def refused(
    folder: Path, name: str, data: bytes | str, task: str = "text-classification", **options: Any
) -> tuple:
    with pytest.raises(AlgorithmError) as caught:
        read(folder, name, data, task, **options)
    return caught.value.code, caught.value.details


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jsonl", jsonl(ROWS)),
        ("a.json", json.dumps(ROWS)),
        ("a.csv", as_csv(ROWS)),
        ("a.csv", b"\xef\xbb\xbf" + as_csv(ROWS)),
        (
            "a.tsv",
            as_csv(ROWS).replace(b"good,", b"good\t").replace(b"text,", b"text\t").replace(b'",n', b'"\tn'),
        ),
        ("a.parquet", parquet(ROWS)),
        ("a.zip", zipped({"my/data/train-00000-of-00001.parquet": parquet(ROWS), "my/README.md": b"# Mine"})),
        (
            "a.tar",
            tarred({"train.jsonl": jsonl(ROWS[:1]), "train2/train.csv": as_csv(ROWS[1:]), "test.csv": b"x"}),
        ),
        ("evaluation.txt", as_csv(ROWS)),
        ("unnamed", jsonl(ROWS)),
        ("unnamed", parquet(ROWS)),
        ("unnamed", zipped({"x.jsonl": jsonl(ROWS)})),
        ("unnamed", tarred({"x.jsonl": jsonl(ROWS)})),
    ],
)
def test_every_format_gives_the_same_rows(tmp_path: Path, name: str, data: bytes | str) -> None:
    found = read(tmp_path, name, data)
    assert [row.values for row in found.rows] == [
        {"text": "good", "label": 1},
        {"text": 'bad, "very"', "label": 0},
    ]
    (document,) = found.documents
    assert document.size == (len(data) if isinstance(data, bytes) else len(data.encode()))
    assert document.text == 'good\n\nbad, "very"'


@pytest.mark.parametrize(("name", "kind"), [("a.md", "text"), ("a.JSONL", "jsonl"), ("a", "text")])
def test_extensions_come_first(name: str, kind: str) -> None:
    assert format_of(name, b"{} is no JSON line") == kind


def test_running_text_may_come_in_columns(tmp_path: Path) -> None:
    plain = read(tmp_path, "a.txt", '{"text": "as it is"}', "causal-lm")
    assert (plain.documents[0].text, plain.rows) == ('{"text": "as it is"}', [])
    rows = read(tmp_path, "a.jsonl", jsonl([{"text": "Grüße"}, {"text": "two"}]), "masked-lm")
    assert (rows.documents[0].text, rows.documents[0].size, rows.rows) == ("Grüße\n\ntwo", 12, [])


def test_the_split_follows_the_purpose(tmp_path: Path) -> None:
    folder = zipped(
        {f"data/{split}.jsonl": jsonl([{"text": split, "label": 0}]) for split in ("train", "validation")}
    )
    for purpose, split in (("train", "train"), ("measure", "validation")):
        assert read(tmp_path, "a.zip", folder, purpose=purpose).rows[0].values["text"] == split
    both = zipped({f"{split}/x.jsonl": jsonl([{"text": split, "label": 0}]) for split in ("dev", "test")})
    assert read(tmp_path, "b.zip", both, purpose="measure").rows[0].values["text"] == "test"


@pytest.mark.parametrize("around", ["", "train-test-data/"])
def test_a_folder_around_everything_names_no_split(tmp_path: Path, around: str) -> None:
    files = {f"{around}{split}.jsonl": jsonl([{"text": split, "label": 0}]) for split in ("TRAIN", "Test")}
    for purpose, split in (("train", "TRAIN"), ("measure", "Test")):
        found = read(tmp_path, "a.zip", zipped(files), purpose=purpose)
        assert [row.values["text"] for row in found.rows] == [split]


def test_columns_may_have_other_names_and_lie_deeper(tmp_path: Path) -> None:
    rows = [{"texts": {"de": "gut"}, "stars": 1}]
    found = read(tmp_path, "a.jsonl", jsonl(rows), columns={"text": "texts.de", "label": "stars"})
    assert found.rows[0].values == {"text": "gut", "label": 1}
    assert refused(tmp_path, "a.jsonl", jsonl(rows)) == (
        "COLUMN_MISSING",
        {"name": "a.jsonl", "column": "text", "found": "texts, stars"},
    )
    code, details = refused(tmp_path, "a.jsonl", jsonl(rows), columns={"txt": "texts"})
    assert (code, details["name"]) == ("PARAMETER_INVALID", "columns")


TRANSLATION = {"translation": {"en": "yes", "fr": "oui"}}
CHOICE = {"sent1": "a", "sent2": "b", "label": "1"}


@pytest.mark.parametrize(
    ("task", "row", "values"),
    [
        ("seq2seq", TRANSLATION, {"source": "yes", "target": "oui"}),
        ("seq2seq", {"article": "long", "summary": "short"}, {"source": "long", "target": "short"}),
        (
            "text-classification",
            {"sentence1": "a", "sentence2": "b", "label": 0},
            {"text": "a", "text_pair": "b", "label": 0},
        ),
        (
            "token-classification",
            {"tokens": ["a", "b"], "ner_tags": [0, "positive"]},
            {"tokens": ["a", "b"], "ner_tags": [0, 1]},
        ),
        (
            "token-classification",
            {"tokens": "a b", "tags": '["positive", 0]'},
            {"tokens": ["a", "b"], "ner_tags": [1, 0]},
        ),
        (
            "question-answering",
            {"question": "q", "context": "the answer", "answers": {"text": ["answer"], "answer_start": [4]}},
            {"question": "q", "context": "the answer", "answers": [("answer", 4)]},
        ),
        (
            "question-answering",
            {"question": "q", "context": "nothing", "answers": {"text": [], "answer_start": []}},
            {"question": "q", "context": "nothing", "answers": []},
        ),
        (
            "multiple-choice",
            {**CHOICE, "ending0": "x", "ending1": "y"},
            {"sent1": "a", "sent2": "b", "endings": ["x", "y"], "label": 1},
        ),
        (
            "multiple-choice",
            {"question": "a", "choices": ["x", "y"], "answer": 0},
            {"sent1": "a", "endings": ["x", "y"], "label": 0},
        ),
        (
            "sentence-embedding",
            {"sentence1": "a", "sentence2": "b", "score": "2.5"},
            {"sentence1": "a", "sentence2": "b", "score": 2.5},
        ),
    ],
)
def test_the_usual_columns_of_each_task(tmp_path: Path, task: str, row: dict, values: dict) -> None:
    assert read(tmp_path, "a.jsonl", jsonl([row]), task).rows[0].values == values


@pytest.mark.parametrize(
    ("task", "row", "reason"),
    [
        ("text-classification", {"text": "", "label": 0}, "its text is empty"),
        ("text-classification", {"text": 5, "label": 0}, "its text is no text"),
        ("text-classification", {"text": "\ud800", "label": 0}, "its text holds half a character"),
        ("text-classification", {"text": "a", "label": None}, "its label is missing"),
        ("token-classification", {"tokens": ["a"], "ner_tags": [0, 1]}, "it has 1 tokens and 2 tags"),
        (
            "token-classification",
            {"tokens": [], "ner_tags": []},
            "its tokens is no list with something in it",
        ),
        (
            "question-answering",
            {"question": "q", "context": "c", "answers": {"text": ["x"], "answer_start": [0]}},
            "its answer 1 does not stand in the context at 0",
        ),
        (
            "question-answering",
            {"question": "q", "context": "c", "answers": "[" * 100_000},
            "its answer 1 does not stand in the context",
        ),
        ("token-classification", {"tokens": "[" * 100_000, "ner_tags": [0]}, "its tokens is no JSON list"),
        (
            "multiple-choice",
            {"sent1": "a", "choices": ["x", "y"], "label": "1" * 5000},
            "its label is no number of an ending",
        ),
        (
            "sentence-embedding",
            {"sentence1": "a", "sentence2": "b", "score": 10**400},
            "its score is no number",
        ),
        (
            "question-answering",
            {"question": "q", "context": "c", "answers": [1]},
            "its answers has no list of texts",
        ),
        ("multiple-choice", {"sent1": "a", "choices": ["x"], "label": 0}, "it has fewer than two endings"),
        (
            "multiple-choice",
            {"sent1": "a", "choices": ["x", "y"], "label": 2},
            "its label 2 is none of its 2 endings",
        ),
        (
            "sentence-embedding",
            {"sentence1": "a", "sentence2": "b", "score": "NaN"},
            "its score is no number",
        ),
    ],
)
def test_a_broken_row_is_named(tmp_path: Path, task: str, row: dict, reason: str) -> None:
    good = {
        "text-classification": ROWS[0],
        "token-classification": {"tokens": ["a"], "ner_tags": [0]},
        "question-answering": {"question": "q", "context": "c", "answers": {"text": ["c"]}},
        "multiple-choice": {"sent1": "a", "choices": ["x", "y"], "label": 1},
        "sentence-embedding": {"sentence1": "a", "sentence2": "b", "score": 1},
    }[task]
    data = jsonl([good, good, row])
    assert refused(tmp_path, "a.jsonl", data, task) == (
        "ROW_INVALID",
        {"name": "a.jsonl", "row": 3, "reason": reason},
    )


@pytest.mark.parametrize(
    ("name", "data", "row", "reason"),
    [
        ("a.jsonl", b'{"text": "a", "label": 0}\n\n{"text": ', 3, "it is no JSON: Expecting value"),
        ("a.jsonl", b'{"text": "a", "label": 0}\n[1]\n', 2, "it is no JSON object"),
        ("a.jsonl", b"[" * 100_000, 1, "it is no JSON"),
        ("a.jsonl", b'{"text": "a"}\n\n\xff', 3, "it is not UTF-8"),
        ("a.csv", "text,label\na,0\nb\n", 3, "it has 1 cells, the header has 2"),
        ("a.csv", 'text,label\n"a\nb",0\nc\n', 4, "it has 1 cells, the header has 2"),
        ("a.csv", 'text,label\n"a"b,0\n', 2, "',' expected after '\"'"),
        ("a.csv", 'text,label\n"a,0\n', 2, "unexpected end of data"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(
    tmp_path: Path, name: str, data: bytes | str, row: int, reason: str
) -> None:
    assert refused(tmp_path, name, data) == ("ROW_INVALID", {"name": name, "row": row, "reason": reason})


@pytest.mark.parametrize("label", ["neutral", 2, -1, 1.5, "²", "0" * 40])
def test_a_label_that_the_model_does_not_know(tmp_path: Path, label: object) -> None:
    data = jsonl([ROWS[0], {"text": "a", "label": label}])
    assert refused(tmp_path, "a.jsonl", data) == (
        "LABEL_UNKNOWN",
        {"name": "a.jsonl", "row": 2, "label": str(label), "known": "negative, positive"},
    )


def test_a_label_of_many_digits(tmp_path: Path) -> None:
    code, details = refused(tmp_path, "a.jsonl", jsonl([{"text": "a", "label": "1" * 5000}]))
    assert (code, len(details["label"])) == ("LABEL_UNKNOWN", 40)


def test_a_file_without_a_name_may_begin_like_json(tmp_path: Path) -> None:
    data = b'{"a": ' + b"[" * 100_000
    assert read(tmp_path, "unnamed", data, "causal-lm").documents[0].size == len(data)


def test_of_columns_only_so_much_is_told_as_names_need(tmp_path: Path) -> None:
    code, details = refused(tmp_path, "a.csv", ",".join(f"{at} {'private ' * 9}" for at in range(99)) + "\na")
    assert code == "ROW_INVALID"
    code, details = refused(tmp_path, "a.jsonl", jsonl([{f"{at} {'private ' * 9}": 1 for at in range(99)}]))
    assert code == "COLUMN_MISSING"
    assert len(details["found"]) < 1000


def test_labels_are_read_from_the_models_settings(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"id2label": {"1": "b", "0": "a"}}')
    assert labels_of(tmp_path).names == ["a", "b"]
    (tmp_path / "config.json").write_text('{"num_labels": 3}')
    assert labels_of(tmp_path).names == ["LABEL_0", "LABEL_1", "LABEL_2"]


def test_names_of_labels_that_a_parquet_file_brings(tmp_path: Path) -> None:
    import pyarrow  # noqa: PLC0415
    from pyarrow import parquet as format_  # noqa: PLC0415

    features = {
        "label": {"names": ["positive", "negative"], "_type": "ClassLabel"},
        "text": {"dtype": "string"},
    }
    table = pyarrow.table({"text": ["a"], "label": [0]})
    table = table.replace_schema_metadata({"huggingface": json.dumps({"info": {"features": features}})})
    file = io.BytesIO()
    format_.write_table(table, file)
    assert read(tmp_path, "a.parquet", file.getvalue()).rows[0].values["label"] == 1  # the model's own number


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
        ("a.zip", zipped({"../x.jsonl": b"{}"}), "the path ../x.jsonl leads out of it"),
        ("a.zip", zipped({"/etc/x.jsonl": b"{}"}), "the path /etc/x.jsonl leads out of it"),
        ("a.zip", zipped({"a\\..\\x.jsonl": b"{}"}), "the path a\\..\\x.jsonl leads out of it"),
        ("a.tar", tarred({"a/../../x": b"{}"}), "the path a/../../x leads out of it"),
        ("a.tar", linked(), "x.jsonl is no regular file"),
        ("a.tar", twice(), "x.jsonl is in it twice"),
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
        {"name": "a.zip", "reason": "x.jsonl is packed otherwise than by deflate"},
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
            "its audio holds no bytes",
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


@pytest.mark.parametrize(
    ("labels", "spans"),
    [
        (["B-X", "I-X", "O", "I-Y"], {(0, 2, "X"), (3, 4, "Y")}),
        (["B-X", "B-X", "I-Y"], {(0, 1, "X"), (1, 2, "X"), (2, 3, "Y")}),
        (["NOUN", "NOUN", "O"], {(0, 1, "NOUN"), (1, 2, "NOUN")}),
        (["B-X", "E-X", "I-X", "S-X", "E-Y"], {(0, 2, "X"), (2, 3, "X"), (3, 4, "X"), (4, 5, "Y")}),
        (["B-X", "E-Y", "E-Y"], {(0, 1, "X"), (1, 2, "Y"), (2, 3, "Y")}),
        ([], set()),
    ],
)
def test_entities(labels: list[str], spans: set) -> None:
    assert spans_of(labels) == spans
