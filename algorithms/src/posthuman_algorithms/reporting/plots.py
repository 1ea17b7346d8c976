"""Draw the plots of a report. Matplotlib is imported when one is drawn, after the work is done."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from posthuman_algorithms.job.files import write_atomic

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_INK, _MUTED, _GRID = "#1f2933", "#7b8794", "#e4e7eb"
_LONGEST_NAME = 40


_ACCENT, _PALE = "#5b5bd6", "#c9c9f2"
_BARS = {"model": _ACCENT, "ancestor": "#9c9ce8", "baseline": "#cbd2d9", "published": "#f0b429"}


def draw_losses(path: Path, losses: list[float], title: str, unit: str) -> None:
    """Draw the loss of each step and its running mean (over a twentieth of the steps) as PNG."""
    figure, axes = _canvas(title)
    steps = range(1, len(losses) + 1)
    smooth = _running_mean(losses, max(5, len(losses) // 20))
    axes.plot(steps, losses, color=_PALE, linewidth=1, label="each step")
    axes.plot(steps, smooth, color=_ACCENT, linewidth=2.2, label="running mean")
    axes.annotate(
        f"{smooth[-1]:.3f}",
        (len(losses), smooth[-1]),
        xytext=(6, 0),
        textcoords="offset points",
        color=_ACCENT,
        va="center",
        fontweight="bold",
    )
    axes.set_xlabel("step")
    axes.set_ylabel(f"loss, {unit}")
    locator: Any = axes.xaxis.get_major_locator()
    locator.set_params(integer=True)
    axes.margins(x=0.02)
    axes.legend(frameon=False, labelcolor=_INK)
    _save(figure, path)


def draw_rows(path: Path, rows: list[dict[str, Any]], metric: dict[str, str]) -> None:
    """Draw each row's metric as a bar with its confidence interval, best on top, as PNG.

    Args:
        path: of the file.
        rows: of a report; those without the metric are left out.
        metric: its ``name``, ``label`` and whether ``more`` or ``less`` is ``better``.
    """
    name = metric["name"]
    sign = 1 if metric["better"] == "more" else -1
    shown = [row for row in rows if name in row["metrics"]]
    ordered = sorted(shown, key=lambda row: sign * row["metrics"][name]["value"])
    values = [row["metrics"][name]["value"] for row in ordered]
    bounds = [
        row["metrics"][name]["interval"] or [value, value] for row, value in zip(ordered, values, strict=True)
    ]
    title = metric["label"][0].upper() + metric["label"][1:]
    figure, axes = _canvas(title, height=1.5 + 0.5 * len(ordered))
    places = range(len(ordered))
    bars = axes.barh(
        places,
        values,
        xerr=_error_bars(values, bounds),
        error_kw={"ecolor": _INK, "elinewidth": 1.4, "capsize": 3},
        color=[_BARS[row["kind"]] for row in ordered],
        height=0.62,
    )
    # A name is arbitrary text: without formulas, and no wider than the plot.
    axes.set_yticks(places, [_label(row) for row in ordered], parse_math=False)
    axes.bar_label(bars, fmt="%.3f", padding=6, color=_INK)
    axes.set_xlabel(f"{metric['label']} ({metric['better']} is better), with 95 % confidence intervals")
    axes.margins(x=0.12)
    axes.grid(visible=False, axis="y")
    _save(figure, path)


def _error_bars(values: list[float], bounds: list[list[float]]) -> list[list[float]]:
    """Return lengths to the left and to the right, as matplotlib expects them: never below 0."""
    pairs = list(zip(values, bounds, strict=True))
    return [
        [max(value - low, 0.0) for value, (low, _) in pairs],
        [max(high - value, 0.0) for value, (_, high) in pairs],
    ]


def _label(row: dict[str, Any]) -> str:
    name = str(row["model"])[:_LONGEST_NAME]
    return f"{name}\n(another text)" if row["kind"] == "published" else name


def _canvas(title: str, height: float = 4.5) -> tuple[Figure, Axes]:
    with _without_system_fonts():
        from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=(8, height), dpi=144, layout="constrained")
    axes = figure.add_subplot()
    axes.set_title(title, loc="left", color=_INK, fontweight="bold", pad=14)
    axes.grid(color=_GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(colors=_MUTED, labelcolor=_INK, length=0)
    axes.xaxis.label.set_color(_MUTED)
    axes.yaxis.label.set_color(_MUTED)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(_GRID)
    return figure, axes


@contextlib.contextmanager
def _without_system_fonts() -> Generator[None, None, None]:
    """Keep matplotlib from asking fontconfig, which a sandbox lacks; its own fonts are always the same."""
    path = os.environ.get("PATH", os.defpath)
    os.environ["PATH"] = "/nonexistent"
    try:
        yield
    finally:
        os.environ["PATH"] = path


def _running_mean(values: list[float], width: int) -> list[float]:
    means = []
    for end in range(1, len(values) + 1):
        window = values[max(0, end - width) : end]
        means.append(sum(window) / len(window))
    return means


def _save(figure: Figure, path: Path) -> None:
    picture = io.BytesIO()
    figure.savefig(picture, format="png", metadata={"Software": None})
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(path, picture.getvalue())
