"""Make small models of several tasks, with random weights, below a folder: `tiny_models.py FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

import torch
from tokenizers import ByteLevelBPETokenizer
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    BertModel,
    GPT2Config,
    GPT2LMHeadModel,
    LlamaConfig,
    LlamaForCausalLM,
    PreTrainedModel,
    PreTrainedTokenizerFast,
)

TEMPLATE = "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}assistant:"
CONTEXT = 256
# vLLM has no heads narrower than 32 on processors.
SIZE = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 1, "intermediate_size": 64}


def make_tokenizer(template: str | None = None) -> PreTrainedTokenizerFast:
    """Make a byte-level tokenizer: every text is made of its tokens."""
    trained = ByteLevelBPETokenizer()
    trained.train_from_iterator([TEMPLATE, __doc__ or ""], vocab_size=300, special_tokens=["<|end|>"])
    special = {"bos_token": "<|end|>", "eos_token": "<|end|>", "pad_token": "<|end|>"}
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=trained._tokenizer, model_max_length=CONTEXT, **special
    )
    tokenizer.chat_template = template
    return tokenizer


def prefer_letters(model: PreTrainedModel, tokenizer: PreTrainedTokenizerFast) -> None:
    """Make a writing model choose whole characters, not bytes that are none."""
    weight = model.get_output_embeddings().weight
    with torch.no_grad():
        for token, index in tokenizer.get_vocab().items():
            if not token.isascii() or not token.isalpha():
                weight[index] = 0


def main() -> None:
    """Make each model in a folder that is called like it."""
    root = Path(sys.argv[1])
    torch.manual_seed(7)
    vocabulary = len(make_tokenizer())
    ends = {"bos_token_id": 0, "eos_token_id": 0, "pad_token_id": 0}
    # Wide enough that what is most likely changes from token to token.
    wide = {"initializer_range": 0.4}
    gpt2 = {**wide, "n_layer": 2, "n_embd": 32, "n_head": 1, "n_positions": CONTEXT, "n_ctx": CONTEXT}
    bert = {**SIZE, "vocab_size": vocabulary, "max_position_embeddings": CONTEXT, "pad_token_id": 0}
    llama = {**wide, **SIZE, "vocab_size": vocabulary, "max_position_embeddings": CONTEXT, **ends}
    labels = {"id2label": {0: "bad", 1: "good"}, "label2id": {"bad": 0, "good": 1}}
    models = {
        "writer": GPT2LMHeadModel(GPT2Config(**gpt2, vocab_size=vocabulary, **ends)),
        "talker": LlamaForCausalLM(LlamaConfig(**llama, num_key_value_heads=1)),
        "embedder": BertModel(BertConfig(**bert)),
        "judge": BertForSequenceClassification(BertConfig(**bert, **labels)),
    }
    for name in ("writer", "talker"):
        prefer_letters(models[name], make_tokenizer())
    for name, model in models.items():
        model.save_pretrained(root / name)
        make_tokenizer(TEMPLATE if name == "talker" else None).save_pretrained(root / name)


main()
