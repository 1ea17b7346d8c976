"""How to serve: the settings in job.json that only a served model has."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from posthuman_algorithms.job.errors import AlgorithmError

ENGINES = ("auto", "openvino", "transformers")


_GIBIBYTE = 1 << 30


@dataclass(frozen=True)
class ServeOptions:
    """How to serve a model.

    Attributes:
        engine: ``auto`` = openvino if there is a converted model (``state/openvino``), else transformers.
        cache_bytes: memory for the keys and values of prompts and answers in progress.
        context: most tokens of a prompt and its answer; 0 = as many as the model and the cache can hold.
    """

    engine: str
    cache_bytes: int
    context: int


def read_serve_options(root: Path) -> ServeOptions:
    """Read them from ``inputs/job.json``. Raises JOB_INVALID."""
    raw = json.loads((root / "inputs" / "job.json").read_bytes())
    engine = raw.get("engine", "auto")
    cache_bytes = raw.get("cacheBytes", _GIBIBYTE)
    context = raw.get("context", 0)
    if engine not in ENGINES:
        raise AlgorithmError("JOB_INVALID", reason=f"engine must be one of {', '.join(ENGINES)}")
    for name, value in (("cacheBytes", cache_bytes), ("context", context)):
        if type(value) is not int or value < 0:
            raise AlgorithmError("JOB_INVALID", reason=f"{name} is not a whole number")
    return ServeOptions(engine, cache_bytes, context)
