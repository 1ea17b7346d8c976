"""Read the fields of a request strictly: a misspelt one is refused, not ignored."""

from __future__ import annotations

from typing import Any

from posthuman_algorithms.serving.request_error import RequestError


class Fields:
    """The JSON object of a request.

    Each field that is read counts as known; ``finish`` refuses all others.
    """

    def __init__(self, body: Any) -> None:
        if not isinstance(body, dict):
            raise RequestError("REQUEST_INVALID", reason="the body is not a JSON object")
        self._body = body
        self._read: set[str] = set()

    def get(self, name: str) -> Any:
        """Return a field as it is; None if it is absent or null."""
        self._read.add(name)
        return self._body.get(name)

    def number(self, name: str, default: float, low: float, high: float) -> float:
        """Read a number within bounds."""
        value = self.get(name)
        if value is None:
            return default
        if not isinstance(value, int | float) or isinstance(value, bool) or not low <= value <= high:
            raise invalid(name, f"a number from {low:g} to {high:g} is needed")
        return float(value)

    def integer(self, name: str, default: int | None, low: int, high: int) -> int | None:
        """Read an integer within bounds."""
        value = self.get(name)
        if value is None:
            return default
        if type(value) is not int or not low <= value <= high:
            raise invalid(name, f"an integer from {low} to {high} is needed")
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Read a boolean."""
        value = self.get(name)
        if value is not None and not isinstance(value, bool):
            raise invalid(name, "true or false is needed")
        return default if value is None else value

    def strings(self, name: str, most: int) -> list[str]:
        """Read a string or a list of strings, none of them empty."""
        value = self.get(name)
        values = [] if value is None else [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not all(isinstance(one, str) and one for one in values):
            raise invalid(name, "a text or a list of texts is needed, none of them empty")
        if len(values) > most:
            raise invalid(name, f"at most {most} are accepted")
        return values

    def unsupported(self, name: str, *harmless: Any) -> None:
        """Refuse a field of OpenAI's that no engine here supports, unless its value changes nothing."""
        value = self.get(name)
        if value is not None and value not in harmless:
            raise RequestError("PARAMETER_UNSUPPORTED", param=name, name=name)

    def finish(self) -> None:
        """Refuse fields that were not read."""
        for name in self._body:
            if name not in self._read:
                raise RequestError("REQUEST_INVALID", param=name, reason=f"unknown parameter {name[:64]}")


def invalid(name: str, reason: str) -> RequestError:
    """Make the error that says what is wrong with a field."""
    return RequestError("REQUEST_INVALID", param=name, reason=f"{name}: {reason}")
