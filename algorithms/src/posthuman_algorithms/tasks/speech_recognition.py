"""Speech recognition: write down what is said."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy
import torch
from transformers import (
    AutoFeatureExtractor,
    AutoModelForSpeechSeq2Seq,
    GenerationConfig,
    GenerationMixin,
    PreTrainedModel,
    PreTrainedTokenizerBase,
)

from posthuman_algorithms.data.media import SAMPLE_RATE, cut_where_quiet, decode_audio
from posthuman_algorithms.data.rows import Data, Row
from posthuman_algorithms.measuring.scores import Metric, Scores, ratio
from posthuman_algorithms.measuring.text_metrics import edit_distance
from posthuman_algorithms.models.continuation import choosing_tokens
from posthuman_algorithms.models.encoding import Features, decode
from posthuman_algorithms.models.loading import load_model, load_part, load_tokenizer
from posthuman_algorithms.tasks.batches import (
    NOT_COUNTED,
    LazyFeatures,
    PaddedExamples,
    before_each,
    inputs_of,
)
from posthuman_algorithms.tasks.ctc import LONGEST, RecordedTexts, ctc_loss, is_ctc, load_ctc, write_ctc
from posthuman_algorithms.tasks.task import Answer, Examples, quiet

_METRICS = (
    Metric("word_error_rate", more_is_better=False, combine=ratio(0, 1)),
    Metric("character_error_rate", more_is_better=False, combine=ratio(2, 3)),
)


_DEFAULT_CONTEXT = 448


@dataclass(frozen=True)
class SpeechProcessor:
    """What a speech model needs: a feature extractor for sound and a tokenizer for text."""

    extractor: Any
    tokenizer: PreTrainedTokenizerBase


class SpeechRecognition:
    """The task ``speech-recognition``.

    For models that hear a whole recording and then write (Whisper), and for those that name a letter for
    each moment (wav2vec 2.0).
    """

    name = "speech-recognition"
    loss_unit = "nats per token"

    def load_model(self, folder: Path, device: torch.device) -> PreTrainedModel:
        """Load a model of speech to text."""
        if _architecture(folder).endswith("ForCTC"):
            return load_ctc(folder, device)
        return load_model(folder, AutoModelForSpeechSeq2Seq, device)

    def load_processor(self, folder: Path) -> SpeechProcessor:
        """Load feature extractor and tokenizer."""
        extractor = load_part(folder, "preprocessor_config.json", AutoFeatureExtractor)
        return SpeechProcessor(extractor, load_tokenizer(folder))

    def examples(
        self, data: Data, processor: SpeechProcessor, model: PreTrainedModel, block_size: int
    ) -> Examples:
        """Decode each recording when its turn comes; its text is the label."""
        if is_ctc(model):
            return RecordedTexts(data, processor.extractor, processor.tokenizer, model)
        length = min(block_size, _longest_text(model))
        labels = []
        for row in data.rows:
            ids = processor.tokenizer(row.values["text"], verbose=False)["input_ids"]
            ids = ids[1:] if ids[:1] == [model.config.decoder_start_token_id] else ids
            if len(ids) > length:
                raise row.refuse(f"its text of {len(ids)} tokens is longer than {length}")
            labels.append(ids)

        def make(place: int) -> Features:
            return {**_hear_whole(processor, data.rows[place]), "labels": labels[place]}

        return PaddedExamples(LazyFeatures(len(data.rows), make), 0)

    def loss(self, model: PreTrainedModel, batch: dict[str, torch.Tensor]) -> torch.Tensor:
        """Mean cross-entropy of the text's tokens, each predicted from the sound and those before it."""
        if is_ctc(model):
            return ctc_loss(model, batch)
        labels = batch["labels"]
        before = before_each(labels, model.config.decoder_start_token_id, model.config.pad_token_id or 0)
        logits = model(**inputs_of(batch), decoder_input_ids=before, use_cache=False).logits
        return torch.nn.functional.cross_entropy(
            logits.flatten(0, 1).float(), labels.flatten(), ignore_index=NOT_COUNTED
        )

    @torch.inference_mode()
    def measure(
        self,
        model: PreTrainedModel,
        processor: SpeechProcessor,
        data: Data,
        on_progress: Callable[[int, int], None] = quiet,
    ) -> Scores:
        """Measure the word error rate: words to insert, delete or replace per word that was said.

        The character error rate is the same for characters, with one space between words.
        """
        scores = numpy.zeros((len(data.rows), 4))
        for place, row in enumerate(data.rows):
            expected = row.values["text"].split()
            text, _ = _write(model, processor, row, _longest_text(model))
            words, letters, said = text.split(), " ".join(text.split()), " ".join(expected)
            of_words, of_letters = edit_distance(words, expected), edit_distance(letters, said)
            scores[place] = of_words, len(expected), of_letters, len(said)
            on_progress(place + 1, len(data.rows))
        return Scores(_METRICS, scores, "row", numpy.array(data.row_documents))

    @torch.inference_mode()
    def answer(
        self,
        model: PreTrainedModel,
        processor: SpeechProcessor,
        row: Row,
        parameters: dict[str, Any],
        on_token: Callable[[int], None],
    ) -> Answer:
        """Write down what is said."""
        text, tokens = _write(model, processor, row, parameters["max_new_tokens"])
        on_token(tokens)
        return Answer(text, tokens, {"text": text})


