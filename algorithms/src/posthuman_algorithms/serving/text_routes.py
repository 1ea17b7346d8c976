"""The routes of a causal language model."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from posthuman_algorithms.serving.answer import Answer
from posthuman_algorithms.serving.app import read_json, unless_gone
from posthuman_algorithms.serving.chats import chat
from posthuman_algorithms.serving.completions import complete
from posthuman_algorithms.serving.embeddings import Embedder, embeddings_route
from posthuman_algorithms.serving.fields import Fields
from posthuman_algorithms.serving.prompts import read_messages, read_prompts
from posthuman_algorithms.serving.service import Service


def text_routes(service: Service, embedder: Embedder) -> list[Route]:
    """Make the routes for completions, chats, embeddings and counting tokens."""

    def answered(begin: Callable[[Any, Service], Awaitable[Answer]]) -> Callable[..., Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            answer = await begin(await read_json(request), service)
            if answer.stream:
                headers = {"cache-control": "no-store"}
                return StreamingResponse(answer.events(), media_type="text/event-stream", headers=headers)
            return JSONResponse(await unless_gone(request, answer.whole()))

        return endpoint

    async def health(_: Request) -> Response:
        return JSONResponse({"status": "ok", "model": service.model, "busy": service.busy})

    async def models(_: Request) -> Response:
        shown = {"id": service.model, "object": "model", "max_model_len": service.vocabulary.context}
        return JSONResponse({"object": "list", "data": [shown]})

    async def tokenize(request: Request) -> Response:
        fields = Fields(await read_json(request))
        fields.get("model")
        special = fields.flag("add_special_tokens", default=True)
        if fields.get("messages") is not None:
            prompts = [await service.vocabulary.encode_chat(read_messages(fields))]
        else:
            prompts = await read_prompts(fields, service.vocabulary, special=special)
        fields.finish()
        count = sum(len(prompt) for prompt in prompts)
        return JSONResponse({"count": count, "max_model_len": service.vocabulary.context})

    return [
        Route("/health", health),
        Route("/v1/models", models),
        Route("/tokenize", tokenize, methods=["POST"]),
        Route("/v1/completions", answered(complete), methods=["POST"]),
        Route("/v1/chat/completions", answered(chat), methods=["POST"]),
        embeddings_route(service.model, service.vocabulary, embedder),
    ]
