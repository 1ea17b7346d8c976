"""Masked language models: fill in the masked words of a text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy
import torch
from transformers import AutoModelForMaskedLM, PreTrainedModel, PreTrainedTokenizerBase

from posthuman_algorithms.data.rows import Data, Row
from posthuman_algorithms.job.errors import AlgorithmError
from posthuman_algorithms.measuring.masked_bits_per_byte import measure_masked_bits_per_byte
from posthuman_algorithms.measuring.scores import Scores
from posthuman_algorithms.models.encoding import Features, decode, encode, longest_input, special_around
from posthuman_algorithms.models.loading import load_model, load_tokenizer
from posthuman_algorithms.tasks.batches import NOT_COUNTED, TokenBlocks, single
from posthuman_algorithms.tasks.task import Answer, quiet

_HIDDEN, _REPLACED = 0.15, 0.8


_GUESSES, _MOST_GUESSES = 5, 20


class MaskedLanguageModel:
    """The task ``masked-lm``."""

    name = "masked-lm"
    loss_unit = "nats per masked token"

    def load_model(self, folder: Path, device: torch.device) -> PreTrainedModel:
        """Load a masked language model."""
        return load_model(folder, AutoModelForMaskedLM, device)

    def load_processor(self, folder: Path) -> PreTrainedTokenizerBase:
        """Load its tokenizer, which must have a mask. Raises WEIGHTS_UNREADABLE."""
        tokenizer = load_tokenizer(folder)
        if tokenizer.mask_token_id is None:
            raise AlgorithmError("WEIGHTS_UNREADABLE", name="tokenizer.json", reason="it has no mask token")
        self._mask, self._vocabulary = tokenizer.mask_token_id, len(tokenizer)
        return tokenizer

    def examples(
        self, data: Data, tokenizer: PreTrainedTokenizerBase, model: PreTrainedModel, block_size: int
    ) -> _Blocks:
        """Join the texts and cut them into blocks, each between the tokenizer's special tokens."""
        stream: list[int] = []
        for document in data.documents:
            stream += tokenizer.encode(document.text, add_special_tokens=False, verbose=False)
            stream += [] if tokenizer.sep_token_id is None else [tokenizer.sep_token_id]
        return _Blocks(stream, tokenizer, min(block_size, longest_input(model, tokenizer)))

    def loss(self, model: PreTrainedModel, batch: dict[str, torch.Tensor]) -> torch.Tensor:
        """Mean cross-entropy of the hidden tokens.

        Of 15 % of the tokens, 80 % are masked, 10 % become another token, 10 % stay (BERT, arXiv 1810.04805,
        §3.1). The draws come from torch's generator, whose state is part of every checkpoint.
        """
        ids, special = batch["input_ids"], batch["special"].bool()
        draw = torch.rand(2, *ids.shape).to(ids.device)
        others = torch.randint(self._vocabulary, ids.shape).to(ids.device)
        hidden = (draw[0] < _HIDDEN) & ~special
        first = special.logical_not().int().argmax(1)
        hidden[torch.arange(len(ids)), first] |= ~hidden.any(1)  # at least one in each block
        labels = ids.masked_fill(~hidden, NOT_COUNTED)
        shown = torch.where(hidden & (draw[1] < _REPLACED), self._mask, ids)
        shown = torch.where(hidden & (draw[1] >= (1 + _REPLACED) / 2), others, shown)
        logits = model(input_ids=shown, attention_mask=torch.ones_like(ids)).logits
        return torch.nn.functional.cross_entropy(
            logits.flatten(0, 1).float(), labels.flatten(), ignore_index=NOT_COUNTED
        )

    def measure(
        self,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        data: Data,
        on_progress: Callable[[int, int], None] = quiet,
    ) -> Scores:
        """Measure bits per byte of the text, with every seventh token masked at a time."""
        return measure_masked_bits_per_byte(model, tokenizer, data.documents, on_progress)

    def read(
        self,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        row: Row,
        parameters: dict[str, Any],
    ) -> Features:
        """Encode the text. Raises ROW_INVALID, PARAMETER_INVALID for too many guesses."""
        if parameters["top_k"] > _MOST_GUESSES:
            # A model's last layer can be computed from whole distributions (arXiv 2403.06634).
            reason = f"at most {_MOST_GUESSES} guesses are given for a masked word"
            raise AlgorithmError("PARAMETER_INVALID", name="top_k", reason=reason)
        text, truncate = row.values["text"], parameters["truncate"]
        features = encode(tokenizer, text, length=longest_input(model, tokenizer), truncate=truncate)
        if tokenizer.mask_token_id not in features["input_ids"]:
            raise row.refuse(f"its text has no {tokenizer.mask_token}")
        return features

    @torch.inference_mode()
    def answer(
        self,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        row: Row,
        parameters: dict[str, Any],
        on_token: Callable[[int], None],
    ) -> Answer:
        """Fill in the text's masks with the most likely tokens of each."""
        features = self.read(model, tokenizer, row, parameters)
        places = [at for at, one in enumerate(features["input_ids"]) if one == tokenizer.mask_token_id]
        batch = single(features, model)
        scores = model(**batch).logits[0, places].float().softmax(-1)
        on_token(len(places))
        filled = list(features["input_ids"])
        outputs = []
        for place, of_place in zip(places, scores, strict=True):
            best = of_place.argsort(descending=True, stable=True)[: parameters["top_k"] or _GUESSES].tolist()
            filled[place] = best[0]
            outputs.append(
                [_guess(tokenizer, features["input_ids"], place, one, of_place[one]) for one in best]
            )
        whole = decode(tokenizer, filled)
        return Answer(whole, len(places), outputs[0] if len(outputs) == 1 else outputs)


def _guess(
    tokenizer: PreTrainedTokenizerBase, ids: list[int], place: int, token: int, score: torch.Tensor
) -> dict[str, Any]:
    sequence = tokenizer.decode([*ids[:place], token, *ids[place + 1 :]], skip_special_tokens=True)
    return {
        "score": score.item(),
        "token": token,
        "token_str": tokenizer.decode([token]),
        "sequence": sequence,
    }


class _Blocks:
    """Blocks of a token stream between special tokens; the last one is moved back to end with the stream.

    Raises:
        AlgorithmError: DATASET_TOO_SHORT.
    """

    def __init__(self, stream: list[int], tokenizer: PreTrainedTokenizerBase, block_size: int) -> None:
        self._around = special_around(tokenizer)
        size = block_size - sum(map(len, self._around))
        # Blocks of a stream also predict the token after them; here nothing follows the last.
        self._blocks = TokenBlocks(numpy.array([*stream, 0]), max(size, 1))

    def __len__(self) -> int:
        return len(self._blocks)

    def batch(self, indices: numpy.ndarray) -> dict[str, torch.Tensor]:
        """Collect blocks: ``input_ids``, and ``special``, which is 1 where a token is not text."""
        rows = self._blocks.batch(indices)["input_ids"]
        before, after = (torch.tensor(some, dtype=rows.dtype).expand(len(rows), -1) for some in self._around)
        ids = torch.cat([before, rows, after], 1)
        special = torch.ones_like(ids)
        special[:, before.shape[1] : before.shape[1] + rows.shape[1]] = 0
        return {"input_ids": ids, "special": special}
