"""Check all that a job brings before anything heavy is imported: bad input then costs a tenth of a second."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from posthuman_algorithms.errors import AlgorithmError
from posthuman_algorithms.job import Job
from posthuman_algorithms.parameter_tables import GENERATE_PARAMETERS, TRAIN_PARAMETERS
from posthuman_algorithms.parameters import check_parameters
from posthuman_algorithms.published import FILE as PUBLISHED
from posthuman_algorithms.published import read_published
from posthuman_algorithms.tasks import check_task
from posthuman_algorithms.text import Document, read_documents


@dataclass(frozen=True)
class Inputs:
    """What a job brings, read and checked.

    Attributes:
        parameters: with every default filled in.
        total: units of progress: steps, hundredths of a model, or tokens.
        documents: the texts of the datasets.
        held_out: the family's held-out texts; train only, empty where the family has none.
        prompts: what to continue; generate only.
        published: the references that the requester brings; evaluate only.
    """

    parameters: dict[str, Any]
    total: int
    documents: list[Document] = field(default_factory=list)
    held_out: list[Document] = field(default_factory=list)
    prompts: list[str] = field(default_factory=list)
    published: list[dict[str, Any]] = field(default_factory=list)


def read_inputs(job: Job, entry: str) -> Inputs:
    """Read and check what an entry point needs.

    Raises:
        AlgorithmError: TASK_UNKNOWN, PARAMETER_UNKNOWN, PARAMETER_INVALID, or what is wrong with a dataset.
    """
    check_task(job.task)
    return {"train": _for_train, "evaluate": _for_evaluate, "generate": _for_generate}[entry](job)


def _for_train(job: Job) -> Inputs:
    parameters = check_parameters(job.parameters, TRAIN_PARAMETERS)
    held_out = read_documents((job.evaluation,)) if job.family_evaluation else []
    return Inputs(parameters, parameters["steps"], documents=read_documents(job.datasets), held_out=held_out)


def _for_evaluate(job: Job) -> Inputs:
    parameters = check_parameters(job.parameters, {})
    references = [dataset for dataset in job.datasets if dataset.name == PUBLISHED]
    return Inputs(
        parameters,
        100 * (1 + len(job.lineage)),
        documents=read_documents(tuple(one for one in job.datasets if one not in references)),
        published=[row for one in references for row in read_published(one)],
    )


def _for_generate(job: Job) -> Inputs:
    parameters = check_parameters(job.parameters, GENERATE_PARAMETERS)
    prompts = parameters["prompts"] or ([parameters["prompt"]] if parameters["prompt"] else [])
    if not prompts and job.datasets:
        prompts = [document.text for document in read_documents(job.datasets)]
    if not prompts:
        raise AlgorithmError("PARAMETER_INVALID", name="prompt", reason="a text to continue is needed")
    return Inputs(parameters, len(prompts) * parameters["max_new_tokens"], prompts=prompts)
