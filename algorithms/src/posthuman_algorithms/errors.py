"""The one error that an algorithm raises on purpose."""

from __future__ import annotations


class AlgorithmError(Exception):
    """An error of the catalogue, by its code.

    Args:
        code: a key of the error catalogue (``sdk/src/errors/catalogue``), which holds the words.
        args: values for the placeholders of the catalogue's message; never weights or private text.
    """

    def __init__(self, code: str, **args: str | int | float | bool) -> None:
        super().__init__(code, args)
        self.code = code
        self.details = args

    def __str__(self) -> str:
        return f"{self.code} {self.details}"
