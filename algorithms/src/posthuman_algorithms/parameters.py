"""Check a job's parameters against what the entry point takes."""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from posthuman_algorithms.errors import AlgorithmError


@dataclass(frozen=True)
class Parameter:
    """What one parameter may be.

    Attributes:
        kind: int, float, str, list (of str) or dict (of str to str).
        default: its value when it is not given.
        low, high: bounds of a number, of a text's length or of a list's length, both allowed.
        choices: the only values allowed, if any.
        meaning: one line for the documentation, with the unit.
    """

    kind: type
    default: Any
    meaning: str
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()


def check_parameters(given: Mapping[str, Any], known: Mapping[str, Parameter]) -> dict[str, Any]:
    """Fill in defaults and check names, types and bounds.

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
        _refuse(name, "must be a list of texts")
    if kind is dict and not all(type(item) is str for pair in value.items() for item in pair):
        _refuse(name, "must be an object of texts")
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
    str: "a text",
    list: "a list",
    bool: "a truth value",
    dict: "an object",
    type(None): "nothing",
}


def _refuse(name: str, reason: str) -> None:
    raise AlgorithmError("PARAMETER_INVALID", name=name, reason=reason)
