"""Multiple choice: find the ending that fits the beginning."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy
import torch
from transformers import AutoModelForMultipleChoice, PreTrainedModel, PreTrainedTokenizerBase

from posthuman_algorithms.data.rows import Data, Row
from posthuman_algorithms.measuring.scores import Metric, Scores, ratio
from posthuman_algorithms.models.encoding import Features, encode, longest_input, pad_token
from posthuman_algorithms.tasks.batches import PaddedExamples, in_batches
from posthuman_algorithms.tasks.encoder_task import EncoderTask
from posthuman_algorithms.tasks.task import Answer, quiet

_METRICS = (Metric("accuracy", more_is_better=True, combine=ratio(0, 1)),)


class MultipleChoice(EncoderTask):
    """The task ``multiple-choice``."""

    name = "multiple-choice"
    auto_class = AutoModelForMultipleChoice

    def examples(
        self, data: Data, tokenizer: PreTrainedTokenizerBase, model: PreTrainedModel, block_size: int
    ) -> PaddedExamples:
        """Encode the beginning with each ending. All rows must have as many endings as the first."""
        length = min(block_size, longest_input(model, tokenizer))
        count = len(data.rows[0].values["endings"])
        for row in data.rows:
            if len(row.values["endings"]) != count:
                raise row.refuse(
                    f"it has {len(row.values['endings'])} endings, but the first row has {count}"
                )
        features = [{**_encode(tokenizer, row, length), "labels": row.values["label"]} for row in data.rows]
        return PaddedExamples(features, pad_token(model, tokenizer))

    @torch.inference_mode()
    def measure(
        self,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        data: Data,
        on_progress: Callable[[int, int], None] = quiet,
    ) -> Scores:
        """Measure accuracy."""
        length, pad = longest_input(model, tokenizer), pad_token(model, tokenizer)
        scores = numpy.ones((len(data.rows), 2))
        for place, row in enumerate(data.rows):
            ((_, batch),) = in_batches([_encode(tokenizer, row, length)], pad, model, quiet)
            scores[place, 0] = model(**batch).logits[0].argmax().item() == row.values["label"]
            on_progress(place + 1, len(data.rows))
        return Scores(_METRICS, scores, "row", numpy.array(data.row_documents))

    def read(
        self,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        row: Row,
        parameters: dict[str, Any],
    ) -> Features:
        """Encode the beginning with each ending."""
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
        """Choose an ending."""
        features = self.read(model, tokenizer, row, parameters)
        ((_, batch),) = in_batches([features], pad_token(model, tokenizer), model, quiet)
        scores = model(**batch).logits[0].float().softmax(-1).tolist()
        tokens = sum(map(len, features["input_ids"]))
        on_token(tokens)
        endings = row.values["endings"]
        output = [
            {"label": place, "ending": ending, "score": score}
            for place, (ending, score) in enumerate(zip(endings, scores, strict=True))
        ]
        output.sort(key=lambda one: -one["score"])
        return Answer(output[0]["ending"], tokens, output)


def _encode(tokenizer: PreTrainedTokenizerBase, row: Row, length: int, truncate: bool = True) -> Features:
    beginning, middle = row.values["sent1"], row.values.get("sent2", "")
    encoded = [
        encode(tokenizer, beginning, f"{middle} {ending}".strip(), length=length, truncate=truncate)
        for ending in row.values["endings"]
    ]
    return {name: [one[name] for one in encoded] for name in encoded[0]}
