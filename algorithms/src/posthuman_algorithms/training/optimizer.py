"""AdamW, and its state as plain tensors."""

from __future__ import annotations

import torch

from posthuman_algorithms.training.methods import Tensors


def make_optimizer(trained: dict[str, torch.nn.Parameter], weight_decay: float) -> torch.optim.AdamW:
    """Make AdamW (arXiv 1711.05101) with betas 0.9 and 0.999; only matrices decay, as in GPT-2's training."""
    matrices = [value for value in trained.values() if value.ndim > 1]
    others = [value for value in trained.values() if value.ndim <= 1]
    groups = [{"params": matrices, "weight_decay": weight_decay}, {"params": others, "weight_decay": 0.0}]
    return torch.optim.AdamW([group for group in groups if group["params"]], lr=0.0, fused=True)


def optimizer_tensors(optimizer: torch.optim.AdamW, trained: dict[str, torch.nn.Parameter]) -> Tensors:
    """Copy AdamW's moments as ``m.<parameter>`` and ``v.<parameter>``; the training counts the steps."""
    tensors = {}
    for name, parameter in trained.items():
        if state := optimizer.state.get(parameter):
            tensors[f"m.{name}"] = state["exp_avg"].cpu().contiguous()
            tensors[f"v.{name}"] = state["exp_avg_sq"].cpu().contiguous()
    return tensors


def restore_optimizer(
    optimizer: torch.optim.AdamW, trained: dict[str, torch.nn.Parameter], tensors: Tensors, step: int
) -> None:
    """Restore what ``optimizer_tensors`` copied after ``step`` steps."""
    for name, parameter in trained.items():
        if f"m.{name}" not in tensors:
            continue
        optimizer.state[parameter] = {
            "step": torch.tensor(float(step), device=parameter.device),
            "exp_avg": tensors[f"m.{name}"].to(parameter.device),
            "exp_avg_sq": tensors[f"v.{name}"].to(parameter.device),
        }
