"""Tiny models and data for every task, small enough to learn in seconds.

As a program it writes them into a folder, for tests in other languages: ``python tiny_tasks.py FOLDER
[TASK…]`` leaves ``FOLDER/<task>/model/``, ``train.<format>``, ``held-out.<format>`` and ``ask.json``:
parameters of ``train`` and ``generate``, and a file to use the model on, if it takes one.
"""

from __future__ import annotations

import itertools
import json
import random
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from data_files import as_csv, jsonl, parquet, picture, tarred, tone, zipped

NAMES, PLACES = ["anna", "bob", "carla", "dan"], ["rome", "paris", "oslo", "kyiv"]
GOOD, BAD = ["good", "great", "lovely", "fine"], ["bad", "awful", "dull", "poor"]
OTHERS = [
    "the",
    "film",
    "was",
    "a",
    "and",
    "lives",
    "in",
    "where",
    "does",
    "live",
    "low",
    "high",
    "tone",
    "is",
    "it",
    "so",
    ".",
    "?",
    "in",
    "french",
]
VOCABULARY = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "[MASK]",
    *dict.fromkeys(NAMES + PLACES + GOOD + BAD + OTHERS),
]
UNKNOWN = "[UNK]"
LETTERS = ["<pad>", "<s>", "</s>", "<unk>", "|", *"eghilnotw"]
SIZES = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}
TAGS = ["O", "B-PER", "B-LOC"]


@dataclass(frozen=True)
class TinyTask:
    """A task's data and what to ask; ``family`` is the model's."""

    family: str
    train: tuple[str, bytes]
    held_out: tuple[str, bytes]
    ask: dict[str, Any] = field(default_factory=dict)
    ask_file: tuple[str, bytes] | None = None
    parameters: dict[str, Any] = field(default_factory=dict)


def pairs(seed: int, count: int, *lists: list[str]) -> list[tuple[str, ...]]:
    """Choose some combinations; the same ones for the same seed."""
    return random.Random(seed).sample(list(itertools.product(*lists)), count)  # noqa: S311


def _sentiment() -> tuple[list[dict], list[dict]]:
    rows = [
        {"sentence": f"the film was {one} and {other}", "label": label}
        for label, words in (("positive", GOOD), ("negative", BAD))
        for one, other in itertools.product(words, words)
    ]
    return rows[::2], rows[1::2]


def _entities(seed: int) -> list[dict]:
    return [
        {"tokens": [name, "lives", "in", place, "."], "ner_tags": ["B-PER", "O", "O", "B-LOC", "O"]}
        for name, place in pairs(seed, 8, NAMES, PLACES)
    ]


def _questions(seed: int) -> list[dict]:
    rows = []
    for name, place in pairs(seed, 12, NAMES, PLACES):
        context = f"so {name} lives in {place} ."
        answers = {"text": [place], "answer_start": [context.index(place)]}
        rows.append({"question": f"where does {name} live ?", "context": context, "answers": answers})
    return rows


def _endings(seed: int) -> list[dict]:
    rows = []
    for number, (good, bad, other) in enumerate(pairs(seed, 12, GOOD, BAD, BAD)):
        endings = [f"it is {bad}", f"it is {other}"]
        endings.insert(number % 3, f"it is {good}")
        rows.append(
            {
                "sent1": "the film",
                "sent2": "was so",
                "label": number % 3,
                **{f"ending{place}": ending for place, ending in enumerate(endings)},
            }
        )
    return rows


def _similar(seed: int) -> list[dict]:
    rows = []
    for one, other in pairs(seed, 16, GOOD + BAD, GOOD + BAD):
        score = 5.0 if (one in GOOD) == (other in GOOD) else 0.5
        rows.append({"sentence1": f"it is {one}", "sentence2": f"it is {other}", "score": score})
    return rows


