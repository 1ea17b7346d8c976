"""Standard benchmarks: which there are, which data fits them, and which jobs may ask for one.

What a model scores is compared with what was worked out by hand in ``worker/src/engine/benchmarks.test.ts``.
"""

from __future__ import annotations

import json
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

import pytest
from job_folder import JobFolder
from processes import run_forked
from tiny_benchmark import arc_questions

from posthuman_algorithms.benchmarks.harness import definition_at, find_definition
from posthuman_algorithms.job.errors import AlgorithmError


@pytest.fixture
def harness(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Some task files as the harness has them."""
    spec = ModuleSpec("lm_eval", None, is_package=True)
    spec.submodule_search_locations = [str(tmp_path)]
    monkeypatch.setattr("posthuman_algorithms.benchmarks.harness.find_spec", lambda _name: spec)
    for name, content in {
        "arc/arc_easy.yaml": "tag:\n  - ai2_arc\ntask: arc_easy",
        "arc/ai2_arc.yaml": "group: ai2_arc\ntask:\n  - arc_easy",
        "winogrande/default.yaml": "task: winogrande\n",
        "mmlu/mmlu_anatomy.yaml": '"task": "mmlu_anatomy"\n',
    }.items():
        (tmp_path / "tasks" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "tasks" / name).write_text(content)
    return tmp_path / "tasks"


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("arc_easy", "arc/arc_easy.yaml"),
        ("winogrande", "winogrande/default.yaml"),
        ("mmlu_anatomy", "mmlu/mmlu_anatomy.yaml"),
    ],
)
def test_task_files_are_found_by_the_name_of_their_task(harness: Path, name: str, place: str) -> None:
    assert find_definition(name) == harness / place == definition_at(place)


@pytest.mark.parametrize("name", ["arc_hard", "ai2_arc", "../arc/arc_easy", "arc.easy", ""])
def test_no_such_task(harness: Path, name: str) -> None:
    with pytest.raises(AlgorithmError) as caught:
        find_definition(name)
    assert caught.value.code == "BENCHMARK_UNKNOWN"
    with pytest.raises(AlgorithmError):
        definition_at(f"../{harness.name}/../x.yaml")


def without(row: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != name}


def test_data_is_tried_question_by_question(tmp_path: Path) -> None:
    first, second, *_ = arc_questions()
    lines = lambda *rows: "".join(json.dumps(row) + "\n" for row in rows)  # noqa: E731
    cases = {
        "good.jsonl": (lines(first, second), None),
        "columns.jsonl": (lines(without(first, "choices")), "question 1 does not fit the task: "),
        "answer.jsonl": (lines(first, {**second, "answerKey": "Z"}), "question 2 does not fit the task: "),
        "broken.jsonl": (lines(first) + '{"id": "2", "que', "it cannot be read: "),
        "arc.txt": (lines(first), "it does not end in .json, .jsonl, .csv, .parquet"),
    }
    jobs = {}
    for name, (content, _) in cases.items():
        jobs[name] = JobFolder(tmp_path / name, "benchmark")
        jobs[name].parameters = {"benchmark": "arc_easy"}
        jobs[name].put_dataset(name, content)
    nothing = JobFolder(tmp_path / "nothing", "benchmark")
    nothing.parameters = {"benchmark": "arc_easy"}

    def work() -> int:
        import lm_eval.api.task  # noqa: F401, PLC0415 — once for all of them

        return 0 if [one.run().status for one in (*jobs.values(), nothing)] == [0, 2, 2, 2, 2, 0] else 1

    assert run_forked(work).status == 0
    assert jobs["good.jsonl"].output("benchmark.json") == {
        **{"name": "arc_easy", "definition": "arc/arc_easy.yaml", "harness": "lm-eval 0.4.13"},
        **{"source": "allenai/ai2_arc ARC-Easy", "split": "test", "questions": 2},
    }
    assert "questions" not in nothing.output("benchmark.json")
    for name, (_, reason) in cases.items():
        if reason is not None:
            code, details = jobs[name].error()
            assert (code, details["file"]) == ("BENCHMARK_DATA_INVALID", name)
            assert details["reason"].startswith(reason)


@pytest.mark.parametrize(
    ("task", "datasets", "reason"),
    [
        ("causal-lm", {}, "the job has no benchmark arc_easy"),
        ("causal-lm", {"mine.txt": "Some text."}, "the worker supplies the questions"),
    ],
)
def test_a_job_brings_no_questions(
    tmp_path: Path, model: Path, task: str, datasets: dict[str, str], reason: str
) -> None:
    job = JobFolder(tmp_path / "evaluate", "evaluate")
    job.task = task
    job.put_model(model)
    job.parameters = {"benchmark": "arc_easy"}
    for name, content in datasets.items():
        job.put_dataset(name, content)
    assert job.run().status == 2
    assert reason in job.error()[1]["reason"]
