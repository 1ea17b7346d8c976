"""``POST /v1/embeddings``: texts as vectors of length 1."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy
import torch
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from transformers import PreTrainedModel

from posthuman_algorithms.serving.app import read_json
from posthuman_algorithms.serving.fields import Fields, invalid
from posthuman_algorithms.serving.prompts import read_prompts
from posthuman_algorithms.serving.request_error import RequestError
from posthuman_algorithms.serving.vocabulary import Vocabulary


class Embedder:
    """Makes vectors of texts, one at a time, in a thread of its own.

    Args:
        load: loads the model without its head; called when the first text comes.
        mean: take the mean of all tokens' last hidden states; otherwise that of the last token, the only one
            that has seen the whole text if tokens only see those before them.
    """

    def __init__(self, load: Callable[[], PreTrainedModel], *, mean: bool) -> None:
        self._load = load
        self._mean = mean
        self._model: PreTrainedModel | None = None
        self._thread = ThreadPoolExecutor(1, "embeddings")

    async def embed(self, prompts: Sequence[Sequence[int]]) -> list[list[float]]:
        """Make a vector of each text's tokens. Each is computed alone, so that others do not change it."""
        loop = asyncio.get_running_loop()
        return [await loop.run_in_executor(self._thread, self._vector, prompt) for prompt in prompts]

    @torch.inference_mode()
    def _vector(self, prompt: Sequence[int]) -> list[float]:
        self._model = self._model or self._load()
        ids = torch.tensor([prompt], device=self._model.device)
        states = self._model(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state[0].float()
        vector = states.mean(dim=0) if self._mean else states[-1]
        return torch.nn.functional.normalize(vector, dim=0).tolist()


def embeddings_route(model: str, vocabulary: Vocabulary, embedder: Embedder) -> Route:
    """Make the route for a model of this name."""

    async def embeddings(request: Request) -> Response:
        prompts, in_base64 = await _read(await read_json(request), vocabulary)
        vectors = await embedder.embed(prompts)
        tokens = sum(len(prompt) for prompt in prompts)
        data = [
            {"object": "embedding", "index": index, "embedding": _base64(one) if in_base64 else one}
            for index, one in enumerate(vectors)
        ]
        usage = {"prompt_tokens": tokens, "total_tokens": tokens}
        return JSONResponse({"object": "list", "data": data, "model": model, "usage": usage})

    return Route("/v1/embeddings", embeddings, methods=["POST"])


async def _read(body: Any, vocabulary: Vocabulary) -> tuple[list[list[int]], bool]:
    """Read the texts' tokens, and whether the vectors are wanted in base64."""
    fields = Fields(body)
    for name in ("model", "user"):
        fields.get(name)
    fields.unsupported("dimensions")
    form = fields.get("encoding_format") or "float"
    if form not in ("float", "base64"):
        raise invalid("encoding_format", "it must be float or base64")
    prompts = await read_prompts(fields, vocabulary, "input")
    fields.finish()
    longest = max(len(prompt) for prompt in prompts)
    if longest > vocabulary.context:
        raise RequestError("CONTEXT_TOO_LONG", param="input", tokens=longest, limit=vocabulary.context)
    return prompts, form == "base64"


def _base64(vector: list[float]) -> str:
    """Write a vector as OpenAI's clients ask for it: 32-bit floats, little-endian."""
    return base64.b64encode(numpy.array(vector, "<f4").tobytes()).decode()
