"""The entry point ``benchmark``: check whether a file holds the questions of a standard benchmark."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lm_eval.api.task import ConfigurableTask
from lm_eval.tasks._yaml_loader import load_yaml

from posthuman_algorithms.benchmarks.harness import (
    check_format,
    find_definition,
    harness_version,
    place_of,
    refuse_data,
    task_config,
)
from posthuman_algorithms.job.files import write_json
from posthuman_algorithms.job.folder import Job


def benchmark(job: Job) -> None:
    """Find the harness's task, and build every question of the data as an evaluation would.

    Without a dataset it only says where the data can be found. Writes benchmark.json to ``outputs``.

    Raises:
        AlgorithmError: BENCHMARK_UNKNOWN, or BENCHMARK_DATA_INVALID with the question that is wrong.
    """
    definition = find_definition(str(job.parameters.get("benchmark", "")))
    files = [file for dataset in job.datasets for file in dataset.files]
    own = load_yaml(definition)
    about = {
        "name": own["task"],
        "definition": place_of(definition),
        "harness": harness_version(),
        "source": " ".join(str(own[name]) for name in ("dataset_path", "dataset_name") if own.get(name)),
        "split": own.get("test_split") or own.get("validation_split") or "test",
    }
    if files:
        check_format(files[0])
        about["questions"] = _make_questions(own, files[0])
    write_json(job.outputs / "benchmark.json", about)


def _make_questions(own: dict[str, Any], data: Path) -> int:
    try:
        task = ConfigurableTask(config=task_config(own, data))
        docs: list[Any] = list(task.test_docs())
    except Exception as error:
        # The library `datasets` fails on a bad file in ways of its own, and the harness tries one question.
        if type(error).__module__.startswith("jinja2"):
            raise refuse_data(data, f"question 1 does not fit the task: {_words(error)}") from error
        raise refuse_data(data, f"it cannot be read: {_words(error)}") from error
    if not docs:
        raise refuse_data(data, "it contains no questions")
    for number, doc in enumerate(docs, 1):
        try:
            context = task.fewshot_context(doc, num_fewshot=0)
            asked = task.construct_requests(doc, context, metadata=(own["task"], number, 1))
            answered = bool(asked) and _has_answer(task, doc)
        except Exception as error:
            # Templates may fail in any way on what is in the data.
            raise refuse_data(data, f"question {number} does not fit the task: {_words(error)}") from error
        if not answered:
            raise refuse_data(data, f"question {number} has no right answer")
    return len(docs)


def _has_answer(task: ConfigurableTask, doc: dict[str, Any]) -> bool:
    """Return whether the right answer is among the choices; test sets of contests come without answers."""
    target = task.doc_to_target(doc)
    if task.OUTPUT_TYPE != "multiple_choice" or task.multiple_input:
        return target is not None and target != ""
    choices = task.doc_to_choice(doc)
    return all(
        0 <= one < len(choices) if type(one) is int else one in choices
        for one in (target if isinstance(target, list) else [target])
    )


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error)[:200]}"
