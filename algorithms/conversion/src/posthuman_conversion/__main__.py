"""``python -m posthuman_conversion``: ``model/`` of the job folder → ``state/openvino/``.

With ``prepare`` it only compiles the bytecode of what it imports, which a sandboxed run cannot write. Exit
codes as of ``posthuman_algorithms``; 2 with MODEL_NOT_CONVERTIBLE means that another engine must serve the
model.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from posthuman_algorithms.job.errors import AlgorithmError
from posthuman_algorithms.job.events import EventWriter
from posthuman_algorithms.job.folder import job_root, read_job
from posthuman_algorithms.job.shutdown import Shutdown
from posthuman_algorithms.runtime.environment import prepare_environment
from posthuman_algorithms.runtime.narrow_imports import import_narrowly


def main(arguments: list[str]) -> int:
    """Convert; return the exit code."""
    Shutdown()
    if arguments == ["prepare"]:
        prepare_environment(1)
        _import_convert()
        return 0
    root = job_root()
    events = EventWriter(root / "logs" / "events.jsonl")
    try:
        job = read_job(root, "serve")
        prepare_environment(job.threads)
        events.emit("start", algorithm="convert", total=100)
        _import_convert()(job.model, job.state / "openvino", job.threads, events)
    except AlgorithmError as error:
        events.emit("error", code=error.code, args=error.details)
        return 2
    events.emit("end")
    return 0


def _import_convert() -> Callable[[Path, Path, int, EventWriter], None]:
    """Import it without what takes seconds and is not used: compiler, scikit-learn, OpenVINO's telemetry."""
    sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
    import_narrowly()
    for name in ("transformers.utils.import_utils", "transformers.utils"):
        utils: Any = import_module(name)
        utils.is_sklearn_available = lambda: False
    return import_module("posthuman_conversion.convert").convert


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
