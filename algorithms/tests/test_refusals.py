"""Bad input ends with a code of the catalogue and exit code 2, before a step is done."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable

import pytest
from job_folder import JobFolder


def refused(job: JobFolder) -> tuple[str, dict]:
    assert job.run().status == 2
    assert not list((job.root / "outputs").iterdir())
    assert not (job.root / "state" / "model").exists()
    return job.error()


def the_file(job: JobFolder):
    dataset = job.datasets[0]
    return job.root / "inputs" / dataset["id"] / dataset["files"][0]


def test_dataset_absent(job: JobFolder) -> None:
    the_file(job).unlink()
    assert refused(job) == ("DATASET_ABSENT", {"name": "news.txt"})


def test_no_dataset(job: JobFolder) -> None:
    job.datasets = []
    assert refused(job)[0] == "DATASET_ABSENT"


def test_no_held_out_file(job: JobFolder) -> None:
    (job.root / "inputs" / "evaluation" / "evaluation.txt").unlink()
    assert refused(job) == ("DATASET_ABSENT", {"name": "evaluation"})


def test_dataset_not_utf8(job: JobFolder) -> None:
    job.datasets = []
    job.put_dataset("latin1.txt", "café".encode("latin-1"))
    assert refused(job) == ("DATASET_UNREADABLE", {"name": "latin1.txt", "reason": "byte 3 is not UTF-8"})


def test_dataset_is_a_folder(job: JobFolder) -> None:
    the_file(job).unlink()
    the_file(job).mkdir()
    assert refused(job) == ("DATASET_UNREADABLE", {"name": "news.txt", "reason": "Is a directory"})


@pytest.mark.parametrize("content", ["", " \n\t "])
def test_dataset_empty(job: JobFolder, content: str) -> None:
    job.datasets = []
    job.put_dataset("nothing.txt", content)
    assert refused(job) == ("DATASET_EMPTY", {"name": "nothing.txt"})


def test_dataset_with_other_bytes(job: JobFolder) -> None:
    the_file(job).write_text("something else")
    code, details = refused(job)
    assert code == "DATASET_HASH_MISMATCH"
    assert details["expected"] == job.datasets[0]["sha256"] != details["actual"]


def test_dataset_too_short(job: JobFolder) -> None:
    job.datasets = []
    job.put_dataset("short.txt", "Hello.")
    code, details = refused(job)
    assert code == "DATASET_TOO_SHORT"
    assert details["tokens"] < details["needed"] == 33


def test_task_unknown(job: JobFolder) -> None:
    job.task = "telepathy"
    code, details = refused(job)
    assert (code, details["task"]) == ("TASK_UNKNOWN", "telepathy")
    assert details["known"].startswith("causal-lm, masked-lm, ")


def test_parameter_unknown(job: JobFolder) -> None:
    job.parameters["learning_rat"] = 1
    code, details = refused(job)
    assert (code, details["name"]) == ("PARAMETER_UNKNOWN", "learning_rat")
    assert "learning_rate" in details["known"]


def test_parameter_invalid(job: JobFolder) -> None:
    job.parameters["steps"] = "many"
    assert refused(job) == (
        "PARAMETER_INVALID",
        {"name": "steps", "reason": "must be an integer, not a string"},
    )


class Harmful:
    """A pickle that leaves a mark if it is loaded."""

    def __init__(self, mark: str) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Callable, tuple]:
        return (exec, (f"open({self.mark!r}, 'w')",))


@pytest.mark.parametrize("name", ["pytorch_model.bin", "model.pt", "old/weights.pkl", "training_args.bin"])
def test_pickled_weights(job: JobFolder, name: str) -> None:
    path, mark = job.root / "model" / name, job.root / "mark"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(pickle.dumps(Harmful(str(mark))))
    assert refused(job) == ("WEIGHTS_FORMAT", {"name": name, "reason": "it could hold a pickle"})
    assert not mark.exists()


def test_pickle_under_the_name_of_safetensors(job: JobFolder) -> None:
    mark = job.root / "mark"
    (job.root / "model" / "model.safetensors").write_bytes(pickle.dumps(Harmful(str(mark))))
    code, details = refused(job)
    assert (code, details["name"]) == ("WEIGHTS_UNREADABLE", "model.safetensors")
    assert not mark.exists()


@pytest.mark.parametrize("name", ["config.json", "tokenizer_config.json"])
def test_code_that_came_with_the_model(job: JobFolder, name: str) -> None:
    path = job.root / "model" / name
    config = json.loads(path.read_text())
    config["auto_map"] = {"AutoModelForCausalLM": "evil.Model", "AutoTokenizer": ["evil.Tokenizer", None]}
    path.write_text(json.dumps(config))
    code, details = refused(job)
    assert (code, details["name"]) == ("WEIGHTS_FORMAT", name)


def test_a_code_file_beside_the_model(job: JobFolder) -> None:
    (job.root / "model" / "modeling.py").write_text("raise SystemExit")
    assert refused(job) == ("WEIGHTS_FORMAT", {"name": "modeling.py", "reason": "it is code"})


@pytest.mark.parametrize("name", ["model.safetensors", "config.json"])
def test_weights_incomplete(job: JobFolder, name: str) -> None:
    (job.root / "model" / name).unlink()
    assert refused(job) == ("WEIGHTS_INCOMPLETE", {"name": name})


def test_weights_cut_short(job: JobFolder) -> None:
    path = job.root / "model" / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-100])
    assert refused(job)[0] == "WEIGHTS_UNREADABLE"


@pytest.mark.parametrize(("field", "value"), [("n_layer", 2), ("model_type", "unheard-of")])
def test_weights_that_do_not_suit_the_configuration(job: JobFolder, field: str, value: object) -> None:
    path = job.root / "model" / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), field: value}))
    assert refused(job)[0] == "WEIGHTS_UNREADABLE"


@pytest.mark.parametrize("content", [None, "{"])
def test_tokenizer_missing_or_broken(job: JobFolder, content: str | None) -> None:
    path = job.root / "model" / "tokenizer.json"
    path.unlink() if content is None else path.write_text(content)
    code, details = refused(job)
    assert (code, details["name"]) == ("WEIGHTS_UNREADABLE", "tokenizer.json")


def test_job_of_another_kind(job: JobFolder) -> None:
    job.write()
    path = job.root / "inputs" / "job.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "datasets": [{"id": "..", "files": ["x"]}]}))
    job.write = lambda: None
    assert refused(job)[0] == "JOB_INVALID"


def test_memory_that_is_not_there(job: JobFolder) -> None:
    job.parameters.update(batch_size=65_536, block_size=32, steps=1)

    def little_memory() -> None:
        import resource  # noqa: PLC0415

        used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()  # noqa: SIM115, PTH123
        resource.setrlimit(resource.RLIMIT_AS, (used + 2**28, used + 2**28))

    assert job.run(before=little_memory).status == 2
    assert job.error() == ("OUT_OF_MEMORY", {})


def test_a_crash_is_told_apart(job: JobFolder) -> None:
    def break_something() -> None:
        from posthuman_algorithms.entries import train  # noqa: PLC0415

        train.make_method = None  # pyrefly: ignore[bad-assignment]

    assert job.run(before=break_something).status == 1
    assert job.error() == ("ALGORITHM_CRASHED", {"reason": "TypeError"})
