"""What is refused, and that nothing a client does harms the others."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from served import Served
from tiny_models import CONTEXT

CHAT = {"messages": [{"role": "user", "content": "Hi"}]}


def schema(value: Any) -> dict[str, Any]:
    form = {"type": "json_schema", "json_schema": {"name": "x", "schema": value}}
    return {"prompt": "A", "response_format": form}


@pytest.mark.parametrize(
    ("path", "body", "code", "param"),
    [
        ("completions", b"{", "REQUEST_INVALID", None),
        ("completions", b'{"prompt": "\xff"}', "REQUEST_INVALID", None),
        ("completions", b"[" * 100_000, "REQUEST_INVALID", None),
        ("completions", [1], "REQUEST_INVALID", None),
        ("completions", {}, "REQUEST_INVALID", "prompt"),
        ("completions", {"prompt": ""}, "REQUEST_INVALID", "prompt"),
        ("completions", {"prompt": [400]}, "REQUEST_INVALID", "prompt"),
        ("completions", {"prompt": [True]}, "REQUEST_INVALID", "prompt"),
        ("completions", {"prompt": "A", "colour": 1}, "REQUEST_INVALID", "colour"),
        ("completions", {"prompt": "A", "max_tokens": 0}, "REQUEST_INVALID", "max_tokens"),
        ("completions", {"prompt": "A", "temperature": 3}, "REQUEST_INVALID", "temperature"),
        ("completions", {"prompt": "A", "temperature": True}, "REQUEST_INVALID", "temperature"),
        ("completions", {"prompt": "A", "n": 17}, "REQUEST_INVALID", "n"),
        ("completions", {"prompt": "A", "stop": [""]}, "REQUEST_INVALID", "stop"),
        ("completions", {"prompt": "A", "stream": "yes"}, "REQUEST_INVALID", "stream"),
        ("completions", {"prompt": "A", "stream_options": {"x": 1}}, "REQUEST_INVALID", "x"),
        ("completions", {"prompt": "A", "echo": True, "logprobs": 0}, "PARAMETER_UNSUPPORTED", "echo"),
        (
            "completions",
            {"prompt": "A", "logprobs": 2, "response_format": {"type": "json_object"}},
            "PARAMETER_UNSUPPORTED",
            "top_logprobs",
        ),
        ("completions", {"prompt": "A", "max_tokens": CONTEXT}, "CONTEXT_TOO_LONG", "prompt"),
        ("completions", {"prompt": [1] * CONTEXT}, "CONTEXT_TOO_LONG", "prompt"),
        ("completions", {"prompt": "word " * 2_000_000}, "CONTEXT_TOO_LONG", "prompt"),
        ("completions", {"prompt": "x" * 17_000_000}, "REQUEST_INVALID", None),
        ("completions", schema({"type": "nonsense"}), "SCHEMA_UNSUPPORTED", "response_format"),
        ("completions", schema({"pattern": "a*"}), "SCHEMA_UNSUPPORTED", "response_format"),
        ("completions", schema({"$ref": "#/$defs/a"}), "SCHEMA_UNSUPPORTED", "response_format"),
        (
            "completions",
            schema({"$defs": {"a": {"$ref": "#/$defs/a"}}}),
            "SCHEMA_UNSUPPORTED",
            "response_format",
        ),
        ("completions", schema({"maxItems": 10**9}), "SCHEMA_UNSUPPORTED", "response_format"),
        ("chat/completions", {"messages": []}, "REQUEST_INVALID", "messages"),
        ("chat/completions", {"messages": ["Hi"]}, "REQUEST_INVALID", "messages.0"),
        ("chat/completions", {**CHAT, "tools": [{}]}, "PARAMETER_UNSUPPORTED", "tools"),
        ("chat/completions", {**CHAT, "top_logprobs": 2}, "REQUEST_INVALID", "top_logprobs"),
        ("chat/completions", CHAT, "CHAT_TEMPLATE_MISSING", "messages"),
        (
            "chat/completions",
            {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {}}]}]},
            "REQUEST_INVALID",
            "messages.0.content",
        ),
        ("nothing", {}, "ROUTE_UNKNOWN", None),
    ],
)
def test_is_refused_in_openais_form(gpt2: Served, path: str, body: Any, code: str, param: str | None) -> None:
    status, answer = gpt2.ask(f"/v1/{path}", body)
    error = answer["error"]
    assert (error["code"], error["param"]) == (code, param)
    assert 400 <= status < 500
    assert error["type"] == "invalid_request_error"
    assert gpt2.complete("A", max_tokens=1)["usage"]["completion_tokens"] == 1


def test_a_template_may_refuse_messages(llama: Served) -> None:
    status, answer = llama.ask(
        "/v1/chat/completions", {"messages": [{"role": "system", "content": "secret"}]}
    )
    assert (status, answer["error"]["code"]) == (400, "CHAT_TEMPLATE_REFUSED")
    assert "secret" not in json.dumps(answer)


def test_who_hangs_up_frees_the_engine(llama: Served) -> None:
    body = {"prompt": "A", "max_tokens": 90, "n": 16, "ignore_eos": True}
    for stream in (True, False):
        for _ in range(4):
            connection = llama.connect()
            connection.request("POST", "/v1/completions", json.dumps({**body, "stream": stream}))
            if stream:
                connection.getresponse().readline()
            connection.sock.close()
            connection.close()
    deadline = time.monotonic() + 20
    while llama.ask("/health", method="GET")[1]["busy"]:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_counts_tokens(llama: Served) -> None:
    assert llama.ask("/tokenize", {"prompt": [1, 2, 3]})[1] == {"count": 3, "max_model_len": CONTEXT}
    assert llama.ask("/tokenize", CHAT)[1]["count"] > 3
    usage = llama.ask("/v1/completions", {"prompt": "hello", "max_tokens": 1})[1]["usage"]
    for more in ({}, {"add_special_tokens": False}):
        assert llama.ask("/tokenize", {"prompt": "hello", **more})[1]["count"] == usage["prompt_tokens"]


def test_nothing_of_prompts_and_answers_is_written_down(llama: Served) -> None:
    llama.complete("xylophone", max_tokens=5)
    for path in (llama.root / "logs").iterdir():
        assert "xylophone" not in path.read_text()
