"""The task of a model, by its class."""

from __future__ import annotations

import re

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
"""As in ``sdk/src/protocol/taskOfArchitecture.ts``: the first that fits counts."""


def task_of_architecture(architecture: str) -> str | None:
    """Find the task of a model by its config.json's first architecture; None where no task knows it."""
    return next((task for ending, task in _ENDINGS if re.search(ending, architecture)), None)
