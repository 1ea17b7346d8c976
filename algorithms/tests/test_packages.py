"""The package's parts import each other one way only, as README.md says."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "posthuman_algorithms"


def documented() -> dict[str, set[str]]:
    """Read what each package may import from the table in README.md."""
    readme = (ROOT / "README.md").read_text()
    rows = re.findall(r"^\| `(\w+)/` +\|[^|]+\| ([a-z, ]*?) *\|$", readme, re.MULTILINE)
    found = {package: set(allowed.split(", ")) - {""} for package, allowed in rows}
    return {**found, "entries": set(found) - {"entries"}}


def imported() -> dict[str, set[str]]:
    """Read what each package imports, wherever in a file."""
    found: dict[str, set[str]] = {}
    for path in SOURCE.rglob("*.py"):
        package = path.relative_to(SOURCE).parts[0]
        if package.endswith(".py"):
            continue
        names = found.setdefault(package, set())
        for node in ast.walk(ast.parse(path.read_text())):
            module = node.module if isinstance(node, ast.ImportFrom) else None
            _, _, inner = (module or "").partition("posthuman_algorithms.")
            if inner:
                names.add(inner.partition(".")[0])
        names.discard(package)
    return found


def test_packages_import_what_the_readme_lets_them() -> None:
    allowed, found = documented(), imported()
    assert set(found) == set(allowed)
    assert found == allowed


def test_nothing_imports_back() -> None:
    order = list(documented())
    for package, names in imported().items():
        assert all(order.index(name) < order.index(package) for name in names), package


def test_engines_know_nothing_of_what_serves_them() -> None:
    for path in (SOURCE / "serving" / "engines").glob("*.py"):
        assert not re.search(r"posthuman_algorithms\.serving\.(?!engines\b)", path.read_text()), path


def test_modules_can_be_read_in_one_sitting() -> None:
    lines = {path.name: len(path.read_text().splitlines()) for path in SOURCE.rglob("*.py")}
    assert {name: count for name, count in lines.items() if count > 400} == {}
