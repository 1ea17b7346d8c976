"""Settings of the process that must be made before torch or transformers is imported."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version

_OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TRANSFORMERS_VERBOSITY": "error",
    # Caches would be written under HOME, which the sandbox does not have.
    "HF_HOME": "/tmp/huggingface",  # noqa: S108 — the only writable place outside the job folder
    "MPLCONFIGDIR": "/tmp/matplotlib",  # noqa: S108
    # Needed by cuBLAS for repeatable sums; read once, when CUDA starts.
    "CUBLAS_WORKSPACE_CONFIG": ":4096:8",
    "TOKENIZERS_PARALLELISM": "false",
}


_THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMEXPR_NUM_THREADS")


def prepare_environment(threads: int) -> None:
    """Go offline and fix the number of threads; another number gives other bits in the last places.

    Args:
        threads: compute threads, at least 1.
    """
    os.environ.update(_OFFLINE)
    os.environ.update(dict.fromkeys(_THREADS, str(threads)))


def environment_versions(threads: int) -> dict[str, str | int]:
    """Name the versions that a result's bits depend on, for the receipt, without importing anything."""
    return {
        "python": platform.python_version(),
        "torch": version("torch"),
        "transformers": version("transformers"),
        "threads": threads,
    }
