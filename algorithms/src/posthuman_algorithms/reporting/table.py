"""An evaluation's report as a table for people."""

from __future__ import annotations

from typing import Any

from posthuman_algorithms.reporting.report import label_of


def make_table(report: dict[str, Any]) -> str:
    """Write a report's numbers as Markdown."""
    names = list(report["rows"][0]["metrics"])
    size, better = report["text"]["bytes"], report["metric"]["better"]
    run = report.get("benchmark")
    measured = f"{size:,} bytes of data"
    if run is not None:
        measured = f"{run['name']}, {run['questions']:,} questions ({run['harness']})"
    lines = [
        f"Measured on {measured}. In {report['metric']['label']}, {better} is better.",
        "",
        "| model | " + " | ".join(map(label_of, names)) + " |",
        "| --- |" + " ---: |" * len(names),
    ]
    notes: list[str] = []
    for row in (one for one in report["rows"] if set(names) & set(one["metrics"])):
        mark = ""
        if "source" in row:
            notes.append(
                _plain(f"{len(notes) + 1}. {row['model']}: {row['source']}. {row.get('caveat', '')}")
            )
            mark = f" ({len(notes)})"
        cells = [_cell(row["metrics"].get(name)) for name in names]
        lines.append(f"| {_plain(row['model'])}{mark} | " + " | ".join(cells) + " |")
    if run is not None:
        lines += ["", "± is the standard error, in brackets the 95 % confidence interval."]
    lines += ["", *[_sentence(one, report) for one in report["differences"]]]
    lines += [_contamination_sentence(report["contamination"]), "", *notes]
    return "\n".join([*lines, ""])


def _cell(metric: dict[str, Any] | None) -> str:
    if metric is None:
        return "—"
    text = f"{metric['value']:.4f}" + (f" ± {metric['error']:.4f}" if "error" in metric else "")
    return text if metric["interval"] is None else text + " [{:.4f}, {:.4f}]".format(*metric["interval"])


def _sentence(one: dict[str, Any], report: dict[str, Any]) -> str:
    name, parent = _plain(report["rows"][0]["model"]), _plain(one["model"])
    if one["interval"] is None:
        return f"{name} against {parent}: {one['gain']:+.4f}; too little data for an interval."
    low, high = one["interval"]
    words = {
        "better": "is better than",
        "worse": "is worse than",
        "undecided": "may or may not be better than",
    }
    return (
        f"{name} {words[one['verdict']]} {parent}: {one['gain']:+.4f} {report['metric']['label']} gained "
        f"[{low:+.4f}, {high:+.4f}], 95 % confidence."
    )


def _contamination_sentence(found: dict[str, Any]) -> str:
    if not found["checked"]:
        return "Overlap with the training data: unknown; the model comes without hashes of it."
    if found["share"] is None:
        return "Overlap with the training data: unknown; the text is too short."
    known = "" if found["complete"] else " (of its known trainings)"
    return f"Overlap with the training data{known}: {found['share']:.2%} of {found['ngrams']:,} 13-grams."


def _plain(name: str) -> str:
    return " ".join(name.split()).replace("|", "\\|")
