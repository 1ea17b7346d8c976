"""The model as transformers has it, for all that needs it in that form."""

from __future__ import annotations

import copy
import threading

from transformers import AutoModelForCausalLM, PreTrainedModel

from posthuman_algorithms.determinism import device
from posthuman_algorithms.job import Job
from posthuman_algorithms.weights import load_model


class ModelCopy:
    """A causal model that is loaded when it is first needed, and whose weights are in memory once.

    Args:
        job: names the model's folder.
    """

    def __init__(self, job: Job) -> None:
        self._folder = job.model
        self._model: PreTrainedModel | None = None
        self._lock = threading.Lock()

    def whole(self) -> PreTrainedModel:
        """Give a model of one's own, whose settings may be changed; its weights are those of all."""
        model = self._loaded()
        shared = {id(tensor): tensor for tensor in (*model.parameters(), *model.buffers())}
        return copy.deepcopy(model, shared)

    def headless(self) -> PreTrainedModel:
        """Give the part that turns tokens into states; it is to be left as it is."""
        return self._loaded().base_model

    def _loaded(self) -> PreTrainedModel:
        with self._lock:
            self._model = self._model or load_model(self._folder, AutoModelForCausalLM, device())
            return self._model
