"""The entry point ``generate``: use the model on prompts."""

from __future__ import annotations

from posthuman_algorithms.determinism import device, make_deterministic
from posthuman_algorithms.events import Events
from posthuman_algorithms.inputs import Inputs
from posthuman_algorithms.job import Job
from posthuman_algorithms.outputs import write_json, write_text
from posthuman_algorithms.progress import Progress
from posthuman_algorithms.shutdown import Shutdown
from posthuman_algorithms.tasks import load_task
from posthuman_algorithms.weights import load_tokenizer


def generate(job: Job, inputs: Inputs, events: Events, shutdown: Shutdown) -> None:  # noqa: ARG001
    """Continue one prompt, or each of several, or each file of the datasets.

    Writes output.json ({prompt, text, tokens}, or {outputs: [...]} for several; text is the continuation
    alone) and output.txt (prompt and continuation) to ``outputs``.
    """
    parameters = inputs.parameters
    seed = job.seed if parameters["seed"] < 0 else parameters["seed"]
    task = load_task(job.task)
    model = task.load_model(job.model, device())
    tokenizer = load_tokenizer(job.model)
    progress = Progress(events, inputs.total)
    answers = []
    for place, prompt in enumerate(inputs.prompts):
        make_deterministic(seed, job.threads)  # an answer does not depend on the prompts before it
        first = place * parameters["max_new_tokens"]
        text, tokens = task.infer(
            model,
            tokenizer,
            prompt,
            parameters,
            lambda done, first=first: progress.report(first + done, tokens=1),
        )
        answers.append({"prompt": prompt, "text": text, "tokens": tokens})
    write_json(job.outputs / "output.json", answers[0] if len(answers) == 1 else {"outputs": answers})
    joined = "\n\n".join(answer["prompt"] + answer["text"] for answer in answers)
    write_text(job.outputs / "output.txt", _printable(joined) + "\n")
    total = sum(answer["tokens"] for answer in answers)
    events.emit("metrics", metrics={"tokens": total, "prompts": len(answers)})


def _printable(text: str) -> str:
    """Replace control characters, which a model may well write but no text file should hold."""
    return "".join(one if one >= " " or one in "\t\n\r" else "\N{REPLACEMENT CHARACTER}" for one in text)
