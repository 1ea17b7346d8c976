"""The entry point ``prepare``: compile the bytecode of all that a job imports, once after an installation.

A sandboxed job cannot write any, and without it every job compiles 2500 modules anew: 4 s more on two cores.
"""

from __future__ import annotations

import sys
from importlib import import_module

from posthuman_algorithms.runtime.environment import prepare_environment
from posthuman_algorithms.runtime.narrow_imports import import_narrowly
from posthuman_algorithms.tasks import TASK_MODULES

_USED = (
    *(
        f"posthuman_algorithms.entries.{entry}"
        for entry in ("train", "evaluate", "generate", "serve", "create", "benchmark")
    ),
    *(f"posthuman_algorithms.tasks.{module}" for module in TASK_MODULES),
    *(
        f"transformers.models.{family}.modeling_{family}"
        for family in ("gpt2", "llama", "bert", "t5", "vit", "whisper", "wav2vec2")
    ),
    "posthuman_algorithms.benchmarks.questions",
    "PIL.PngImagePlugin",
    "pyarrow.parquet",
    "soundfile",
    "posthuman_algorithms.serving.engines.openvino_engine",
    "posthuman_algorithms.serving.engines.batching_engine",
    "uvicorn.protocols.http.httptools_impl",
    "peft",
    "matplotlib.backends.backend_agg",
    "matplotlib.figure",
)


def prepare() -> int:
    """Import what jobs import; return the exit code."""
    sys.dont_write_bytecode = False
    prepare_environment(1)
    import_narrowly()
    for name in _USED:
        import_module(name)
    return 0
