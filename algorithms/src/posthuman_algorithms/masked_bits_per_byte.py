"""Measure a masked language model by the bits that it needs for each byte of a text.

Every token is hidden once and predicted from what is left of its window: tokens 0, 7, 14, … in a first pass,
1, 8, 15, … in a second one, and so on. So some 15 % are hidden at a time, as in training, every token counts
once, and nothing is drawn. It is a pseudo-likelihood (Salazar et al., Masked Language Model Scoring, arXiv
1910.14659), to be compared among masked models only.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy
import torch
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from posthuman_algorithms.passages import as_units, passage_bytes, passage_rows
from posthuman_algorithms.scores import Scores
from posthuman_algorithms.tasks.batches import longest_input, special_around
from posthuman_algorithms.tasks.metrics import bits_per_byte_metrics
from posthuman_algorithms.text import Document

_EVERY = 7
_METRICS = bits_per_byte_metrics("masked_bits_per_byte")


@torch.inference_mode()
def measure_masked_bits_per_byte(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    documents: list[Document],
    on_progress: Callable[[int, int], None],
) -> Scores:
    """Measure a model on documents, each on its own, in windows one after the other.

    Args:
        model: in evaluation mode.
        tokenizer: the model's own.
        documents: texts that are not empty.
        on_progress: called with windows done and windows in all.
    """
    before, after = special_around(tokenizer)
    room = longest_input(model, tokenizer) - len(before) - len(after)
    streams = [_encode(tokenizer, document) for document in documents]
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


def _encode(tokenizer: PreTrainedTokenizerBase, document: Document) -> tuple[list[int], numpy.ndarray | None]:
    fast = tokenizer.is_fast
    encoded = tokenizer(document.text, add_special_tokens=False, return_offsets_mapping=fast, verbose=False)
    starts = (
        numpy.array([start for start, _ in encoded["offset_mapping"]], dtype=numpy.int64) if fast else None
    )
    return encoded["input_ids"], starts


def _window_nats(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, window: list[int]
) -> numpy.ndarray:
    """−ln p of each token of a window, from the others."""
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
