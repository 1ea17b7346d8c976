"""Every task is trained, full and LoRA, killed and resumed, evaluated and used."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from job_folder import JobFolder
from processes import run_forked
from safetensors import safe_open
from tiny_tasks import tiny_tasks, write_model

from posthuman_algorithms.__main__ import main
from posthuman_algorithms.data.columns import COLUMNS
from posthuman_algorithms.tasks.architectures import serves_task, task_of_architecture

TASKS = tiny_tasks()
ENTRIES = {"train": "train", "evaluate": "evaluate", "infer": "generate"}
FAMILIES = [
    ("causal-lm", "llama"),
    ("masked-lm", "roberta"),
    ("text-classification", "gpt2"),
    ("text-classification", "llama"),
    ("token-classification", "roberta"),
    ("seq2seq", "bart"),
]
CATALOGUE = Path(__file__).parents[2] / "sdk" / "src" / "protocol"


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model for each task, and of other families ``<task>-<family>``."""
    folder = tmp_path_factory.mktemp("models")

    def write() -> int:
        for name, task in TASKS.items():
            write_model(name, task.family, folder / name)
        for name, family in FAMILIES:
            write_model(name, family, folder / f"{name}-{family}")
        return 0

    assert run_forked(write).status == 0
    return folder


def make(root: Path, kind: str, name: str, model: Path) -> JobFolder:
    task, job = TASKS.get(name) or TASKS["masked-lm"], JobFolder(root, kind)
    job.task = name
    job.put_model(model)
    if kind == "train":
        job.put_dataset(*task.train)
        job.put_held_out(*task.held_out)
        job.parameters = dict(task.parameters)
    elif kind == "evaluate":
        job.put_dataset(*task.held_out)
    else:
        job.parameters = dict(task.ask)
        if task.ask_file:
            job.put_dataset(*task.ask_file)
    return job


def run_together(prepare: list[Callable[[], JobFolder]]) -> None:
    """Run jobs one after the other in one process; a later one may use what an earlier one left."""

    def work() -> int:
        for one in prepare:
            job = one()
            job.write()
            os.environ["POSTHUMAN_JOB"] = str(job.root)
            if status := main([ENTRIES[job.kind]]):
                sys.stderr.write(f"{job.root.name}: {job.events()[-1:]}\n")
                return status
        return 0

    assert run_forked(work).status == 0


@pytest.mark.parametrize("name", TASKS)
def test_a_task(name: str, models: Path, tmp_path: Path) -> None:
    parent = models / name
    full, lora = tmp_path / "full", tmp_path / "lora"

    def make_lora() -> JobFolder:
        job = make(lora, "train", name, parent)
        job.parameters.update(method="lora", steps=12, checkpoint_every=6, gradient_accumulation=2)
        return job

    def make_evaluation() -> JobFolder:
        job = make(tmp_path / "evaluate", "evaluate", name, full / "state" / "model")
        job.put_ancestor("M1", parent)
        return job

    run_together(
        [
            lambda: make(full, "train", name, parent),
            make_lora,
            make_evaluation,
            lambda: make(tmp_path / "infer", "infer", name, full / "state" / "model"),
        ]
    )
    look_at_training(JobFolder.at(full), name)
    look_at_training(JobFolder.at(lora), name, gained=False)
    trained = JobFolder.at(full).output("metrics.json")["metric"]
    report = JobFolder.at(tmp_path / "evaluate").output("report.json")
    assert report["metric"]["name"] == trained["name"]
    values = [row["metrics"][trained["name"]]["value"] for row in report["rows"][:2]]
    assert values == [trained["child"], trained["parent"]]  # the same data, so the same figures
    look_at_answer(JobFolder.at(tmp_path / "infer").output("output.json"), name)

    killed = make(tmp_path / "killed", "train", name, parent)
    reached = lambda: any(event["step"] == 20 for event in killed.events("checkpoint"))  # noqa: E731
    assert killed.run(when=reached).signal is not None
    assert killed.run().status == 0
    assert killed.result() == JobFolder.at(full).result()  # and so deterministic, too


