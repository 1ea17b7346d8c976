"""Which parameters the entry points take; README.md holds the same tables, and a test compares them."""

from __future__ import annotations

from posthuman_algorithms.parameters import Parameter

_COLUMNS = Parameter(
    dict, {}, "the task's column → the data's, where names differ; a dot leads into an object", 0, 16
)

TRAIN_PARAMETERS = {
    "steps": Parameter(int, 200, "optimizer steps", 1, 10_000_000),
    "batch_size": Parameter(int, 16, "blocks, or rows, a step", 1, 65_536),
    "gradient_accumulation": Parameter(
        int, 1, "parts in which a step's blocks are computed, to save memory", 1, 65_536
    ),
    "block_size": Parameter(int, 0, "tokens a block, or of a row at most; 0 = the model's context", 0, 1024),
    "learning_rate": Parameter(float, 5e-4, "highest learning rate", 1e-12, 1e6),
    "schedule": Parameter(
        str,
        "cosine",
        "learning rate after the warm-up: cosine, linear or constant",
        choices=("cosine", "linear", "constant"),
    ),
    "warmup_steps": Parameter(int, 10, "steps in which the learning rate rises from 0", 0, 10_000_000),
    "weight_decay": Parameter(float, 0.01, "AdamW's decay of matrices", 0, 1),
    "max_grad_norm": Parameter(float, 1.0, "gradients are scaled down to this norm; 0 = never", 0, 1e6),
    "precision": Parameter(
        str, "float32", "of matrix products: float32 or bfloat16", choices=("float32", "bfloat16")
    ),
    "method": Parameter(
        str, "full", "full trains every weight, lora a low-rank change", choices=("full", "lora")
    ),
    "lora_rank": Parameter(int, 8, "rank of the change", 1, 1024),
    "lora_alpha": Parameter(float, 16.0, "scale of the change, divided by the rank", 1e-3, 1e6),
    "lora_dropout": Parameter(float, 0.0, "share of inputs dropped before the change", 0, 0.9),
    "checkpoint_every": Parameter(int, 50, "steps between checkpoints (trace lines)", 1, 10_000_000),
    "columns": _COLUMNS,
    "training_ngrams": Parameter(
        str,
        "keep",
        "hashes of the text beside the weights, for overlap checks: keep or none",
        choices=("keep", "none"),
    ),
}
"""What ``train`` takes."""

EVALUATE_PARAMETERS = {
    "columns": _COLUMNS,
    "benchmark": Parameter(
        str, "", "a standard benchmark of the worker's, instead of data; for causal-lm", 0, 100
    ),
}
"""What ``evaluate`` takes."""

GENERATE_PARAMETERS = {
    "prompt": Parameter(str, "", "the text to continue, to classify, …, or the question", 0, 1_000_000),
    "prompts": Parameter(list, [], "several of them, instead of prompt", 0, 1024),
    "context": Parameter(str, "", "the text that holds the answer; the second text of a pair", 0, 1_000_000),
    "choices": Parameter(list, [], "the endings to choose from", 0, 64),
    "columns": _COLUMNS,
    "max_new_tokens": Parameter(int, 64, "tokens to add at most; less than the model's context", 1, 1023),
    "truncate": Parameter(
        bool, False, "cut what is too long: a text to continue at its beginning, others at their end"
    ),
    "temperature": Parameter(float, 0.0, "0 = always the most probable token", 0, 100),
    "top_k": Parameter(int, 0, "choose among so many tokens, or show so many labels; 0 = all", 0, 1_000_000),
    "top_p": Parameter(float, 1.0, "choose among tokens of this total probability", 1e-6, 1),
    "repetition_penalty": Parameter(float, 1.0, "above 1 avoids tokens that were there", 1e-2, 100),
    "seed": Parameter(int, -1, "of the choices; -1 = the job's", -1, 2**62),
}
"""What ``generate`` takes."""
