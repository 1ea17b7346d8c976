"""Run work in real processes without paying for the imports in each of them.

The test process imports torch and transformers but never computes; every job runs in a fork of it, which can
be killed like any other process.
"""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from posthuman_algorithms.runtime.environment import prepare_environment
from posthuman_algorithms.runtime.narrow_imports import import_narrowly

_PATIENCE_S = 600
"""Long enough for the slowest machine: it ends a process that hangs, and does not judge speed."""


@dataclass(frozen=True)
class Ended:
    """How a process ended: its exit status, or the signal that killed it."""

    status: int | None
    signal: int | None


def preload() -> None:
    prepare_environment(1)
    import_narrowly()
    for name in ("train", "evaluate", "generate", "create"):
        import_module(f"posthuman_algorithms.entries.{name}")
    for name in ("bert", "t5", "vit", "whisper", "llama"):
        import_module(f"transformers.models.{name}.modeling_{name}")
    import_module("peft")
    import_module("matplotlib.backends.backend_agg")
    import_module("matplotlib.figure")
    import_module("matplotlib.font_manager")
    # Before a model is saved, it is asked what the compiler made of it: each fork would import that anew.
    accelerate: Any = import_module("accelerate.utils.other")
    accelerate.is_compiled_module = accelerate.has_compiled_regions = lambda _: False


def run_forked(
    work: Callable[[], int],
    send: int = signal.SIGKILL,
    when: Callable[[], bool] = lambda: False,
) -> Ended:
    """Run ``work`` in a fork and send it a signal as soon as ``when`` holds; kill it if it hangs."""
    child = _fork(work)
    sent = False

    def look() -> None:
        nonlocal sent
        if not sent and when():
            os.kill(child, send)
            sent = True

    return _wait(child, look)


@contextmanager
def serving_fork(work: Callable[[], int], ready: Callable[[], bool]) -> Generator[None, None, None]:
    """Serve in a fork, from when it is ready; end it as the worker does and check that it ends well."""
    child = _fork(work)
    try:
        deadline = time.monotonic() + _PATIENCE_S
        while not ready():
            assert time.monotonic() < deadline, "it never became ready"
            assert not _ended(child), "it ended before it was ready"
            time.sleep(0.05)
        yield
    finally:
        os.kill(child, signal.SIGTERM)
        ended = _wait(child)
    assert ended.status == 128 + signal.SIGTERM


def _fork(work: Callable[[], int]) -> int:
    child = os.fork()
    if child == 0:
        status = 1
        try:
            status = work()
        except SystemExit as ending:
            status = ending.code if isinstance(ending.code, int) else 1
        except BaseException:
            traceback.print_exc()
        sys.stderr.flush()
        os._exit(status)
    return child


def _ended(child: int) -> bool:
    return os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _wait(child: int, look: Callable[[], None] = lambda: None) -> Ended:
    deadline = time.monotonic() + _PATIENCE_S
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            break
        if time.monotonic() > deadline:
            os.kill(child, signal.SIGKILL)
        look()
        time.sleep(0.002)
    if os.WIFSIGNALED(status):
        return Ended(None, os.WTERMSIG(status))
    return Ended(os.WEXITSTATUS(status), None)
