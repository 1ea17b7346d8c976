"""Servers that the tests of endpoints share: each family on each engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from served import Served, serving
from tiny_models import make_models


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory, prose: str) -> Path:
    folder = tmp_path_factory.mktemp("served")
    make_models(folder, prose)
    return folder


@pytest.fixture(scope="package")
def serve(tmp_path_factory: pytest.TempPathFactory, models: Path) -> Iterator[Callable[[str, str], Served]]:
    """Serve a family on an engine, once for the tests of this folder."""
    running: dict[tuple[str, str], Served] = {}
    with ExitStack() as stack:

        def start(family: str, engine: str) -> Served:
            if (family, engine) not in running:
                root = tmp_path_factory.mktemp(engine)
                running[family, engine] = stack.enter_context(serving(root, models, family, engine))
            return running[family, engine]

        yield start


@pytest.fixture(params=["openvino", "transformers"])
def llama(request: pytest.FixtureRequest, serve: Callable[[str, str], Served]) -> Served:
    """A Llama with a chat template."""
    return serve("llama", request.param)


@pytest.fixture
def gpt2(serve: Callable[[str, str], Served]) -> Served:
    """A GPT-2 without one."""
    return serve("gpt2", "openvino")
