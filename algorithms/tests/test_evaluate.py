"""What ``evaluate`` reports, and what its references may be."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy
import pytest
from job_folder import JobFolder

from posthuman_algorithms.data.text import Document
from posthuman_algorithms.reporting.baselines import baseline_rows
from posthuman_algorithms.reporting.published import published_rows


@pytest.fixture
def evaluation(tmp_path: Path, model: Path, prose: str) -> JobFolder:
    job = JobFolder(tmp_path / "evaluate", kind="evaluate")
    job.put_model(model)
    job.put_dataset("mine.txt", prose[300_000:312_000])
    return job


@pytest.fixture(scope="session")
def noisy(tmp_path_factory: pytest.TempPathFactory, model: Path) -> Path:
    """The model with noise in its weights: a parent that is worse."""
    from safetensors.numpy import load_file, save_file  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("noisy") / "model"
    folder.mkdir()
    for path in model.iterdir():
        if path.name != "training_ngrams.safetensors":
            (folder / path.name).write_bytes(path.read_bytes())
    tensors = load_file(model / "model.safetensors")
    random = numpy.random.default_rng(1)
    for name, value in tensors.items():
        tensors[name] = value + random.normal(0, 0.05, value.shape).astype(value.dtype)
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    return folder


def test_evaluates_next_to_ancestors_baselines_and_a_reference(
    evaluation: JobFolder, model: Path, noisy: Path, prose: str
) -> None:
    evaluation.put_ancestor("M1 |\n$ro\\frac$", model)
    evaluation.put_ancestor("M0", noisy)
    evaluation.put_dataset("trained-on.txt", prose[:4000])
    assert evaluation.run().status == 0
    report = evaluation.output("report.json")
    assert report["text"]["bytes"] == 16_016
    own, same, worse, xz, frequencies, published = report["rows"]
    assert [row["kind"] for row in report["rows"]] == [
        *["model", "ancestor", "ancestor", "baseline", "baseline", "published"]
    ]
    low, high = own["metrics"]["bits_per_byte"]["interval"]
    assert low < own["bitsPerByte"] < high
    assert own["metrics"]["perplexity"]["interval"][0] < own["perplexity"]
    assert own["parameters"] == worse["parameters"] > 1000
    assert own["metrics"] == same["metrics"]  # the same weights here
    assert 2 < xz["bitsPerByte"] < frequencies["bitsPerByte"] < 8
    assert "table 3" in published["source"]
    assert "another text" in published["caveat"]

    nothing, gained = report["differences"]
    assert nothing == {
        **{"model": "M1 |\n$ro\\frac$", "gain": 0, "interval": [0, 0], "betterInDraws": 0},
        "verdict": "undecided",
    }
    assert gained["verdict"] == "better"
    assert 0 < gained["interval"][0] < gained["gain"] < gained["interval"][1]
    assert report["bootstrap"]["unit"] == "passage"
    assert report["bootstrap"]["units"] == 16
    assert [len(one["values"]) for one in report["profile"]["models"]] == [16, 16, 16]
    first, second = report["documents"]
    assert first["values"][0] == first["values"][1] != second["values"][0]

    # The root was made from the second text, and from nothing of the first.
    overlap = report["contamination"]
    assert (overlap["checked"], overlap["complete"], overlap["scale"]) == (True, True, 1)
    assert [round(row["share"], 2) for row in overlap["documents"]] == [0.0, 1.0]

    table = evaluation.output("table.md")
    assert "| M1 \\| $ro\\frac$ |" in table
    assert "M2 may or may not be better than M1" in table
    assert "M2 is better than M0: +" in table
    assert (evaluation.root / "outputs" / "plot.png").read_bytes().startswith(b"\x89PNG")
    assert evaluation.events("metrics")[0]["metrics"]["bits_per_byte"] == own["bitsPerByte"]
    assert evaluation.events("progress")[-1]["step"] == 300


def test_a_model_without_hashes_and_a_text_of_a_line(tmp_path: Path, noisy: Path) -> None:
    job = JobFolder(tmp_path / "evaluate", kind="evaluate")
    job.put_model(noisy)
    job.put_ancestor("M1", noisy)
    job.put_dataset("line.txt", "To be, or not to be.")
    job.put_dataset(
        "published.json",
        json.dumps(
            [
                {"model": "BIG", "value": 0.9, "interval": [0.8, 1], "source": "my paper, table 2"},
                {"model": "BIG", "value": 71.5, "metric": "accuracy", "source": "my paper, table 3"},
            ]
        ),
    )
    assert job.run().status == 0
    report = job.output("report.json")
    own, _, _, _, published, other = report["rows"]
    assert own["metrics"]["bits_per_byte"]["interval"] is None
    assert published["metrics"] == {"bits_per_byte": {"value": 0.9, "interval": [0.8, 1]}}
    assert other["metrics"] == {"accuracy": {"value": 71.5, "interval": None}}
    assert report["differences"][0]["verdict"] == "undecided"
    assert report["contamination"]["checked"] is False
    assert "too little data" in job.output("table.md")
    assert "comes without hashes" in job.output("table.md")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("[", "not JSON"),
        ("{}", "a list of 1 to 50"),
        ("[]", "a list of 1 to 50"),
        ("[3]", "row 1 is not an object"),
        ('[{"model": "A", "value": 1, "source": "s", "url": "x"}]', "row 1 has the unknown field url"),
        ('[{"model": "A", "value": 1, "source": "s"}, {"model": "B", "value": 1}]', "row 2: source"),
        ('[{"model": "A", "value": true, "source": "s"}]', "row 1: value"),
        ('[{"model": "A", "value": NaN, "source": "s"}]', "row 1: value"),
        (f'[{{"model": "A", "value": 1{"0" * 400}, "source": "s"}}]', "row 1: value"),
        ('[{"model": "A", "value": 1, "source": "s", "interval": [2, 1]}]', "row 1: interval"),
    ],
)
def test_refuses_references_that_are_wrong(evaluation: JobFolder, content: str, reason: str) -> None:
    evaluation.put_dataset("published.json", content)
    assert evaluation.run().status == 2
    code, details = evaluation.error()
    assert (code, details["name"]) == ("DATASET_UNREADABLE", "published.json")
    assert reason in details["reason"]


def test_byte_frequencies_are_the_length_of_a_real_adaptive_code() -> None:
    text = "abracadabra"
    counts: dict[str, int] = {}
    bits = 0.0
    for done, letter in enumerate(text):
        bits -= math.log2((counts.get(letter, 0) + 0.5) / (done + 128))
        counts[letter] = counts.get(letter, 0) + 1
    row = baseline_rows([Document("d", text, len(text), "")])[1]
    assert row["value"] == pytest.approx(bits / len(text))


def test_published_rows_name_their_source() -> None:
    for row in published_rows("bits_per_byte"):
        assert row["source"]
        assert row["caveat"]
    assert published_rows("accuracy") == []
