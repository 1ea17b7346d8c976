"""The training loop: the same for a job and for a new root model.

A step computes the loss of its examples, in parts if memory is short, clips the gradients, and lets AdamW
change the weights at the scheduled learning rate. Every ``checkpoint_every`` steps, all state goes to the
disk and a line to the trace; a run that is killed resumes from there and ends in the same bits.
"""

from __future__ import annotations

import contextlib
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from posthuman_algorithms.job.errors import AlgorithmError
from posthuman_algorithms.job.events import Events, Progress
from posthuman_algorithms.job.files import sha256_bytes
from posthuman_algorithms.job.shutdown import Shutdown
from posthuman_algorithms.runtime.determinism import random_state, restore_random_state
from posthuman_algorithms.tasks.task import Examples, Task
from posthuman_algorithms.training.checkpoint import CheckpointStore
from posthuman_algorithms.training.methods import Method
from posthuman_algorithms.training.optimizer import make_optimizer, optimizer_tensors, restore_optimizer
from posthuman_algorithms.training.schedule import DataOrder, learning_rate_at
from posthuman_algorithms.training.trace import TraceFile, first_trace_line


@dataclass
class Training:
    """A training in progress.

    Attributes:
        task: what the model learns.
        method: the model, and which of its parameters are trained.
        examples: what it learns from.
        parameters: checked, as in ``TRAIN_PARAMETERS``.
        seed: of the order of the examples.
        events: where progress goes.
        losses: mean loss of each step so far, in the task's unit.
    """

    task: Task
    method: Method
    examples: Examples
    parameters: dict[str, Any]
    seed: int
    events: Events
    losses: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._trained = self.method.trained()
        self._optimizer = make_optimizer(self._trained, self.parameters["weight_decay"])
        self._order = DataOrder(len(self.examples), self.parameters["batch_size"], self.seed)
        self._device = next(iter(self._trained.values())).device
        self._precision = (
            torch.autocast(self._device.type, torch.bfloat16)
            if self.parameters["precision"] == "bfloat16"
            else contextlib.nullcontext()
        )

    def resume_or_start(self, state: Path, fingerprint: str, parent_sha256: str) -> int:
        """Resume from the last checkpoint in the state folder, if any, and keep further ones there.

        Args:
            state: the job's state folder.
            fingerprint: identifies the training; checkpoints of another one are not used.
            parent_sha256: hash of the parent's weights, for line 0 of the trace.

        Returns:
            How many steps are already done.
        """
        self._store = CheckpointStore(state / "checkpoints", fingerprint)
        checkpoint = self._store.load_latest()
        lines = [first_trace_line(parent_sha256)]
        if checkpoint:
            lines = checkpoint.notes["trace"]
            self.losses = [float(loss) for loss in checkpoint.notes["losses"]]
            optimizer = checkpoint.tensors["optimizer"]
            extra = {name[2:]: value for name, value in optimizer.items() if name.startswith("p.")}
            self.method.restore(checkpoint.tensors["weights"], extra)
            restore_optimizer(self._optimizer, self._trained, optimizer, checkpoint.step)
            restore_random_state(checkpoint.tensors["rng"])
        self._trace = TraceFile(state / "trace.jsonl", lines)
        return len(self.losses)

    def run(self, shutdown: Shutdown, keep: bool = True) -> None:
        """Train until ``steps`` are done.

        Args:
            shutdown: on SIGTERM, the step is finished, a checkpoint written and the process ended.
            keep: write checkpoints, which needs ``resume_or_start`` first.

        Raises:
            AlgorithmError: LOSS_NOT_FINITE.
        """
        total = self.parameters["steps"]
        progress = Progress(self.events, total, len(self.losses), "training")
        self.method.model.train()
        with shutdown.deferred():
            while len(self.losses) < total:
                tokens = self._step()
                step = len(self.losses)
                progress.report(step, tokens, loss=round(self.losses[-1], 4))
                if keep and (step % self.parameters["checkpoint_every"] == 0 or step == total):
                    self._checkpoint(traced=True)
                elif keep and shutdown.requested:
                    self._checkpoint(traced=False)
                if shutdown.requested:
                    shutdown.end()
        self.method.model.eval()

    def _step(self) -> int:
        """Do one optimizer step; return how many tokens it read (examples, where there are no tokens)."""
        step = len(self.losses)
        indices = self._order.indices(step)
        batch = {name: value.to(self._device) for name, value in self.examples.batch(indices).items()}
        parts = min(self.parameters["gradient_accumulation"], len(indices))
        loss = 0.0
        for part in range(parts):
            rows = slice(part * len(indices) // parts, (part + 1) * len(indices) // parts)
            piece = {name: value[rows] for name, value in batch.items()}
            with self._precision:
                scaled = self.task.loss(self.method.model, piece) * ((rows.stop - rows.start) / len(indices))
            scaled.backward()
            loss += scaled.item()
        limit = self.parameters["max_grad_norm"] or math.inf
        norm = torch.nn.utils.clip_grad_norm_(self._trained.values(), limit).item()
        if not (math.isfinite(loss) and math.isfinite(norm)):
            raise AlgorithmError(
                "LOSS_NOT_FINITE", step=step + 1, loss=str(loss if not math.isfinite(loss) else norm)
            )
        for group in self._optimizer.param_groups:
            group["lr"] = learning_rate_at(step, self.parameters)
        self._optimizer.step()
        self._optimizer.zero_grad()
        self.losses.append(loss)
        return batch["input_ids"].numel() if "input_ids" in batch else len(indices)

    def _checkpoint(self, traced: bool) -> None:
        """Write a checkpoint; one that only saves work from a shutdown is not a line of the trace."""
        step = len(self.losses)
        line: dict[str, Any] = {}

        def notes(hashes: dict[str, str]) -> dict[str, Any]:
            line.update(
                index=len(self._trace.lines),
                step=step,
                **hashes,
                cursor=self._order.cursor(step),
                batches=self._batches_sha256(self._trace.lines[-1]["step"], step),
                loss=format(self.losses[-1], ".9g"),
            )
            lines = [*self._trace.lines, line] if traced else self._trace.lines
            return {"trace": lines, "losses": [repr(loss) for loss in self.losses]}

        moments = optimizer_tensors(self._optimizer, self._trained)
        extra = {f"p.{name}": value for name, value in self.method.extra().items()}
        parts = {"weights": self.method.weights(), "optimizer": {**moments, **extra}, "rng": random_state()}
        self._store.save(step, parts, notes)
        if traced:
            self._trace.append(line)
            shown = {name: line[name] for name in ("step", "weights", "optimizer", "rng", "cursor")}
            self.events.emit("checkpoint", **shown, loss=self.losses[-1])

    def _batches_sha256(self, begin: int, end: int) -> str:
        """Hash the example numbers of steps [begin, end), as little-endian int64."""
        ids = [self._order.indices(step).astype("<i8").tobytes() for step in range(begin, end)]
        return sha256_bytes(b"".join(ids))
