"""End on SIGTERM: at once, or after the current step where work would otherwise be lost."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Generator
from types import FrameType

EXIT_STATUS = 128 + signal.SIGTERM


class Shutdown:
    """Handles SIGTERM, from when it is made.

    Attributes:
        requested: whether SIGTERM arrived within ``deferred``.
    """

    def __init__(self) -> None:
        self.requested = False
        self._deferring = False
        signal.signal(signal.SIGTERM, self._receive)

    @contextlib.contextmanager
    def deferred(self) -> Generator[None, None, None]:
        """Leave it to the block to check ``requested``; elsewhere SIGTERM ends the process at once."""
        self._deferring = True
        try:
            yield
        finally:
            self._deferring = False

    def end(self) -> None:
        """End the process with status 143, as SIGTERM asked."""
        raise SystemExit(EXIT_STATUS)

    def _receive(self, _signal: int, _frame: FrameType | None) -> None:
        self.requested = True
        if not self._deferring:
            self.end()
