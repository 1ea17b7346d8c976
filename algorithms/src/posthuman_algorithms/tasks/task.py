"""What a task has to be able to do."""

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
    from posthuman_algorithms.scores import Scores


def quiet(_done: int, _total: int) -> None:
    """Take progress and tell nobody."""


class Examples(Protocol):
    """Training examples that can be fetched by number."""

    def __len__(self) -> int: ...

    def batch(self, indices: numpy.ndarray) -> dict[str, torch.Tensor]:
        """Collect examples into tensors whose first dimension counts examples."""


@dataclass(frozen=True)
class Answer:
    """What a model made of one input.

    Attributes:
        text: the answer as a person reads it.
        tokens: how many tokens were made, or read where none are made.
        output: the answer in the form that the Hugging Face inference API has for the task.
    """

    text: str
    tokens: int
    output: Any


class Task(Protocol):
    """One kind of model: how it is loaded, trained, measured and used.

    Attributes:
        name: as manifests call it.
        loss_unit: of the training loss, for its picture.
    """

    name: str
    loss_unit: str

    def load_model(self, folder: Path, device: torch.device) -> PreTrainedModel:
        """Load a model of this task, in evaluation mode."""

    def load_processor(self, folder: Path) -> Any:
        """Load what turns the task's inputs into tensors: a tokenizer, or what pictures and sound need."""

    def examples(self, data: Data, processor: Any, model: PreTrainedModel, block_size: int) -> Examples:
        """Turn data into training examples of at most ``block_size`` tokens."""

    def loss(self, model: torch.nn.Module, batch: dict[str, torch.Tensor]) -> torch.Tensor:
        """Mean loss of a batch, a scalar that gradients flow through."""

    def measure(
        self,
        model: PreTrainedModel,
        processor: Any,
        data: Data,
        on_progress: Callable[[int, int], None] = quiet,
    ) -> Scores:
        """Measure a model on data that it has not been trained on; the first metric is the task's."""

    def answer(
        self,
        model: PreTrainedModel,
        processor: Any,
        row: Row,
        parameters: dict[str, Any],
        on_token: Callable[[int], None],
    ) -> Answer:
        """Use the model on one input, a row without the columns that are to be found out."""


@runtime_checkable
class ReadsTexts(Protocol):
    """A task whose inputs may be longer than the model reads."""

    def read(self, model: PreTrainedModel, processor: Any, row: Row, parameters: dict[str, Any]) -> Any:
        """Turn an input into tokens, cut to the model's length if the parameter ``truncate`` says so.

        Raises:
            InputTooLongError: it is longer, and not to be cut.
            AlgorithmError: PARAMETER_INVALID, ROW_INVALID.
        """


@runtime_checkable
class MeasuresMore(Protocol):
    """A task with metrics that cost more than a training's gain is worth: texts are written for them."""

    def measure_more(self, model: PreTrainedModel, processor: Any, data: Data, scores: Scores) -> Scores:
        """Add metrics, and their parts, to what ``measure`` found."""
