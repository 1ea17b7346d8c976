"""A tiny real model, made once, and real processes to run jobs in."""

from __future__ import annotations

from pathlib import Path
from pydoc_data.topics import topics

import pytest
from job_folder import JobFolder
from processes import preload, run_forked

from posthuman_algorithms.__main__ import main

PROSE = "\n\n".join(topics[name] for name in sorted(topics))
"""Some 700 kB of English that every CPython carries: its own manual."""


def pytest_sessionstart() -> None:
    preload()


@pytest.fixture(scope="session")
def prose() -> str:
    return PROSE


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A GPT-2 of one layer with dropout, so that the random generator matters."""
    folder = tmp_path_factory.mktemp("root")
    (folder / "text.txt").write_text(PROSE[:60_000])
    options = {"vocab": 300, "layers": 1, "width": 16, "heads": 2, "context": 32, "steps": 12, "batch": 4}
    arguments = [str(part) for name, value in options.items() for part in (f"--{name}", value)]
    arguments += ["--dropout", "0.1", "--events", str(folder / "events.jsonl")]
    create = ["create", "--text", str(folder / "text.txt"), "--out", str(folder / "model"), *arguments]
    assert run_forked(lambda: main(create)).status == 0
    return folder / "model"


@pytest.fixture
def job(tmp_path: Path, model: Path) -> JobFolder:
    """A training that is ready to run: 12 steps, a checkpoint every 4."""
    folder = JobFolder(tmp_path / "job", kind="train")
    folder.put_model(model)
    folder.put_dataset("news.txt", PROSE[100_000:140_000])
    folder.put_evaluation(PROSE[200_000:204_000])
    folder.parameters.update(steps=12, batch_size=4, checkpoint_every=4, warmup_steps=2, learning_rate=0.003)
    return folder
