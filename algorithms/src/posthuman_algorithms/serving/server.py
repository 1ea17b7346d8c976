"""Listen on the Unix socket until SIGTERM."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

SOCKET = "engine.sock"
_DRAIN_S = 4
_DAY_S = 86_400


class Server(uvicorn.Server):
    """A uvicorn server that says when it listens.

    At SIGTERM it accepts no more requests, finishes those in progress within four seconds, and raises the
    signal again.
    """

    def __init__(self, app: Starlette, path: Path, on_ready: Callable[[], None]) -> None:
        path.unlink(missing_ok=True)
        self._on_ready = on_ready
        logging.getLogger("uvicorn").setLevel(logging.CRITICAL + 1)
        super().__init__(
            uvicorn.Config(
                app,
                uds=str(path),
                log_config=None,
                access_log=False,
                server_header=False,
                lifespan="off",
                # The worker keeps its connections; closing one while it writes would lose a request.
                timeout_keep_alive=_DAY_S,
                timeout_graceful_shutdown=_DRAIN_S,
            )
        )

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        self._on_ready()
