"""Put a benchmark's questions to a model, by EleutherAI's harness (lm-eval)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy
from lm_eval import simple_evaluate
from lm_eval.models.huggingface import HFLM
from lm_eval.tasks import TaskManager
from lm_eval.tasks._yaml_loader import load_yaml

from posthuman_algorithms.benchmarks.harness import Benchmark, refuse_data, task_config
from posthuman_algorithms.data.text import Document
from posthuman_algorithms.job.files import sha256_bytes
from posthuman_algorithms.measuring.scores import Metric, Scores, ratio

_ROWS_AT_ONCE = 8
_CLOSE = 1e-9


@dataclass(frozen=True)
class Answered:
    """The result of a benchmark.

    Attributes:
        scores: a row for each question, a part for each metric.
        questions: each with its right answer.
        guessing: the expected accuracy of guessing, 0 to 1; None if there is nothing to choose from.
    """

    scores: Scores
    questions: list[Document]
    guessing: float | None


def put_questions(
    benchmark: Benchmark, model: Any, tokenizer: Any, on_progress: Callable[[int, int], None]
) -> Answered:
    """Ask a causal language model a benchmark's questions, without examples before them (zero-shot).

    Args:
        benchmark: whose data has been checked.
        model: a causal language model.
        tokenizer: the model's own.
        on_progress: called once at the end; the harness reports nothing before.

    Raises:
        AlgorithmError: BENCHMARK_DATA_INVALID if no metric is a mean over questions.
    """
    logging.getLogger("lm_eval").setLevel(logging.ERROR)
    config = task_config(load_yaml(benchmark.definition), benchmark.data)
    found = simple_evaluate(
        model=HFLM(pretrained=model, tokenizer=tokenizer, batch_size=_ROWS_AT_ONCE),
        tasks=[config],
        task_manager=TaskManager(include_defaults=False),
        num_fewshot=0,
        bootstrap_iters=0,
    )
    on_progress(1, 1)
    name = config["task"]
    samples, chooses = found["samples"][name], config.get("output_type") == "multiple_choice"
    first = [sample for sample in samples if sample["filter"] == samples[0]["filter"]]
    return Answered(
        _scores(benchmark, samples, found["results"][name], found["higher_is_better"][name]),
        [_question(name, sample) for sample in first],
        float(numpy.mean([1 / len(sample["arguments"]) for sample in first])) if chooses else None,
    )


def _scores(
    benchmark: Benchmark, samples: list[dict[str, Any]], results: dict[str, Any], more: dict[str, bool]
) -> Scores:
    """Take the metrics that are means over questions; the others cannot be resampled from rows."""
    filters = list(dict.fromkeys(sample["filter"] for sample in samples))
    columns: dict[str, list[float]] = {}
    better = []
    for one in filters:
        of_filter = [sample for sample in samples if sample["filter"] == one]
        for name in of_filter[0]["metrics"]:
            values = [sample[name] for sample in of_filter]
            whole = results.get(f"{name},{one}")
            if not all(isinstance(value, int | float) for value in values) or not isinstance(
                whole, int | float
            ):
                continue
            if abs(float(numpy.mean(values)) - whole) < _CLOSE:
                columns[name if len(filters) == 1 else f"{name}_{one}"] = [float(value) for value in values]
                better.append(more.get(name, True))
    if not columns:
        raise refuse_data(benchmark.data, "none of the benchmark's metrics is a mean over questions")
    rows = numpy.array([*columns.values(), [1.0] * len(next(iter(columns.values())))]).T
    metrics = tuple(
        Metric(name, more_is_better=sign, combine=ratio(place, len(columns)), error=_error_of_mean(place))
        for place, (name, sign) in enumerate(zip(columns, better, strict=True))
    )
    return Scores(metrics, rows, "question")


def _error_of_mean(place: int) -> Callable[[numpy.ndarray], float]:
    """Make the standard error of a mean, as the harness prints it: sample deviation / √n."""
    return lambda rows: float(rows[:, place].std(ddof=1) / len(rows) ** 0.5) if len(rows) > 1 else 0.0


def _question(name: str, sample: dict[str, Any]) -> Document:
    arguments, target = sample["arguments"], sample["target"]
    right = arguments[target] if type(target) is int and 0 <= target < len(arguments) else arguments[0]
    answer = right[1] if right is not arguments[0] or type(target) is int else target
    text = f"{right[0]} {answer if isinstance(answer, str) else ''}"
    data = text.encode()
    return Document(name, text, len(data), sha256_bytes(data))
