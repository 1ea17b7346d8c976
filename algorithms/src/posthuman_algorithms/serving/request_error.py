"""The one error that an endpoint raises deliberately."""

from __future__ import annotations

from typing import Any


class RequestError(Exception):
    """A request that is answered with an error of the catalogue.

    Args:
        code: a key of the error catalogue (``sdk/src/errors/catalogue/serving.ts``), which holds the words.
        param: the field of the request that is wrong.
        status: of the HTTP answer.
        args: values for the placeholders of the catalogue's message; never text from a prompt.
    """

    def __init__(
        self, code: str, *, param: str | None = None, status: int = 400, **args: str | int | float
    ) -> None:
        super().__init__(code)
        self.code = code
        self.param = param
        self.status = status
        self.details = args

    def body(self) -> dict[str, Any]:
        """Return it in OpenAI's form; the worker replaces the message with the catalogue's."""
        kind = "invalid_request_error" if self.status < 500 else "server_error"
        values = ", ".join(f"{name} {value}" for name, value in self.details.items())
        error = {"message": f"{self.code}: {values}" if values else self.code, "type": kind}
        return {"error": {**error, "param": self.param, "code": self.code, "args": self.details}}
