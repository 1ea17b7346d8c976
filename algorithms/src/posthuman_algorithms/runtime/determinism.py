"""Make torch repeat itself bit for bit on the same type of machine with the same number of threads.

PyTorch does not promise equal bits across releases, platforms or thread counts
(https://pytorch.org/docs/stable/notes/randomness.html); receipts name all three.
"""

from __future__ import annotations

import random

import numpy
import torch

RandomState = dict[str, torch.Tensor]
"""Generator name → its state as bytes (uint8, one dimension)."""


def make_deterministic(seed: int, threads: int) -> None:
    """Seed every generator, fix the thread count, and refuse operations without a repeatable algorithm."""
    torch.set_num_threads(threads)
    torch.set_deterministic_debug_mode("error")
    torch.utils.deterministic.fill_uninitialized_memory = False  # pyrefly: ignore[missing-attribute]
    torch.backends.cudnn.benchmark = False
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    random.seed(seed)
    numpy.random.seed(seed % 2**32)
    torch.manual_seed(seed)


def device() -> torch.device:
    """Where to compute: the first CUDA device, else the processor."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def random_state() -> RandomState:
    """Copy the state of torch's generators, from which dropout draws."""
    state = {"cpu": torch.get_rng_state()}
    if torch.cuda.is_available():
        state["cuda"] = torch.cuda.get_rng_state()
    return state


def restore_random_state(state: RandomState) -> None:
    """Restore a state that ``random_state`` copied."""
    torch.set_rng_state(state["cpu"])
    if "cuda" in state:
        torch.cuda.set_rng_state(state["cuda"])
