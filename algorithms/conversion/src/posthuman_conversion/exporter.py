"""Watch optimum's exporter at work: it reports nothing itself, and takes a minute or more."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from types import ModuleType
from typing import Any

import torch
from optimum.exporters.openvino import __main__ as export
from optimum.exporters.openvino import convert as exporter

_TRACED = (5, 33)
_STAGES = (
    (exporter, "convert_model", "translating the model", _TRACED[1]),
    (exporter, "_save_model", "writing the model", 53),
    (export, "maybe_convert_tokenizers", "converting the tokenizer", 60),
)
"""Functions of the exporter, in the order in which it calls them: what each does, and at which hundredth it
begins, as measured on a model of 135 million parameters."""

Tell = Callable[[int, str], None]
"""Called with the hundredths done, and with what is being done."""


@contextmanager
def watched_exporter(tell: Tell) -> Generator[None, None, None]:
    """Report each stage that begins and, while the model is traced, each of its modules.

    The exporter would run the model twice more to check what it traced; the result is compared with the model
    anyway.
    """

    def announced(function: Any, phase: str, step: int) -> Any:
        def call(*args: Any, **options: Any) -> Any:
            tell(step, phase)
            return function(*args, **options)

        return call

    with ExitStack() as stack:

        def replace(module: ModuleType, name: str, function: Any) -> None:
            stack.callback(setattr, module, name, getattr(module, name))
            setattr(module, name, function)

        for module, name, phase, step in _STAGES:
            replace(module, name, announced(getattr(module, name), phase, step))
        replace(exporter, "allow_skip_tracing_check", lambda *_: True)
        hook = torch.nn.modules.module.register_module_forward_pre_hook(_Run(tell))
        stack.callback(hook.remove)
        yield


class _Run:
    """Counts the modules that begin to compute; the first one contains all others."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._total = self._done = 0

    def __call__(self, module: torch.nn.Module, _inputs: Any) -> None:
        self._total = self._total or sum(1 for _ in module.modules())
        self._done = min(self._done + 1, self._total)
        first, last = _TRACED
        self._tell(first + (last - first) * self._done // self._total, "tracing the model")
