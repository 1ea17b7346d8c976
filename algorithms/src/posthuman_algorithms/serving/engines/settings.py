"""What an engine must know about a model, read from its settings without loading any weights."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from transformers import AutoConfig, GenerationConfig

from posthuman_algorithms.job.errors import AlgorithmError

_FLOAT32_BYTES = 4
_LEAST_TOKENS = 16
MOST_AT_ONCE = 64
"""Continuations that an engine computes at once; others wait their turn."""


@dataclass(frozen=True)
class ModelSettings:
    """Settings of a causal language model.

    Attributes:
        context: tokens that a prompt and its answer may have together.
        cache_tokens: tokens that fit into the cache, of all prompts and answers in progress.
        ends: tokens that end a text.
    """

    context: int
    cache_tokens: int
    ends: tuple[int, ...]


def read_settings(folder: Path, cache_bytes: int, context: int) -> ModelSettings:
    """Read a model's settings.

    Args:
        folder: with config.json and perhaps generation_config.json.
        cache_bytes: memory for keys and values.
        context: the longest context allowed; 0 = as long as the model's.

    Raises:
        AlgorithmError: WEIGHTS_UNREADABLE, or OUT_OF_MEMORY if the cache holds fewer than 16 tokens.
    """
    try:
        config = AutoConfig.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise AlgorithmError("WEIGHTS_UNREADABLE", name="config.json", reason=type(error).__name__) from error
    text = config.get_text_config(decoder=True)
    cache_tokens = cache_bytes // _bytes_per_token(text)
    if cache_tokens < _LEAST_TOKENS:
        raise AlgorithmError("OUT_OF_MEMORY")
    longest = int(getattr(text, "max_position_embeddings", 0) or cache_tokens)
    context = min(longest, cache_tokens, context or longest)
    return ModelSettings(
        context=context,
        cache_tokens=min(cache_tokens, MOST_AT_ONCE * context),
        ends=_ends(folder, config),
    )


def _bytes_per_token(config: Any) -> int:
    heads = config.num_attention_heads
    width = getattr(config, "head_dim", None) or config.hidden_size // heads
    keys = getattr(config, "num_key_value_heads", None) or heads
    return 2 * config.num_hidden_layers * keys * width * _FLOAT32_BYTES


def _ends(folder: Path, config: Any) -> tuple[int, ...]:
    """Find the tokens at which transformers' own generate stops."""
    if (folder / "generation_config.json").is_file():
        ends = GenerationConfig.from_pretrained(folder, local_files_only=True).eos_token_id
    else:
        ends = getattr(config, "eos_token_id", None)
    if ends is None:
        return ()
    return tuple(ends) if isinstance(ends, list) else (int(ends),)
