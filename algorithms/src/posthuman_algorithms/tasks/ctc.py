"""Speech models that name a letter, or nothing, for each fiftieth of a second: wav2vec 2.0 and its like."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy
import torch
from transformers import AutoModelForCTC, PreTrainedModel, PreTrainedTokenizerBase

from posthuman_algorithms.data.media import SAMPLE_RATE, decode_audio
from posthuman_algorithms.data.rows import Data
from posthuman_algorithms.models.loading import load_model
from posthuman_algorithms.tasks.batches import NOT_COUNTED

LONGEST = 30 * SAMPLE_RATE
"""Samples heard at once: the memory that a recording takes grows with the square of its length."""


def is_ctc(model: PreTrainedModel) -> bool:
    """Return whether a model is of this family."""
    return (model.config.architectures or [""])[0].endswith("ForCTC")


def load_ctc(folder: Path, device: torch.device) -> PreTrainedModel:
    """Load a model. Its training masks no parts of the sound: torch could not repeat those random choices."""
    model = load_model(folder, AutoModelForCTC, device)
    model.config.apply_spec_augment = False
    return model


class RecordedTexts:
    """Training examples; each recording is decoded when its turn comes.

    Raises:
        AlgorithmError: ROW_INVALID for a recording that is too long, or too short for its text.
    """

    def __init__(
        self, data: Data, extractor: Any, tokenizer: PreTrainedTokenizerBase, model: PreTrainedModel
    ) -> None:
        self._rows = data.rows
        self._extractor = extractor
        self._labels = [tokenizer(row.values["text"], verbose=False)["input_ids"] for row in data.rows]
        for row, labels in zip(data.rows, self._labels, strict=True):
            samples = len(decode_audio(row))
            if samples > LONGEST:
                seconds = f"{samples / SAMPLE_RATE:.1f} s is longer than {LONGEST // SAMPLE_RATE} s"
                raise row.refuse(f"its audio of {seconds}; cut it")
            # A gap must separate two equal letters.
            needed = len(labels) + sum(one == other for one, other in pairwise(labels))
            if int(_frames(model, torch.tensor([samples]))) < needed:
                raise row.refuse(f"its audio of {samples / SAMPLE_RATE:.2f} s is too short for its text")

    def __len__(self) -> int:
        return len(self._rows)

    def batch(self, indices: numpy.ndarray) -> dict[str, torch.Tensor]:
        """Collect examples; shorter ones are padded at their ends."""
        heard = [decode_audio(self._rows[int(index)]) for index in indices]
        labels = [self._labels[int(index)] for index in indices]
        longest = max(map(len, labels))
        return {
            **hear(self._extractor, heard),
            "lengths": torch.tensor([len(samples) for samples in heard]),
            "labels": torch.tensor([[*one, *[NOT_COUNTED] * (longest - len(one))] for one in labels]),
        }


def hear(extractor: Any, recordings: list[numpy.ndarray]) -> dict[str, torch.Tensor]:
    """Turn recordings into what the model hears."""
    return dict(extractor(recordings, sampling_rate=SAMPLE_RATE, padding=True, return_tensors="pt"))


def ctc_loss(model: PreTrainedModel, batch: dict[str, torch.Tensor]) -> torch.Tensor:
    """Mean nats per letter, over all ways to align a text with the sound (Graves et al., ICML 2006)."""
    heard = {name: value for name, value in batch.items() if name not in ("labels", "lengths")}
    labels = batch["labels"].cpu()
    counted = labels != NOT_COUNTED
    # On a GPU, this sum is not taken in the same order each time.
    chances = model(**heard).logits.float().log_softmax(-1).cpu().transpose(0, 1)
    cost = torch.nn.functional.ctc_loss(
        chances,
        labels[counted],
        _frames(model, batch["lengths"].cpu()),
        counted.sum(1),
        blank=model.config.pad_token_id,
        reduction="sum",
        zero_infinity=True,
    )
    return cost / counted.sum()


def write_ctc(
    model: PreTrainedModel, extractor: Any, tokenizer: PreTrainedTokenizerBase, samples: numpy.ndarray
) -> tuple[str, int]:
    """Decode greedily; return the text, and how many letters it has."""
    # Anything shorter than the window of the model's first layers is silence to it.
    if len(samples) < SAMPLE_RATE // 40:
        return "", 0
    heard = {name: value.to(model.device) for name, value in hear(extractor, [samples]).items()}
    best = model(**heard).logits[0].argmax(-1).cpu()
    letters = best.unique_consecutive()
    return str(tokenizer.decode(best)).strip(), int((letters != model.config.pad_token_id).sum())


def _frames(model: PreTrainedModel, samples: torch.Tensor) -> torch.Tensor:
    """Return how many letters, or gaps, the model makes of so many samples."""
    hearing: Any = model
    return hearing._get_feat_extract_output_lengths(samples).to(torch.long)