def _longest_text(model: PreTrainedModel) -> int:
    return int(getattr(model.config, "max_target_positions", _DEFAULT_CONTEXT))


def _architecture(folder: Path) -> str:
    try:
        return str(json.loads((folder / "config.json").read_bytes())["architectures"][0])
    except (OSError, ValueError, LookupError, TypeError):
        return ""  # loading the model will say what is wrong with it


def _hear_whole(processor: SpeechProcessor, row: Row) -> Features:
    """Extract features from the row's recording. Raises ROW_INVALID if the model cannot hear all of it."""
    samples = decode_audio(row)
    longest = getattr(processor.extractor, "n_samples", None)
    if longest is not None and len(samples) > longest:
        reason = f"its audio of {len(samples) / SAMPLE_RATE:.1f} s is longer than the model hears, "
        raise row.refuse(f"{reason}{longest / SAMPLE_RATE:g} s; cut it")
    return _hear(processor, samples)


def _hear(processor: SpeechProcessor, samples: numpy.ndarray) -> Features:
    features = processor.extractor(samples, sampling_rate=SAMPLE_RATE, return_tensors="np")["input_features"][
        0
    ]
    return {"input_features": numpy.ascontiguousarray(features, dtype=numpy.float32)}


def _write(model: PreTrainedModel, processor: SpeechProcessor, row: Row, most: int) -> tuple[str, int]:
    """Write down a recording, piece by piece if it is longer than the model hears at once."""
    samples, ctc = decode_audio(row), is_ctc(model)
    longest = LONGEST if ctc else getattr(processor.extractor, "n_samples", len(samples))
    written = [
        write_ctc(model, processor.extractor, processor.tokenizer, piece)
        if ctc
        else _write_piece(model, processor, piece, most)
        for piece in cut_where_quiet(samples, longest)
    ]
    return " ".join(text for text, _ in written if text), sum(tokens for _, tokens in written)


def _write_piece(
    model: PreTrainedModel, processor: SpeechProcessor, samples: numpy.ndarray, most: int
) -> tuple[str, int]:
    """Decode greedily, after the tokens with which the tokenizer begins every text."""
    features = torch.from_numpy(_hear(processor, samples)["input_features"])[None].to(model.device)
    tokenizer, start = processor.tokenizer, model.config.decoder_start_token_id
    around = tokenizer("", verbose=False)["input_ids"]
    end = tokenizer.eos_token_id if tokenizer.eos_token_id is not None else model.config.eos_token_id
    begin = [one for one in around if one not in (start, end)]
    config = GenerationConfig(
        max_new_tokens=max(1, min(most, _longest_text(model) - 1 - len(begin))),
        decoder_start_token_id=start,
        eos_token_id=end,
        pad_token_id=model.config.pad_token_id if model.config.pad_token_id is not None else end,
        **choosing_tokens(),
    )
    # Whisper's own generate needs tables of languages in the model's settings; the tokens above do the same.
    answer = GenerationMixin.generate(
        model,  # pyrefly: ignore[bad-argument-type]
        features,
        generation_config=config,
        decoder_input_ids=torch.tensor([[start, *begin]], device=model.device),
    )[0, 1 + len(begin) :]
    return decode(tokenizer, answer).strip(), len(answer)
