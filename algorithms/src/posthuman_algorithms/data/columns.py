"""Which columns each task reads, and the names that datasets on the Hugging Face Hub usually give them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One column of a task.

    Attributes:
        name: the task's own.
        kind: text, words, label, labels, set (of labels), choice, choices, number, answers, image or audio.
        others: names that are also accepted, in this order.
        answer: whether the model should predict it, so that using the model does not need it.
        optional: whether data may lack it.
    """

    name: str
    kind: str
    others: tuple[str, ...] = ()
    answer: bool = False
    optional: bool = False


COLUMNS: dict[str, tuple[Column, ...]] = {
    "causal-lm": (Column("text", "text", ("content",)),),
    "masked-lm": (Column("text", "text", ("content",)),),
    "seq2seq": (
        Column("source", "text", ("document", "article", "dialogue", "text", "input", "inputs")),
        Column("target", "text", ("summary", "highlights", "output", "targets"), answer=True),
    ),
    "text-classification": (
        Column("text", "text", ("sentence", "sentence1", "premise", "question", "content")),
        Column("text_pair", "text", ("sentence2", "hypothesis"), optional=True),
        Column("label", "label", ("labels",), answer=True),
    ),
    "token-classification": (
        Column("tokens", "words", ("words",)),
        Column("ner_tags", "labels", ("tags", "pos_tags", "chunk_tags", "labels"), answer=True),
    ),
    "question-answering": (
        Column("question", "text"),
        Column("context", "text"),
        Column("answers", "answers", ("answer",), answer=True),
    ),
    "multiple-choice": (
        Column("sent1", "text", ("context", "question", "prompt", "startphrase")),
        Column("sent2", "text", optional=True),
        Column("endings", "choices", ("choices", "options")),
        Column("label", "choice", ("labels", "answer"), answer=True),
    ),
    "sentence-embedding": (
        Column("sentence1", "text", ("text1", "sent1", "text", "sentence")),
        Column("sentence2", "text", ("text2", "sent2"), answer=True),
        Column("score", "number", ("similarity_score", "similarity", "label"), answer=True),
    ),
    "image-classification": (
        Column("image", "image", ("img", "picture")),
        Column("label", "label", ("labels", "fine_label"), answer=True),
    ),
    "speech-recognition": (
        Column("audio", "audio", ("file", "speech")),
        Column("text", "text", ("sentence", "transcription", "transcript"), answer=True),
    ),
}
"""Task → columns that it reads."""

PLAIN_TEXT = frozenset({"causal-lm", "masked-lm"})
"""Tasks that learn from running text, for which a file without columns will do."""
