"""The entry point ``evaluate``: the model next to its ancestors, baselines and published references."""

from __future__ import annotations

from posthuman_algorithms.baselines import baseline_rows
from posthuman_algorithms.benchmark import measure_benchmark
from posthuman_algorithms.bootstrap import draw
from posthuman_algorithms.contamination import check_contamination
from posthuman_algorithms.determinism import device, make_deterministic
from posthuman_algorithms.evaluation_report import Evaluation, Measured, make_report
from posthuman_algorithms.evaluation_table import make_table
from posthuman_algorithms.events import Events
from posthuman_algorithms.inputs import Inputs
from posthuman_algorithms.job import Job
from posthuman_algorithms.outputs import write_json, write_text
from posthuman_algorithms.plots import draw_rows
from posthuman_algorithms.progress import Progress
from posthuman_algorithms.published import published_rows
from posthuman_algorithms.shutdown import Shutdown
from posthuman_algorithms.tasks import load_task
from posthuman_algorithms.training_ngrams import read_ngrams


def evaluate(job: Job, inputs: Inputs, events: Events, shutdown: Shutdown) -> None:  # noqa: ARG001
    """Measure the model and its ancestors on the requester's data.

    Writes report.json, table.md and plot.png to ``outputs``.
    """
    models = [(job.model_name, job.model), *job.lineage]
    make_deterministic(job.seed, job.threads)
    task = load_task(job.task)
    progress = Progress(events, inputs.total)
    measured: list[Measured] = []
    for hop, (name, folder) in enumerate(models):
        model = task.load_model(folder, device())
        processor = task.load_processor(folder)

        def tell(done: int, windows: int, hop: int = hop) -> None:
            progress.report(100 * hop + 100 * done // windows)

        scores = (
            task.measure(model, processor, inputs.data, tell)
            if inputs.benchmark is None
            else measure_benchmark(inputs.benchmark, model, processor, tell)
        )
        parameters = sum(value.numel() for value in model.parameters())
        measured.append(Measured(name, parameters, scores))
    metric = measured[0].scores.metrics[0]
    others = baseline_rows(inputs.data.documents) if metric.name == "bits_per_byte" else []
    others += [{"metric": metric.name, **row} for row in inputs.published or published_rows(metric.name)]
    drawn = draw([one.scores for one in measured], job.seed)
    overlap = check_contamination(inputs.data.documents, read_ngrams(job.model))
    report = make_report(Evaluation(job, inputs.data.documents, measured, drawn, others, overlap))
    write_json(job.outputs / "report.json", report)
    write_text(job.outputs / "table.md", make_table(report))
    draw_rows(job.outputs / "plot.png", report["rows"], report["metric"])
    values = measured[0].scores.values()
    events.emit("metrics", metrics={**values, "bytes": report["text"]["bytes"]})
