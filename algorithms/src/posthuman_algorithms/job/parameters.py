"""Which parameters each entry point takes, and how they are checked.

The package's README holds the same tables, and a test compares them.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from posthuman_algorithms.job.errors import AlgorithmError


@dataclass(frozen=True)
class Parameter:
    """What values a parameter may take.

    Attributes:
        kind: int, float, str, list (of str) or dict (of str to str).
        default: its value if it is not given.
        meaning: one line for the documentation, with the unit.
        low, high: inclusive bounds of a number, or of the length of a str, list or dict.
        choices: the only values allowed; empty if all are.
    """

    kind: type
    default: Any
    meaning: str
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()


def check_parameters(given: Mapping[str, Any], known: Mapping[str, Parameter]) -> dict[str, Any]:
    """Fill in defaults, and check names, types and bounds.

    Raises:
        AlgorithmError: PARAMETER_UNKNOWN, or PARAMETER_INVALID with the reason.
    """
    for name in given:
        if name not in known:
            raise AlgorithmError("PARAMETER_UNKNOWN", name=name, known=", ".join(known))
    return {
        name: _checked(name, given[name], parameter) if name in given else parameter.default
        for name, parameter in known.items()
    }


def _checked(name: str, value: Any, parameter: Parameter) -> Any:
    kind = parameter.kind
    if kind is float and type(value) is int:
        value = float(value) if abs(value) <= sys.float_info.max else math.inf
    if type(value) is not kind:
        _refuse(name, f"must be {_NAMES[kind]}, not {_NAMES.get(type(value), type(value).__name__)}")
    if kind is list and not all(type(item) is str for item in value):
        _refuse(name, "must be a list of strings")
    if kind is dict and not all(type(item) is str for pair in value.items() for item in pair):
        _refuse(name, "must be an object of strings")
    if kind is float and not math.isfinite(value):
        _refuse(name, "must be a finite number")
    if parameter.choices and value not in parameter.choices:
        _refuse(name, f"must be one of: {', '.join(parameter.choices)}")
    size, of_what = (len(value), "its length") if kind in (str, list, dict) else (value, "it")
    if parameter.low is not None and size < parameter.low:
        _refuse(name, f"{of_what} must be at least {parameter.low:g}")
    if parameter.high is not None and size > parameter.high:
        _refuse(name, f"{of_what} must be at most {parameter.high:g}")
    return value


_NAMES = {
    int: "an integer",
    float: "a number",
    str: "a string",
    list: "a list",
    bool: "a boolean",
    dict: "an object",
    type(None): "null",
}


def _refuse(name: str, reason: str) -> None:
    raise AlgorithmError("PARAMETER_INVALID", name=name, reason=reason)


_COLUMNS = Parameter(
    dict, {}, "the task's column → the data's, where names differ; a dot leads into an object", 0, 16
)


TRAIN_PARAMETERS = {
    "steps": Parameter(int, 200, "optimizer steps", 1, 10_000_000),
    "batch_size": Parameter(int, 16, "blocks, or rows, per step", 1, 65_536),
    "gradient_accumulation": Parameter(
        int, 1, "parts in which a step is computed, to save memory", 1, 65_536
    ),
    "block_size": Parameter(
        int, 0, "tokens of a block, or most tokens of a row; 0 = the model's context", 0, 1024
    ),
    "learning_rate": Parameter(float, 5e-4, "highest learning rate", 1e-12, 1e6),
    "schedule": Parameter(
        str,
        "cosine",
        "learning rate after the warm-up: cosine, linear or constant",
        choices=("cosine", "linear", "constant"),
    ),
    "warmup_steps": Parameter(int, 10, "steps in which the learning rate rises from 0", 0, 10_000_000),
    "weight_decay": Parameter(float, 0.01, "AdamW's decay of matrices", 0, 1),
    "max_grad_norm": Parameter(float, 1.0, "gradients are scaled down to this norm; 0 = never", 0, 1e6),
    "precision": Parameter(
        str, "float32", "of matrix products: float32 or bfloat16", choices=("float32", "bfloat16")
    ),
    "method": Parameter(
        str, "full", "full trains all weights, lora a low-rank change", choices=("full", "lora")
    ),
    "lora_rank": Parameter(int, 8, "rank of the change", 1, 1024),
    "lora_alpha": Parameter(float, 16.0, "scale of the change, divided by the rank", 1e-3, 1e6),
    "lora_dropout": Parameter(float, 0.0, "share of inputs dropped before the change", 0, 0.9),
    "checkpoint_every": Parameter(int, 50, "steps between checkpoints (trace lines)", 1, 10_000_000),
    "columns": _COLUMNS,
    "training_ngrams": Parameter(
        str,
        "keep",
        "hashes of the text beside the weights, to check overlap later: keep or none",
        choices=("keep", "none"),
    ),
}
"""What ``train`` takes."""

EVALUATE_PARAMETERS = {
    "columns": _COLUMNS,
    "benchmark": Parameter(
        str, "", "a standard benchmark that the worker offers, instead of data; causal-lm only", 0, 100
    ),
}
"""What ``evaluate`` takes."""

GENERATE_PARAMETERS = {
    "prompt": Parameter(str, "", "the text to continue, to classify, …, or the question", 0, 1_000_000),
    "prompts": Parameter(list, [], "several prompts, instead of prompt", 0, 1024),
    "context": Parameter(str, "", "the text that holds the answer; the second text of a pair", 0, 1_000_000),
    "choices": Parameter(list, [], "the endings to choose from", 0, 64),
    "columns": _COLUMNS,
    "max_new_tokens": Parameter(int, 64, "most tokens to add; less than the model's context", 1, 1023),
    "truncate": Parameter(
        bool, False, "cut what is too long: a text to continue at its beginning, any other at its end"
    ),
    "temperature": Parameter(float, 0.0, "0 = always the most probable token", 0, 100),
    "top_k": Parameter(
        int, 0, "choose among the k most probable tokens, or show k labels; 0 = all", 0, 1_000_000
    ),
    "top_p": Parameter(
        float, 1.0, "choose among the most probable tokens with this total probability", 1e-6, 1
    ),
    "repetition_penalty": Parameter(float, 1.0, "above 1 avoids tokens that have occurred", 1e-2, 100),
    "seed": Parameter(int, -1, "of the choices; -1 = the job's", -1, 2**62),
}
"""What ``generate`` takes."""
