"""The job folder: what a job should do, and where its files are."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from posthuman_algorithms.job.errors import AlgorithmError

KINDS = {
    "train": "train",
    "evaluate": "evaluate",
    "generate": "infer",
    "serve": "serve",
    "benchmark": "benchmark",
}
"""Entry point → the kind of job that it runs."""


@dataclass(frozen=True)
class Dataset:
    """One dataset of the job.

    Attributes:
        name: what errors and reports call it.
        files: its files, in the order of job.json.
        sha256: of its only file, 64 hex digits, if job.json gives it.
    """

    name: str
    files: tuple[Path, ...]
    sha256: str | None = None


@dataclass(frozen=True)
class Job:
    """A job folder and its job.json.

    Attributes:
        root: the folder, ``/data`` in the sandbox.
        kind: train, evaluate, infer, serve or benchmark.
        task: such as ``causal-lm``; not yet checked.
        parameters: as the requester gave them, not yet checked.
        seed: of every random choice, from 0 to 2^63 − 1.
        threads: compute threads, 1 to 1024.
        model_name: what reports call the model.
        benchmark: the worker's standard benchmark: ``name``, ``definition``, ``file`` below
            ``inputs/benchmark``, and its ``sha256``; evaluate only.
        lineage: (name, folder) of the model's ancestors, parent first; evaluate only.
        family_evaluation: whether the family has a held-out set, in ``inputs/evaluation``.
    """

    root: Path
    kind: str
    task: str
    parameters: dict[str, Any]
    datasets: tuple[Dataset, ...]
    seed: int
    threads: int
    family_evaluation: bool
    lineage: tuple[tuple[str, Path], ...]
    model_name: str
    benchmark: dict[str, str] | None = None

    @property
    def model(self) -> Path:
        """The model's folder, read-only."""
        return self.root / "model"

    @property
    def state(self) -> Path:
        """Folder that survives a restart: checkpoints, trace.jsonl, the new model."""
        return self.root / "state"

    @property
    def outputs(self) -> Path:
        """Folder of what the requester may fetch."""
        return self.root / "outputs"

    @property
    def evaluation(self) -> Dataset:
        """The family's held-out set. Raises DATASET_ABSENT."""
        folder = self.root / "inputs" / "evaluation"
        files = tuple(sorted(path for path in folder.glob("*") if path.is_file()))
        if not files:
            raise AlgorithmError("DATASET_ABSENT", name="evaluation")
        return Dataset("evaluation", files)


def job_root() -> Path:
    """Where the job folder is: ``$POSTHUMAN_JOB``, or else ``/data``."""
    return Path(os.environ.get("POSTHUMAN_JOB", "/data"))


def read_job(root: Path, entry: str) -> Job:
    """Read ``inputs/job.json``.

    Args:
        root: the job folder.
        entry: the entry point called, a key of ``KINDS``.

    Raises:
        AlgorithmError: JOB_INVALID with the reason.
    """
    path = root / "inputs" / "job.json"
    try:
        raw = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise AlgorithmError(
            "JOB_INVALID", reason=f"job.json cannot be read ({type(error).__name__})"
        ) from error
    _require(isinstance(raw, dict), "job.json is not an object")
    kind = raw.get("kind")
    _require(kind == KINDS[entry], f"the entry point {entry} cannot run a job of kind {kind}")
    parameters = raw.get("parameters", {})
    _require(isinstance(parameters, dict), "parameters is not an object")
    seed, threads = raw.get("seed", 0), raw.get("threads", 1)
    _require(type(seed) is int and 0 <= seed < 2**63, "seed is not an integer from 0 to 2^63 - 1")
    _require(type(threads) is int and 1 <= threads <= 1024, "threads is not an integer from 1 to 1024")
    datasets, lineage = raw.get("datasets", []), raw.get("lineage", [])
    _require(isinstance(datasets, list), "datasets is not a list")
    _require(
        isinstance(lineage, list)
        and all(isinstance(one, dict) and {"name", "path"} <= set(one) for one in lineage),
        "lineage is not a list of names and paths",
    )
    return Job(
        root=root,
        kind=kind,
        task=str(raw.get("task", "causal-lm")),
        parameters=parameters,
        datasets=tuple(_read_dataset(root, entry) for entry in datasets),
        seed=seed,
        threads=threads,
        family_evaluation=bool(raw.get("familyEvaluation", False)),
        lineage=tuple((str(one["name"]), _inside(root, one["path"])) for one in lineage),
        model_name=str(raw.get("model", "model")),
        benchmark=_read_benchmark(root, raw.get("benchmark")),
    )


def _read_dataset(root: Path, entry: Any) -> Dataset:
    _require(isinstance(entry, dict) and isinstance(entry.get("id"), str), "a dataset has no id")
    files = entry.get("files") or []
    _require(all(isinstance(name, str) for name in files), f"dataset {entry['id']} names no files")
    folder = Path("inputs") / entry["id"]
    return Dataset(
        name=str(entry.get("name", entry["id"])),
        files=tuple(_inside(root, str(folder / name)) for name in files),
        sha256=entry.get("sha256"),
    )


def _read_benchmark(root: Path, given: Any) -> dict[str, str] | None:
    if given is None:
        return None
    fields = ("name", "definition", "file", "sha256")
    _require(
        isinstance(given, dict) and all(isinstance(given.get(name), str) for name in fields),
        "benchmark has no name, definition, file and sha256",
    )
    return {
        **{name: given[name] for name in fields},
        "file": str(_inside(root, f"inputs/benchmark/{given['file']}")),
    }


def _inside(root: Path, path: str) -> Path:
    """Resolve a path of job.json within the folder; an absolute one is as in the sandbox, below /data."""
    relative = Path(path).relative_to("/data") if path.startswith("/data/") else Path(path)
    _require(not relative.is_absolute() and ".." not in relative.parts, f"{path} lies outside the job folder")
    return root / relative


def _require(condition: bool, reason: str) -> None:
    if not condition:
        raise AlgorithmError("JOB_INVALID", reason=reason)
