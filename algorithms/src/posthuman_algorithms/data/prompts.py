"""Make rows of the prompts in the parameters of ``generate``."""

from __future__ import annotations

from typing import Any

from posthuman_algorithms.data.rows import Row
from posthuman_algorithms.job.errors import AlgorithmError

_COLUMN = {
    "causal-lm": "text",
    "masked-lm": "text",
    "seq2seq": "source",
    "text-classification": "text",
    "token-classification": "tokens",
    "question-answering": "question",
    "multiple-choice": "sent1",
    "sentence-embedding": "sentence1",
}
"""Task → the column that a prompt fills; pictures and recordings come as datasets."""


def rows_of_prompts(task: str, parameters: dict[str, Any]) -> list[Row]:
    """Make a row of each prompt; none if the parameters have none.

    Raises:
        AlgorithmError: PARAMETER_INVALID.
    """
    prompts = parameters["prompts"] or ([parameters["prompt"]] if parameters["prompt"] else [])
    if not prompts:
        return []
    column = _COLUMN.get(task)
    if column is None:
        raise _refused("prompt", f"the task {task} takes a file: name it as a dataset")
    more: dict[str, Any] = {}
    if task == "question-answering":
        if not parameters["context"].strip():
            raise _refused("context", "the text that holds the answer is needed")
        more = {"context": parameters["context"]}
    elif task == "multiple-choice":
        if len(parameters["choices"]) < 2:
            raise _refused("choices", "at least two endings are needed")
        more = {"endings": parameters["choices"]}
    elif task == "text-classification" and parameters["context"]:
        more = {"text_pair": parameters["context"]}
    rows = []
    for number, prompt in enumerate(prompts, 1):
        value: Any = prompt.split() if task == "token-classification" else prompt
        if not value:
            raise _refused("prompt", "it is empty")
        rows.append(Row({column: value, **more}, "prompt", number))
    return rows


def prompt_of(row: Row) -> str:
    """Return what was asked as text; for a file, its name."""
    values = row.values.values()
    if any(isinstance(value, bytes) for value in values):
        return row.file
    return "\n".join(" ".join(value) if isinstance(value, list) else str(value) for value in values if value)


def _refused(name: str, reason: str) -> AlgorithmError:
    return AlgorithmError("PARAMETER_INVALID", name=name, reason=reason)
