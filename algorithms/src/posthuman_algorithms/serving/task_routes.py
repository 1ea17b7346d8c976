"""The routes of a model of any task but causal-lm: ``POST /infer`` as in Hugging Face's inference API."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from transformers import PreTrainedModel

from posthuman_algorithms.data.rows import Row
from posthuman_algorithms.job.folder import Job
from posthuman_algorithms.job.parameters import GENERATE_PARAMETERS, check_parameters
from posthuman_algorithms.models.encoding import InputTooLongError
from posthuman_algorithms.runtime.determinism import make_deterministic
from posthuman_algorithms.serving.app import read_json, unless_gone
from posthuman_algorithms.serving.fields import Fields, invalid
from posthuman_algorithms.serving.request_error import RequestError
from posthuman_algorithms.serving.task_inputs import TaskRequest, read_inputs
from posthuman_algorithms.tasks.task import Answer, Task

_LONGEST = {"seq2seq": 256, "speech-recognition": 448}
"""Tasks that write text → most tokens of an answer, if the request does not say."""

_TRUNCATIONS = ("do_not_truncate", "longest_first", "only_first", "only_second")


_USAGE = "x-posthuman-usage"
"""Header with the tokens read and written, for which the tasks' own forms have no place."""


class TaskModel:
    """A model of a task, used by one request at a time in a thread of its own."""

    def __init__(self, job: Job, task: Task, model: PreTrainedModel) -> None:
        self._job = job
        self._task = task
        self._model = model
        self._processor = task.load_processor(job.model)
        self._thread = ThreadPoolExecutor(1, "task")

    async def answer(self, asked: TaskRequest, given: dict[str, Any]) -> tuple[Any, int, int]:
        """Return the answer in the task's form, and the tokens read and written.

        Raises:
            RequestError: REQUEST_INVALID or CONTEXT_TOO_LONG.
            AlgorithmError: what is wrong with the inputs or the parameters.
        """
        renamed = _renamed(given)
        truncate = _takes_too_long(renamed)
        parameters = {**check_parameters(renamed, GENERATE_PARAMETERS), "truncate": truncate}
        writes = self._job.task in _LONGEST
        if writes and not {"max_new_tokens", "max_length"} & given.keys():
            parameters["max_new_tokens"] = _LONGEST[self._job.task]
        loop = asyncio.get_running_loop()
        answers = [await loop.run_in_executor(self._thread, self._use, row, parameters) for row in asked.rows]
        written = sum(answer.tokens for answer in answers) if writes else 0
        return asked.shape([answer.output for answer in answers]), self._read(asked.rows), written

    def _use(self, row: Row, parameters: dict[str, Any]) -> Answer:
        make_deterministic(max(parameters["seed"], 0), self._job.threads)
        try:
            return self._task.answer(self._model, self._processor, row, parameters, lambda _: None)
        except InputTooLongError as error:
            raise RequestError(
                "CONTEXT_TOO_LONG", param="inputs", tokens=error.tokens, limit=error.limit
            ) from None

    def _read(self, rows: list[Row]) -> int:
        """Count the tokens of all text that was read; a picture or a recording counts as one."""
        tokenizer = getattr(self._processor, "tokenizer", self._processor)
        texts = [one for row in rows for value in row.values.values() for one in _texts(value)]
        if not callable(getattr(tokenizer, "encode", None)):
            return len(rows)
        return (
            sum(len(tokenizer.encode(text, add_special_tokens=False, verbose=False)) for text in texts) or 1
        )


def task_routes(name: str, task: str, model: TaskModel) -> list[Route]:
    """Make the routes of a model of this name and task."""

    async def health(_: Request) -> Response:
        return JSONResponse({"status": "ok", "model": name})

    async def infer(request: Request) -> Response:
        fields = Fields(await read_json(request))
        asked = read_inputs(task, fields.get("inputs"), fields.get("pipeline"))
        parameters = fields.get("parameters") or {}
        fields.get("options")
        fields.get("model")
        fields.finish()
        if not isinstance(parameters, dict):
            raise invalid("parameters", "an object is needed")
        value, read, written = await unless_gone(request, model.answer(asked, parameters))
        return JSONResponse(value, headers={_USAGE: f"{read},{written}"})

    return [Route("/health", health), Route("/infer", infer, methods=["POST"])]


def _renamed(given: dict[str, Any]) -> dict[str, Any]:
    """Translate Hugging Face's names into ours, and drop values that change nothing."""
    flat = {**given}
    for name in ("generate_parameters", "generation_parameters", "generate_kwargs"):
        nested = flat.pop(name, None)
        if isinstance(nested, dict):
            flat.update(nested)
    if "max_length" in flat:
        flat.setdefault("max_new_tokens", flat.pop("max_length"))
    if flat.pop("do_sample", None) and "temperature" not in flat:
        flat["temperature"] = 1.0
    for name, *harmless in (
        ("aggregation_strategy", "simple"),
        ("normalize", True),
        ("truncation_direction", "Right", "right"),
    ):
        if flat.get(name) in harmless:
            del flat[name]
    return {name: value for name, value in flat.items() if value is not None}


def _takes_too_long(parameters: dict[str, Any]) -> bool:
    """Remove the fields that say whether to cut what is too long, in either of Hugging Face's ways."""
    cuts = False
    for name in ("truncate", "truncation"):
        value = parameters.pop(name, False)
        if value not in (True, False, *_TRUNCATIONS):
            raise invalid("parameters", f"{name} must be true, false or one of {', '.join(_TRUNCATIONS)}")
        cuts = cuts or value not in (False, "do_not_truncate")
    return cuts


def _texts(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else [*map(str, value)] if isinstance(value, list) else []
