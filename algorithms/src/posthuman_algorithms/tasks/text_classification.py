"""Text classification: one label, or several, for a text or a pair of texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy
import torch
from transformers import AutoModelForSequenceClassification, PreTrainedModel, PreTrainedTokenizerBase

from posthuman_algorithms.data.rows import Data, Row
from posthuman_algorithms.measuring.metrics import classification_scores, label_set_scores
from posthuman_algorithms.measuring.scores import Scores
from posthuman_algorithms.models.encoding import Features, encode, longest_input, pad_token
from posthuman_algorithms.tasks.batches import PaddedExamples, in_batches, inputs_of, single
from posthuman_algorithms.tasks.encoder_task import EncoderTask
from posthuman_algorithms.tasks.labels import label_answer, label_names, several_labels
from posthuman_algorithms.tasks.task import Answer, quiet


class TextClassification(EncoderTask):
    """The task ``text-classification``."""

    name = "text-classification"
    auto_class = AutoModelForSequenceClassification

    def examples(
        self, data: Data, tokenizer: PreTrainedTokenizerBase, model: PreTrainedModel, block_size: int
    ) -> PaddedExamples:
        """Encode each text, or pair, with its label."""
        length = min(block_size, longest_input(model, tokenizer))
        features = [
            {**_encode(tokenizer, row, length), "labels": _target(model, row.values["label"])}
            for row in data.rows
        ]
        return PaddedExamples(features, pad_token(model, tokenizer))

    def loss(self, model: PreTrainedModel, batch: dict[str, torch.Tensor]) -> torch.Tensor:
        """Mean cross-entropy of the label, or of the presence of each label."""
        if not batch["labels"].is_floating_point():
            return super().loss(model, batch)
        logits = model(**inputs_of(batch)).logits
        return torch.nn.functional.binary_cross_entropy_with_logits(logits.float(), batch["labels"])

    @torch.inference_mode()
    def measure(
        self,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        data: Data,
        on_progress: Callable[[int, int], None] = quiet,
    ) -> Scores:
        """Measure accuracy and macro F1; of several labels, all must be right, and micro F1 is added."""
        length = longest_input(model, tokenizer)
        features = [_encode(tokenizer, row, length) for row in data.rows]
        labels, documents = ([row.values["label"] for row in data.rows], data.row_documents)
        classes = len(label_names(model))
        logits = [
            model(**batch).logits
            for _, batch in in_batches(features, pad_token(model, tokenizer), model, on_progress)
        ]
        found = torch.cat(logits).cpu()
        if several_labels(model):
            sets = [row.nonzero()[:, 0].tolist() for row in found > 0]
            return label_set_scores(sets, labels, classes, documents)
        return classification_scores(found.argmax(-1).tolist(), labels, classes, documents)

    def read(
        self,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        row: Row,
        parameters: dict[str, Any],
    ) -> Features:
        """Encode the text, or pair."""
        return _encode(tokenizer, row, longest_input(model, tokenizer), parameters["truncate"])

    @torch.inference_mode()
    def answer(
        self,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        row: Row,
        parameters: dict[str, Any],
        on_token: Callable[[int], None],
    ) -> Answer:
        """Name the most likely labels."""
        features = self.read(model, tokenizer, row, parameters)
        tokens = len(features["input_ids"])
        batch = single(features, model)
        on_token(tokens)
        return label_answer(model(**batch).logits[0], model, parameters["top_k"], tokens)


def _target(model: PreTrainedModel, label: int | list[int]) -> Any:
    if isinstance(label, int):
        return label
    present = numpy.zeros(len(label_names(model)), dtype=numpy.float32)
    present[label] = 1
    return present


def _encode(tokenizer: PreTrainedTokenizerBase, row: Row, length: int, truncate: bool = True) -> Features:
    texts = [row.values[name] for name in ("text", "text_pair") if row.values.get(name)]
    return encode(tokenizer, *texts, length=length, truncate=truncate)
