"""What models can be trained for, one file a task."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path

from posthuman_algorithms.architectures import task_of_architecture
from posthuman_algorithms.errors import AlgorithmError
from posthuman_algorithms.tasks.task import Task

_TASKS = {
    "causal-lm": "causal_lm:CausalLanguageModel",
    "masked-lm": "masked_lm:MaskedLanguageModel",
    "seq2seq": "seq2seq:SequenceToSequence",
    "text-classification": "text_classification:TextClassification",
    "token-classification": "token_classification:TokenClassification",
    "question-answering": "question_answering:QuestionAnswering",
    "multiple-choice": "multiple_choice:MultipleChoice",
    "sentence-embedding": "sentence_embedding:SentenceEmbedding",
    "image-classification": "image_classification:ImageClassification",
    "speech-recognition": "speech_recognition:SpeechRecognition",
}
"""Name → where its class is. A new task is a file that fills in ``Task``, a line here, and its columns."""


_ALSO_SERVES = {"masked-lm": ("sentence-embedding",)}
"""A model's task → others that it may be used for."""

_PROBLEMS = {
    "text-classification": ("single_label_classification", "multi_label_classification"),
    "image-classification": ("single_label_classification",),
}
"""What ``problem_type`` of a config.json may say."""

TASK_MODULES = tuple(place.partition(":")[0] for place in _TASKS.values())
"""The files of this package that are imported by name."""


def check_task(name: str) -> None:
    """Raise TASK_UNKNOWN unless there is such a task; imports nothing."""
    if name not in _TASKS:
        raise AlgorithmError("TASK_UNKNOWN", task=name, known=", ".join(_TASKS))


def serves_task(made: str, name: str, trains: bool) -> bool:
    """Whether a model made for one task may do another's jobs, as clients and worker decide it too.

    A masked language model may be used, but not trained, for embeddings.
    """
    return name == made or (name in _ALSO_SERVES.get(made, ()) and not trains)


def check_task_of_model(name: str, model: Path, trains: bool) -> None:
    """Make sure that the task is the model's own, so that nobody can choose an easier metric.

    A model whose config.json names no architecture is a causal language model.

    Raises:
        AlgorithmError: TASK_MISMATCH; PROBLEM_UNSUPPORTED for a model that gives numbers, not labels.
    """
    try:
        config = json.loads((model / "config.json").read_bytes())
        architecture = (config.get("architectures") or [""])[0]
        problem = config.get("problem_type")
    except (OSError, ValueError, AttributeError, LookupError, TypeError):
        return  # loading the model will say what is wrong with it
    own = task_of_architecture(str(architecture)) if architecture else "causal-lm"
    if own is None or not serves_task(own, name, trains):
        raise AlgorithmError(
            "TASK_MISMATCH", task=name, expected=own or f"of a {architecture}, which none serves"
        )
    if problem is not None and name in _PROBLEMS and problem not in _PROBLEMS[name]:
        raise AlgorithmError("PROBLEM_UNSUPPORTED", task=name, problem=str(problem)[:100])


def load_task(name: str) -> Task:
    """Make the task of this name; torch and transformers come with it. Raises TASK_UNKNOWN."""
    check_task(name)
    module, _, attribute = _TASKS[name].partition(":")
    return getattr(import_module(f"posthuman_algorithms.tasks.{module}"), attribute)()
