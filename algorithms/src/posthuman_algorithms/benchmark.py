"""Run a standard benchmark as EleutherAI's harness (lm-eval) defines it, on data that lies in the job folder.

Questions, prompts and metrics are those of the harness's own task file; the data is one file of the job,
with the columns of the dataset that the task is made for. Nothing is fetched, and no task file or code of
the requester's is read. The harness is no dependency of this package: an operator who offers benchmarks
installs it beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy

from posthuman_algorithms.errors import AlgorithmError
from posthuman_algorithms.job import Dataset
from posthuman_algorithms.scores import Metric, Scores, ratio

_BUILDERS = {".json": "json", ".jsonl": "json", ".csv": "csv"}
_SPLIT = "test"
_OWN = ("tag", "dataset_name", "dataset_kwargs", "training_split", "validation_split", "fewshot_split")


@dataclass(frozen=True)
class Benchmark:
    """A benchmark that can be run.

    Attributes:
        definition: the harness's task file.
        data: the job's file with the questions.
    """

    definition: Path
    data: Path


def find_benchmark(name: str, task: str, datasets: tuple[Dataset, ...]) -> Benchmark:
    """Find the harness's task of this name, and its data; imports nothing.

    Args:
        name: as the harness calls it, such as ``arc_easy``.
        task: of the model.
        datasets: of the job, without references.

    Raises:
        AlgorithmError: PARAMETER_INVALID.
    """
    harness = find_spec("lm_eval")
    if task != "causal-lm":
        raise _refused("benchmarks are for causal-lm")
    if harness is None or not harness.submodule_search_locations:
        raise _refused("this worker has no lm-eval")
    if not re.fullmatch(r"[\w-]{1,100}", name):
        raise _refused("it is no name of a task of lm-eval")
    found = sorted((Path(harness.submodule_search_locations[0]) / "tasks").rglob(f"{name}.yaml"))
    if len(found) != 1:
        raise _refused(f"lm-eval has no task of its own called {name}")
    files = [file for dataset in datasets for file in dataset.files]
    if len(files) != 1 or files[0].suffix not in _BUILDERS:
        raise _refused(f"its data must be one file that ends in {', '.join(_BUILDERS)}")
    return Benchmark(found[0], files[0])


def measure_benchmark(
    benchmark: Benchmark, model: Any, tokenizer: Any, on_progress: Callable[[int, int], None]
) -> Scores:
    """Ask a model a benchmark's questions, without examples before them.

    Args:
        benchmark: as ``find_benchmark`` gives it.
        model: a causal language model.
        tokenizer: the model's own.
        on_progress: called when it is done; the harness tells nothing before.

    Returns:
        A row for each question, a part for each metric.

    Raises:
        AlgorithmError: PARAMETER_INVALID if the data does not fit the task, or its metrics are no means.
    """
    from lm_eval import simple_evaluate  # noqa: PLC0415
    from lm_eval.models.huggingface import HFLM  # noqa: PLC0415
    from lm_eval.tasks import TaskManager  # noqa: PLC0415
    from lm_eval.tasks._yaml_loader import load_yaml  # noqa: PLC0415

    config = {name: value for name, value in load_yaml(benchmark.definition).items() if name not in _OWN}
    config["dataset_path"] = _BUILDERS[benchmark.data.suffix]
    config["dataset_kwargs"] = {"data_files": {_SPLIT: str(benchmark.data)}}
    config["test_split"] = _SPLIT
    try:
        found = simple_evaluate(
            model=HFLM(pretrained=model, tokenizer=tokenizer, batch_size=8),
            tasks=[config],
            task_manager=TaskManager(include_defaults=False),
            num_fewshot=0,
            bootstrap_iters=0,
        )
    except Exception as error:
        # Templates meet whatever is in the data.
        raise _refused(
            f"the data does not fit the task: {type(error).__name__}: {str(error)[:200]}"
        ) from error
    on_progress(1, 1)
    name = config["task"]
    return _scores(found["samples"][name], found["higher_is_better"][name])


def _scores(samples: list[dict[str, Any]], more_is_better: dict[str, bool]) -> Scores:
    names = [name for name in samples[0]["metrics"] if isinstance(samples[0][name], (int, float))]
    if not names:
        raise _refused("none of its metrics is a mean over questions")
    rows = numpy.array([[*(float(one[name]) for name in names), 1.0] for one in samples])
    metrics = tuple(
        Metric(name, more_is_better=more_is_better.get(name, True), combine=ratio(place, len(names)))
        for place, name in enumerate(names)
    )
    return Scores(metrics, rows, "question")


def _refused(reason: str) -> AlgorithmError:
    return AlgorithmError("PARAMETER_INVALID", name="benchmark", reason=reason)
