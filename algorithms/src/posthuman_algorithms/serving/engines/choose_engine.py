"""Choose and load the engine for a causal language model."""

from __future__ import annotations

import sys
from pathlib import Path

from posthuman_algorithms.job.errors import AlgorithmError
from posthuman_algorithms.job.folder import Job
from posthuman_algorithms.serving.engines.engine import Engine
from posthuman_algorithms.serving.engines.model_copy import ModelCopy
from posthuman_algorithms.serving.engines.options import ServeOptions
from posthuman_algorithms.serving.engines.settings import ModelSettings

CONVERTED = "openvino"
"""Folder of the converted model, below the job's ``state``."""

_MODEL = "openvino_model.xml"


def choose_engine(job: Job, options: ServeOptions, settings: ModelSettings, copy: ModelCopy) -> Engine:
    """Load the engine that job.json names; with ``auto``, the fastest that can serve this model.

    Args:
        copy: from which transformers serves, if it does.

    Raises:
        AlgorithmError: JOB_INVALID if openvino is demanded and there is no converted model.
    """
    converted = job.state / CONVERTED
    if options.engine != "transformers" and (converted / _MODEL).is_file():
        return _load_openvino(converted, job.threads, settings)
    if options.engine == "openvino":
        raise AlgorithmError("JOB_INVALID", reason=f"state/{CONVERTED} holds no converted model")
    return load_transformers(job, settings, copy)


def _load_openvino(folder: Path, threads: int, settings: ModelSettings) -> Engine:
    from posthuman_algorithms.serving.engines.openvino_engine import OpenVinoEngine  # noqa: PLC0415

    cache_tokens = settings.cache_tokens
    return OpenVinoEngine(folder, ends=settings.ends, threads=threads, cache_tokens=cache_tokens)


def load_transformers(job: Job, settings: ModelSettings, copy: ModelCopy) -> Engine:
    """Load the fastest engine of transformers that can serve the copy's model."""
    import torch  # noqa: PLC0415

    from posthuman_algorithms.serving.engines.batching_engine import BatchingEngine  # noqa: PLC0415
    from posthuman_algorithms.serving.engines.single_engine import SingleEngine  # noqa: PLC0415

    torch.set_num_threads(job.threads)
    try:
        return BatchingEngine(copy.whole(), ends=settings.ends, cache_tokens=settings.cache_tokens)
    except Exception as error:  # transformers has many ways to say that it cannot
        sys.stderr.write(f"no batching for this architecture: {type(error).__name__}\n")
        return SingleEngine(copy.whole(), ends=settings.ends)
