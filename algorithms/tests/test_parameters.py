"""Parameters are checked by name, type and bounds; the documentation is the table that checks them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from posthuman_algorithms.job.errors import AlgorithmError
from posthuman_algorithms.job.parameters import (
    GENERATE_PARAMETERS,
    TRAIN_PARAMETERS,
    Parameter,
    check_parameters,
)
from posthuman_algorithms.training.schedule import learning_rate_at


def test_defaults_are_valid_and_filled_in() -> None:
    for table in (TRAIN_PARAMETERS, GENERATE_PARAMETERS):
        defaults = check_parameters({}, table)
        assert list(defaults) == list(table)
        assert check_parameters(defaults, table) == defaults


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"steps": 0}, "it must be at least 1"),
        ({"steps": 10**9}, "it must be at most 1e+07"),
        ({"steps": True}, "must be an integer, not a boolean"),
        ({"steps": 3.0}, "must be an integer, not a number"),
        ({"steps": None}, "must be an integer, not null"),
        ({"learning_rate": float("nan")}, "must be a finite number"),
        ({"learning_rate": "1e-3"}, "must be a number, not a string"),
        ({"learning_rate": 10**400}, "must be a finite number"),
        ({"learning_rate": -1}, "it must be at least 1e-12"),
        ({"method": "qlora"}, "must be one of: full, lora"),
        ({"method": ["full"]}, "must be a string, not a list"),
    ],
)
def test_refused(given: dict, reason: str) -> None:
    with pytest.raises(AlgorithmError) as caught:
        check_parameters(given, TRAIN_PARAMETERS)
    assert caught.value.code == "PARAMETER_INVALID"
    assert caught.value.details == {"name": next(iter(given)), "reason": reason}


@pytest.mark.parametrize("given", [{"prompts": ["a", 1]}, {"prompts": "a"}, {"prompts": ["a"] * 2000}])
def test_lists_hold_texts(given: dict) -> None:
    with pytest.raises(AlgorithmError):
        check_parameters(given, GENERATE_PARAMETERS)


def test_an_integer_will_do_for_a_number() -> None:
    value = check_parameters({"weight_decay": 0}, TRAIN_PARAMETERS)["weight_decay"]
    assert (value, type(value)) == (0.0, float)


def test_learning_rate_warms_up_and_falls() -> None:
    parameters = check_parameters({"steps": 110, "learning_rate": 1.0}, TRAIN_PARAMETERS)
    rates = [learning_rate_at(step, parameters) for step in range(110)]
    assert rates[0] == pytest.approx(1 / 11)
    assert rates[10] == pytest.approx(1.0)
    assert rates[60] == pytest.approx(0.5)
    assert 0 < rates[-1] < 0.001
    assert all(rate > 0 for rate in rates)


@pytest.mark.parametrize("table", [TRAIN_PARAMETERS, GENERATE_PARAMETERS])
def test_the_readme_holds_the_tables(table: dict[str, Parameter]) -> None:
    readme = re.sub(
        " +", " ", (Path(__file__).parent.parent / "README.md").read_text()
    )  # the formatter aligns columns
    for name, parameter in table.items():
        default = (
            {"": '""'}.get(parameter.default, parameter.default)
            if parameter.kind is str
            else {False: "false"}.get(parameter.default, parameter.default)
            if parameter.kind is bool
            else parameter.default
        )
        assert f"| `{name}` | {default} | {parameter.meaning} |" in readme
