"""What models can be trained for, one file a task."""

from __future__ import annotations

from importlib import import_module

from posthuman_algorithms.job.errors import AlgorithmError
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
"""Name → module and class. A new task is a file with such a class, a line here, and its columns."""

TASK_MODULES = tuple(place.partition(":")[0] for place in _TASKS.values())
"""Modules of this package, one a task, that ``load_task`` imports by name."""


def check_task(name: str) -> None:
    """Raise TASK_UNKNOWN unless there is such a task; imports nothing."""
    if name not in _TASKS:
        raise AlgorithmError("TASK_UNKNOWN", task=name, known=", ".join(_TASKS))


def load_task(name: str) -> Task:
    """Make the task of this name; imports torch and transformers. Raises TASK_UNKNOWN."""
    check_task(name)
    module, _, attribute = _TASKS[name].partition(":")
    return getattr(import_module(f"posthuman_algorithms.tasks.{module}"), attribute)()
