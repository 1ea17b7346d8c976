"""What a task must be able to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    from pathlib import Path

    import numpy
    import torch
    from transformers import PreTrainedModel

    from posthuman_algorithms.data.rows import Data, Row
    from posthuman_algorithms.measuring.scores import Scores


def quiet(_done: int, _total: int) -> None:
    """Ignore progress."""


class Examples(Protocol):
    """Training examples, fetched by number."""

    def __len__(self) -> int: ...

    def batch(self, indices: numpy.ndarray) -> dict[str, torch.Tensor]:
        """Collect examples into tensors whose first dimension is the examples."""


@dataclass(frozen=True)
class Answer:
    """What a model made of one input.

    Attributes:
        text: the answer as a person reads it.
        tokens: how many tokens were written, or read if none are written.
        output: the answer in the form of the Hugging Face inference API for the task.
    """

    text: str
    tokens: int
    output: Any


class Task(Protocol):
    """One kind of model: how it is loaded, trained, measured and used.

    Attributes:
        name: as manifests call it.
        loss_unit: of the training loss, for its plot.
    """

    name: str
    loss_unit: str

    def load_model(self, folder: Path, device: torch.device) -> PreTrainedModel:
        """Load a model of this task, in evaluation mode."""

    def load_processor(self, folder: Path) -> Any:
        """Load what turns the task's inputs into tensors: a tokenizer, or what images and audio need."""

    def examples(self, data: Data, processor: Any, model: PreTrainedModel, block_size: int) -> Examples:
        """Turn data into training examples of at most ``block_size`` tokens."""

    def loss(self, model: PreTrainedModel, batch: dict[str, torch.Tensor]) -> torch.Tensor:
        """Compute the mean loss of a batch: a scalar through which gradients flow."""

    def measure(
        self,
        model: PreTrainedModel,
        processor: Any,
        data: Data,
        on_progress: Callable[[int, int], None] = quiet,
    ) -> Scores:
        """Measure a model on data on which it was not trained; the first metric is the task's own.

        Args:
            model: in evaluation mode.
            processor: as ``load_processor`` gives it.
            data: checked rows, or documents.
            on_progress: called with the units done and all units.
        """

    def answer(
        self,
        model: PreTrainedModel,
        processor: Any,
        row: Row,
        parameters: dict[str, Any],
        on_token: Callable[[int], None],
    ) -> Answer:
        """Use the model on one input: a row without the columns to be predicted.

        Args:
            model: in evaluation mode.
            processor: as ``load_processor`` gives it.
            row: the input.
            parameters: checked, as in ``GENERATE_PARAMETERS``.
            on_token: called with the number of tokens so far.
        """


@runtime_checkable
class ReadsTexts(Protocol):
    """A task whose inputs may be longer than the model can read."""

    def read(self, model: PreTrainedModel, processor: Any, row: Row, parameters: dict[str, Any]) -> Any:
        """Turn an input into tokens, cut to the model's length if the parameter ``truncate`` allows it.

        Raises:
            InputTooLongError: it is longer and may not be cut.
            AlgorithmError: PARAMETER_INVALID, ROW_INVALID.
        """


@runtime_checkable
class MeasuresMore(Protocol):
    """A task with metrics that are too slow for a training's gain, because texts are written for them."""

    def measure_more(self, model: PreTrainedModel, processor: Any, data: Data, scores: Scores) -> Scores:
        """Add metrics, and their parts of rows, to what ``measure`` returned."""
