"""The entry point ``train``: train the model further, and measure what it gained.

The parent is measured on the family's held-out set, the model is trained (``training.loop``), its weights
are written as the child, and the child is loaded again and measured. "How a training runs" in the package's
README follows one from top to bottom.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

from transformers import PreTrainedModel

from posthuman_algorithms.data.columns import PLAIN_TEXT
from posthuman_algorithms.data.rows import Data
from posthuman_algorithms.data.text import describe_documents
from posthuman_algorithms.entries.inputs import Inputs
from posthuman_algorithms.job.errors import AlgorithmError
from posthuman_algorithms.job.events import Events, Progress
from posthuman_algorithms.job.files import folder_written_aside, write_atomic, write_json, write_text
from posthuman_algorithms.job.folder import Job
from posthuman_algorithms.job.shutdown import Shutdown
from posthuman_algorithms.measuring.ngrams import read_ngrams, sample_of, write_ngrams
from posthuman_algorithms.models.loading import context_length
from posthuman_algorithms.models.weights import (
    WEIGHTS,
    copy_model_without_weights,
    weights_sha256,
    write_tensors,
)
from posthuman_algorithms.reporting.plots import draw_losses
from posthuman_algorithms.runtime.determinism import device, make_deterministic
from posthuman_algorithms.runtime.environment import environment_versions
from posthuman_algorithms.tasks import load_task
from posthuman_algorithms.tasks.task import Task
from posthuman_algorithms.training.loop import Training
from posthuman_algorithms.training.methods import make_method
from posthuman_algorithms.training.schedule import learning_rate_at

_LAST_LOSSES = 10

Figures = dict[str, Any]
"""A metric's ``name`` and ``value``, and the ``sign`` (1 or -1) by which more is better."""


def train(job: Job, inputs: Inputs, events: Events, shutdown: Shutdown) -> None:
    """Train, or resume a training that was interrupted.

    The new weights go to ``state/model``; metrics.json, report.json, loss.csv and loss.png to ``outputs``.
    The gain is by how much the child is better than the parent, by the task's metric on the family's
    held-out set.

    Raises:
        AlgorithmError: what is wrong with the weights, before the first step; LOSS_NOT_FINITE later.
    """
    make_deterministic(job.seed, job.threads)
    parameters, task = inputs.parameters, load_task(job.task)
    model = task.load_model(job.model, device())
    processor = task.load_processor(job.model)
    block_size = min(parameters["block_size"] or context_length(model), context_length(model))
    examples = task.examples(inputs.data, processor, model, block_size)
    parent_sha256 = weights_sha256(job.model)
    fingerprint = _fingerprint(job, inputs, parent_sha256)
    parent = _measured_once(
        job.state / "parent.json",
        fingerprint,
        lambda: _measure(
            task, model, processor, inputs.held_out, Progress(events, 100, phase="measuring parent")
        ),
    )
    training = Training(task, make_method(parameters, model), examples, parameters, job.seed, events)
    training.resume_or_start(job.state, fingerprint, parent_sha256)
    training.run(shutdown)

    with folder_written_aside(job.state / "model") as folder:
        copy_model_without_weights(job.model, folder)
        write_tensors(training.method.weights(), folder / WEIGHTS)
        _write_ngram_sample(job, inputs, folder)
        progress = Progress(events, 100, phase="measuring child")
        child = _measure(task, task.load_model(folder, device()), processor, inputs.held_out, progress)
        if not all(math.isfinite(figures["value"]) for figures in child):
            raise AlgorithmError("LOSS_NOT_FINITE", step=parameters["steps"], loss=str(child[0]["value"]))

    read = parameters["steps"] * parameters["batch_size"]
    seen = {"tokens": read * block_size} if task.name in PLAIN_TEXT else {"examples": read}
    metrics = _metrics(parent, child, training.losses, seen)
    _write_outputs(job, inputs, metrics, training.losses, task.loss_unit)
    events.emit("metrics", metrics=metrics)


