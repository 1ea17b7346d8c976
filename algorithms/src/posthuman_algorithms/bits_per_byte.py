"""Measure a causal language model by the bits that it needs for each byte of a text.

bits per byte = Σ −ln p(token | what came before) / ln 2 / bytes of the text in UTF-8.
It compares models with different tokenizers, which perplexity per token does not
(The Pile, arXiv 2101.00027, §3.1).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from posthuman_algorithms.text import Document
from posthuman_algorithms.weights import context_length

_WINDOWS_AT_ONCE = 8


@dataclass(frozen=True)
class Measurement:
    """What a model needs for a text.

    Attributes:
        nats: Σ −ln p over all tokens.
        tokens: how many tokens its tokenizer makes of the text.
        size: bytes of the text in UTF-8.
    """

    nats: float
    tokens: int
    size: int

    @property
    def bits_per_byte(self) -> float:
        """Lower is better; 8 is no model at all."""
        return self.nats / math.log(2) / self.size

    @property
    def perplexity(self) -> float:
        """exp(nats per token): compares models with the same tokenizer only."""
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
    (from nothing, uniformly, where the tokenizer has none); the last window is moved back to end with the
    text. Every token counts once, none is dropped.

    Args:
        model: in evaluation mode.
        tokenizer: the model's own.
        documents: texts that are not empty.
        on_progress: called with windows done and windows in all.
    """
    context = context_length(model)
    nats, tokens = 0.0, 0
    batches = []
    for document in documents:
        ids = tokenizer.encode(document.text, add_special_tokens=False, verbose=False)
        tokens += len(ids)
        begin = tokenizer.bos_token_id if tokenizer.bos_token_id is not None else tokenizer.eos_token_id
        if begin is None:
            nats += math.log(len(tokenizer))
        stream = torch.tensor(ids if begin is None else [begin, *ids])
        batches += list(_window_batches(stream, context))
    for done, (inputs, targets) in enumerate(batches):
        logits = model(input_ids=inputs.to(model.device), use_cache=False).logits
        scores = torch.nn.functional.cross_entropy(
            logits.flatten(0, 1).float(),
            targets.to(model.device).flatten(),
            ignore_index=-100,
            reduction="none",
        )
        nats += scores.double().sum().item()
        on_progress(done + 1, len(batches))
    return Measurement(nats, tokens, sum(document.size for document in documents))


def _window_batches(stream: torch.Tensor, context: int) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    """Cut windows (inputs, targets), int64 of shape (windows, length); −100 marks what is not counted."""
    length = min(context, len(stream) - 1)
    if length < 1:
        return
    inputs, targets = [], []
    last, scored = len(stream) - 1 - length, 0
    for step in range(0, last + max(context // 2, 1), max(context // 2, 1)):
        start = min(step, last)
        target = stream[start + 1 : start + length + 1].clone()
        target[: scored - start] = -100
        scored = start + length
        inputs.append(stream[start : start + length])
        targets.append(target)
    for at in range(0, len(inputs), _WINDOWS_AT_ONCE):
        rows = slice(at, at + _WINDOWS_AT_ONCE)
        yield torch.stack(inputs[rows]), torch.stack(targets[rows])
