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
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from posthuman_algorithms.environment import prepare_environment
from posthuman_algorithms.narrow_imports import import_narrowly

_PATIENCE_S = 60


@dataclass(frozen=True)
class Ended:
    """How a process ended: its exit status, or the signal that killed it."""

    status: int | None
    signal: int | None


def preload() -> None:
    prepare_environment(1)
    import_narrowly()
    for name in ("train", "evaluate", "generate", "create"):
        import_module(f"posthuman_algorithms.{name}")
    for name in ("bert", "t5", "vit", "whisper", "llama"):
        import_module(f"transformers.models.{name}.modeling_{name}")
    import_module("peft")
    import_module("matplotlib.backends.backend_agg")
    import_module("matplotlib.figure")
    import_module("matplotlib.font_manager")


def run_forked(
    work: Callable[[], int],
    send: int = signal.SIGKILL,
    when: Callable[[], bool] = lambda: False,
    patience_s: float = _PATIENCE_S,
) -> Ended:
    """Run ``work`` in a fork; send it a signal as soon as ``when`` holds, end it after so many seconds."""
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
    sent = False
    deadline = time.monotonic() + patience_s
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            break
        if time.monotonic() > deadline:
            os.kill(child, signal.SIGKILL)
        if not sent and when():
            os.kill(child, send)
            sent = True
        time.sleep(0.002)
    if os.WIFSIGNALED(status):
        return Ended(None, os.WTERMSIG(status))
    return Ended(os.WEXITSTATUS(status), None)
