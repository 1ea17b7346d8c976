"""The entry point ``create``: make a root model from text, outside of the market."""

from __future__ import annotations

import argparse
import json
from typing import Any

from transformers import GPT2Config, GPT2LMHeadModel

from posthuman_algorithms.atomic import folder_written_aside
from posthuman_algorithms.byte_level_tokenizer import write_tokenizer
from posthuman_algorithms.data.rows import Data
from posthuman_algorithms.determinism import device, make_deterministic
from posthuman_algorithms.events import Events
from posthuman_algorithms.methods import make_method
from posthuman_algorithms.shutdown import Shutdown
from posthuman_algorithms.tasks import load_task
from posthuman_algorithms.text import Document
from posthuman_algorithms.training import Training
from posthuman_algorithms.training_ngrams import sample_of, write_ngrams
from posthuman_algorithms.weights import WEIGHTS, load_tokenizer, write_tensors


def create(
    options: argparse.Namespace,
    parameters: dict[str, Any],
    documents: list[Document],
    events: Events,
    shutdown: Shutdown,
) -> None:
    """Train a tokenizer and a GPT-2 from scratch and write them as a model folder.

    Args:
        options: as ``create_options`` reads them.
        parameters: of the training, checked.
        documents: the texts to learn from.
        events: where progress goes.
        shutdown: SIGTERM ends the process; nothing is kept.
    """
    make_deterministic(options.seed, options.threads)
    with folder_written_aside(options.out) as folder:
        write_tokenizer(folder, documents, options.vocab, options.context)
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
        model = GPT2LMHeadModel(config).to(device())
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
