"""Turn tokens into text as they come: whole characters only, and nothing from a stop string on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


class Detokenizer:
    """Decodes tokens one by one, so that the pieces together are the text of them all.

    A token may end within a character, and decoders treat the first token of a text differently, so each
    decoding includes some tokens before the new ones.

    Args:
        decode: token ids → text.
        before: tokens of the prompt that the answer continues; empty if it stands on its own.
    """

    def __init__(self, decode: Callable[[Sequence[int]], str], before: Sequence[int] = ()) -> None:
        self._decode = decode
        self._window = list(before[-6:])
        self._known = len(self._window)
        self._said = decode(self._window) if self._window else ""

    def add(self, token: int) -> str:
        """Add a token; return the text that is now certain, which may be empty or of several tokens."""
        self._window.append(token)
        text = self._decode(self._window)
        if text.endswith(_REPLACEMENT):
            return ""
        return self._emit(text)

    def end(self) -> str:
        """Return the rest, if the text breaks off within a character."""
        return self._emit(self._decode(self._window)) if self._known < len(self._window) else ""

    def _emit(self, text: str) -> str:
        new = text[len(self._said) :]
        if self._known:
            self._window = self._window[self._known :]
            self._said = self._decode(self._window)
        else:
            self._said = text
        self._known = len(self._window)
        return new


class StopStrings:
    """Ends a text before the first stop string, even if that comes in pieces.

    Args:
        stops: strings that are not empty.
    """

    def __init__(self, stops: Sequence[str]) -> None:
        self._stops = tuple(stops)
        self._held = ""

    def add(self, text: str) -> tuple[str, bool]:
        """Add text; return what may be shown, and whether a stop string was found."""
        if not self._stops:
            return text, False
        text = self._held + text
        found = [place for place in (text.find(stop) for stop in self._stops) if place >= 0]
        if found:
            self._held = ""
            return text[: min(found)], True
        keep = max((_overlap(text, stop) for stop in self._stops), default=0)
        self._held = text[len(text) - keep :]
        return text[: len(text) - keep], False

    def end(self) -> str:
        """Return what was held back, since nothing follows."""
        held, self._held = self._held, ""
        return held


def _overlap(text: str, stop: str) -> int:
    """Return how many characters at the end of a text could begin a stop string."""
    for size in range(min(len(stop) - 1, len(text)), 0, -1):
        if text.endswith(stop[:size]):
            return size
    return 0
