"""Continue a text with a causal language model, and choose tokens for any model that writes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from transformers import GenerationConfig, PreTrainedModel, PreTrainedTokenizerBase
from transformers.generation.streamers import BaseStreamer

from posthuman_algorithms.job.errors import AlgorithmError
from posthuman_algorithms.models.encoding import InputTooLongError, decode
from posthuman_algorithms.models.loading import context_length


class TokenCounter(BaseStreamer):
    """Counts new tokens as they come; the first call carries the prompt."""

    def __init__(self, on_token: Callable[[int], None]) -> None:
        self._count = -1
        self._on_token = on_token

    def put(self, value: torch.Tensor) -> None:  # noqa: ARG002
        """Count a token; ignore the prompt."""
        self._count += 1
        if self._count:
            self._on_token(self._count)

    def end(self) -> None:
        """Do nothing: only the count matters."""


def continue_text(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    prompt: str,
    parameters: dict[str, Any],
    on_token: Callable[[int], None],
) -> tuple[str, int]:
    """Continue a prompt until a token that, by the model's settings, ends a text, or ``max_new_tokens``.

    With a temperature of 0, the most probable token is taken each time (greedy decoding).

    Args:
        parameters: max_new_tokens, temperature, top_k, top_p, repetition_penalty, truncate.
        on_token: called with the number of tokens so far.

    Returns:
        The continuation without the prompt, and how many tokens it has.

    Raises:
        AlgorithmError, InputTooLongError: as ``prompt_ids``.
    """
    end = tokenizer.eos_token_id
    ids = prompt_ids(model, tokenizer, prompt, parameters)
    inputs = torch.tensor([ids or [end if end is not None else 0]], device=model.device)
    config = GenerationConfig(
        max_new_tokens=parameters["max_new_tokens"],
        repetition_penalty=parameters["repetition_penalty"],
        pad_token_id=end if end is not None else 0,
        **choosing_tokens(parameters),
    )
    answer = generate(
        model,
        inputs,
        attention_mask=torch.ones_like(inputs),
        generation_config=config,
        streamer=TokenCounter(on_token),
    )
    new = answer[0, inputs.shape[1] :]
    return decode(tokenizer, new), len(new)


def prompt_ids(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, prompt: str, parameters: dict[str, Any]
) -> list[int]:
    """Turn a prompt into tokens; if it may be cut, into the last ones that leave room for the answer.

    Raises:
        AlgorithmError: PARAMETER_INVALID if max_new_tokens leaves no room for a prompt.
        InputTooLongError: prompt and answer exceed the model's context, and may not be cut.
    """
    wanted, context = parameters["max_new_tokens"], context_length(model)
    if wanted >= context:
        reason = f"it must be less than the model's context of {context} tokens"
        raise AlgorithmError("PARAMETER_INVALID", name="max_new_tokens", reason=reason)
    ids = tokenizer.encode(prompt, add_special_tokens=False, verbose=False)
    if len(ids) + wanted > context and not parameters["truncate"]:
        raise InputTooLongError(len(ids) + wanted, context)
    return ids[-(context - wanted) :]


def choosing_tokens(parameters: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return settings for ``GenerationConfig``: how tokens are chosen, one at a time, for a single text.

    Whatever is not set here, transformers takes from the model's generation_config.json, which may ask for a
    search over several texts at once (``num_beams``).

    Args:
        parameters: temperature, top_k, top_p; without them, or with a temperature of 0, the most probable
            token is taken.
    """
    alone = {"num_beams": 1, "num_return_sequences": 1, "return_dict_in_generate": False}
    if parameters is None or parameters["temperature"] == 0:
        return {**alone, "do_sample": False}
    chance = {name: parameters[name] for name in ("temperature", "top_k", "top_p")}
    return {**alone, "do_sample": True, **chance}


def generate(model: PreTrainedModel, *inputs: Any, **options: Any) -> torch.Tensor:
    """Call the model's own ``generate``, which every model that writes has; its type does not say so.

    Returns:
        Token ids, int64 of shape (texts, tokens).
    """
    writing: Any = model
    return writing.generate(*inputs, **options)
