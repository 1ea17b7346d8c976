"""Read the prompts and conversations of a request."""

from __future__ import annotations

from typing import Any

from posthuman_algorithms.serving.fields import Fields, invalid
from posthuman_algorithms.serving.request_error import RequestError
from posthuman_algorithms.serving.vocabulary import Vocabulary

_MOST_PROMPTS = 256
_MOST_MESSAGES = 1024


async def read_prompts(
    fields: Fields, vocabulary: Vocabulary, name: str = "prompt", *, special: bool = True
) -> list[list[int]]:
    """Read one or several prompts, as text or token ids, and return their token ids.

    Args:
        fields: of the request.
        vocabulary: the model's.
        name: the field that holds them.
        special: whether the beginning-of-text token is added, if the model has one.

    Raises:
        RequestError: REQUEST_INVALID or CONTEXT_TOO_LONG.
    """
    value = fields.get(name)
    given = value if isinstance(value, list) and not _is_tokens(value) else [value]
    if not 0 < len(given) <= _MOST_PROMPTS:
        raise invalid(name, f"1 to {_MOST_PROMPTS} texts are accepted")
    prompts = []
    for one in given:
        if isinstance(one, str):
            ids = await vocabulary.encode(one, name, special=special)
        elif isinstance(one, list) and _is_tokens(one):
            if not all(0 <= token < vocabulary.size for token in one):
                raise invalid(name, f"token ids are from 0 to {vocabulary.size - 1}")
            ids = one
        else:
            raise invalid(name, "a text, a list of texts or a list of tokens is needed")
        if not ids:
            raise invalid(name, "it is empty")
        prompts.append(ids)
    return prompts


def read_messages(fields: Fields) -> list[dict[str, Any]]:
    """Read a conversation of plain text, as messages with ``role`` and ``content``.

    Raises:
        RequestError: REQUEST_INVALID.
    """
    value = fields.get("messages")
    if not isinstance(value, list) or not 0 < len(value) <= _MOST_MESSAGES:
        raise invalid("messages", f"a list of 1 to {_MOST_MESSAGES} messages is needed")
    return [_read_message(one, f"messages.{place}") for place, one in enumerate(value)]


def _read_message(value: Any, place: str) -> dict[str, Any]:
    if not isinstance(value, dict) or not isinstance(value.get("role"), str):
        raise invalid(place, "a message needs a role and content")
    content = value.get("content")
    if isinstance(content, list):
        parts = [part for part in content if isinstance(part, dict) and part.get("type") == "text"]
        texts = [part["text"] for part in parts if isinstance(part.get("text"), str)]
        if len(texts) < len(content):
            raise invalid(f"{place}.content", "this model reads text only")
        content = "".join(texts)
    if not isinstance(content, str):
        raise invalid(f"{place}.content", "a text is needed")
    return {"role": value["role"], "content": content}


def tokens_left(prompt: list[int], wanted: int, default: int, context: int, param: str) -> int:
    """Return how many tokens an answer may have.

    Args:
        prompt: its tokens.
        wanted: as many as the request asks for; 0 if it does not say.
        default: as many as it gets then, if there is room; 0 = all the room.
        context: tokens of a prompt and its answer together.
        param: the field that holds the prompt, for errors.

    Raises:
        RequestError: CONTEXT_TOO_LONG.
    """
    room = context - len(prompt)
    if room < 1 or wanted > room:
        raise RequestError("CONTEXT_TOO_LONG", param=param, tokens=len(prompt) + wanted, limit=context)
    return wanted or min(default or room, room)


def _is_tokens(value: list[Any]) -> bool:
    return bool(value) and all(type(one) is int for one in value)
