"""Tokens become text piece by piece, and the pieces are the whole."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from tokenizers import Tokenizer, decoders, models

from posthuman_algorithms.serving.text_stream import Detokenizer, StopStrings

TEXTS = [
    "plain",
    "naïve 你好 😀!",
    "\N{REPLACEMENT CHARACTER} real",
    "e\N{COMBINING ACUTE ACCENT}",
    "a  b\n\n",
]


def pieces(decode, ids: Sequence[int], before: Sequence[int] = ()) -> list[str]:
    stream = Detokenizer(decode, before)
    return [*(stream.add(one) for one in ids), stream.end()]


def in_bytes(ids: Sequence[int]) -> str:
    return bytes(ids).decode(errors="replace")


@pytest.mark.parametrize("text", TEXTS)
def test_a_character_comes_when_it_is_whole(text: str) -> None:
    found = pieces(in_bytes, text.encode())
    assert "".join(found) == text
    assert found[0] == text[0] or found[0] == ""


def test_bytes_that_are_no_text_are_replaced_as_in_the_whole() -> None:
    ids = [0x41, 0xE4, 0xBD, 0x42, 0xFF, 0xFE, 0x43, 0xF0, 0x9F]
    assert "".join(pieces(in_bytes, ids)) == in_bytes(ids)


def test_a_space_before_the_first_word_stays_where_the_text_goes_on() -> None:
    vocabulary = {f"<0x{byte:02X}>": byte for byte in range(256)} | {"▁the": 256, "▁end": 257, "s": 258}
    tokenizer = Tokenizer(models.BPE(vocabulary, [], byte_fallback=True))
    steps = [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    tokenizer.decoder = decoders.Sequence(steps)
    answer = [257, 258, *"你好".encode(), 256]
    assert "".join(pieces(tokenizer.decode, answer)) == "ends你好 the"
    assert "".join(pieces(tokenizer.decode, answer, before=[256])) == " ends你好 the"


@pytest.mark.parametrize("size", [1, 2, 3, 50])
@pytest.mark.parametrize(
    ("text", "stops", "shown"),
    [
        ("one two three", ["two"], "one "),
        ("one two three", ["three", "two t"], "one "),
        ("aab", ["ab"], "a"),
        ("ababac", ["abac"], "ab"),
        ("one tw", ["two"], "one tw"),
        ("one", [], "one"),
        ("你好", ["好"], "你"),
    ],
)
def test_stops_before_the_first_stop_string(size: int, text: str, stops: list[str], shown: str) -> None:
    stream, found = StopStrings(stops), ""
    for at in range(0, len(text), size):
        piece, stopped = stream.add(text[at : at + size])
        found += piece
        if stopped:
            break
    else:
        found += stream.end()
    assert found == shown