def look_at_training(job: JobFolder, name: str, gained: bool = True) -> None:
    metrics = job.output("metrics.json")
    metric = metrics["metric"]
    assert metrics[metric["name"]] == {"parent": metric["parent"], "child": metric["child"]}
    lower = "bits_per_byte" in metric["name"] or "error" in metric["name"]
    assert metrics["gain"] == pytest.approx((metric["child"] - metric["parent"]) * (-1 if lower else 1))
    assert metrics["gain"] > 0 or not gained
    assert f'name: "{metric["name"]}"' in table_line(name)
    assert ('"lower"' in table_line(name) or "...bits" in table_line(name)) == lower
    assert (job.root / "outputs" / "loss.png").read_bytes().startswith(b"\x89PNG")
    child, parent = job.root / "state" / "model", job.root / "model"
    assert {path.name for path in parent.iterdir()} <= {path.name for path in child.iterdir()}
    assert shapes(child) == shapes(parent)  # of some families, transformers renames tensors as it loads them


def table_line(name: str) -> str:
    """The task's line in the table by which a worker checks gains."""
    _, _, table = (CATALOGUE / "tasks.ts").read_text().partition("export const taskMetrics")
    lines = table.splitlines()
    return next(line for line in lines if line.strip().startswith((f'"{name}":', f"{name}:")))


def shapes(model: Path) -> list[list[int]]:
    with safe_open(model / "model.safetensors", "pt") as file:
        return sorted(file.get_slice(name).get_shape() for name in file.keys())  # noqa: SIM118


def look_at_answer(answer: dict, name: str) -> None:
    assert set(answer) == {"prompt", "text", "tokens", "output"}
    assert answer["text"]
    assert answer["tokens"] > 0
    if file := TASKS[name].ask_file:
        assert answer["prompt"] == file[0]
    output = answer["output"]
    if name in ("text-classification", "image-classification"):
        assert [one["label"] for one in output] in (["positive", "negative"], ["red", "blue"])
        assert output[0]["score"] > output[1]["score"]
    elif name == "token-classification":
        found = [(one["entity_group"], one["word"], one["start"], one["end"]) for one in output]
        assert found == [("PER", "carla", 0, 5), ("LOC", "kyiv", 15, 19)]
    elif name == "question-answering":
        assert (output["answer"], output["start"], output["end"]) == ("oslo", 16, 20)
    elif name == "masked-lm":
        assert [set(one) for one in output] == [{"score", "token", "token_str", "sequence"}] * 2


def test_other_families_go_through_the_same_code(models: Path, tmp_path: Path) -> None:
    def short(name: str, family: str) -> JobFolder:
        job = make(tmp_path / f"{name}-{family}", "train", name, models / f"{name}-{family}")
        job.parameters.update(steps=3, checkpoint_every=3)
        return job

    def beams(kind: str) -> JobFolder:
        """Like most models that translate or summarise, which search over several texts at once."""
        job = make(tmp_path / f"beams-{kind}", kind, "seq2seq", models / "seq2seq-bart")
        path = job.root / "model" / "generation_config.json"
        settings = {"num_beams": 4, "num_return_sequences": 2, "return_dict_in_generate": True}
        path.write_text(json.dumps({**json.loads(path.read_text()), **settings}))
        if kind == "infer":
            job.parameters["max_new_tokens"] = 200  # more than it has places for
        return job

    def long_text(root: Path) -> JobFolder:
        """RoBERTa reserves its first positions, which only its tokenizer's settings say, if anything does."""
        job = make(root, "infer", "masked-lm", models / "masked-lm-roberta")
        path = job.root / "model" / "tokenizer_config.json"
        path.write_text(json.dumps({**json.loads(path.read_text()), "model_max_length": int(1e30)}))
        job.parameters = {"prompt": f"anna [MASK] {'is ' * 40}", "truncate": True}
        return job

    run_together(
        [
            *(lambda one=one: short(*one) for one in FAMILIES),
            *(lambda kind=kind: beams(kind) for kind in ("evaluate", "infer")),
            lambda: long_text(tmp_path / "long"),
        ]
    )
    for name, family in FAMILIES:
        assert "gain" in JobFolder.at(tmp_path / f"{name}-{family}").output("metrics.json")
    assert JobFolder.at(tmp_path / "beams-infer").output("output.json")["tokens"] <= 32


