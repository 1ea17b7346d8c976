"""Sentence embeddings: vectors of texts that point the same way where the texts mean the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy
import torch
from transformers import AutoModel, PreTrainedModel, PreTrainedTokenizerBase

from posthuman_algorithms.data.rows import Data, Row
from posthuman_algorithms.measuring.scores import Metric, Scores
from posthuman_algorithms.models.encoding import Features, encode, longest_input, pad_token
from posthuman_algorithms.models.loading import load_model
from posthuman_algorithms.tasks.batches import PaddedExamples, in_batches, single
from posthuman_algorithms.tasks.encoder_task import EncoderTask
from posthuman_algorithms.tasks.task import Answer, quiet

_SCALE = 20.0
_LEAST_ROWS = 8


class SentenceEmbedding(EncoderTask):
    """The task ``sentence-embedding``: the mean of the last layer's vectors over the text's tokens."""

    name = "sentence-embedding"
    loss_unit = "nats per batch"

    def load_model(self, folder: Path, device: torch.device) -> PreTrainedModel:
        """Load a bare model; its pooling layer is not used and may be missing."""
        return load_model(folder, AutoModel, device, unused="pooler.")

    def examples(
        self, data: Data, tokenizer: PreTrainedTokenizerBase, model: PreTrainedModel, block_size: int
    ) -> PaddedExamples:
        """Encode each pair of sentences, as two rows of one example, with its score."""
        length = min(block_size, longest_input(model, tokenizer))
        features = []
        for row in data.rows:
            pair = [encode(tokenizer, row.values[name], length=length) for name in ("sentence1", "sentence2")]
            joined = {name: [one[name] for one in pair] for name in pair[0]}
            features.append({**joined, "labels": float(row.values["score"])})
        return PaddedExamples(features, pad_token(model, tokenizer))

    def loss(self, model: PreTrainedModel, batch: dict[str, torch.Tensor]) -> torch.Tensor:
        """Rank the batch's pairs (CoSENT): ln(1 + Σ exp(20 (cos i − cos j))), where score i < score j.

        It needs no particular scale of scores, but at least two pairs in a batch.
        """
        inputs = {name: value.flatten(0, 1) for name, value in batch.items() if name != "labels"}
        first, second = _embed(model, inputs).unflatten(0, (-1, 2)).unbind(1)
        cosines = _SCALE * torch.nn.functional.cosine_similarity(first, second)
        differences = cosines[:, None] - cosines[None, :]
        lower = batch["labels"][:, None] < batch["labels"][None, :]
        zero = differences.new_zeros(1)
        return torch.cat([zero, differences.masked_fill(~lower, -torch.inf).flatten()]).logsumexp(0)

    @torch.inference_mode()
    def measure(
        self,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        data: Data,
        on_progress: Callable[[int, int], None] = quiet,
    ) -> Scores:
        """Measure how well the cosines of pairs rank like their scores (Spearman's correlation)."""
        length, pad = longest_input(model, tokenizer), pad_token(model, tokenizer)
        vectors = []
        for column, name in enumerate(("sentence1", "sentence2")):
            features = [encode(tokenizer, row.values[name], length=length) for row in data.rows]

            def tell(done: int, total: int, column: int = column) -> None:
                on_progress(column * total + done, 2 * total)

            parts = [_embed(model, batch).cpu() for _, batch in in_batches(features, pad, model, tell)]
            vectors.append(torch.cat(parts))
        first, second = vectors
        cosines = torch.nn.functional.cosine_similarity(first, second).double().numpy()
        rows = numpy.stack([cosines, [row.values["score"] for row in data.rows]], axis=1)
        metric = Metric("spearman", more_is_better=True, combine=spearman, least_units=_LEAST_ROWS)
        return Scores((metric,), rows, "row", numpy.array(data.row_documents))

    def read(
        self,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        row: Row,
        parameters: dict[str, Any],
    ) -> Features:
        """Encode the text."""
        length = longest_input(model, tokenizer)
        return encode(tokenizer, row.values["sentence1"], length=length, truncate=parameters["truncate"])

    @torch.inference_mode()
    def answer(
        self,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        row: Row,
        parameters: dict[str, Any],
        on_token: Callable[[int], None],
    ) -> Answer:
        """Return the text's vector, of length 1."""
        features = self.read(model, tokenizer, row, parameters)
        tokens = len(features["input_ids"])
        batch = single(features, model)
        vector = torch.nn.functional.normalize(_embed(model, batch))[0].tolist()
        on_token(tokens)
        shown = ", ".join(f"{value:.3f}" for value in vector[:4])
        return Answer(f"[{shown}, … {len(vector)} numbers]", tokens, vector)


def _embed(model: PreTrainedModel, batch: dict[str, torch.Tensor]) -> torch.Tensor:
    """Mean vector of each text's tokens: float32 of shape (texts, width)."""
    hidden = model(**batch).last_hidden_state.float()
    mask = batch["attention_mask"][:, :, None].float()
    return (hidden * mask).sum(1) / mask.sum(1).clamp(min=1)


def spearman(rows: numpy.ndarray) -> numpy.ndarray:
    """Rank correlation of two columns: float64 (…, units, 2) → (…); 0 if one of them is constant."""
    flat = rows.reshape(-1, *rows.shape[-2:])
    values = numpy.zeros(len(flat))
    for place, pair in enumerate(flat):
        some, others = (_ranks(column) for column in pair.T)
        some, others = some - some.mean(), others - others.mean()
        length = numpy.sqrt((some**2).sum() * (others**2).sum())
        values[place] = (some * others).sum() / length if length else 0.0
    return values.reshape(rows.shape[:-2])


def _ranks(values: numpy.ndarray) -> numpy.ndarray:
    """Rank values; equal ones share the mean of their ranks."""
    _, places, counts = numpy.unique(values, return_inverse=True, return_counts=True)
    ends = numpy.cumsum(counts)
    return (ends - (counts - 1) / 2)[places]
