"""Run a task by hand on a tiny model: ``python tests/run_tiny_task.py FOLDER TASK``.

It makes the model and the data (``tiny_tasks.py``), then a job folder for each of train, train with LoRA,
evaluate and generate, as a worker does, and prints what they leave.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from job_folder import JobFolder
from tiny_tasks import tiny_tasks, write_model

from posthuman_algorithms.__main__ import main
from posthuman_algorithms.runtime.environment import prepare_environment
from posthuman_algorithms.runtime.narrow_imports import import_narrowly


def run(job: JobFolder, entry: str) -> None:
    """Run one entry point; a failure ends the program."""
    job.write()
    os.environ["POSTHUMAN_JOB"] = str(job.root)
    if main([entry]):
        raise SystemExit(f"{entry}: {job.error()}")


def job_of(folder: Path, kind: str, task: str, model: Path) -> JobFolder:
    """Make a job folder around a model."""
    job = JobFolder(folder, kind)
    job.task = task
    job.put_model(model)
    return job


def show(title: str, value: object) -> None:
    """Print a result."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    sys.stdout.write(f"{title}: {text}\n")


def run_task(folder: Path, name: str) -> None:
    """Do everything that a task does."""
    task = tiny_tasks()[name]
    write_model(name, task.family, folder / "model")
    for method in ("full", "lora"):
        job = job_of(folder / method, "train", name, folder / "model")
        job.put_dataset(*task.train)
        job.put_held_out(*task.held_out)
        job.parameters = {**task.parameters, "method": method}
        run(job, "train")
        metrics = job.output("metrics.json")
        show(f"train, {method}", {key: metrics[key] for key in ("metric", "gain", "steps", "loss")})
    child = folder / "full" / "state" / "model"
    job = job_of(folder / "evaluate", "evaluate", name, child)
    job.put_ancestor("parent", folder / "model")
    job.put_dataset(*task.held_out)
    run(job, "evaluate")
    show("evaluate", "\n\n" + job.output("table.md").strip() + "\n")
    job = job_of(folder / "generate", "infer", name, child)
    job.parameters = dict(task.ask)
    if task.ask_file:
        job.put_dataset(*task.ask_file)
    run(job, "generate")
    show("generate", job.output("output.json"))


if __name__ == "__main__":
    prepare_environment(1)
    import_narrowly()
    run_task(Path(sys.argv[1]), sys.argv[2])
