"""Accept only JSON Schemas that the engine is known to follow.

One that its grammar compiler refuses, or that has no end, would stop the engine for everyone.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from posthuman_algorithms.serving.request_error import RequestError

_MOST_CHARACTERS = 16_384
_MOST_ITEMS = 64
_MOST_DEPTH = 12
_TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")


_HOMES = ("$defs", "definitions")


_REMARKS = {"title", "description", "default", "examples", "$schema", "$id"}


def check_json_schema(schema: dict[str, Any]) -> None:
    """Refuse what is not known to work. Raises RequestError SCHEMA_UNSUPPORTED with the place."""
    if len(json.dumps(schema)) > _MOST_CHARACTERS:
        raise _refusal("the schema", f"it is longer than {_MOST_CHARACTERS} characters")
    body = {name: value for name, value in schema.items() if name not in _HOMES}
    homes = {home: _mapping(schema[home], home) for home in _HOMES if home in schema}
    check = _Check(frozenset(f"#/{home}/{name}" for home, named in homes.items() for name in named))
    for home, named in homes.items():
        for name, value in named.items():
            # A definition that is only another reference could form a cycle.
            if isinstance(value, dict) and "$ref" in value:
                raise _refusal(f"{home}.{name}", "it is only a reference")
            check.schema(value, f"{home}.{name}", 1)
    check.schema(body, "", 0)


@dataclass(frozen=True)
class _Check:
    definitions: frozenset[str]

    def schema(self, value: Any, place: str, depth: int) -> None:
        if isinstance(value, bool):
            return
        if not isinstance(value, dict) or depth > _MOST_DEPTH:
            raise _refusal(
                place or "the schema", f"it is not an object, or is nested more than {_MOST_DEPTH} deep"
            )
        for name, one in value.items():
            inside = f"{place}.{name}" if place else name
            if name in _KEYWORDS:
                _KEYWORDS[name](self, one, inside, depth)
            elif name not in _REMARKS:
                raise _refusal(inside, "this keyword is not supported")
        if value.get("minItems", 0) > value.get("maxItems", _MOST_ITEMS):
            raise _refusal(place or "the schema", "minItems is above maxItems")

    def kind(self, value: Any, place: str, _: int) -> None:
        if value not in _TYPES:
            raise _refusal(place, f"it must be one of {', '.join(_TYPES)}")

    def properties(self, value: Any, place: str, depth: int) -> None:
        for name, one in _mapping(value, place).items():
            self.schema(one, f"{place}.{name}", depth + 1)

    def required(self, value: Any, place: str, _: int) -> None:
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise _refusal(place, "it must be a list of names")

    def below(self, value: Any, place: str, depth: int) -> None:
        self.schema(value, place, depth + 1)

    def choice(self, value: Any, place: str, depth: int) -> None:
        if not isinstance(value, list) or not value:
            raise _refusal(place, "it must be a list of schemas")
        for at, one in enumerate(value):
            self.schema(one, f"{place}.{at}", depth + 1)

    def values(self, value: Any, place: str, _: int) -> None:
        if not isinstance(value, list) or not value:
            raise _refusal(place, "it must be a list of values")

    def items(self, value: Any, place: str, _: int) -> None:
        if type(value) is not int or not 0 <= value <= _MOST_ITEMS:
            raise _refusal(place, f"it must be an integer from 0 to {_MOST_ITEMS}")

    def reference(self, value: Any, place: str, _: int) -> None:
        if not isinstance(value, str) or value not in self.definitions:
            raise _refusal(place, "it refers to nothing under $defs")

    def anything(self, _value: Any, _place: str, _depth: int) -> None:
        pass


_KEYWORDS: dict[str, Callable[[_Check, Any, str, int], None]] = {
    "type": _Check.kind,
    "properties": _Check.properties,
    "required": _Check.required,
    "items": _Check.below,
    "additionalProperties": _Check.below,
    "anyOf": _Check.choice,
    "enum": _Check.values,
    "const": _Check.anything,
    "minItems": _Check.items,
    "maxItems": _Check.items,
    "$ref": _Check.reference,
}


def _mapping(value: Any, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _refusal(place, "it must be an object")
    return value


def _refusal(place: str, reason: str) -> RequestError:
    return RequestError("SCHEMA_UNSUPPORTED", param="response_format", place=place[:128], reason=reason)
