"""The model as transformers loads it, for everything that needs it in that form."""

from __future__ import annotations

import copy
import threading
from typing import Any

from transformers import AutoModelForCausalLM, PreTrainedModel

from posthuman_algorithms.job.folder import Job
from posthuman_algorithms.models.loading import load_model
from posthuman_algorithms.runtime.determinism import device


class ModelCopy:
    """A causal model that is loaded when first needed, and whose weights are in memory only once.

    Args:
        job: names the model's folder.
    """

    def __init__(self, job: Job) -> None:
        self._folder = job.model
        self._model: PreTrainedModel | None = None
        self._lock = threading.Lock()

    def whole(self) -> PreTrainedModel:
        """Return a copy whose settings may be changed; its weights are shared."""
        model = self._loaded()
        shared = {id(tensor): tensor for tensor in (*model.parameters(), *model.buffers())}
        return copy.deepcopy(model, shared)

    def headless(self) -> PreTrainedModel:
        """Return the part that turns tokens into states, which must not be changed."""
        headless: Any = self._loaded().base_model
        return headless

    def _loaded(self) -> PreTrainedModel:
        with self._lock:
            self._model = self._model or load_model(self._folder, AutoModelForCausalLM, device())
            return self._model
