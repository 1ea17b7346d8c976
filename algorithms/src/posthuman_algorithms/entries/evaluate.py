"""The entry point ``evaluate``: the model next to its ancestors, baselines and published references."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from posthuman_algorithms.entries.inputs import Inputs
from posthuman_algorithms.job.events import Events, Progress
from posthuman_algorithms.job.files import write_json, write_text
from posthuman_algorithms.job.folder import Job
from posthuman_algorithms.job.shutdown import Shutdown
from posthuman_algorithms.measuring.contamination import check_contamination
from posthuman_algorithms.measuring.ngrams import read_ngrams
from posthuman_algorithms.measuring.resampling import draw
from posthuman_algorithms.reporting.baselines import baseline_rows
from posthuman_algorithms.reporting.plots import draw_rows
from posthuman_algorithms.reporting.published import published_rows
from posthuman_algorithms.reporting.report import BenchmarkRun, Evaluation, Measured, make_report
from posthuman_algorithms.reporting.table import make_table
from posthuman_algorithms.runtime.determinism import device, make_deterministic
from posthuman_algorithms.tasks import load_task
from posthuman_algorithms.tasks.task import MeasuresMore


def evaluate(job: Job, inputs: Inputs, events: Events, shutdown: Shutdown) -> None:  # noqa: ARG001
    """Measure the model and its ancestors on the requester's data, or on a standard benchmark.

    Writes report.json, table.md and plot.png to ``outputs``.
    """
    models = [(job.model_name, job.model), *job.lineage]
    make_deterministic(job.seed, job.threads)
    task = load_task(job.task)
    progress = Progress(events, inputs.total)
    measured: list[Measured] = []
    documents, run = inputs.data.documents, None
    for hop, (name, folder) in enumerate(models):
        model = task.load_model(folder, device())
        processor = task.load_processor(folder)

        def tell(done: int, windows: int, hop: int = hop) -> None:
            progress.report(100 * hop + 100 * done // windows)

        if inputs.benchmark is None:
            scores = task.measure(model, processor, inputs.data, tell)
            if isinstance(task, MeasuresMore):
                scores = task.measure_more(model, processor, inputs.data, scores)
        else:
            # The harness takes seconds to import, and most evaluations do without it.
            harness = import_module("posthuman_algorithms.benchmarks.questions")
            answered = harness.put_questions(inputs.benchmark, model, processor, tell)
            scores, documents = answered.scores, answered.questions
            run = BenchmarkRun(inputs.benchmark, answered.guessing)
        parameters = sum(value.numel() for value in model.parameters())
        measured.append(Measured(name, parameters, scores))
    drawn = draw([one.scores for one in measured], job.seed)
    overlap = check_contamination(documents, read_ngrams(job.model), together=run is not None)
    others = _others(inputs, measured[0].scores.metrics[0].name, run)
    report = make_report(Evaluation(job, documents, measured, drawn, others, overlap, run))
    write_json(job.outputs / "report.json", report)
    write_text(job.outputs / "table.md", make_table(report))
    draw_rows(job.outputs / "plot.png", report["rows"], report["metric"])
    values = measured[0].scores.values()
    events.emit("metrics", metrics={**values, "bytes": report["text"]["bytes"]})


def _others(inputs: Inputs, metric: str, run: BenchmarkRun | None) -> list[dict[str, Any]]:
    """Return what the models are compared with: baselines, and what others published."""
    rows = baseline_rows(inputs.data.documents) if metric == "bits_per_byte" else []
    if run is not None and run.guessing is not None:
        source = "the expected accuracy of guessing"
        rows.append({"model": "guessing", "kind": "baseline", "value": run.guessing, "source": source})
    rows += inputs.published or published_rows(metric, run.benchmark.name if run else None)
    return [{"metric": metric, **row} for row in rows]
