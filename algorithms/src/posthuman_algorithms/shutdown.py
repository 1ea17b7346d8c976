"""End on SIGTERM: at once, or after the step under way where work would be lost."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType

EXIT_STATUS = 128 + signal.SIGTERM


class Shutdown:
    """Listens to SIGTERM.

    Attributes:
        requested: whether SIGTERM came while ``deferred``.
    """

    def __init__(self) -> None:
        self.requested = False
        self._deferring = False
        signal.signal(signal.SIGTERM, self._receive)

    @contextlib.contextmanager
    def deferred(self) -> Iterator[None]:
        """Let the block look at ``requested`` itself; elsewhere SIGTERM ends the process at once."""
        self._deferring = True
        try:
            yield
        finally:
            self._deferring = False

    def end(self) -> None:
        """End the process as SIGTERM asked."""
        raise SystemExit(EXIT_STATUS)

    def _receive(self, _signal: int, _frame: FrameType | None) -> None:
        self.requested = True
        if not self._deferring:
            self.end()
