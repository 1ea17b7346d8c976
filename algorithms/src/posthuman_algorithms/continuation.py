"""Continue a text with a causal language model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from transformers import GenerationConfig, PreTrainedModel, PreTrainedTokenizerBase
from transformers.generation.streamers import BaseStreamer

from posthuman_algorithms.errors import AlgorithmError
from posthuman_algorithms.weights import context_length


class TokenCounter(BaseStreamer):
    """Count new tokens as they come; the first call carries the prompt."""

    def __init__(self, on_token: Callable[[int], None]) -> None:
        self._count = -1
        self._on_token = on_token

    def put(self, value: torch.Tensor) -> None:  # noqa: ARG002
        """Take a token, or the prompt."""
        self._count += 1
        if self._count:
            self._on_token(self._count)

    def end(self) -> None:
        """Do nothing: the count is all."""


def continue_text(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    prompt: str,
    parameters: dict[str, Any],
    on_token: Callable[[int], None],
) -> tuple[str, int]:
    """Continue a prompt until the end-of-text token or ``max_new_tokens``.

    Of a prompt that is too long for the model's context, its end is used. A temperature of 0 takes the most
    probable token each time (greedy).

    Args:
        parameters: max_new_tokens, temperature, top_k, top_p, repetition_penalty.
        on_token: called with the number of tokens so far.

    Returns:
        The continuation without the prompt, and its number of tokens.

    Raises:
        AlgorithmError: PARAMETER_INVALID if max_new_tokens leaves no room for a prompt.
    """
    wanted, context = parameters["max_new_tokens"], context_length(model)
    if wanted >= context:
        reason = f"it must be less than the model's context of {context} tokens"
        raise AlgorithmError("PARAMETER_INVALID", name="max_new_tokens", reason=reason)
    end = tokenizer.eos_token_id
    ids = tokenizer.encode(prompt, add_special_tokens=False, verbose=False)[-(context - wanted) :]
    inputs = torch.tensor([ids or [end if end is not None else 0]], device=model.device)
    config = GenerationConfig(
        max_new_tokens=wanted,
        repetition_penalty=parameters["repetition_penalty"],
        eos_token_id=end,
        pad_token_id=end if end is not None else 0,
        **sampling_options(parameters),
    )
    answer = model.generate(
        inputs,
        attention_mask=torch.ones_like(inputs),
        generation_config=config,
        streamer=TokenCounter(on_token),
    )
    new = answer[0, inputs.shape[1] :]
    return tokenizer.decode(new, skip_special_tokens=True), len(new)


def sampling_options(parameters: dict[str, Any]) -> dict[str, Any]:
    """Say how tokens are chosen, for ``GenerationConfig``; a temperature of 0 takes the most probable one."""
    if parameters["temperature"] == 0:
        return {"do_sample": False}
    return {"do_sample": True, **{name: parameters[name] for name in ("temperature", "top_k", "top_p")}}
