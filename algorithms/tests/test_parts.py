"""The parts that all others rest on: events, files and the job folder."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from processes import run_forked

from posthuman_algorithms.job.errors import AlgorithmError
from posthuman_algorithms.job.events import EventWriter
from posthuman_algorithms.job.files import folder_written_aside, write_atomic
from posthuman_algorithms.job.folder import read_job


def test_a_torn_line_of_events_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "logs" / "events.jsonl"
    EventWriter(path).emit("start", algorithm="train")
    with path.open("a") as file:
        file.write('{"event": "prog')
    EventWriter(path).emit("end")
    lines = path.read_text().splitlines()
    assert [json.loads(lines[0])["event"], lines[1], json.loads(lines[2])["event"]] == [
        "start",
        '{"event": "prog',
        "end",
    ]


def test_events_are_json_or_nothing(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        EventWriter(tmp_path / "events.jsonl").emit("progress", loss=float("nan"))


def test_a_folder_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "model"

    def write(content: str, die: bool) -> int:
        with folder_written_aside(target) as aside:
            (aside / "a").write_text(content)
            if die:
                os.kill(os.getpid(), signal.SIGKILL)
        return 0

    assert run_forked(lambda: write("new", die=True)).signal == signal.SIGKILL
    assert not target.exists()
    assert run_forked(lambda: write("first", die=False)).status == 0
    assert run_forked(lambda: write("second", die=True)).signal == signal.SIGKILL
    assert (target / "a").read_text() == "first"
    assert run_forked(lambda: write("third", die=False)).status == 0
    assert [path.name for path in tmp_path.iterdir()] == ["model"]
    assert (target / "a").read_text() == "third"


def test_a_file_is_replaced_in_one_step(tmp_path: Path) -> None:
    write_atomic(tmp_path / "f", "one")
    write_atomic(tmp_path / "f", b"two")
    assert [path.read_text() for path in tmp_path.iterdir()] == ["two"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "cannot be read"),
        ("{", "cannot be read"),
        ("[]", "not an object"),
        ({"kind": "evaluate"}, "cannot run a job of kind evaluate"),
        ({"parameters": []}, "parameters is not an object"),
        ({"seed": -1}, "seed is not"),
        ({"threads": 0}, "threads is not"),
        ({"datasets": [{"files": ["a"]}]}, "no id"),
        ({"datasets": [{"id": "../../etc", "files": ["passwd"]}]}, "outside the job folder"),
        ({"datasets": [{"id": "a", "files": ["/etc/passwd"]}]}, "outside the job folder"),
        ({"datasets": "news"}, "datasets is not a list"),
        ({"lineage": [{"name": "x"}]}, "lineage is not a list"),
        ({"lineage": [{"name": "x", "path": "/data/../etc"}]}, "outside the job folder"),
    ],
)
def test_a_job_file_that_cannot_be_followed(
    tmp_path: Path, content: dict[str, Any] | str | None, reason: str
) -> None:
    (tmp_path / "inputs").mkdir()
    if content is not None:
        text = json.dumps({"kind": "train", **content}) if isinstance(content, dict) else content
        (tmp_path / "inputs" / "job.json").write_text(text)
    with pytest.raises(AlgorithmError) as caught:
        read_job(tmp_path, "train")
    assert caught.value.code == "JOB_INVALID"
    assert reason in caught.value.details["reason"]
