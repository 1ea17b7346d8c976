"""The routes of the engine's socket."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import traceback
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from posthuman_algorithms.serving.answer import Answer
from posthuman_algorithms.serving.chats import chat
from posthuman_algorithms.serving.completions import complete
from posthuman_algorithms.serving.fields import Fields
from posthuman_algorithms.serving.prompts import read_messages, read_prompts
from posthuman_algorithms.serving.request_error import RequestError
from posthuman_algorithms.serving.service import Service

_MOST_BYTES = 16 * 1024 * 1024


def build_app(service: Service) -> Starlette:
    """Make the application that answers on the socket."""

    def answered(begin: Callable[[Any, Service], Awaitable[Answer]]) -> Callable[..., Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            answer = await begin(await _read_json(request), service)
            if answer.stream:
                headers = {"cache-control": "no-store"}
                return StreamingResponse(answer.events(), media_type="text/event-stream", headers=headers)
            return JSONResponse(await _unless_gone(request, answer.whole()))

        return endpoint

    async def health(_: Request) -> Response:
        return JSONResponse({"status": "ok", "model": service.model, "busy": service.engine.busy})

    async def models(_: Request) -> Response:
        shown = {"id": service.model, "object": "model", "max_model_len": service.vocabulary.context}
        return JSONResponse({"object": "list", "data": [shown]})

    async def tokenize(request: Request) -> Response:
        fields = Fields(await _read_json(request))
        fields.get("model")
        if fields.get("messages") is not None:
            prompts = [await service.vocabulary.encode_chat(read_messages(fields))]
        else:
            prompts = await read_prompts(fields, service.vocabulary)
        fields.finish()
        count = sum(len(prompt) for prompt in prompts)
        return JSONResponse({"count": count, "max_model_len": service.vocabulary.context})

    routes = [
        Route("/health", health),
        Route("/v1/models", models),
        Route("/tokenize", tokenize, methods=["POST"]),
        Route("/v1/completions", answered(complete), methods=["POST"]),
        Route("/v1/chat/completions", answered(chat), methods=["POST"]),
    ]
    handlers: dict[Any, Any] = {
        RequestError: _answer_error,
        HTTPException: _answer_unknown,
        ClientDisconnect: _answer_gone,
        Exception: _answer_crash,
    }
    return Starlette(routes=routes, exception_handlers=handlers)


async def _read_json(request: Request) -> Any:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > _MOST_BYTES:
            reason = f"the body has more than {_MOST_BYTES} bytes"
            raise RequestError("REQUEST_INVALID", status=413, reason=reason)
    try:
        return json.loads(body.decode())
    except (ValueError, RecursionError) as error:
        kind = "UTF-8" if isinstance(error, UnicodeDecodeError) else "JSON"
        raise RequestError("REQUEST_INVALID", reason=f"the body is not {kind}") from None


async def _unless_gone(request: Request, work: Awaitable[Any]) -> Any:
    """Do the work, unless the client hangs up first: then it is cancelled."""
    working = asyncio.ensure_future(work)
    listening = asyncio.ensure_future(request.receive())
    try:
        await asyncio.wait({working, listening}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
        raise ClientDisconnect
    finally:
        for task in (working, listening):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await task


async def _answer_error(_: Request, error: RequestError) -> Response:
    return JSONResponse(error.body(), error.status)


async def _answer_unknown(request: Request, error: HTTPException) -> Response:
    unknown = RequestError(
        "ROUTE_UNKNOWN", status=error.status_code, method=request.method, path=request.url.path
    )
    return JSONResponse(unknown.body(), error.status_code)


async def _answer_gone(_: Request, _error: ClientDisconnect) -> Response:
    return Response(status_code=499)


async def _answer_crash(_: Request, error: Exception) -> Response:
    # The message could hold a prompt; where it happened cannot.
    sys.stderr.write(f"{type(error).__name__}\n{''.join(traceback.format_tb(error.__traceback__, limit=-4))}")
    return JSONResponse(RequestError("ENGINE_FAILED", status=500).body(), 500)