def test_what_is_too_long_is_refused_with_its_row(models: Path, tmp_path: Path) -> None:
    words = "good " * 40
    columns = {
        "masked-lm": {"text": f"{words} [MASK]"},
        "seq2seq": {"source": words},
        "text-classification": {"text": "fine", "text_pair": words},
        "token-classification": {"tokens": words.split()},
        "multiple-choice": {"sent1": "it", "endings": ["is good", words]},
        "sentence-embedding": {"sentence1": words},
    }

    def job(name: str, truncate: bool) -> JobFolder:
        made = make(tmp_path / f"{name}-{truncate}", "infer", name, models / name)
        row = (
            {**columns[name], "text": f"[MASK] {words}"}
            if truncate and name == "masked-lm"
            else columns[name]
        )
        made.datasets, made.parameters = [], {"truncate": truncate}
        made.put_dataset("long.jsonl", json.dumps(row))
        return made

    def refused() -> int:
        for name in columns:
            one = job(name, truncate=False)
            one.write()
            os.environ["POSTHUMAN_JOB"] = str(one.root)
            if main(["generate"]) != 2:
                return 1
        return 0

    assert run_forked(refused).status == 0
    for name in columns:
        code, details = JobFolder.at(tmp_path / f"{name}-False").error()
        assert (code, details["name"], details["row"]) == ("INPUT_TOO_LONG", "long.jsonl", 1)
        assert details["tokens"] > details["limit"] == 32
    run_together([lambda name=name: job(name, truncate=True) for name in columns])


def test_a_masked_model_may_be_used_for_embeddings_but_not_trained_for_them(
    models: Path, tmp_path: Path
) -> None:
    use = make(tmp_path / "use", "infer", "sentence-embedding", models / "masked-lm")
    assert use.run().status == 0
    assert len(use.output("output.json")["output"]) == 16
    train = make(tmp_path / "train", "train", "sentence-embedding", models / "masked-lm")
    assert train.run().status == 2
    assert train.error() == ("TASK_MISMATCH", {"task": "sentence-embedding", "expected": "masked-lm"})


def test_a_part_of_a_step_without_pairs_to_compare_teaches_nothing(models: Path, tmp_path: Path) -> None:
    train = make(tmp_path / "train", "train", "sentence-embedding", models / "sentence-embedding")
    train.parameters.update(batch_size=7, gradient_accumulation=4)
    assert train.run().status == 2
    code, details = train.error()
    assert (code, details["name"]) == ("PARAMETER_INVALID", "batch_size")


def test_no_whole_distribution_of_words_is_told(models: Path, tmp_path: Path) -> None:
    use = make(tmp_path / "use", "infer", "masked-lm", models / "masked-lm")
    use.parameters["top_k"] = 21
    assert use.run().status == 2
    code, details = use.error()
    assert (code, details["name"]) == ("PARAMETER_INVALID", "top_k")


def test_rows_of_a_file_are_answered_one_by_one(models: Path, tmp_path: Path) -> None:
    job = make(tmp_path / "use", "infer", "text-classification", models / "text-classification")
    job.parameters = {"columns": {"text": "review"}, "top_k": 1}
    job.put_dataset("mine.csv", "id,review\n1,the film was bad\n2,it is good\n")
    assert job.run().status == 0
    outputs = job.output("output.json")["outputs"]
    assert [(one["prompt"], len(one["output"])) for one in outputs] == [
        ("the film was bad", 1),
        ("it is good", 1),
    ]
    assert job.output("output.txt").count("→") == 2


def test_architectures_are_read_as_the_clients_read_them() -> None:
    cases = json.loads((Path(__file__).parent / "architectures.json").read_text())
    assert [(one, task_of_architecture(one)) for one, _ in cases] == [tuple(case) for case in cases]
    assert set(COLUMNS) == {*TASKS, "causal-lm"}


def test_models_serve_the_tasks_that_clients_let_them_serve() -> None:
    served = json.loads((Path(__file__).parent / "served_tasks.json").read_text())
    tasks = list(dict.fromkeys(made for made, _, _ in served))
    kinds = ("train", "infer", "evaluate")
    cases = [[made, task, kind] for made in tasks for task in tasks for kind in kinds]
    assert [case for case in cases if serves_task(case[0], case[1], case[2] == "train")] == served
    assert set(tasks) == {*TASKS, "causal-lm"}


def test_a_model_without_its_preprocessor(models: Path, tmp_path: Path) -> None:
    shutil.copytree(models / "image-classification", tmp_path / "model")
    (tmp_path / "model" / "preprocessor_config.json").unlink()
    job = make(tmp_path / "use", "infer", "image-classification", tmp_path / "model")
    assert job.run().status == 2
    assert job.error() == ("WEIGHTS_INCOMPLETE", {"name": "preprocessor_config.json"})
