"""The entry point ``evaluate``: the model next to its ancestors, baselines and a published reference."""

from __future__ import annotations

from typing import Any

from posthuman_algorithms.baselines import baseline_rows
from posthuman_algorithms.determinism import device, make_deterministic
from posthuman_algorithms.environment import environment_versions
from posthuman_algorithms.events import Events
from posthuman_algorithms.inputs import Inputs
from posthuman_algorithms.job import Job
from posthuman_algorithms.outputs import describe_documents, write_json, write_text
from posthuman_algorithms.plots import draw_rows
from posthuman_algorithms.progress import Progress
from posthuman_algorithms.published import published_rows
from posthuman_algorithms.shutdown import Shutdown
from posthuman_algorithms.tasks import load_task
from posthuman_algorithms.text import Document
from posthuman_algorithms.weights import load_tokenizer

Row = dict[str, Any]


def evaluate(job: Job, inputs: Inputs, events: Events, shutdown: Shutdown) -> None:  # noqa: ARG001
    """Measure the model and its ancestors on the requester's text.

    Writes report.json, table.md and plot.png to ``outputs``.
    """
    models = [(job.model_name, job.model, "model")]
    models += [(name, folder, "ancestor") for name, folder in job.lineage]
    make_deterministic(job.seed, job.threads)
    task = load_task(job.task)
    progress = Progress(events, inputs.total)
    rows: list[Row] = []
    for place, (name, folder, kind) in enumerate(models):
        measured = task.measure(
            task.load_model(folder, device()),
            load_tokenizer(folder),
            inputs.documents,
            lambda done, windows, place=place: progress.report(100 * place + 100 * done // windows),
        )
        bits, perplexity = measured.bits_per_byte, measured.perplexity
        rows.append({"model": name, "kind": kind, "bitsPerByte": bits, "perplexity": perplexity})
    size = sum(document.size for document in inputs.documents)
    metrics = {"bits_per_byte": rows[0]["bitsPerByte"], "perplexity": rows[0]["perplexity"], "bytes": size}
    rows += baseline_rows(inputs.documents)
    rows += published_rows()
    _write_outputs(job, inputs.documents, rows)
    events.emit("metrics", metrics=metrics)


def _write_outputs(job: Job, documents: list[Document], rows: list[Row]) -> None:
    text = {"bytes": sum(document.size for document in documents), "documents": describe_documents(documents)}
    report = {
        "kind": "evaluate",
        "task": job.task,
        "text": text,
        "rows": rows,
        "method": "sliding windows of the model's context, half a context apart; every token counts once",
        "environment": environment_versions(job.threads),
    }
    write_json(job.outputs / "report.json", report)
    write_text(job.outputs / "table.md", _table(text["bytes"], rows))
    draw_rows(job.outputs / "plot.png", rows, f"Bits per byte on {text['bytes']:,} bytes of text")


def _table(size: int, rows: list[Row]) -> str:
    lines = [
        f"Measured on {size:,} bytes of text. Lower is better.",
        "",
        "| model | bits per byte | perplexity per token |",
        "| --- | ---: | ---: |",
    ]
    notes = []
    for row in rows:
        mark = ""
        if "source" in row:
            notes.append(
                f"{len(notes) + 1}. {row['model']}: {row['source']}. {row.get('caveat', '')}".rstrip()
            )
            mark = f" ({len(notes)})"
        name = str(row["model"]).replace("|", "\\|")
        perplexity = f"{row['perplexity']:.2f}" if row["perplexity"] is not None else "—"
        lines.append(f"| {name}{mark} | {row['bitsPerByte']:.4f} | {perplexity} |")
    return "\n".join([*lines, "", *notes, ""])
