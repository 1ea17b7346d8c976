"""Results that others published, shipped with the package."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any


def published_rows() -> list[dict[str, Any]]:
    """Read the published references; each says on which text it was measured, and where."""
    rows = json.loads((files("posthuman_algorithms") / "published.json").read_text(encoding="utf-8"))
    return [{**row, "kind": "published"} for row in rows]