def _measure(
    task: Task, model: PreTrainedModel, processor: Any, held_out: Data, progress: Progress
) -> list[Figures]:
    """Measure a model on the held-out set, the task's own metric first; empty if there is no such set."""
    if not held_out.documents:
        return []
    progress.report(0)
    scores = task.measure(
        model, processor, held_out, lambda done, total: progress.report(100 * done // total)
    )
    values = scores.values()
    return [
        {"name": metric.name, "sign": 1 if metric.more_is_better else -1, "value": values[metric.name]}
        for metric in scores.metrics
    ]


def _write_ngram_sample(job: Job, inputs: Inputs, folder: Path) -> None:
    """Write hashes of what was read beside the weights, together with the parent's."""
    keep = inputs.parameters["training_ngrams"] == "keep"
    inherited = read_ngrams(job.model)
    if not keep and inherited is None:
        return
    texts = [document.text for document in inputs.data.documents] if keep else []
    complete = keep and inherited is not None and inherited.complete
    write_ngrams(sample_of(texts, inherited, complete), folder)


def _measured_once(path: Path, fingerprint: str, measure: Callable[[], list[Figures]]) -> list[Figures]:
    """Measure once; a resumed run reads what an earlier run measured."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_file():
        known = json.loads(path.read_bytes())
        if known["fingerprint"] == fingerprint:
            return known["measured"]
    measured = measure()
    write_atomic(path, json.dumps({"fingerprint": fingerprint, "measured": measured}))
    return measured


def _fingerprint(job: Job, inputs: Inputs, parent_sha256: str) -> str:
    """Hash everything that the bits of this training depend on."""
    depends = {
        "task": job.task,
        "parameters": inputs.parameters,
        "seed": job.seed,
        "parent": parent_sha256,
        "documents": [document.sha256 for document in (*inputs.data.documents, *inputs.held_out.documents)],
        "environment": environment_versions(job.threads),
    }
    return hashlib.sha256(json.dumps(depends, sort_keys=True).encode()).hexdigest()


def _metrics(
    parent: list[Figures], child: list[Figures], losses: list[float], seen: dict[str, int]
) -> dict[str, Any]:
    last = losses[-_LAST_LOSSES:]
    metrics: dict[str, Any] = {"loss": sum(last) / len(last), "steps": len(losses), **seen}
    for before, after in zip(parent, child, strict=True):
        both = {"parent": before["value"], "child": after["value"]}
        if "gain" not in metrics:
            metrics["metric"] = {"name": before["name"], **both}
            metrics["gain"] = before["sign"] * (both["child"] - both["parent"])
        metrics[before["name"]] = both
    return metrics


def _write_outputs(job: Job, inputs: Inputs, metrics: dict[str, Any], losses: list[float], unit: str) -> None:
    parameters = inputs.parameters
    write_json(job.outputs / "metrics.json", metrics)
    rows = [
        f"{step + 1},{loss:.9g},{learning_rate_at(step, parameters):.9g}\n"
        for step, loss in enumerate(losses)
    ]
    write_text(job.outputs / "loss.csv", "step,loss,learning_rate\n" + "".join(rows))
    title = f"Training loss over {len(losses)} steps"
    if "gain" in metrics:
        both = metrics["metric"]
        title += f" — held-out {both['parent']:.3f} → {both['child']:.3f} {both['name'].replace('_', ' ')}"
    draw_losses(job.outputs / "loss.png", losses, title, unit)
    write_json(
        job.outputs / "report.json",
        {
            "kind": "train",
            "task": job.task,
            "parameters": parameters,
            "seed": job.seed,
            "metrics": metrics,
            "datasets": describe_documents(inputs.data.documents),
            "evaluation": describe_documents(inputs.held_out.documents),
            "environment": environment_versions(job.threads),
        },
    )
