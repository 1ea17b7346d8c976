"""``python -m posthuman_algorithms train|evaluate|generate|serve|benchmark|create|convert|prepare``.

Exit codes: 0 done, 1 a crash (a bug in this package), 2 an error of the catalogue, 143 ended by SIGTERM.
Torch and transformers take seconds to import, so the modules that need them are imported last.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from posthuman_algorithms.data.text import read_documents
from posthuman_algorithms.entries.inputs import read_inputs
from posthuman_algorithms.entries.options import parse_convert_options, parse_create_options
from posthuman_algorithms.entries.prepare import prepare
from posthuman_algorithms.job.errors import AlgorithmError
from posthuman_algorithms.job.events import Events, EventWriter
from posthuman_algorithms.job.folder import KINDS, Dataset, job_root, read_job
from posthuman_algorithms.job.parameters import TRAIN_PARAMETERS, check_parameters
from posthuman_algorithms.job.shutdown import Shutdown
from posthuman_algorithms.runtime.environment import environment_versions, prepare_environment
from posthuman_algorithms.runtime.narrow_imports import import_narrowly
from posthuman_algorithms.serving.engines.options import read_serve_options


def main(arguments: list[str]) -> int:
    """Run an entry point; return the exit code."""
    shutdown = Shutdown()
    entry, *rest = arguments or [""]
    others = {
        "create": lambda: _run_create(rest, shutdown),
        "convert": lambda: _run_convert(rest),
        "prepare": prepare,
        "serve": lambda: _run_serve(shutdown),
        "benchmark": _run_benchmark,
    }
    if entry in others and (not rest or entry in ("create", "convert")):
        return others[entry]()
    if entry not in KINDS or rest:
        sys.stderr.write(f"usage: python -m posthuman_algorithms {{{','.join({**KINDS, **others})}}}\n")
        return 2

    def work(root: Path, events: Events) -> None:
        job = read_job(root, entry)
        prepare_environment(job.threads)
        inputs = read_inputs(job, entry)
        environment = environment_versions(job.threads)
        events.emit("start", algorithm=entry, total=inputs.total, environment=environment)
        import_narrowly()
        _load(entry)(job, inputs, events, shutdown)

    return _run_in_job_folder(work)


def _run_serve(shutdown: Shutdown) -> int:
    def work(root: Path, events: Events) -> None:
        job = read_job(root, "serve")
        options = read_serve_options(root)
        prepare_environment(job.threads)
        events.emit("start", algorithm="serve", environment=environment_versions(job.threads))
        import_narrowly()
        _load("serve")(job, options, events, shutdown)

    return _run_in_job_folder(work)


def _run_benchmark() -> int:
    def work(root: Path, events: Events) -> None:
        job = read_job(root, "benchmark")
        prepare_environment(job.threads)
        events.emit("start", algorithm="benchmark")
        _load("benchmark")(job)

    return _run_in_job_folder(work)


def _run_create(arguments: list[str], shutdown: Shutdown) -> int:
    options = parse_create_options(arguments)
    prepare_environment(options.threads)
    events = EventWriter(options.events)

    def work() -> None:
        given = {
            "steps": options.steps,
            "batch_size": options.batch,
            "block_size": options.context,
            "learning_rate": options.learning_rate,
            "warmup_steps": min(20, options.steps // 10),
        }
        parameters = check_parameters(given, TRAIN_PARAMETERS)
        documents = read_documents(tuple(Dataset(path.name, (path,)) for path in options.text))
        environment = environment_versions(options.threads)
        events.emit("start", algorithm="create", total=options.steps, environment=environment)
        import_narrowly()
        _load("create")(options, parameters, documents, events, shutdown)

    return _run(events, work)


def _run_convert(arguments: list[str]) -> int:
    options = parse_convert_options(arguments)
    prepare_environment(1)
    events = EventWriter(options.events)

    def work() -> None:
        events.emit("start", algorithm="convert", total=3)
        import_narrowly()
        _load("convert")(options, events)

    return _run(events, work)


def _load(entry: str) -> Callable[..., None]:
    """Import an entry point's module, which has a function of its own name."""
    return getattr(import_module(f"posthuman_algorithms.entries.{entry}"), entry)


def _run_in_job_folder(work: Callable[[Path, Events], None]) -> int:
    root = job_root()
    events = EventWriter(root / "logs" / "events.jsonl")
    return _run(events, lambda: work(root, events))


def _run(events: Events, work: Callable[[], None]) -> int:
    """Do the work, report how it ended, and return the exit code."""
    try:
        work()
    except AlgorithmError as error:
        events.emit("error", code=error.code, args=error.details)
        return 2
    except Exception as error:
        if _is_out_of_memory(error):
            events.emit("error", code="OUT_OF_MEMORY", args={})
            return 2
        traceback.print_exc()
        events.emit("error", code="ALGORITHM_CRASHED", args={"reason": type(error).__name__})
        return 1
    events.emit("end")
    return 0


def _is_out_of_memory(error: Exception) -> bool:
    text = str(error).lower()
    return isinstance(error, MemoryError) or "out of memory" in text or "allocate memory" in text


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
