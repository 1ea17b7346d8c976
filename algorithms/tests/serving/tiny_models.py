"""Two tiny models with random weights, what transformers answers with them, and their conversion."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any, cast

import torch
from processes import run_forked
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast
from transformers.models.gpt2 import GPT2Config, GPT2LMHeadModel
from transformers.models.llama import LlamaConfig, LlamaForCausalLM

CONTEXT = 96
FAMILIES = ("gpt2", "llama")
TEMPLATE = (
    "{% for message in messages %}"
    "{% if message.role == 'system' %}{{ raise_exception('no system') }}{% endif %}"
    "<{{ message.role }}>{{ message.content }}\n"
    "{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}"
)
PROMPTS = (
    "The list",
    "A",
    "naïve 你好",
    "def f(x):\n    return",
    "0123456789 " * 3,
    "Every one",
    "é",
    "while",
)
NEW_TOKENS = 24

_CONVERSION = Path(__file__).parents[2] / "conversion"
_CONVERT = """
import sys
from pathlib import Path
from posthuman_algorithms.runtime.environment import prepare_environment
from posthuman_algorithms.job.events import EventWriter
from posthuman_conversion.__main__ import _import_convert
prepare_environment(1)
convert = _import_convert()
for folder in map(Path, sys.argv[1:]):
    convert(folder, folder.with_name(folder.name + "-openvino"), 1, EventWriter(folder.with_suffix(".jsonl")))
"""


def make_models(root: Path, prose: str) -> None:
    """Make ``<family>``, ``<family>.json`` (its greedy answers) and ``<family>-openvino`` in a folder."""
    assert run_forked(lambda: _make(root, prose)).status == 0
    source = Path(__file__).parents[2] / "src"
    environment = {**os.environ, "PYTHONPATH": f"{source}:{_CONVERSION / 'src'}"}
    python = str(_CONVERSION / ".venv" / "bin" / "python")
    command = [python, "-c", _CONVERT, *(str(root / family) for family in FAMILIES)]
    subprocess.run(command, env=environment, check=True, capture_output=True)


def _make(root: Path, prose: str) -> int:
    bytes_of = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer, tokenizer.decoder = bytes_of, decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=400, special_tokens=["<end>"], initial_alphabet=alphabet)
    tokenizer.train_from_iterator([prose[:40_000]], trainer)
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, **dict.fromkeys(("bos_token", "eos_token"), "<end>")
    )
    torch.manual_seed(0)
    common = {"vocab_size": 400, "bos_token_id": 0, "eos_token_id": 0, "initializer_range": 0.3}
    llama_sizes = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2}
    heads = {"num_attention_heads": 4, "num_key_value_heads": 2, "max_position_embeddings": CONTEXT}
    made = {
        "gpt2": GPT2LMHeadModel(GPT2Config(n_positions=CONTEXT, n_embd=32, n_layer=2, n_head=2, **common)),
        "llama": LlamaForCausalLM(LlamaConfig(**llama_sizes, **heads, **common)),
    }
    for family, model in made.items():
        fast.chat_template = TEMPLATE if family == "llama" else None
        model.eval().save_pretrained(root / family)
        fast.save_pretrained(root / family)
        found, writing = {}, cast("Any", model)
        for prompt in PROMPTS:
            ids = torch.tensor([fast.encode(prompt)])
            with torch.inference_mode():
                every = writing.generate(ids, do_sample=False, max_new_tokens=NEW_TOKENS, pad_token_id=0)[0]
            new = every[ids.shape[1] :].tolist()
            found[prompt] = {
                "prompt": ids[0].tolist(),
                "tokens": new,
                "text": fast.decode(new, skip_special_tokens=True),
            }
        (root / f"{family}.json").write_text(json.dumps(found))
    return 0
