"""Check a job's inputs before anything heavy is imported: bad input then costs a tenth of a second."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from posthuman_algorithms.benchmarks.harness import Benchmark, check_format, definition_at
from posthuman_algorithms.data.prompts import rows_of_prompts
from posthuman_algorithms.data.read_data import labels_of, read_data
from posthuman_algorithms.data.rows import Data
from posthuman_algorithms.job.errors import AlgorithmError
from posthuman_algorithms.job.files import sha256_file
from posthuman_algorithms.job.folder import Dataset, Job
from posthuman_algorithms.job.parameters import (
    EVALUATE_PARAMETERS,
    GENERATE_PARAMETERS,
    TRAIN_PARAMETERS,
    check_parameters,
)
from posthuman_algorithms.reporting.published import FILE as PUBLISHED
from posthuman_algorithms.reporting.published import read_published
from posthuman_algorithms.tasks import check_task
from posthuman_algorithms.tasks.architectures import check_task_of_model


@dataclass(frozen=True)
class Inputs:
    """A job's inputs, read and checked.

    Attributes:
        parameters: with all defaults filled in.
        total: units of progress: steps, hundredths of a model, or tokens.
        data: of the datasets; for generate, a row for each answer wanted.
        held_out: the family's held-out set; train only, empty if the family has none.
        published: the references that the requester brings; evaluate only.
        benchmark: the standard benchmark to run instead of the task's own measurement; evaluate only.
    """

    parameters: dict[str, Any]
    total: int
    data: Data
    held_out: Data = field(default_factory=Data)
    published: list[dict[str, Any]] = field(default_factory=list)
    benchmark: Benchmark | None = None


def read_inputs(job: Job, entry: str) -> Inputs:
    """Read and check what an entry point needs.

    Raises:
        AlgorithmError: TASK_UNKNOWN, TASK_MISMATCH, PARAMETER_UNKNOWN, PARAMETER_INVALID, or what is wrong
            with a dataset.
    """
    check_task(job.task)
    check_task_of_model(job.task, job.model, trains=entry == "train")
    return {"train": _for_train, "evaluate": _for_evaluate, "generate": _for_generate}[entry](job)


def _for_train(job: Job) -> Inputs:
    parameters = check_parameters(job.parameters, TRAIN_PARAMETERS)
    least = 2 * parameters["gradient_accumulation"]
    if job.task == "sentence-embedding" and parameters["batch_size"] < least:
        reason = f"pairs are compared within a part of a step, so it must be at least {least}"
        raise AlgorithmError("PARAMETER_INVALID", name="batch_size", reason=reason)
    labels = labels_of(job.model)
    held_out = Data()
    if job.family_evaluation:
        # Under the usual column names only: the requester must not choose what is measured.
        held_out = read_data((job.evaluation,), job.task, purpose="measure", labels=labels)
    data = read_data(job.datasets, job.task, purpose="train", columns=parameters["columns"], labels=labels)
    return Inputs(parameters, parameters["steps"], data, held_out)


def _for_evaluate(job: Job) -> Inputs:
    parameters = check_parameters(job.parameters, EVALUATE_PARAMETERS)
    references = [dataset for dataset in job.datasets if dataset.name == PUBLISHED]
    published = [row for one in references for row in read_published(one)]
    total = 100 * (1 + len(job.lineage))
    if parameters["benchmark"]:
        return Inputs(parameters, total, Data(), published=published, benchmark=_benchmark(job, references))
    data = read_data(
        tuple(one for one in job.datasets if one not in references),
        job.task,
        purpose="measure",
        columns=parameters["columns"],
        labels=labels_of(job.model),
    )
    return Inputs(parameters, total, data, published=published)


def _benchmark(job: Job, references: list[Dataset]) -> Benchmark:
    """Find the benchmark that the worker put into the job folder."""
    name, given = job.parameters["benchmark"], job.benchmark
    if job.task != "causal-lm":
        raise AlgorithmError("PARAMETER_INVALID", name="benchmark", reason="benchmarks are for causal-lm")
    if len(references) < len(job.datasets):
        reason = "the worker supplies the questions; remove the datasets"
        raise AlgorithmError("PARAMETER_INVALID", name="benchmark", reason=reason)
    if given is None or given["name"] != name:
        raise AlgorithmError("JOB_INVALID", reason=f"the job has no benchmark {name}")
    data = Path(given["file"])
    check_format(data)
    if not data.is_file() or sha256_file(data) != given["sha256"]:
        raise AlgorithmError("JOB_INVALID", reason=f"the data of the benchmark {name} has changed")
    return Benchmark(name, definition_at(given["definition"]), data, given["sha256"])


def _for_generate(job: Job) -> Inputs:
    parameters = check_parameters(job.parameters, GENERATE_PARAMETERS)
    data = Data(rows=rows_of_prompts(job.task, parameters))
    if not data.rows and job.datasets:
        data = read_data(
            job.datasets, job.task, purpose="measure", columns=parameters["columns"], answers=False
        )
    if not data.rows:
        raise AlgorithmError("PARAMETER_INVALID", name="prompt", reason="a prompt or a dataset is needed")
    return Inputs(parameters, len(data.rows) * parameters["max_new_tokens"], data)
