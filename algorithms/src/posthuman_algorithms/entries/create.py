"""The entry point ``create``: make a root model from text, outside the market."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import GPT2Config, GPT2LMHeadModel

from posthuman_algorithms.data.rows import Data
from posthuman_algorithms.data.text import Document
from posthuman_algorithms.job.events import Events
from posthuman_algorithms.job.files import folder_written_aside
from posthuman_algorithms.job.shutdown import Shutdown
from posthuman_algorithms.measuring.ngrams import sample_of, write_ngrams
from posthuman_algorithms.models.loading import load_tokenizer
from posthuman_algorithms.models.weights import WEIGHTS, write_tensors
from posthuman_algorithms.runtime.determinism import device, make_deterministic
from posthuman_algorithms.tasks import load_task
from posthuman_algorithms.training.loop import Training
from posthuman_algorithms.training.methods import make_method

_END_OF_TEXT = "<|endoftext|>"


def create(
    options: argparse.Namespace,
    parameters: dict[str, Any],
    documents: list[Document],
    events: Events,
    shutdown: Shutdown,
) -> None:
    """Train a tokenizer and a GPT-2 from scratch and write them as a model folder.

    Args:
        options: as ``parse_create_options`` reads them.
        parameters: of the training, checked.
        documents: the texts to learn from.
        events: where progress goes.
        shutdown: SIGTERM ends the process, and nothing is kept.
    """
    make_deterministic(options.seed, options.threads)
    with folder_written_aside(options.out) as folder:
        _write_tokenizer(folder, documents, options.vocab, options.context)
        tokenizer = load_tokenizer(folder)
        config = GPT2Config(
            vocab_size=len(tokenizer),
            n_layer=options.layers,
            n_embd=options.width,
            n_head=options.heads,
            n_positions=options.context,
            bos_token_id=tokenizer.eos_token_id,
            eos_token_id=tokenizer.eos_token_id,
            resid_pdrop=options.dropout,
            embd_pdrop=options.dropout,
            attn_pdrop=options.dropout,
        )
        model = GPT2LMHeadModel(config)
        torch.nn.Module.to(model, device())
        task = load_task("causal-lm")
        examples = task.examples(Data(documents), tokenizer, model, options.context)
        training = Training(task, make_method(parameters, model), examples, parameters, options.seed, events)
        training.run(shutdown, keep=False)
        sha256 = write_tensors(training.method.weights(), folder / WEIGHTS)
        write_ngrams(sample_of((one.text for one in documents), None, complete=True), folder)
        described = {**config.to_dict(), "architectures": ["GPT2LMHeadModel"], "dtype": "float32"}
        (folder / "config.json").write_text(json.dumps(described, indent=2, sort_keys=True) + "\n")
    count = sum(value.numel() for value in model.parameters())
    metrics = {"loss": training.losses[-1], "steps": options.steps, "parameters": count, "weights": sha256}
    events.emit("metrics", metrics=metrics)


def _write_tokenizer(folder: Path, documents: list[Document], vocab: int, context: int) -> None:
    """Train byte-level BPE on the documents: like GPT-2's, every byte is a token, so any text survives.

    Args:
        folder: gets tokenizer.json and tokenizer_config.json.
        documents: what to learn from.
        vocab: how many tokens, at least 257.
        context: tokens that the model will see at once.
    """
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocab,
        special_tokens=[_END_OF_TEXT],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator((document.text for document in documents), trainer)
    tokenizer.save(str(folder / "tokenizer.json"))
    described = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": _END_OF_TEXT,
        "eos_token": _END_OF_TEXT,
        "model_max_length": context,
        "clean_up_tokenization_spaces": False,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(described, indent=2, sort_keys=True) + "\n")
