"""Measure a masked language model by the bits that it needs for each byte of a text.

Every token is hidden once and predicted from the rest of its window: tokens 0, 7, 14, … in a first pass, 1,
8, 15, … in a second, and so on. About 15 % are hidden at a time, as in training; every token counts once,
and nothing is random. It is a pseudo-likelihood (Salazar et al., Masked Language Model Scoring, arXiv
1910.14659), only comparable among masked models.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy
import torch
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from posthuman_algorithms.data.text import Document
from posthuman_algorithms.measuring.metrics import bits_per_byte_metrics
from posthuman_algorithms.measuring.passages import as_units, passage_bytes, passage_rows, tokens_of
from posthuman_algorithms.measuring.scores import Scores
from posthuman_algorithms.models.encoding import longest_input, special_around

_EVERY = 7
_METRICS = bits_per_byte_metrics("masked_bits_per_byte")


@torch.inference_mode()
def measure_masked_bits_per_byte(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    documents: list[Document],
    on_progress: Callable[[int, int], None],
) -> Scores:
    """Measure a model on documents, each on its own, in adjacent windows.

    Args:
        model: in evaluation mode.
        tokenizer: the model's own.
        documents: texts that are not empty.
        on_progress: called with the windows done and all windows.
    """
    before, after = special_around(tokenizer)
    room = longest_input(model, tokenizer) - len(before) - len(after)
    streams = [tokens_of(document, tokenizer) for document in documents]
    total = sum(-(-len(ids) // room) for ids, _ in streams)
    length, done, by_document = passage_bytes(documents), 0, []
    for document, (ids, starts) in zip(documents, streams, strict=True):
        nats = numpy.zeros(len(ids))
        for first in range(0, len(ids), room):
            window = ids[first : first + room]
            nats[first : first + len(window)] = _window_nats(model, tokenizer, window)
            done += 1
            on_progress(done, total)
        by_document.append(passage_rows(document, starts, nats, length))
    return Scores(_METRICS, *as_units(by_document))


def _window_nats(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, window: list[int]
) -> numpy.ndarray:
    """Return −ln p of each token of a window, given the others: float64 of shape (tokens,)."""
    before, after = special_around(tokenizer)
    whole, begin = torch.tensor([*before, *window, *after]), len(before)
    passes = min(_EVERY, len(window))
    inputs = whole.repeat(passes, 1)
    hidden = torch.zeros_like(inputs, dtype=torch.bool)
    for number in range(passes):
        hidden[number, begin + number : begin + len(window) : _EVERY] = True
    inputs[hidden] = tokenizer.mask_token_id
    inputs = inputs.to(model.device)
    logits = model(input_ids=inputs, attention_mask=torch.ones_like(inputs)).logits[hidden.to(model.device)]
    targets = whole.expand(passes, -1)[hidden]
    nats = torch.nn.functional.cross_entropy(logits.float().cpu(), targets, reduction="none")
    found = numpy.zeros(len(whole))
    found[hidden.nonzero()[:, 1].numpy()] = nats.double().numpy()
    return found[begin : begin + len(window)]
