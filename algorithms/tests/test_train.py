"""What a training leaves."""

from __future__ import annotations

import json

import pytest
from job_folder import JobFolder
from safetensors import safe_open

from posthuman_algorithms.job.files import sha256_file


def test_leaves_metrics_pictures_trace_and_a_plain_model(job: JobFolder) -> None:
    assert job.run().status == 0
    names = [event["event"] for event in job.events()]
    assert names[0] == "start"
    assert names[-2:] == ["metrics", "end"]
    assert names.count("checkpoint") == 3
    progress = {event["phase"]: event for event in job.events("progress")}
    assert list(progress) == ["measuring parent", "training", "measuring child"]
    training = progress["training"]
    assert (training["step"], training["total"]) == (12, 12)
    assert training["tokens_per_s"] > 0

    assert sorted(path.name for path in (job.root / "outputs").iterdir()) == [
        "loss.csv",
        "loss.png",
        "metrics.json",
        "report.json",
    ]
    metrics = job.output("metrics.json")
    assert metrics == job.events("metrics")[0]["metrics"]
    both = metrics["bits_per_byte"]
    assert metrics["gain"] == both["parent"] - both["child"] > 0
    assert (metrics["steps"], metrics["tokens"]) == (12, 12 * 4 * 32)
    rows = job.output("loss.csv").splitlines()
    assert rows[0] == "step,loss,learning_rate"
    assert len(rows) == 13
    assert (job.root / "outputs" / "loss.png").read_bytes().startswith(b"\x89PNG")
    assert str(job.root) not in (job.root / "outputs" / "report.json").read_text()


def test_trace_binds_parent_and_child(job: JobFolder) -> None:
    assert job.run().status == 0
    trace = job.trace()
    assert [line["step"] for line in trace] == [0, 4, 8, 12]
    assert trace[0]["weights"] == sha256_file(job.root / "model" / "model.safetensors")
    assert trace[0]["optimizer"] == trace[0]["loss"] == trace[0]["cursor"] == ""
    assert trace[-1]["weights"] == sha256_file(job.root / "state" / "model" / "model.safetensors")
    assert trace[1]["cursor"] == {"epoch": 0, "position": 16}
    for line, event in zip(trace[1:], job.events("checkpoint"), strict=True):
        assert line["weights"] == event["weights"]
        assert float(line["loss"]) == pytest.approx(event["loss"])
    for field in ("weights", "optimizer", "rng", "batches"):
        assert len({line[field] for line in trace[1:]}) == 3


@pytest.mark.parametrize("method", ["full", "lora"])
def test_the_child_is_a_model_like_its_parent(job: JobFolder, method: str) -> None:
    job.parameters.update(method=method, lora_rank=4)
    assert job.run().status == 0
    assert job.output("metrics.json")["gain"] > 0
    child = job.root / "state" / "model"
    assert {path.name for path in child.iterdir()} == {path.name for path in (job.root / "model").iterdir()}
    assert shapes(child / "model.safetensors") == shapes(job.root / "model" / "model.safetensors")
    assert json.loads((child / "config.json").read_text())["model_type"] == "gpt2"
    job.kind, job.parameters = "infer", {"prompt": "The", "max_new_tokens": 4}
    assert job.run().status == 0  # the parent

    grandchild = JobFolder(job.root.parent / "grandchild", kind="infer")
    grandchild.put_model(child)
    grandchild.parameters = {"prompt": "The", "max_new_tokens": 4}
    assert grandchild.run().status == 0


def shapes(path) -> dict[str, list[int]]:
    with safe_open(path, "pt") as file:
        return {name: file.get_slice(name).get_shape() for name in file.keys()}  # noqa: SIM118


def test_accumulation_schedule_and_precision_are_honoured(job: JobFolder) -> None:
    job.parameters.update(gradient_accumulation=3, schedule="linear", precision="bfloat16", max_grad_norm=0)
    job.parameters.update(block_size=16, weight_decay=0, steps=8)
    assert job.run().status == 0
    assert job.output("metrics.json")["tokens"] == 8 * 4 * 16
    rates = [float(row.split(",")[2]) for row in job.output("loss.csv").splitlines()[1:]]
    assert rates == pytest.approx([0.001, 0.002, *(0.003 * (6 - done) / 6 for done in range(6))])


def test_without_a_held_out_set_there_is_no_gain(job: JobFolder) -> None:
    for path in (job.root / "inputs" / "evaluation").iterdir():
        path.unlink()
    (job.root / "inputs" / "evaluation").rmdir()
    assert job.run().status == 0
    assert "gain" not in job.output("metrics.json")


def test_a_loss_that_is_no_number_ends_before_weights_are_written(job: JobFolder) -> None:
    job.parameters.update(learning_rate=1e6, steps=40, warmup_steps=0, weight_decay=1)
    assert job.run().status == 2
    code, details = job.error()
    assert code == "LOSS_NOT_FINITE"
    assert details["loss"] in {"nan", "inf"}
    assert 1 < details["step"] <= 40
    assert not (job.root / "state" / "model").exists()
    assert not list((job.root / "outputs").iterdir())
    assert not job.events("end")
