"""The entry point ``train``: train the model further and measure what it gained."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

from transformers import PreTrainedModel, PreTrainedTokenizerBase

from posthuman_algorithms.atomic import folder_written_aside, write_atomic
from posthuman_algorithms.determinism import device, make_deterministic
from posthuman_algorithms.environment import environment_versions
from posthuman_algorithms.errors import AlgorithmError
from posthuman_algorithms.events import Events
from posthuman_algorithms.inputs import Inputs
from posthuman_algorithms.job import Job
from posthuman_algorithms.learning_rate import learning_rate_at
from posthuman_algorithms.methods import make_method
from posthuman_algorithms.outputs import describe_documents, write_json, write_text
from posthuman_algorithms.plots import draw_losses
from posthuman_algorithms.shutdown import Shutdown
from posthuman_algorithms.tasks import load_task
from posthuman_algorithms.tasks.task import Task
from posthuman_algorithms.text import Document
from posthuman_algorithms.training import Training
from posthuman_algorithms.training_ngrams import read_ngrams, sample_of, write_ngrams
from posthuman_algorithms.weights import (
    WEIGHTS,
    context_length,
    copy_model_without_weights,
    load_tokenizer,
    weights_sha256,
    write_tensors,
)

_LAST_LOSSES = 10


def train(job: Job, inputs: Inputs, events: Events, shutdown: Shutdown) -> None:
    """Train, or go on with a training that was interrupted.

    New weights go to ``state/model``; metrics.json, report.json, loss.csv and loss.png to ``outputs``.
    The gain is the parent's minus the child's bits per byte on the held-out texts (``bits_per_byte.py``:
    sliding windows, no token dropped).

    Raises:
        AlgorithmError: what is wrong with the weights, before the first step; LOSS_NOT_FINITE after it.
    """
    make_deterministic(job.seed, job.threads)
    parameters, task = inputs.parameters, load_task(job.task)
    model = task.load_model(job.model, device())
    tokenizer = load_tokenizer(job.model)
    block_size = min(parameters["block_size"] or context_length(model), context_length(model))
    examples = task.examples(inputs.documents, tokenizer, block_size)
    parent_sha256 = weights_sha256(job.model)
    fingerprint = _fingerprint(job, inputs, parent_sha256)
    parent = _remembered(
        job.state / "parent.json", fingerprint, lambda: _measure(task, model, tokenizer, inputs.held_out)
    )
    training = Training(task, make_method(parameters, model), examples, parameters, job.seed, events)
    training.resume_or_start(job.state, fingerprint, parent_sha256)
    training.run(shutdown)

    with folder_written_aside(job.state / "model") as folder:
        copy_model_without_weights(job.model, folder)
        write_tensors(training.method.weights(), folder / WEIGHTS)
        _remember_ngrams(job, inputs, folder)
        child = _measure(task, task.load_model(folder, device()), tokenizer, inputs.held_out)
        if not all(math.isfinite(value) for value in child.values()):
            raise AlgorithmError(
                "LOSS_NOT_FINITE", step=parameters["steps"], loss=str(child["bits_per_byte"])
            )

    tokens = parameters["steps"] * parameters["batch_size"] * block_size
    metrics = _metrics(parent, child, training.losses, tokens)
    _write_outputs(job, inputs, metrics, training.losses)
    events.emit("metrics", metrics=metrics)


def _measure(
    task: Task, model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, held_out: list[Document]
) -> dict[str, float]:
    if not held_out:
        return {}
    measured = task.measure(model, tokenizer, held_out)
    return {"bits_per_byte": measured.bits_per_byte, "perplexity": measured.perplexity}


def _remember_ngrams(job: Job, inputs: Inputs, folder: Path) -> None:
    """Leave hashes of what was read beside the weights, with those that the parent brought."""
    keep = inputs.parameters["training_ngrams"] == "keep"
    inherited = read_ngrams(job.model)
    if not keep and inherited is None:
        return
    texts = [document.text for document in inputs.documents] if keep else []
    complete = keep and inherited is not None and inherited.complete
    write_ngrams(sample_of(texts, inherited, complete), folder)


def _remembered(path: Path, fingerprint: str, measure: Callable[[], dict[str, float]]) -> dict[str, float]:
    """Measure once; a resumed run reads what an earlier one measured."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_file():
        remembered = json.loads(path.read_bytes())
        if remembered["fingerprint"] == fingerprint:
            return remembered["measured"]
    measured = measure()
    write_atomic(path, json.dumps({"fingerprint": fingerprint, "measured": measured}))
    return measured


def _fingerprint(job: Job, inputs: Inputs, parent_sha256: str) -> str:
    """Hash all that the bits of this training depend on."""
    depends = {
        "task": job.task,
        "parameters": inputs.parameters,
        "seed": job.seed,
        "parent": parent_sha256,
        "documents": [document.sha256 for document in (*inputs.documents, *inputs.held_out)],
        "environment": environment_versions(job.threads),
    }
    return hashlib.sha256(json.dumps(depends, sort_keys=True).encode()).hexdigest()


def _metrics(
    parent: dict[str, float], child: dict[str, float], losses: list[float], tokens: int
) -> dict[str, Any]:
    last = losses[-_LAST_LOSSES:]
    metrics: dict[str, Any] = {"loss": sum(last) / len(last), "steps": len(losses), "tokens": tokens}
    if parent:
        metrics["gain"] = parent["bits_per_byte"] - child["bits_per_byte"]
        for name, before in parent.items():
            metrics[name] = {"parent": before, "child": child[name]}
    return metrics


def _write_outputs(job: Job, inputs: Inputs, metrics: dict[str, Any], losses: list[float]) -> None:
    parameters = inputs.parameters
    write_json(job.outputs / "metrics.json", metrics)
    rows = [
        f"{step + 1},{loss:.9g},{learning_rate_at(step, parameters):.9g}\n"
        for step, loss in enumerate(losses)
    ]
    write_text(job.outputs / "loss.csv", "step,loss,learning_rate\n" + "".join(rows))
    title = f"Training loss over {len(losses)} steps"
    if "gain" in metrics:
        both = metrics["bits_per_byte"]
        title += f" — held-out {both['parent']:.3f} → {both['child']:.3f} bits per byte"
    draw_losses(job.outputs / "loss.png", losses, title)
    write_json(
        job.outputs / "report.json",
        {
            "kind": "train",
            "task": job.task,
            "parameters": parameters,
            "seed": job.seed,
            "metrics": metrics,
            "datasets": describe_documents(inputs.documents),
            "evaluation": describe_documents(inputs.held_out),
            "environment": environment_versions(job.threads),
        },
    )
