"""Token classification: a label for each word, such as names or parts of speech."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy
import torch
from transformers import AutoModelForTokenClassification, PreTrainedModel, PreTrainedTokenizerBase

from posthuman_algorithms.data.rows import Data, Row
from posthuman_algorithms.measuring.metrics import f1_metric
from posthuman_algorithms.measuring.scores import Metric, Scores, ratio
from posthuman_algorithms.models.encoding import MODEL_INPUTS, Features, encoding, longest_input, pad_token
from posthuman_algorithms.tasks.batches import NOT_COUNTED, PaddedExamples, in_batches, single
from posthuman_algorithms.tasks.encoder_task import EncoderTask
from posthuman_algorithms.tasks.labels import label_names, spans_of
from posthuman_algorithms.tasks.task import Answer, quiet

_METRICS = (f1_metric(0, 1, 2), Metric("accuracy", more_is_better=True, combine=ratio(3, 4)))


class TokenClassification(EncoderTask):
    """The task ``token-classification``. A word's label is at its first token."""

    name = "token-classification"
    loss_unit = "nats per word"
    auto_class = AutoModelForTokenClassification

    def examples(
        self, data: Data, tokenizer: PreTrainedTokenizerBase, model: PreTrainedModel, block_size: int
    ) -> PaddedExamples:
        """Encode each row's words with their labels."""
        length = min(block_size, longest_input(model, tokenizer))
        features = []
        for row in data.rows:
            feature, firsts = _encode(tokenizer, row, length)
            labels = [NOT_COUNTED] * len(feature["input_ids"])
            for word, place in enumerate(firsts):
                labels[place] = row.values["ner_tags"][word]
            features.append({**feature, "labels": labels})
        return PaddedExamples(features, pad_token(model, tokenizer))

    @torch.inference_mode()
    def measure(
        self,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        data: Data,
        on_progress: Callable[[int, int], None] = quiet,
    ) -> Scores:
        """Measure the F1 of whole entities (as CoNLL does), and the share of words with the right label.

        Words that are cut off because they exceed the model's context count as not found.
        """
        length, names = longest_input(model, tokenizer), label_names(model)
        encoded = [_encode(tokenizer, row, length) for row in data.rows]
        scores = numpy.zeros((len(data.rows), 5))
        features = [feature for feature, _ in encoded]
        for places, batch in in_batches(features, pad_token(model, tokenizer), model, on_progress):
            best = model(**batch).logits.argmax(-1).tolist()
            for place, of_row in zip(places, best, strict=True):
                truth = [names[label] for label in data.rows[place].values["ner_tags"]]
                guess = [names[of_row[first]] for first in encoded[place][1]]
                guess += ["O"] * (len(truth) - len(guess))
                found, wanted = spans_of(guess), spans_of(truth)
                same = sum(one == other for one, other in zip(guess, truth, strict=True))
                scores[place] = len(found & wanted), len(found), len(wanted), same, len(truth)
        return Scores(_METRICS, scores, "row", numpy.array(data.row_documents))

    def read(
        self,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        row: Row,
        parameters: dict[str, Any],
    ) -> tuple[Features, list[int]]:
        """Encode the words, and find the place of each one's first token."""
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
        """Find the entities of a text, or of words."""
        words, names = row.values["tokens"], label_names(model)
        feature, firsts = self.read(model, tokenizer, row, parameters)
        batch = single(feature, model)
        scores = model(**batch).logits[0, firsts].float().softmax(-1)
        on_token(len(words))
        best = scores.argmax(-1).tolist()
        starts = numpy.cumsum([0, *[len(word) + 1 for word in words]]).tolist()
        output = []
        for first, end, kind in sorted(spans_of([names[label] for label in best])):
            of_span = [scores[place, best[place]].item() for place in range(first, end)]
            output.append(
                {
                    "entity_group": kind,
                    "score": sum(of_span) / len(of_span),
                    "word": " ".join(words[first:end]),
                    "start": starts[first],
                    "end": starts[end] - 1,
                }
            )
        text = "; ".join(f"{one['word']}: {one['entity_group']}" for one in output)
        return Answer(text, len(feature["input_ids"]), output)


def _encode(
    tokenizer: PreTrainedTokenizerBase, row: Row, length: int, truncate: bool = True
) -> tuple[Features, list[int]]:
    """Encode words, and find the place of each word's first token, for those that fit."""
    encoded = encoding(
        tokenizer, row.values["tokens"], length=length, truncate=truncate, is_split_into_words=True
    )
    of_token = encoded.word_ids()
    firsts = [
        place
        for place, word in enumerate(of_token)
        if word is not None and (place == 0 or of_token[place - 1] != word)
    ]
    # A word without any token (some normalisers drop characters) would shift those after it.
    if [of_token[place] for place in firsts] != list(range(len(firsts))):
        raise row.refuse("the model's tokenizer drops one of its tokens")
    return {name: list(encoded[name]) for name in MODEL_INPUTS if name in encoded}, firsts