def _translations(seed: int) -> list[dict]:
    rows = pairs(seed, 8, NAMES, PLACES)
    return [
        {"translation": {"en": f"{name} lives in {place}", "fr": f"{place} {name}"}} for name, place in rows
    ]


def _prose(seed: int) -> bytes:
    lines = [
        f"{name} lives in {place} . it is {good} ."
        for name, place, good in pairs(seed, 40, NAMES, PLACES, GOOD)
    ]
    return "\n".join(lines).encode()


def _pictures(shift: int) -> dict[str, bytes]:
    reds = {f"red/{number}.png": picture(200 + number + shift, 20) for number in range(4)}
    return reds | {f"blue/{number}.png": picture(20, 200 + number + shift) for number in range(4)}


def _tones() -> tuple[dict[str, bytes], list[dict]]:
    files = {"low.wav": tone(40), "high.wav": tone(4)}
    return files, [{"file_name": f"{name}.wav", "text": f"{name} tone"} for name in ("low", "high")]


def tiny_tasks() -> dict[str, TinyTask]:
    """Describe all of them; formats differ, so that each is read somewhere."""
    train, held_out = _sentiment()
    sounds, texts = _tones()
    folder = {f"data/{name}": data for name, data in sounds.items()} | {"data/metadata.jsonl": jsonl(texts)}
    whole = {"question": "where does dan live ?", "context": "so dan lives in oslo ."}
    steps = {"steps": 30, "batch_size": 8, "learning_rate": 0.02, "checkpoint_every": 10, "warmup_steps": 2}
    given = {
        "masked-lm": TinyTask(
            "bert",
            ("prose.txt", _prose(1)),
            ("prose.txt", _prose(2)),
            {"prompt": "anna lives [MASK] rome . it is good .", "top_k": 2},
        ),
        "seq2seq": TinyTask(
            "t5",
            ("pairs.jsonl", jsonl(_translations(1))),
            ("pairs.jsonl", jsonl(_translations(2))),
            {"prompt": "bob lives in oslo", "max_new_tokens": 4},
            parameters={"steps": 60, "learning_rate": 0.03},
        ),
        "text-classification": TinyTask(
            "bert",
            ("films.csv", as_csv(train)),
            ("films.csv", as_csv(held_out)),
            {"prompt": "the film was good and fine"},
        ),
        "token-classification": TinyTask(
            "bert",
            ("names.parquet", parquet(_entities(1))),
            ("names.parquet", parquet(_entities(2))),
            {"prompt": "carla lives in kyiv ."},
        ),
        "question-answering": TinyTask(
            "bert",
            ("questions.jsonl", jsonl(_questions(1))),
            ("questions.jsonl", jsonl(_questions(2))),
            {"prompt": whole["question"], "context": whole["context"]},
        ),
        "multiple-choice": TinyTask(
            "bert",
            ("endings.csv", as_csv(_endings(1))),
            ("endings.jsonl", jsonl(_endings(2))),
            {"prompt": "the film", "choices": ["it is awful", "it is lovely"]},
        ),
        "sentence-embedding": TinyTask(
            "bert",
            ("pairs.parquet", parquet(_similar(1))),
            ("pairs.jsonl", jsonl(_similar(2))),
            {"prompt": "it is lovely"},
        ),
        "image-classification": TinyTask(
            "vit",
            ("pictures.zip", zipped({f"train/{name}": data for name, data in _pictures(0).items()})),
            ("pictures.zip", zipped({f"test/{name}": data for name, data in _pictures(20).items()})),
            ask_file=("one.png", picture(220, 30)),
        ),
        "speech-recognition": TinyTask(
            "whisper",
            ("tones.tar", tarred(folder)),
            ("tones.tar", tarred(folder)),
            {"max_new_tokens": 4},
            ask_file=("low.wav", sounds["low.wav"]),
        ),
    }
    return {name: replace(one, parameters=steps | one.parameters) for name, one in given.items()}


