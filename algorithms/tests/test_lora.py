"""Merging LoRA by hand gives what peft's own merge gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from processes import run_forked


def test_merged_weights_are_those_of_peft(model: Path) -> None:
    def work() -> int:
        import torch  # noqa: PLC0415

        from posthuman_algorithms.models.weights import plain_tensors  # noqa: PLC0415
        from posthuman_algorithms.tasks import load_task  # noqa: PLC0415
        from posthuman_algorithms.training.methods import LoraMethod  # noqa: PLC0415

        torch.manual_seed(0)
        parent = load_task("causal-lm").load_model(model, torch.device("cpu"))
        before = {name: value.clone() for name, value in plain_tensors(parent.state_dict()).items()}
        method = LoraMethod(parent, rank=3, alpha=6.0, dropout=0.0)
        untouched = method.weights()
        assert set(untouched) == set(before)
        assert all(torch.equal(untouched[name], before[name]) for name in before)
        for value in method.trained().values():
            torch.nn.init.normal_(value)
        ours = method.weights()
        wrapped: Any = method.model
        theirs = plain_tensors(wrapped.merge_and_unload().state_dict())
        assert set(ours) == set(theirs)
        assert all(torch.equal(ours[name], theirs[name]) for name in ours)
        changed = {name for name in ours if not torch.equal(ours[name], before[name])}
        assert changed == {name for name in ours if "c_" in name and name.endswith("weight")}
        return 0

    assert run_forked(work).status == 0
