"""Image classification: one label for a picture."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy
import torch
from transformers import AutoImageProcessor, AutoModelForImageClassification, PreTrainedModel

from posthuman_algorithms.data.media import decode_image
from posthuman_algorithms.data.rows import Data, Row
from posthuman_algorithms.measuring.metrics import classification_scores
from posthuman_algorithms.measuring.scores import Scores
from posthuman_algorithms.models.encoding import Features
from posthuman_algorithms.models.loading import load_model, load_part
from posthuman_algorithms.tasks.batches import LazyFeatures, PaddedExamples, in_batches, inputs_of
from posthuman_algorithms.tasks.labels import label_answer, label_names
from posthuman_algorithms.tasks.task import Answer, quiet


class ImageClassification:
    """The task ``image-classification``."""

    name = "image-classification"
    loss_unit = "nats per image"

    def load_model(self, folder: Path, device: torch.device) -> PreTrainedModel:
        """Load a model with a head for labels."""
        return load_model(folder, AutoModelForImageClassification, device)

    def load_processor(self, folder: Path) -> Any:
        """Load what scales pictures, by preprocessor_config.json."""
        return load_part(folder, "preprocessor_config.json", AutoImageProcessor, backend="pil")

    def examples(
        self,
        data: Data,
        processor: Any,
        model: PreTrainedModel,  # noqa: ARG002
        block_size: int,  # noqa: ARG002
    ) -> PaddedExamples:
        """Scale each picture when its turn comes."""

        def make(place: int) -> Features:
            row = data.rows[place]
            return {**_encode(processor, row), "labels": row.values["label"]}

        return PaddedExamples(LazyFeatures(len(data.rows), make), 0)

    def loss(self, model: PreTrainedModel, batch: dict[str, torch.Tensor]) -> torch.Tensor:
        """Mean cross-entropy of the labels."""
        logits = model(**inputs_of(batch)).logits
        return torch.nn.functional.cross_entropy(logits.float(), batch["labels"])

    @torch.inference_mode()
    def measure(
        self,
        model: PreTrainedModel,
        processor: Any,
        data: Data,
        on_progress: Callable[[int, int], None] = quiet,
    ) -> Scores:
        """Measure accuracy and macro F1."""
        features = LazyFeatures(len(data.rows), lambda place: _encode(processor, data.rows[place]))
        guesses: list[int] = []
        for _, batch in in_batches(features, 0, model, on_progress):
            guesses += model(**batch).logits.argmax(-1).tolist()
        labels = [row.values["label"] for row in data.rows]
        classes = len(label_names(model))
        return classification_scores(guesses, labels, classes, data.row_documents)

    @torch.inference_mode()
    def answer(
        self,
        model: PreTrainedModel,
        processor: Any,
        row: Row,
        parameters: dict[str, Any],
        on_token: Callable[[int], None],
    ) -> Answer:
        """Name the most likely labels."""
        pixels = torch.from_numpy(_encode(processor, row)["pixel_values"])[None].to(model.device)
        logits = model(pixel_values=pixels).logits[0]
        on_token(1)
        return label_answer(logits, model, parameters["top_k"], 1)


def _encode(processor: Any, row: Row) -> Features:
    pixels = processor(decode_image(row), return_tensors="np")["pixel_values"][0]
    return {"pixel_values": numpy.ascontiguousarray(pixels, dtype=numpy.float32)}
