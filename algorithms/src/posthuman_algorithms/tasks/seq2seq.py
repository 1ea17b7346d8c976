"""Sequence to sequence: summarise, translate, or otherwise turn one text into another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy
import torch
from transformers import AutoModelForSeq2SeqLM, GenerationConfig, PreTrainedModel, PreTrainedTokenizerBase

from posthuman_algorithms.data.rows import Data, Row
from posthuman_algorithms.measuring.metrics import bits_per_byte_metrics
from posthuman_algorithms.measuring.scores import Metric, Scores, ratio
from posthuman_algorithms.measuring.text_metrics import CHRF_PARTS, chrf_metric, chrf_parts, rouge_l
from posthuman_algorithms.models.continuation import TokenCounter, choosing_tokens, generate
from posthuman_algorithms.models.encoding import Features, decode, encode, longest_input, pad_token
from posthuman_algorithms.tasks.batches import NOT_COUNTED, PaddedExamples, before_each, in_batches, single
from posthuman_algorithms.tasks.encoder_task import EncoderTask
from posthuman_algorithms.tasks.task import Answer, quiet

_METRICS = bits_per_byte_metrics("target_bits_per_byte")


class SequenceToSequence(EncoderTask):
    """The task ``seq2seq``."""

    name = "seq2seq"
    loss_unit = "nats per token"
    auto_class = AutoModelForSeq2SeqLM

    def examples(
        self, data: Data, tokenizer: PreTrainedTokenizerBase, model: PreTrainedModel, block_size: int
    ) -> PaddedExamples:
        """Encode each source and target; whatever exceeds the block is cut off."""
        length = min(block_size, longest_input(model, tokenizer))
        return PaddedExamples(
            [_encode(tokenizer, row, length) for row in data.rows], pad_token(model, tokenizer)
        )

    def loss(self, model: PreTrainedModel, batch: dict[str, torch.Tensor]) -> torch.Tensor:
        """Mean cross-entropy of the target's tokens, each from the source and those before it."""
        logits = _logits(model, batch)
        return torch.nn.functional.cross_entropy(
            logits.flatten(0, 1).float(), batch["labels"].flatten(), ignore_index=NOT_COUNTED
        )

    @torch.inference_mode()
    def measure(
        self,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        data: Data,
        on_progress: Callable[[int, int], None] = quiet,
    ) -> Scores:
        """Measure how many bits the model needs for each byte of the targets.

        A target longer than the model's context is measured up to that length; each further token is taken
        to cost as much as its average token.
        """
        length = longest_input(model, tokenizer)
        features = [_encode(tokenizer, row, length) for row in data.rows]
        scores = numpy.zeros((len(data.rows), 3))
        for places, batch in in_batches(features, pad_token(model, tokenizer), model, on_progress):
            logits, labels = _logits(model, batch), batch["labels"]
            nats = torch.nn.functional.cross_entropy(
                logits.flatten(0, 1).float(), labels.flatten(), ignore_index=NOT_COUNTED, reduction="none"
            )
            of_row = nats.double().unflatten(0, labels.shape).sum(1).tolist()
            for place, cost in zip(places, of_row, strict=True):
                target = data.rows[place].values["target"]
                read = len(features[place]["labels"])
                whole = (
                    read if read < length else len(tokenizer(text_target=target, verbose=False)["input_ids"])
                )
                scores[place] = cost * whole / read, len(target.encode()), whole
        return Scores(_METRICS, scores, "row", numpy.array(data.row_documents))

    @torch.inference_mode()
    def measure_more(
        self, model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, data: Data, scores: Scores
    ) -> Scores:
        """Write a target for each source by greedy decoding, and compare it with the expected one.

        At most twice as many tokens are written as the longest target has.
        """
        length = longest_input(model, tokenizer)
        encoded = [_encode(tokenizer, row, length) for row in data.rows]
        sources = [{name: one[name] for name in ("input_ids", "attention_mask")} for one in encoded]
        pad = pad_token(model, tokenizer)
        config = GenerationConfig(
            max_new_tokens=min(2 * max(len(one["labels"]) for one in encoded), length - 1),
            decoder_start_token_id=_start(model),
            pad_token_id=pad,
            **choosing_tokens(),
        )
        parts = numpy.zeros((len(data.rows), CHRF_PARTS + 2))
        for places, batch in in_batches(sources, pad, model, quiet):
            made = generate(model, **batch, generation_config=config)[:, 1:]
            texts = tokenizer.batch_decode(made, skip_special_tokens=True)
            for place, text in zip(places, texts, strict=True):
                expected = data.rows[place].values["target"]
                parts[place] = [*chrf_parts(text, expected), rouge_l(text, expected), 1]
        first = scores.rows.shape[1]
        more = (
            chrf_metric(first),
            Metric("rouge_l", more_is_better=True, combine=ratio(first + CHRF_PARTS, first + CHRF_PARTS + 1)),
        )
        return replace(scores, metrics=scores.metrics + more, rows=numpy.hstack([scores.rows, parts]))

    def read(
        self,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        row: Row,
        parameters: dict[str, Any],
    ) -> Features:
        """Encode a source."""
        length = longest_input(model, tokenizer)
        return encode(tokenizer, row.values["source"], length=length, truncate=parameters["truncate"])

    @torch.inference_mode()
    def answer(
        self,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        row: Row,
        parameters: dict[str, Any],
        on_token: Callable[[int], None],
    ) -> Answer:
        """Write the target of a source."""
        features = self.read(model, tokenizer, row, parameters)
        batch = single({name: features[name] for name in ("input_ids", "attention_mask")}, model)
        most = getattr(model.config, "max_position_embeddings", None) or parameters["max_new_tokens"]
        config = GenerationConfig(
            max_new_tokens=min(parameters["max_new_tokens"], most),
            repetition_penalty=parameters["repetition_penalty"],
            decoder_start_token_id=_start(model),
            pad_token_id=pad_token(model, tokenizer),
            **choosing_tokens(parameters),
        )
        made = generate(model, **batch, generation_config=config, streamer=TokenCounter(on_token))[0, 1:]
        text = decode(tokenizer, made)
        return Answer(text, len(made), [{"generated_text": text}])


def _encode(tokenizer: PreTrainedTokenizerBase, row: Row, length: int) -> Features:
    encoded = encode(tokenizer, row.values["source"], length=length)
    target = tokenizer(text_target=row.values["target"], truncation=True, max_length=length, verbose=False)
    return {name: encoded[name] for name in ("input_ids", "attention_mask")} | {
        "labels": list(target["input_ids"])
    }


def _logits(model: PreTrainedModel, batch: dict[str, torch.Tensor]) -> torch.Tensor:
    """Predict every token of the labels from those before it: float of shape (rows, length, vocabulary)."""
    before = before_each(batch["labels"], _start(model), model.config.pad_token_id or 0)
    return model(
        input_ids=batch["input_ids"],
        attention_mask=batch["attention_mask"],
        decoder_input_ids=before,
        use_cache=False,
    ).logits


def _start(model: PreTrainedModel) -> int:
    """Return the token with which every target begins."""
    start = model.config.decoder_start_token_id
    return start if start is not None else model.config.pad_token_id