def write_model(task: str, family: str, folder: Path, labels: list[str] | None = None) -> None:
    """Make a model of random weights; needs torch, so tests call it in a process of its own.

    With ``labels``, an input may have several of these.
    """
    import torch  # noqa: PLC0415
    import transformers  # noqa: PLC0415

    torch.manual_seed(0)
    _save_tokenizer(family, folder)
    size = len(LETTERS if family == "wav2vec2" else VOCABULARY)
    common: dict[str, Any] = {"vocab_size": size, "pad_token_id": 0, "bos_token_id": 2, "eos_token_id": 3}
    if names := labels or _LABELS.get(task):
        common |= {
            "id2label": dict(enumerate(names)),
            "label2id": {name: at for at, name in enumerate(names)},
        }
    if labels:
        common["problem_type"] = "multi_label_classification"
    config = transformers.AutoConfig.for_model(family, **common, **_CONFIGS[family])
    auto_class = "AutoModelForCTC" if family == "wav2vec2" else _CLASSES[task]
    model = getattr(transformers, auto_class).from_config(config)
    model.save_pretrained(folder)
    if family == "vit":
        settings = {"size": {"height": 8, "width": 8}, "image_mean": [0.5] * 3, "image_std": [0.5] * 3}
        _write(folder, {"image_processor_type": "ViTImageProcessor", **settings})
    if family == "wav2vec2":
        settings = {"feature_size": 1, "sampling_rate": 16_000, "do_normalize": True}
        _write(folder, {"feature_extractor_type": "Wav2Vec2FeatureExtractor", **settings})
    if family == "whisper":
        settings = {
            "feature_size": 8,
            "sampling_rate": 16_000,
            "hop_length": 160,
            "chunk_length": 1,
            "n_fft": 400,
        }
        _write(folder, {"feature_extractor_type": "WhisperFeatureExtractor", **settings})


_LABELS = {
    "text-classification": ["negative", "positive"],
    "token-classification": TAGS,
    "image-classification": ["blue", "red"],
}
_CLASSES = {
    "causal-lm": "AutoModelForCausalLM",
    "masked-lm": "AutoModelForMaskedLM",
    "seq2seq": "AutoModelForSeq2SeqLM",
    "text-classification": "AutoModelForSequenceClassification",
    "token-classification": "AutoModelForTokenClassification",
    "question-answering": "AutoModelForQuestionAnswering",
    "multiple-choice": "AutoModelForMultipleChoice",
    "sentence-embedding": "AutoModel",
    "image-classification": "AutoModelForImageClassification",
    "speech-recognition": "AutoModelForSpeechSeq2Seq",
}
_CONFIGS: dict[str, dict[str, Any]] = {
    "bert": {**SIZES, "max_position_embeddings": 32},
    "roberta": {**SIZES, "max_position_embeddings": 34},
    "gpt2": {"n_embd": 16, "n_layer": 1, "n_head": 2, "n_positions": 32},
    "llama": {**SIZES, "max_position_embeddings": 32, "num_key_value_heads": 1},
    "t5": {
        "d_model": 16,
        "d_kv": 8,
        "d_ff": 32,
        "num_layers": 1,
        "num_heads": 2,
        "decoder_start_token_id": 0,
    },
    "bart": {
        **dict.fromkeys(("encoder_layers", "decoder_layers"), 1),
        **dict.fromkeys(("encoder_ffn_dim", "decoder_ffn_dim"), 32),
        **dict.fromkeys(("encoder_attention_heads", "decoder_attention_heads"), 2),
        **{"d_model": 16, "max_position_embeddings": 32, "decoder_start_token_id": 2},
    },
    "wav2vec2": {
        **SIZES,
        **{"conv_dim": (16, 16, 16, 16), "conv_kernel": (10, 4, 4, 4), "conv_stride": (5, 4, 4, 4)},
        **{"num_conv_pos_embeddings": 4, "num_conv_pos_embedding_groups": 2},
        **dict.fromkeys(("layerdrop", "hidden_dropout", "attention_dropout", "feat_proj_dropout"), 0.0),
        **dict.fromkeys(("activation_dropout", "final_dropout"), 0.0),
    },
    "vit": {**SIZES, "image_size": 8, "patch_size": 4},
    "whisper": {
        **dict.fromkeys(("encoder_layers", "decoder_layers"), 1),
        **dict.fromkeys(("encoder_ffn_dim", "decoder_ffn_dim"), 32),
        **dict.fromkeys(("encoder_attention_heads", "decoder_attention_heads"), 2),
        **{"d_model": 16, "num_mel_bins": 8, "max_source_positions": 50, "max_target_positions": 16},
        **{"decoder_start_token_id": 2, "suppress_tokens": [], "begin_suppress_tokens": []},
    },
}


