"""Datasets of every format are read, and what is wrong with them is reported by file and row."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from reading_data import ROWS, read, refused
from tiny_tasks import as_csv, jsonl, parquet, tarred, zipped

from posthuman_algorithms.data.formats import format_of
from posthuman_algorithms.data.read_data import labels_of
from posthuman_algorithms.tasks.labels import spans_of


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
        ("text-classification", {"text": 5, "label": 0}, "its text is not a string"),
        ("text-classification", {"text": "\ud800", "label": 0}, "its text contains an unpaired surrogate"),
        ("text-classification", {"text": "a", "label": None}, "its label is missing"),
        ("token-classification", {"tokens": ["a"], "ner_tags": [0, 1]}, "it has 1 tokens and 2 tags"),
        (
            "token-classification",
            {"tokens": [], "ner_tags": []},
            "its tokens is not a list, or is empty",
        ),
        (
            "question-answering",
            {"question": "q", "context": "c", "answers": {"text": ["x"], "answer_start": [0]}},
            "its answer 1 is not in the context at 0",
        ),
        (
            "question-answering",
            {"question": "q", "context": "c", "answers": "[" * 100_000},
            "its answer 1 is not in the context",
        ),
        ("token-classification", {"tokens": "[" * 100_000, "ner_tags": [0]}, "its tokens is not a JSON list"),
        (
            "multiple-choice",
            {"sent1": "a", "choices": ["x", "y"], "label": "1" * 5000},
            "its label is not the number of an ending",
        ),
        (
            "sentence-embedding",
            {"sentence1": "a", "sentence2": "b", "score": 10**400},
            "its score is not a number",
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
            "its label 2 is not one of its 2 endings",
        ),
        (
            "sentence-embedding",
            {"sentence1": "a", "sentence2": "b", "score": "NaN"},
            "its score is not a number",
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
        ("a.jsonl", b'{"text": "a", "label": 0}\n\n{"text": ', 3, "it is not JSON: Expecting value"),
        ("a.jsonl", b'{"text": "a", "label": 0}\n[1]\n', 2, "it is not a JSON object"),
        ("a.jsonl", b"[" * 100_000, 1, "it is not JSON"),
        ("a.jsonl", b'{"text": "a"}\n\n\xff', 3, "it is not UTF-8"),
        ("a.csv", "text,label\na,0\nb\n", 3, "it has 1 cells, but the header has 2"),
        ("a.csv", 'text,label\n"a\nb",0\nc\n', 4, "it has 1 cells, but the header has 2"),
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
