"""Definitions of standard benchmarks in EleutherAI's harness (lm-eval), found without importing it.

Prompts and metrics are those of the harness's own task file; the questions are in the job folder, with the
columns of the dataset for which the task is made. Nothing is fetched, and no task file or code of a requester
is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from posthuman_algorithms.job.errors import AlgorithmError

_FORMATS = {".json": "json", ".jsonl": "json", ".csv": "csv", ".parquet": "parquet"}
"""Extension of a benchmark's data → the reader of the library ``datasets`` for it."""

_SPLIT = "test"
_OWN = ("tag", "dataset_name", "dataset_kwargs", "training_split", "validation_split", "fewshot_split")
"""Settings of a task that say from where its data is fetched."""


@dataclass(frozen=True)
class Benchmark:
    """A benchmark that is ready to be run.

    Attributes:
        name: the harness's, such as ``arc_easy``.
        definition: the harness's task file.
        data: the file with the questions.
        sha256: of that file.
    """

    name: str
    definition: Path
    data: Path
    sha256: str


def harness_version() -> str:
    """Name the harness and its version."""
    return f"lm-eval {version('lm-eval')}"


def find_definition(name: str) -> Path:
    """Find the harness's task file by the benchmark's name; among 14,000 files, this takes seconds.

    Raises:
        AlgorithmError: BENCHMARK_UNKNOWN.
    """
    folder = _folder()
    if re.fullmatch(r"[a-zA-Z0-9][\w-]{0,99}", name):
        line = re.compile(rf"""^["']?task["']?:\s*["']?{re.escape(name)}["']?\s*$""".encode(), re.MULTILINE)
        likely = sorted(folder.rglob(f"{name}.yaml"))
        for files in (likely, sorted(folder.rglob("*.yaml"))):
            found = [path for path in files if line.search(path.read_bytes())]
            if len(found) == 1:
                return found[0]
    raise AlgorithmError("BENCHMARK_UNKNOWN", name=name[:100], harness=harness_version())


def definition_at(path: str) -> Path:
    """Find a task file by its path below the harness's tasks, as ``place_of`` gives it.

    Raises:
        AlgorithmError: JOB_INVALID if this version of the harness does not have it.
    """
    folder = _folder()
    definition = (folder / path).resolve()
    if not definition.is_relative_to(folder) or not definition.is_file():
        raise AlgorithmError("JOB_INVALID", reason=f"{harness_version()} has no task file {path}")
    return definition


def place_of(definition: Path) -> str:
    """Return a task file's path below the harness's tasks."""
    return definition.relative_to(_folder()).as_posix()


def check_format(data: Path) -> str:
    """Return the reader for a benchmark's data. Raises BENCHMARK_DATA_INVALID."""
    reader = _FORMATS.get(data.suffix)
    if reader is None:
        raise refuse_data(data, f"it does not end in {', '.join(_FORMATS)}")
    return reader


def task_config(own: dict[str, Any], data: Path) -> dict[str, Any]:
    """Change the settings of a harness's task so that it reads all of one file, and nothing else."""
    config = {name: value for name, value in own.items() if name not in _OWN}
    config["dataset_path"] = check_format(data)
    config["dataset_kwargs"] = {"data_files": {_SPLIT: str(data)}}
    config["test_split"] = _SPLIT
    return config


def refuse_data(data: Path, reason: str) -> AlgorithmError:
    """Make the error that says why a file is not a benchmark's data."""
    return AlgorithmError("BENCHMARK_DATA_INVALID", file=data.name, reason=reason)


def _folder() -> Path:
    harness = find_spec("lm_eval")
    if harness is None or not harness.submodule_search_locations:
        raise AlgorithmError("JOB_INVALID", reason="the environment has no lm-eval")
    return (Path(harness.submodule_search_locations[0]) / "tasks").resolve()
