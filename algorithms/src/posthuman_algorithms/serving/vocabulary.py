"""A model's tokenizer, as endpoints need it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from jinja2 import TemplateError
from transformers import PreTrainedTokenizerBase

from posthuman_algorithms.serving.request_error import RequestError

_LONG = 20_000


class Vocabulary:
    """Turns text into tokens and back.

    Args:
        tokenizer: the model's own.
        context: tokens that the model takes at once.

    Attributes:
        size: how many tokens there are.
        has_template: whether there is a chat template.
    """

    def __init__(self, tokenizer: PreTrainedTokenizerBase, context: int) -> None:
        self._tokenizer = tokenizer
        self._fast = getattr(tokenizer, "backend_tokenizer", None)
        self.context = context
        self.size = len(tokenizer)
        self.has_template = tokenizer.chat_template is not None
        self._longest = max((len(token) for token in tokenizer.get_vocab()), default=1)
        self._bytes = {character: byte for byte, character in _byte_characters().items()}

    async def encode(self, text: str, param: str, *, special: bool = True) -> list[int]:
        """Encode text as in the model's training, with its beginning-of-text token if it has one.

        Args:
            text: to encode.
            param: the field that holds it, for errors.
            special: False leaves that token out.

        Raises:
            RequestError: CONTEXT_TOO_LONG.
        """
        # No token stands for more characters than the longest one: text that cannot fit is not even encoded.
        if len(text) > self.context * self._longest:
            tokens = len(text) // self._longest
            raise RequestError("CONTEXT_TOO_LONG", param=param, tokens=tokens, limit=self.context)
        if len(text) > _LONG:
            return await asyncio.to_thread(self._encode_now, text, special)
        return self._encode_now(text, special)

    async def encode_chat(self, messages: list[dict[str, Any]]) -> list[int]:
        """Write a conversation with the model's chat template, and encode it.

        Raises:
            RequestError: CHAT_TEMPLATE_MISSING or CHAT_TEMPLATE_REFUSED.
        """
        if not self.has_template:
            raise RequestError("CHAT_TEMPLATE_MISSING", param="messages")
        try:
            text = self._tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
        except TemplateError as error:
            reason = type(error).__name__
            raise RequestError("CHAT_TEMPLATE_REFUSED", param="messages", reason=reason) from None
        return await self.encode(str(text), "messages", special=False)

    def decode(self, ids: Sequence[int]) -> str:
        """Decode tokens, leaving out special ones."""
        if self._fast is not None:
            return self._fast.decode(ids, skip_special_tokens=True)
        text = self._tokenizer.decode(list(ids), skip_special_tokens=True, clean_up_tokenization_spaces=False)
        return str(text)

    def token_bytes(self, token: int) -> list[int] | None:
        """Return a token's bytes, which need not be whole characters; None for a special one."""
        name: Any = self._tokenizer.convert_ids_to_tokens(token)
        if name is None or token in self._tokenizer.all_special_ids:
            return None
        if all(character in self._bytes for character in name):
            return [self._bytes[character] for character in name]
        if len(name) == 6 and name.startswith("<0x"):
            return [int(name[3:5], 16)]
        return list(name.replace("\N{LOWER ONE EIGHTH BLOCK}", " ").encode())

    def token_text(self, token: int) -> str:
        """Name a token as OpenAI does: its text, or its bytes if they are not whole characters."""
        known = self.token_bytes(token)
        if known is None:
            return str(self._tokenizer.convert_ids_to_tokens(token))
        try:
            return bytes(known).decode()
        except UnicodeDecodeError:
            return "bytes:" + "".join(f"\\x{byte:02x}" for byte in known)

    def _encode_now(self, text: str, special: bool) -> list[int]:
        return self._tokenizer.encode(text, add_special_tokens=special, verbose=False)


def _byte_characters() -> dict[int, str]:
    """Return GPT-2's printable stand-in for each byte."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in printable]
    return {byte: chr(byte) for byte in printable} | {
        byte: chr(256 + place) for place, byte in enumerate(others)
    }
