"""Measure a causal language model by the bits that it needs for each byte of a text.

bits per byte = Σ −ln p(token | what came before) / ln 2 / bytes of the text in UTF-8.
It compares models with different tokenizers, which perplexity per token does not
(The Pile, arXiv 2101.00027, §3.1).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy
import torch
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from posthuman_algorithms.data.text import Document
from posthuman_algorithms.measuring.metrics import bits_per_byte_metrics
from posthuman_algorithms.measuring.passages import as_units, passage_bytes, passage_rows, tokens_of
from posthuman_algorithms.measuring.scores import Scores
from posthuman_algorithms.models.loading import context_length

_WINDOWS_AT_ONCE = 8
_NOT_COUNTED = -100


_METRICS = bits_per_byte_metrics("bits_per_byte")


@dataclass(frozen=True)
class Measurement:
    """What a model needs to encode a text.

    Attributes:
        nats: Σ −ln p over all tokens.
        tokens: how many tokens the model's tokenizer makes of the text.
        size: bytes of the text in UTF-8.
        scores: nats, bytes and tokens of each passage or document.
    """

    nats: float
    tokens: int
    size: int
    scores: Scores

    @property
    def bits_per_byte(self) -> float:
        """Bits per byte, nats / ln 2 / bytes: lower is better; without any model it is 8."""
        return self.nats / math.log(2) / self.size

    @property
    def perplexity(self) -> float:
        """Perplexity, exp(nats per token): only comparable between models with the same tokenizer."""
        return math.exp(min(self.nats / self.tokens, 700))


@torch.inference_mode()
def measure_bits_per_byte(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    documents: list[Document],
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Measurement:
    """Measure a model on documents, each on its own.

    Sliding windows as long as the model's context, half a context apart: every token but the first ones is
    predicted from at least half a context. The first token is predicted from the beginning-of-text token
    (uniformly, if the tokenizer has none); the last window is moved back to end with the text. Every token
    counts exactly once.

    Args:
        model: in evaluation mode.
        tokenizer: the model's own.
        documents: texts that are not empty.
        on_progress: called with the windows done and all windows.
    """
    context, length = context_length(model), passage_bytes(documents)
    streams = [_Stream.of(document, tokenizer) for document in documents]
    batches = [(stream, *batch) for stream in streams for batch in _window_batches(stream.tokens, context)]
    for done, (stream, inputs, targets, places) in enumerate(batches):
        logits = model(input_ids=inputs.to(model.device), use_cache=False).logits
        scores = torch.nn.functional.cross_entropy(
            logits.flatten(0, 1).float(),
            targets.to(model.device).flatten(),
            ignore_index=_NOT_COUNTED,
            reduction="none",
        )
        counted = targets.flatten() != _NOT_COUNTED
        stream.nats[places.flatten()[counted].numpy() - stream.begins] = (
            scores.double().cpu()[counted].numpy()
        )
        on_progress(done + 1, len(batches))
    by_document = [
        passage_rows(document, stream.starts, stream.nats, length)
        for document, stream in zip(documents, streams, strict=True)
    ]
    rows, unit, of_document = as_units(by_document)
    nats, size, tokens = rows.sum(0).tolist()
    return Measurement(nats, int(tokens), int(size), Scores(_METRICS, rows, unit, of_document))


@dataclass(frozen=True)
class _Stream:
    """A document as the model reads it, and what each of its tokens costs.

    Attributes:
        tokens: int64: the token that begins a text, if there is one, then the document's.
        begins: how many tokens precede the document's: 1 or 0.
        starts: of the document's tokens, as ``tokens_of`` gives them.
        nats: of the document's tokens.
    """

    tokens: torch.Tensor
    begins: int
    starts: numpy.ndarray | None
    nats: numpy.ndarray

    @staticmethod
    def of(document: Document, tokenizer: PreTrainedTokenizerBase) -> _Stream:
        ids, starts = tokens_of(document, tokenizer)
        nats = numpy.zeros(len(ids))
        begin = tokenizer.bos_token_id if tokenizer.bos_token_id is not None else tokenizer.eos_token_id
        if begin is None:
            nats[:1] = math.log(len(tokenizer))
            return _Stream(torch.tensor(ids), 0, starts, nats)
        return _Stream(torch.tensor([begin, *ids]), 1, starts, nats)


def _window_batches(
    stream: torch.Tensor, context: int
) -> Iterator[tuple[torch.Tensor, torch.Tensor, torch.Tensor]]:
    """Cut windows: inputs, targets (−100 = not counted) and the targets' places in the stream.

    Each int64 of shape (windows, length).
    """
    length = min(context, len(stream) - 1)
    if length < 1:
        return
    inputs, targets, places = [], [], []
    last, scored = len(stream) - 1 - length, 0
    for step in range(0, last + max(context // 2, 1), max(context // 2, 1)):
        start = min(step, last)
        target = stream[start + 1 : start + length + 1].clone()
        target[: scored - start] = _NOT_COUNTED
        scored = start + length
        inputs.append(stream[start : start + length])
        targets.append(target)
        places.append(torch.arange(start + 1, start + length + 1))
    for at in range(0, len(inputs), _WINDOWS_AT_ONCE):
        rows = slice(at, at + _WINDOWS_AT_ONCE)
        yield torch.stack(inputs[rows]), torch.stack(targets[rows]), torch.stack(places[rows])
