"""Write what the requester may fetch: no times and no paths in it, so that equal runs give equal bytes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from posthuman_algorithms.atomic import write_atomic
from posthuman_algorithms.text import Document


def write_json(path: Path, value: Any) -> None:
    """Write JSON to be read by people too. Raises ValueError on NaN."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(path, json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write text in UTF-8."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(path, text)


def describe_documents(documents: list[Document]) -> list[dict[str, Any]]:
    """Say what was read, without its text."""
    return [{"dataset": one.dataset, "bytes": one.size, "sha256": one.sha256} for one in documents]