def _save_tokenizer(family: str, folder: Path) -> None:
    """Make a tokenizer of whole words or, for wav2vec 2.0, of letters."""
    if family != "wav2vec2":
        _tokenizer(family).save_pretrained(folder)
        return
    from transformers import Wav2Vec2CTCTokenizer  # noqa: PLC0415

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.json").write_text(json.dumps({letter: at for at, letter in enumerate(LETTERS)}))
    Wav2Vec2CTCTokenizer(folder / "vocab.json", pad_token=LETTERS[0]).save_pretrained(folder)


def _tokenizer(family: str) -> Any:
    """Make a tokenizer of whole words, with the special tokens that the family puts around a text."""
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors  # noqa: PLC0415
    from transformers import PreTrainedTokenizerFast  # noqa: PLC0415

    words = Tokenizer(models.WordLevel({word: at for at, word in enumerate(VOCABULARY)}, unk_token=UNKNOWN))
    words.normalizer, words.pre_tokenizer = normalizers.Lowercase(), pre_tokenizers.WhitespaceSplit()
    words.decoder = decoders.WordPiece(prefix="##", cleanup=False)
    around = {"t5": "$A [SEP]", "gpt2": "$A", "llama": "$A"}.get(family, "[CLS] $A [SEP]")
    words.post_processor = processors.TemplateProcessing(
        single=around,
        pair="[CLS] $A [SEP] $B:1 [SEP]:1" if "[CLS]" in around else "$A $B",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    special = {
        "pad": "[PAD]",
        "unk": "[UNK]",
        "cls": "[CLS]",
        "sep": "[SEP]",
        "mask": "[MASK]",
        "eos": "[SEP]",
    }
    if family in ("gpt2", "llama", "whisper"):
        special["bos"] = "[CLS]"
    return PreTrainedTokenizerFast(
        tokenizer_object=words,
        model_max_length=32,
        **{f"{name}_token": token for name, token in special.items()},
    )


def _write(folder: Path, settings: dict[str, Any]) -> None:
    (folder / "preprocessor_config.json").write_text(json.dumps(settings))


def main(folder: Path, names: list[str]) -> None:
    """Write everything into a folder."""
    for name, task in tiny_tasks().items():
        if names and name not in names:
            continue
        of_task = folder / name
        write_model(name, task.family, of_task / "model")
        files = {"train": task.train, "held-out": task.held_out}
        if task.ask_file:
            files["ask"] = task.ask_file
        for kind, (file, data) in files.items():
            (of_task / f"{kind}{Path(file).suffix}").write_bytes(data)
        asked = {
            "train": task.parameters,
            "generate": task.ask,
            "files": sorted(path.name for path in of_task.glob("*.*")),
        }
        (of_task / "ask.json").write_text(json.dumps(asked))


if __name__ == "__main__":
    from posthuman_algorithms.runtime.environment import prepare_environment
    from posthuman_algorithms.runtime.narrow_imports import import_narrowly

    prepare_environment(1)
    import_narrowly()
    main(Path(sys.argv[1]), sys.argv[2:])
