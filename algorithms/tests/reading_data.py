"""Read data in tests as a job does, or see it refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from posthuman_algorithms.data.read_data import Labels, read_data
from posthuman_algorithms.data.rows import Data
from posthuman_algorithms.job.errors import AlgorithmError
from posthuman_algorithms.job.folder import Dataset

LABELS = ["negative", "positive"]
ROWS = [{"text": "good", "label": "positive"}, {"text": 'bad, "very"', "label": "negative"}]


def read(
    folder: Path, name: str, data: bytes | str, task: str = "text-classification", **options: Any
) -> Data:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    given: dict[str, Any] = {"purpose": "train", "labels": Labels(LABELS), **options}
    return read_data((Dataset(name, (path,)),), task, **given)


def refused(
    folder: Path, name: str, data: bytes | str, task: str = "text-classification", **options: Any
) -> tuple:
    with pytest.raises(AlgorithmError) as caught:
        read(folder, name, data, task, **options)
    return caught.value.code, caught.value.details
