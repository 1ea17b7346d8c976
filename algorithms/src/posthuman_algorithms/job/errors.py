"""The one error that an algorithm raises deliberately."""

from __future__ import annotations

from typing import Any


class AlgorithmError(Exception):
    """An error of the catalogue, by its code.

    Args:
        code: a key of the error catalogue (``sdk/src/errors/catalogue``), which holds the words.
        args: values for the placeholders of the catalogue's message; never weights or private text. They are
            shown and logged.
    """

    def __init__(self, code: str, **args: str | int | float | bool) -> None:
        super().__init__(code, args)
        self.code = code
        self.details: dict[str, Any] = args

    def __str__(self) -> str:
        return f"{self.code} {self.details}"
