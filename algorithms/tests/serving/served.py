"""A serving process, and a client of its socket."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from processes import serving_fork

from posthuman_algorithms.__main__ import main


class Served:
    """Talks to a serving process as the worker does."""

    def __init__(self, root: Path, expected: dict[str, Any]) -> None:
        self.root = root
        self.expected = expected
        """By prompt: its tokens, and what transformers' generate answers to it."""

    def events(self) -> list[dict[str, Any]]:
        path = self.root / "logs" / "events.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def connect(self) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection("engine", timeout=300)
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.connect(str(self.root / "state" / "engine.sock"))
        return connection

    def ask(self, path: str, body: Any = None, method: str = "POST") -> tuple[int, Any]:
        """Send JSON (or bytes as they are); the status and the JSON of the answer."""
        data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        connection = self.connect()
        connection.request(method, path, data, {"content-type": "application/json"})
        response = connection.getresponse()
        answer = response.read()
        connection.close()
        return response.status, json.loads(answer)

    def complete(self, prompt: Any, **fields: Any) -> dict[str, Any]:
        status, answer = self.ask("/v1/completions", {"prompt": prompt, **fields})
        assert status == 200, answer
        return answer

    def stream(self, path: str, body: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Send a request for a stream; its events, which must end as they should."""
        connection = self.connect()
        connection.request("POST", path, json.dumps({**body, "stream": True}))
        response = connection.getresponse()
        assert response.getheader("content-type", "").startswith("text/event-stream")
        done = False
        for line in response:
            if line.startswith(b"data: ") and not done:
                done = line.strip() == b"data: [DONE]"
                if not done:
                    yield json.loads(line[6:])
        assert done
        connection.close()


@contextmanager
def serving(root: Path, models: Path, family: str, engine: str) -> Generator[Served, None, None]:
    """Serve a model in a fork."""
    for name in ("inputs", "state", "logs"):
        (root / name).mkdir(parents=True)
    (root / "model").symlink_to(models / family)
    if engine == "openvino":
        shutil.copytree(models / f"{family}-openvino", root / "state" / "openvino")
    job = {"kind": "serve", "task": "causal-lm", "model": family, "threads": 1}
    (root / "inputs" / "job.json").write_text(json.dumps(job))
    served = Served(root, json.loads((models / f"{family}.json").read_text()))

    def run() -> int:
        os.environ["POSTHUMAN_JOB"] = str(root)
        return main(["serve"])

    with serving_fork(run, lambda: any(event["event"] == "ready" for event in served.events())):
        yield served
