"""What models can be trained for, one file a task."""

from __future__ import annotations

from importlib import import_module

from posthuman_algorithms.errors import AlgorithmError
from posthuman_algorithms.tasks.task import Task

_TASKS = {"causal-lm": "posthuman_algorithms.tasks.causal_lm:CausalLanguageModel"}
"""Name → where its class is. A new task is a file that fills in ``Task``, and a line here."""


def check_task(name: str) -> None:
    """Raise TASK_UNKNOWN unless there is such a task; imports nothing."""
    if name not in _TASKS:
        raise AlgorithmError("TASK_UNKNOWN", task=name, known=", ".join(_TASKS))


def load_task(name: str) -> Task:
    """Make the task of this name; torch and transformers come with it. Raises TASK_UNKNOWN."""
    check_task(name)
    module, _, attribute = _TASKS[name].partition(":")
    return getattr(import_module(module), attribute)()
