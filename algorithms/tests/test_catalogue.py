"""Every error that this package raises stands in the catalogue, with the arguments that its words need."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CATALOGUE = ROOT.parent / "sdk" / "src" / "errors" / "catalogue"


def raised() -> dict[str, list[set[str]]]:
    """Code → the names of its arguments, at each place where it is raised."""
    found: dict[str, list[set[str]]] = {"OUT_OF_MEMORY": [set()], "ALGORITHM_CRASHED": [{"reason"}]}
    return found | raised_as("AlgorithmError")


def raised_as(error: str) -> dict[str, list[set[str]]]:
    found: dict[str, list[set[str]]] = {}
    for path in (*(ROOT / "src").rglob("*.py"), *(ROOT / "conversion" / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == error:
                if not isinstance(node.args[0], ast.Constant):
                    continue
                code = ast.literal_eval(node.args[0])
                found.setdefault(code, []).append({keyword.arg or "" for keyword in node.keywords})
    return found


def catalogue() -> dict[str, str]:
    text = "".join(path.read_text() for path in sorted(CATALOGUE.glob("*.ts")))
    return dict(re.findall(r"^  ([A-Z][A-Z0-9_]+): \{\n(.*?)^  \},", text, re.MULTILINE | re.DOTALL))


@pytest.mark.parametrize("code", sorted(raised()))
def test_stands_in_the_catalogue(code: str) -> None:
    entry = catalogue()[code]
    for arguments in raised()[code]:
        assert set(re.findall(r"\{(\w+)\}", entry)) <= arguments
    if code not in {"JOB_INVALID", "ALGORITHM_CRASHED"}:
        assert "retryable: false" in entry  # a fault of the request: trying again would not help
        assert "status: 422" in entry


def test_nothing_in_our_part_of_the_catalogue_is_never_raised() -> None:
    for area in ("algorithm", "dataset"):
        codes = re.findall(r"^  ([A-Z][A-Z0-9_]+): \{", (CATALOGUE / f"{area}.ts").read_text(), re.MULTILINE)
        assert set(codes) <= set(raised())


def test_what_endpoints_answer_stands_in_the_catalogue() -> None:
    answered = raised_as("RequestError")
    for code, places in answered.items():
        for arguments in places:
            assert set(re.findall(r"\{(\w+)\}", catalogue()[code])) <= arguments
    text = (CATALOGUE / "serving.ts").read_text()
    # The engine's own end comes by way of its events.
    assert set(re.findall(r"^  ([A-Z][A-Z0-9_]+): \{", text, re.MULTILINE)) <= {
        *answered,
        *raised(),
        "ENGINE_MEMORY",
    }
