"""What every application on the engine's socket needs: bodies, errors, and clients that disconnect."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import traceback
from collections.abc import Awaitable, Sequence
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from posthuman_algorithms.job.errors import AlgorithmError
from posthuman_algorithms.serving.request_error import RequestError

_MOST_BYTES = 16 * 1024 * 1024


def build_app(routes: Sequence[Route]) -> Starlette:
    """Make an application whose errors have OpenAI's form."""
    handlers: dict[Any, Any] = {
        RequestError: _answer_error,
        AlgorithmError: _answer_refusal,
        HTTPException: _answer_unknown,
        ClientDisconnect: _answer_gone,
        Exception: _answer_crash,
    }
    return Starlette(routes=routes, exception_handlers=handlers)


async def read_json(request: Request) -> Any:
    """Read a body of limited size. Raises RequestError REQUEST_INVALID."""
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


async def unless_gone(request: Request, work: Awaitable[Any]) -> Any:
    """Do the work, which is cancelled if the client disconnects first."""
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


async def _answer_refusal(_: Request, error: AlgorithmError) -> Response:
    return JSONResponse(RequestError(error.code, **error.details).body(), 400)


async def _answer_unknown(request: Request, error: HTTPException) -> Response:
    unknown = RequestError(
        "ROUTE_UNKNOWN", status=error.status_code, method=request.method, path=request.url.path
    )
    return JSONResponse(unknown.body(), error.status_code)


async def _answer_gone(_: Request, _error: ClientDisconnect) -> Response:
    return Response(status_code=499)


async def _answer_crash(_: Request, error: Exception) -> Response:
    # The message could contain a prompt; the place where it happened cannot.
    sys.stderr.write(f"{type(error).__name__}\n{''.join(traceback.format_tb(error.__traceback__, limit=-4))}")
    return JSONResponse(RequestError("ENGINE_FAILED", status=500).body(), 500)
