"""Train a tokenizer."""

from __future__ import annotations

import json
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from posthuman_algorithms.text import Document

END_OF_TEXT = "<|endoftext|>"


def write_tokenizer(folder: Path, documents: list[Document], vocab: int, context: int) -> None:
    """Train byte-level BPE (GPT-2's: every byte is a token, so any text comes back whole) on the documents.

    Args:
        folder: gets tokenizer.json and tokenizer_config.json.
        documents: what to learn from.
        vocab: tokens in all, at least 257.
        context: tokens that the model will see at once.
    """
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocab,
        special_tokens=[END_OF_TEXT],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator((document.text for document in documents), trainer)
    tokenizer.save(str(folder / "tokenizer.json"))
    described = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": END_OF_TEXT,
        "eos_token": END_OF_TEXT,
        "model_max_length": context,
        "clean_up_tokenization_spaces": False,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(described, indent=2, sort_keys=True) + "\n")
