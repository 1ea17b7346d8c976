"""Models of the other tasks answer in the form of Hugging Face's inference API."""

from __future__ import annotations

import asyncio
import base64
import math
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from data_files import picture, tone
from processes import serving_fork
from served import Served
from starlette.applications import Starlette
from starlette.routing import Mount
from tiny_tasks import tiny_tasks, write_model

from posthuman_algorithms.job.folder import Job
from posthuman_algorithms.job.shutdown import Shutdown
from posthuman_algorithms.runtime.determinism import device
from posthuman_algorithms.serving.app import build_app
from posthuman_algorithms.serving.embeddings import Embedder, embeddings_route
from posthuman_algorithms.serving.server import Server
from posthuman_algorithms.serving.task_routes import TaskModel, task_routes
from posthuman_algorithms.serving.vocabulary import Vocabulary
from posthuman_algorithms.tasks import load_task

TASKS = tiny_tasks()
PICTURE = base64.b64encode(picture(200, 10)).decode()
SOUND = base64.b64encode(tone(1)).decode()


def serve_all(root: Path) -> int:
    """Serve a tiny model of each task under its name, in one process."""

    def routes(name: str) -> Starlette:
        write_model(name, TASKS[name].family, root / name / "model")
        job = Job(root / name, "serve", name, {}, (), 0, 1, False, (), name)
        task = load_task(name)
        model = task.load_model(job.model, device())
        found = task_routes(name, name, TaskModel(job, task, model))
        if name == "sentence-embedding":
            vocabulary = Vocabulary(task.load_processor(job.model), 64)
            found.append(embeddings_route(name, vocabulary, Embedder(lambda: model, mean=True)))
        return build_app(found)

    app = Starlette(routes=[Mount(f"/{name}", routes(name)) for name in TASKS if name != "causal-lm"])
    (root / "state").mkdir()
    Shutdown()
    path = root / "state" / "engine.sock"
    asyncio.run(Server(app, path, (root / "ready").touch).serve())
    return 0


@pytest.fixture(scope="module")
def tasks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    root = tmp_path_factory.mktemp("t")
    with serving_fork(lambda: serve_all(root), (root / "ready").exists):
        yield Served(root, {})


def infer(tasks: Served, name: str, inputs: Any, **more: Any) -> Any:
    status, answer = tasks.ask(f"/{name}/infer", {"inputs": inputs, **more})
    assert status == 200, answer
    return answer


def test_labels_of_a_text_stand_in_a_list_of_their_own(tasks: Served) -> None:
    (labels,) = infer(tasks, "text-classification", "good")
    assert math.isclose(sum(one["score"] for one in labels), 1, rel_tol=1e-5)
    assert len(infer(tasks, "text-classification", ["good", "bad"], parameters={"top_k": 1})) == 2
    infer(tasks, "text-classification", {"text": "good", "text_pair": "bad"})


def test_entities_lie_where_they_are_in_the_text(tasks: Served) -> None:
    text = "Ada  lives in Paris, (France)."
    for entity in infer(tasks, "token-classification", text, parameters={"aggregation_strategy": "simple"}):
        assert text[entity["start"] : entity["end"]] == entity["word"]
        assert set(entity) == {"entity_group", "score", "word", "start", "end"}


def test_an_answer_is_a_part_of_the_context(tasks: Served) -> None:
    asked = {"question": "Where?", "context": "Ada lives in Paris."}
    answer = infer(tasks, "question-answering", asked)
    assert answer["answer"] == asked["context"][answer["start"] : answer["end"]]
    assert len(infer(tasks, "question-answering", [asked, asked])) == 2


def test_choices_come_with_scores(tasks: Served) -> None:
    found = infer(tasks, "multiple-choice", {"prompt": "A", "choices": ["one", "two"]})
    assert {one["ending"] for one in found} == {"one", "two"}


def test_what_is_written_has_the_name_of_the_pipeline(tasks: Served) -> None:
    body = {"parameters": {"max_new_tokens": 4}}
    assert list(infer(tasks, "seq2seq", "one", pipeline="summarization", **body)[0]) == ["summary_text"]
    assert list(infer(tasks, "seq2seq", "one", pipeline="translation_en_to_de", **body)[0]) == [
        "translation_text"
    ]
    assert len(infer(tasks, "seq2seq", ["one", "two"], **body)) == 2
    connection = tasks.connect()
    connection.request(
        "POST", "/seq2seq/infer", b'{"inputs": "one two", "parameters": {"max_new_tokens": 4}}'
    )
    read, written = (connection.getresponse().getheader("x-posthuman-usage") or "").split(",")
    assert int(read) > 0
    assert 0 < int(written) <= 4


