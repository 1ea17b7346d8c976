"""A training that is killed, at any moment, ends in the bits of an unbroken one."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from job_folder import JobFolder

STEPS = 12


def die_at_disk_operation(number: int, counted: Path | None = None) -> Callable[[], None]:
    """Make the process kill itself just before its ``number``-th fsync or rename."""
    seen = 0

    def watch(operation: Callable) -> Callable:
        def watched(*arguments, **options):
            nonlocal seen
            seen += 1
            if counted:
                counted.write_text(str(seen))
            if seen == number:
                os.kill(os.getpid(), signal.SIGKILL)
            return operation(*arguments, **options)

        return watched

    def install() -> None:
        os.fsync, os.rename, os.replace = watch(os.fsync), watch(os.rename), watch(os.replace)

    return install


def fresh_copy(job: JobFolder, name: str) -> JobFolder:
    copy = JobFolder(job.root.parent / name, kind="train")
    shutil.rmtree(copy.root / "inputs")
    shutil.copytree(job.root / "inputs", copy.root / "inputs")
    shutil.copytree(job.root / "model", copy.root / "model")
    copy.parameters, copy.datasets = dict(job.parameters), job.datasets
    return copy


def reached(job: JobFolder, step: int, since: int = 0) -> Callable[[], bool]:
    """Whether a checkpoint of a step was written, after so many that an earlier run wrote."""

    def look() -> bool:
        return any(event["step"] == step for event in job.events("checkpoint")[since:])

    return look


@pytest.mark.parametrize("method", ["full", "lora"])
def test_killed_at_every_kind_of_disk_operation(job: JobFolder, tmp_path: Path, method: str) -> None:
    job.parameters.update(method=method, lora_rank=2, lora_dropout=0.1)
    counted = tmp_path / "counted"
    assert job.run(before=die_at_disk_operation(-1, counted)).status == 0
    expected, operations = job.result(), int(counted.read_text())
    assert operations > 40

    killed = fresh_copy(job, "killed")
    deaths, ended = 0, None
    for number in range(3, 200, 5 if method == "full" else 9):
        ended = killed.run(before=die_at_disk_operation(number))
        if ended.status == 0:
            break
        assert ended.signal == signal.SIGKILL
        deaths += 1
    assert ended is not None
    assert ended.status == 0
    assert deaths >= 3
    assert killed.result() == expected
    assert [line["index"] for line in killed.trace()] == [0, 1, 2, 3]
    assert killed.run().status == 0  # once more, with nothing left to do
    assert killed.result() == expected


def test_killed_between_checkpoints_by_another_process(job: JobFolder) -> None:
    job.parameters.update(steps=40, checkpoint_every=7)
    assert job.run().status == 0
    killed = fresh_copy(job, "killed")
    for step in (7, 21):
        seen = reached(killed, step)
        assert killed.run(when=seen).signal == signal.SIGKILL
    assert killed.run().status == 0
    assert killed.result() == job.result()


def test_a_torn_checkpoint_is_passed_over(job: JobFolder) -> None:
    assert job.run().status == 0
    damaged = fresh_copy(job, "damaged")
    assert damaged.run(when=reached(damaged, 8)).signal == signal.SIGKILL
    newest = max((damaged.root / "state" / "checkpoints").glob("step-*"))
    with (newest / "optimizer.safetensors").open("r+b") as file:
        file.truncate(1000)
    assert damaged.run().status == 0
    assert damaged.result() == job.result()


def test_sigterm_keeps_the_work_and_goes_on_later(job: JobFolder) -> None:
    job.parameters.update(steps=150, checkpoint_every=50)
    assert job.run().status == 0
    stopped = fresh_copy(job, "stopped")
    ended = stopped.run(send=signal.SIGTERM, when=reached(stopped, 50))
    assert ended.status == 128 + signal.SIGTERM
    assert not stopped.events("error")
    assert not (stopped.root / "state" / "model").exists()
    newest = max((stopped.root / "state" / "checkpoints").glob("step-*")).name
    assert 50 < int(newest.removeprefix("step-")) < 150
    assert stopped.run().status == 0
    assert stopped.result() == job.result()
    assert [line["step"] for line in stopped.trace()] == [0, 50, 100, 150]


def test_only_two_checkpoints_are_kept_and_nothing_half_written(job: JobFolder) -> None:
    assert job.run().status == 0
    names = sorted(path.name for path in (job.root / "state" / "checkpoints").iterdir())
    assert names == ["step-0000000008", "step-0000000012"]
    assert sorted(path.name for path in (job.root / "state").iterdir()) == [
        "checkpoints",
        "model",
        "parent.json",
        "trace.jsonl",
    ]


def test_another_job_does_not_take_up_the_checkpoints(job: JobFolder) -> None:
    assert job.run().status == 0
    other = fresh_copy(job, "other")
    other.seed = 8
    assert other.run().status == 0
    mixed = fresh_copy(job, "mixed")
    assert mixed.run().status == 0
    mixed.seed = 8
    # Nor do its own give way to those, which are of a later step.
    assert mixed.run(when=reached(mixed, 8, since=3)).signal == signal.SIGKILL
    assert sorted(path.name for path in (mixed.root / "state" / "checkpoints").glob("step-*")) == [
        *("step-0000000004", "step-0000000008")
    ]
    assert mixed.run().status == 0
    assert mixed.result() == other.result() != job.result()
