"""What an evaluation found, as report.json."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy

from posthuman_algorithms.benchmarks.harness import Benchmark, harness_version
from posthuman_algorithms.data.text import Document, describe_documents
from posthuman_algorithms.job.folder import Job
from posthuman_algorithms.measuring.resampling import CONFIDENCE, RESAMPLES, SOURCES, compare, interval
from posthuman_algorithms.measuring.scores import Scores
from posthuman_algorithms.runtime.environment import environment_versions

_POINTS = 96
_MOST_DOCUMENTS = 100
_METHODS = {
    "causal-lm": "sliding windows of the model's context, half a context apart; every token counts once",
}


_LABELS = {
    "bits_per_byte": "bits per byte",
    "perplexity": "perplexity per token",
    "acc": "accuracy",
    "acc_norm": "accuracy, likelihoods by length",
    "f1": "F1",
    "macro_f1": "macro F1",
    "micro_f1": "micro F1",
    "spearman": "rank correlation",
    "chrf": "chrF",
    "rouge_l": "ROUGE-L",
}


@dataclass(frozen=True)
class Measured:
    """A model that was measured.

    Attributes:
        name: as the report calls it.
        parameters: how many it has.
        scores: what it scored.
    """

    name: str
    parameters: int
    scores: Scores


@dataclass(frozen=True)
class BenchmarkRun:
    """A standard benchmark that was run, and the expected accuracy of guessing, if known."""

    benchmark: Benchmark
    guessing: float | None


@dataclass(frozen=True)
class Evaluation:
    """All that an evaluation found.

    Attributes:
        job: what was asked.
        documents: the data; for a benchmark, its questions with their answers.
        models: the model itself, then its ancestors, parent first.
        drawn: of each, every metric's resampled values, as ``draw`` gives them.
        others: baselines and published references (``model``, ``kind``, ``metric``, ``value``, ``source``).
        contamination: as ``check_contamination`` gives it.
        benchmark: what was run instead of the task's own measurement.
    """

    job: Job
    documents: list[Document]
    models: list[Measured]
    drawn: list[dict[str, numpy.ndarray]]
    others: list[dict[str, Any]]
    contamination: dict[str, Any]
    benchmark: BenchmarkRun | None = None


def make_report(found: Evaluation) -> dict[str, Any]:
    """Put together report.json, from which page, table and plot are made."""
    job, documents, measured, drawn = found.job, found.documents, found.models, found.drawn
    contamination = found.contamination
    scores = measured[0].scores
    main = scores.metrics[0]
    rows = [_model_row(hop, one, drawn[hop]) for hop, one in enumerate(measured)]
    report = {
        "version": 1,
        "kind": "evaluate",
        "task": job.task,
        "metric": {
            "name": main.name,
            "label": label_of(main.name),
            "better": "more" if main.more_is_better else "less",
        },
        "labels": {metric.name: label_of(metric.name) for metric in scores.metrics},
        "text": _data(found),
        "rows": rows + [_other_row(row) for row in found.others],
        "differences": compare([one.scores for one in measured], drawn, [one.name for one in measured]),
        "bootstrap": {
            "confidence": CONFIDENCE,
            "resamples": RESAMPLES if drawn[0] else 0,
            "unit": scores.unit,
            "units": len(scores.rows),
            "seed": job.seed,
            "sources": list(SOURCES),
        },
        "profile": _profile(measured),
        "documents": _by_document(documents, measured),
        "contamination": {**contamination, "documents": contamination.get("documents", [])[:_MOST_DOCUMENTS]},
        "environment": environment_versions(job.threads),
    }
    if found.benchmark is not None:
        return {**report, **_benchmark(found.benchmark, len(documents))}
    return {**report, "method": _METHODS[job.task]} if job.task in _METHODS else report


def _data(found: Evaluation) -> dict[str, Any]:
    """Describe what was measured on, without its text."""
    documents: list[dict[str, Any]] = describe_documents(found.documents)
    if found.benchmark is not None:
        own = found.benchmark.benchmark
        documents = [{"dataset": own.name, "bytes": own.data.stat().st_size, "sha256": own.sha256}]
    return {"bytes": sum(document["bytes"] for document in documents), "documents": documents}


def _benchmark(run: BenchmarkRun, questions: int) -> dict[str, Any]:
    name, harness = run.benchmark.name, harness_version()
    return {
        "benchmark": {"name": name, "harness": harness, "questions": questions, "examples": 0},
        "method": f"{name} as {harness} defines it, without examples before a question",
    }


def label_of(metric: str) -> str:
    """Return a metric's name in words."""
    return _LABELS.get(metric, metric.replace("_", " "))


def _model_row(hop: int, one: Measured, draws: dict[str, numpy.ndarray]) -> dict[str, Any]:
    values = one.scores.values()
    metrics = {
        metric.name: {"value": values[metric.name], "interval": interval(draws.get(metric.name))}
        | ({"error": metric.error(one.scores.rows)} if metric.error else {})
        for metric in one.scores.metrics
    }
    kind = "ancestor" if hop else "model"
    return _with_bits(
        {"model": one.name, "kind": kind, "hop": hop, "parameters": one.parameters, "metrics": metrics}
    )


def _other_row(row: dict[str, Any]) -> dict[str, Any]:
    metrics = {row["metric"]: {"value": row["value"], "interval": row.get("interval")}}
    rest = {name: row[name] for name in ("source", "caveat") if name in row}
    return _with_bits({"model": row["model"], "kind": row["kind"], "metrics": metrics, **rest})


def _with_bits(row: dict[str, Any]) -> dict[str, Any]:
    """Repeat a language model's two metrics in the row itself."""
    metrics = row["metrics"]
    if "bits_per_byte" not in metrics:
        return row
    perplexity = metrics["perplexity"]["value"] if "perplexity" in metrics else None
    return {**row, "bitsPerByte": metrics["bits_per_byte"]["value"], "perplexity": perplexity}


def _profile(measured: list[Measured]) -> dict[str, Any]:
    """Describe how the metric runs along the data: at most 96 stretches, each with every model's value."""
    units = len(measured[0].scores.rows)
    most = max(1, units // measured[0].scores.metrics[0].least_units)
    ends = numpy.linspace(0, units, min(most, _POINTS) + 1).round().astype(int)
    stretches = list(zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True))
    return {
        "unitsEach": units / max(len(stretches), 1),
        "models": [
            {"model": one.name, "values": [_value(one.scores, slice(*ends)) for ends in stretches]}
            for one in measured
        ],
    }


def _by_document(documents: list[Document], measured: list[Measured]) -> list[dict[str, Any]]:
    """Give every model's metric on each document, for the first hundred of them."""
    of_document = measured[0].scores.documents
    if of_document is None:
        return []
    return [
        {
            "dataset": document.dataset,
            "bytes": document.size,
            "values": [_value(one.scores, of_document == number) for one in measured],
        }
        for number, document in enumerate(documents[:_MOST_DOCUMENTS])
    ]


def _value(scores: Scores, chosen: Any) -> float:
    return round(float(scores.metrics[0].combine(scores.rows[chosen])), 5)
