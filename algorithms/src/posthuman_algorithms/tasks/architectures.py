"""Which task a model is for, and which tasks it may be used for."""

from __future__ import annotations

import json
import re
from pathlib import Path

from posthuman_algorithms.job.errors import AlgorithmError

_ENDINGS = (
    (r"(ForCausalLM|LMHeadModel)$", "causal-lm"),
    (r"ForMaskedLM$", "masked-lm"),
    (r"(Whisper|Speech2Text|Moonshine)\w*ForConditionalGeneration$", "speech-recognition"),
    (r"(ForSpeechSeq2Seq|ForCTC)$", "speech-recognition"),
    (r"ForConditionalGeneration$", "seq2seq"),
    (r"ForSequenceClassification$", "text-classification"),
    (r"ForTokenClassification$", "token-classification"),
    (r"ForQuestionAnswering(Simple)?$", "question-answering"),
    (r"ForMultipleChoice$", "multiple-choice"),
    (r"ForImageClassification$", "image-classification"),
    (r"[a-z0-9]Model$", "sentence-embedding"),
)
"""Ending of a class's name → task; the first that matches counts, as in ``taskOfArchitecture`` of the SDK."""


def task_of_architecture(architecture: str) -> str | None:
    """Return the task of a model by its config.json's first architecture; None if no task serves it."""
    return next((task for ending, task in _ENDINGS if re.search(ending, architecture)), None)


_ALSO_SERVES = {"masked-lm": ("sentence-embedding",)}
"""A model's task → other tasks for which it may be used."""

_PROBLEMS = {
    "text-classification": ("single_label_classification", "multi_label_classification"),
    "image-classification": ("single_label_classification",),
}
"""Task → what ``problem_type`` of a config.json may be."""


def serves_task(made: str, name: str, trains: bool) -> bool:
    """Return whether a model made for one task may do jobs of another, as ``servesTask`` of the SDK decides.

    A masked language model may be used, but not trained, for embeddings.
    """
    return name == made or (name in _ALSO_SERVES.get(made, ()) and not trains)


def check_task_of_model(name: str, model: Path, trains: bool) -> None:
    """Make sure that the model may do the task, so that nobody can choose an easier metric.

    A model whose config.json names no architecture is a causal language model.

    Raises:
        AlgorithmError: TASK_MISMATCH; PROBLEM_UNSUPPORTED for a model that predicts numbers, not labels.
    """
    try:
        config = json.loads((model / "config.json").read_bytes())
        architecture = (config.get("architectures") or [""])[0]
        problem = config.get("problem_type")
    except (OSError, ValueError, AttributeError, LookupError, TypeError):
        return  # loading the model will report what is wrong
    own = task_of_architecture(str(architecture)) if architecture else "causal-lm"
    if own is None or not serves_task(own, name, trains):
        raise AlgorithmError(
            "TASK_MISMATCH", task=name, expected=own or f"of a {architecture}, which none serves"
        )
    if problem is not None and name in _PROBLEMS and problem not in _PROBLEMS[name]:
        raise AlgorithmError("PROBLEM_UNSUPPORTED", task=name, problem=str(problem)[:100])