def test_vectors_have_length_one_and_compare(tasks: Served) -> None:
    vector = infer(tasks, "sentence-embedding", "a cat")
    assert math.isclose(sum(x * x for x in vector), 1, rel_tol=1e-5)
    body = {"input": ["a cat", "dogs"], "model": "x"}
    _, answer = tasks.ask("/sentence-embedding/v1/embeddings", body)
    assert answer["data"][0]["embedding"] == pytest.approx(vector, abs=1e-6)
    _, packed = tasks.ask("/sentence-embedding/v1/embeddings", {**body, "encoding_format": "base64"})
    data = base64.b64decode(packed["data"][0]["embedding"])
    assert struct.unpack(f"<{len(vector)}f", data) == pytest.approx(vector, abs=1e-6)
    first, other = infer(
        tasks, "sentence-embedding", {"source_sentence": "a cat", "sentences": ["a cat", "dogs"]}
    )
    assert first == pytest.approx(1, abs=1e-5)
    assert other < first


def test_masks_pictures_and_sound(tasks: Served) -> None:
    assert {"score", "token", "token_str", "sequence"} == set(infer(tasks, "masked-lm", "the [MASK] is")[0])
    labels = infer(tasks, "image-classification", PICTURE)
    assert {"label", "score"} == set(labels[0])
    assert infer(tasks, "image-classification", f"data:image/png;base64,{PICTURE}") == labels
    assert isinstance(infer(tasks, "speech-recognition", SOUND)["text"], str)


LONG = "good " * 3000


@pytest.mark.parametrize(
    ("task", "inputs"),
    [
        ("masked-lm", f"[MASK] {LONG}"),
        ("seq2seq", LONG),
        ("text-classification", LONG),
        ("text-classification", {"text": "good", "text_pair": LONG}),
        ("token-classification", ["good", LONG]),
        ("multiple-choice", {"prompt": "A", "choices": ["one", LONG]}),
        ("sentence-embedding", LONG),
    ],
)
def test_what_is_too_long_is_cut_only_when_asked(tasks: Served, task: str, inputs: Any) -> None:
    status, answer = tasks.ask(f"/{task}/infer", {"inputs": inputs})
    error = answer["error"]
    assert (status, error["code"], error["param"]) == (400, "CONTEXT_TOO_LONG", "inputs")
    assert error["args"]["tokens"] > 3000 > error["args"]["limit"]
    for wish in ({"truncate": True}, {"truncation": "longest_first"}):
        infer(
            tasks, task, inputs, parameters={**wish, **({"max_new_tokens": 1} if task == "seq2seq" else {})}
        )
    body = {"inputs": inputs, "parameters": {"truncation": "do_not_truncate"}}
    assert tasks.ask(f"/{task}/infer", body)[0] == 400


def test_a_long_context_is_read_in_windows(tasks: Served) -> None:
    asked = {"question": "Where?", "context": f"{LONG} Ada lives in Paris."}
    answer = infer(tasks, "question-answering", asked)
    assert answer["answer"] == asked["context"][answer["start"] : answer["end"]]
    assert tasks.ask("/question-answering/infer", {"inputs": {**asked, "question": LONG}})[0] == 400


@pytest.mark.parametrize(
    ("task", "body", "code"),
    [
        ("image-classification", {"inputs": "a picture of a cat"}, "INPUT_UNREADABLE"),
        ("image-classification", {"inputs": SOUND}, "ROW_INVALID"),
        ("speech-recognition", {"inputs": PICTURE}, "ROW_INVALID"),
        ("masked-lm", {"inputs": "no mask here"}, "ROW_INVALID"),
        ("text-classification", {"inputs": ""}, "REQUEST_INVALID"),
        ("text-classification", {"inputs": "x", "colour": 1}, "REQUEST_INVALID"),
        ("text-classification", {"inputs": "x", "parameters": {"colour": 1}}, "PARAMETER_UNKNOWN"),
        ("text-classification", {"inputs": "x", "parameters": {"truncation": "all"}}, "REQUEST_INVALID"),
        ("question-answering", {"inputs": "Where?"}, "REQUEST_INVALID"),
        ("multiple-choice", {"inputs": {"prompt": "A", "choices": ["one"]}}, "REQUEST_INVALID"),
        ("sentence-embedding", {"inputs": []}, "REQUEST_INVALID"),
    ],
)
def test_what_a_task_cannot_read_is_refused(tasks: Served, task: str, body: Any, code: str) -> None:
    status, answer = tasks.ask(f"/{task}/infer", body)
    assert (status, answer["error"]["code"]) == (400, code)
