"""Read the options of a request: the fields that completions and chats share."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from typing import Any

from posthuman_algorithms.serving.engines.engine import Sampling
from posthuman_algorithms.serving.fields import Fields, invalid
from posthuman_algorithms.serving.json_schema import check_json_schema
from posthuman_algorithms.serving.request_error import RequestError

_SEEDS = 2**63
MOST_CHOICES = 16


@dataclass(frozen=True)
class RequestOptions:
    """What a request asks for, apart from its prompt.

    Attributes:
        sampling: how tokens are chosen; ``max_tokens`` is 0 if the request does not set it.
        count: how many answers to each prompt.
        stops: strings that end an answer.
        stream: whether pieces are sent as they come.
        with_usage: whether a stream ends with the number of tokens.
    """

    sampling: Sampling
    count: int
    stops: tuple[str, ...]
    stream: bool
    with_usage: bool

    def sampling_of(self, choice: int, max_tokens: int) -> Sampling:
        """Return how one of the answers is sampled: each has a seed of its own."""
        seed = (self.sampling.seed + choice) % _SEEDS
        return replace(self.sampling, seed=seed, max_tokens=max_tokens)


def read_request_options(fields: Fields, logprobs: int | None, abilities: frozenset[str]) -> RequestOptions:
    """Read the fields that both kinds of completion have.

    Args:
        fields: of the request.
        logprobs: as in ``Sampling``; each kind asks for them in its own way.
        abilities: of the engine.

    Raises:
        RequestError: REQUEST_INVALID, PARAMETER_UNSUPPORTED or SCHEMA_UNSUPPORTED.
    """
    for name, *harmless in (("logit_bias", {}), ("suffix", ""), ("best_of", 1)):
        fields.unsupported(name, *harmless)
    tokens = fields.integer("max_tokens", None, 1, 1 << 24)
    seed = fields.integer("seed", None, -_SEEDS, _SEEDS - 1)
    stream = fields.flag("stream")
    of_stream = Fields(fields.get("stream_options") or {})
    with_usage = of_stream.flag("include_usage")
    of_stream.flag("include_obfuscation")
    of_stream.finish()
    for name in ("model", "user", "store", "metadata", "service_tier"):
        fields.get(name)
    sampling = Sampling(
        max_tokens=tokens or 0,
        temperature=fields.number("temperature", 1, 0, 2),
        top_p=max(fields.number("top_p", 1, 0, 1), 1e-6),
        top_k=max(fields.integer("top_k", 0, -1, 1 << 24) or 0, 0),
        presence_penalty=fields.number("presence_penalty", 0, -2, 2),
        frequency_penalty=fields.number("frequency_penalty", 0, -2, 2),
        # An engine's own default would be the same for everyone.
        seed=int.from_bytes(os.urandom(8), "big") >> 1 if seed is None else seed % _SEEDS,
        logprobs=logprobs,
        schema=_read_schema(fields.get("response_format"), abilities),
        ignore_end=fields.flag("ignore_eos"),
    )
    return RequestOptions(
        sampling=sampling,
        count=fields.integer("n", 1, 1, MOST_CHOICES) or 1,
        stops=tuple(fields.strings("stop", 16)),
        stream=stream,
        with_usage=with_usage,
    )


def _read_schema(form: Any, abilities: frozenset[str]) -> str | None:
    name = "response_format"
    kind = form.get("type") if isinstance(form, dict) else None
    if form is None or kind == "text":
        return None
    if kind not in ("json_schema", "json_object"):
        raise invalid(name, "its type must be one of text, json_object and json_schema")
    if "schema" not in abilities:
        raise RequestError("PARAMETER_UNSUPPORTED", param=name, name=name)
    if kind == "json_object":
        return json.dumps({"type": "object"})
    named = form.get("json_schema")
    schema = named.get("schema") if isinstance(named, dict) else None
    if not isinstance(schema, dict):
        raise invalid(name, "json_schema.schema is missing")
    check_json_schema(schema)
    return json.dumps(schema)
