"""Build a job folder as a worker does, run it, and read the result."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from processes import Ended, run_forked

from posthuman_algorithms.__main__ import main

_ENTRIES = {"train": "train", "evaluate": "evaluate", "infer": "generate", "benchmark": "benchmark"}


class JobFolder:
    def __init__(self, root: Path, kind: str) -> None:
        self.root = root
        self.kind = kind
        self.task = "causal-lm"
        self.seed = 7
        self.parameters: dict[str, Any] = {}
        self.datasets: list[dict[str, Any]] = []
        self.lineage: list[dict[str, str]] = []
        for name in ("inputs", "state", "outputs", "logs"):
            (root / name).mkdir(parents=True)

    def put_model(self, model: Path) -> None:
        shutil.copytree(model, self.root / "model")

    def put_ancestor(self, name: str, model: Path) -> None:
        path = f"lineage/{len(self.lineage) + 1}"
        shutil.copytree(model, self.root / path)
        self.lineage.append({"name": name, "path": f"/data/{path}"})

    def put_dataset(self, name: str, content: str | bytes) -> Path:
        data = content.encode() if isinstance(content, str) else content
        sha256 = hashlib.sha256(data).hexdigest()
        self.datasets.append({"id": sha256[:16], "name": name, "sha256": sha256, "files": [name]})
        folder = self.root / "inputs" / sha256[:16]
        folder.mkdir()
        (folder / name).write_bytes(data)
        return folder / name

    def put_evaluation(self, text: str) -> None:
        self.put_held_out("evaluation.txt", text.encode())

    def put_held_out(self, name: str, data: bytes) -> None:
        (self.root / "inputs" / "evaluation").mkdir()
        (self.root / "inputs" / "evaluation" / name).write_bytes(data)

    @classmethod
    def at(cls, root: Path) -> JobFolder:
        """Look at a job that another process made."""
        job = cls.__new__(cls)
        job.root = root
        return job

    def write(self) -> None:
        job = {
            "kind": self.kind,
            "task": self.task,
            "model": "M2",
            "parameters": self.parameters,
            "datasets": self.datasets,
            "seed": self.seed,
            "threads": 1,
            "familyEvaluation": (self.root / "inputs" / "evaluation").is_dir(),
            "lineage": self.lineage,
        }
        (self.root / "inputs" / "job.json").write_text(json.dumps(job))

    def run(self, before: Callable[[], None] = lambda: None, **options: Any) -> Ended:
        """Run the job in a process of its own; ``before`` runs in it first."""
        self.write()

        def work() -> int:
            os.environ["POSTHUMAN_JOB"] = str(self.root)
            before()
            return main([_ENTRIES[self.kind]])

        return run_forked(work, **options)

    def events(self, name: str | None = None) -> list[dict[str, Any]]:
        path = self.root / "logs" / "events.jsonl"
        lines = path.read_text().splitlines() if path.exists() else []
        return [event for event in map(json.loads, lines) if name in (None, event["event"])]

    def error(self) -> tuple[str, dict[str, Any]]:
        (event,) = self.events("error")
        return event["code"], event["args"]

    def output(self, name: str) -> Any:
        text = (self.root / "outputs" / name).read_text()
        return json.loads(text) if name.endswith(".json") else text

    def trace(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.root / "state" / "trace.jsonl").read_text().splitlines()]

    def result(self) -> dict[str, str]:
        """Hash everything that a finished job leaves for others."""
        kept = [*(self.root / "outputs").iterdir(), *(self.root / "state" / "model").iterdir()]
        kept.append(self.root / "state" / "trace.jsonl")
        return {
            str(path.relative_to(self.root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in kept
        }
