"""The entry point ``generate``: use the model on prompts, or on the rows of datasets."""

from __future__ import annotations

from typing import Any

from transformers import PreTrainedModel

from posthuman_algorithms.data.prompts import prompt_of
from posthuman_algorithms.entries.inputs import Inputs
from posthuman_algorithms.job.errors import AlgorithmError
from posthuman_algorithms.job.events import Events, Progress
from posthuman_algorithms.job.files import write_json, write_text
from posthuman_algorithms.job.folder import Job
from posthuman_algorithms.job.shutdown import Shutdown
from posthuman_algorithms.models.encoding import InputTooLongError
from posthuman_algorithms.runtime.determinism import device, make_deterministic
from posthuman_algorithms.tasks import load_task
from posthuman_algorithms.tasks.task import ReadsTexts, Task


def generate(job: Job, inputs: Inputs, events: Events, shutdown: Shutdown) -> None:  # noqa: ARG001
    """Answer one prompt, or each of several, or each row of the datasets.

    Writes output.json ({prompt, text, tokens, output}, or {outputs: [...]} for several) and output.txt to
    ``outputs``. ``text`` is for people (of a causal language model, only the continuation); ``output`` has
    the form of the Hugging Face inference API, and is left out for causal language models, where it adds
    nothing.
    """
    parameters = inputs.parameters
    seed = job.seed if parameters["seed"] < 0 else parameters["seed"]
    task = load_task(job.task)
    model = task.load_model(job.model, device())
    processor = task.load_processor(job.model)
    _check_lengths(task, model, processor, inputs)
    progress = Progress(events, inputs.total)
    answers, most = [], parameters["max_new_tokens"]
    for place, row in enumerate(inputs.data.rows):
        make_deterministic(seed, job.threads)  # an answer must not depend on the prompts before it
        answer = task.answer(
            model,
            processor,
            row,
            parameters,
            lambda done, first=place * most: progress.report(first + min(done, most), tokens=1),
        )
        progress.report((place + 1) * most)
        one = {"prompt": prompt_of(row), "text": answer.text, "tokens": answer.tokens}
        answers.append(one if task.name == "causal-lm" else {**one, "output": answer.output})
    write_json(job.outputs / "output.json", answers[0] if len(answers) == 1 else {"outputs": answers})
    between = "" if task.name == "causal-lm" else "\n→ "
    joined = "\n\n".join(f"{answer['prompt']}{between}{answer['text']}" for answer in answers)
    write_text(job.outputs / "output.txt", _printable(joined) + "\n")
    total = sum(answer["tokens"] for answer in answers)
    events.emit("metrics", metrics={"tokens": total, "prompts": len(answers)})


def _check_lengths(task: Task, model: PreTrainedModel, processor: Any, inputs: Inputs) -> None:
    """Refuse inputs that are too long before anything is computed. Raises INPUT_TOO_LONG."""
    if not isinstance(task, ReadsTexts):
        return
    for row in inputs.data.rows:
        try:
            task.read(model, processor, row, inputs.parameters)
        except InputTooLongError as error:
            raise AlgorithmError(
                "INPUT_TOO_LONG", name=row.file, row=row.number, tokens=error.tokens, limit=error.limit
            ) from None


def _printable(text: str) -> str:
    """Replace control characters, which a model may write but no text file should hold."""
    return "".join(one if one >= " " or one in "\t\n\r" else "\N{REPLACEMENT CHARACTER}" for one in text)
