"""What is answered: the same as transformers' own generate says, however it is asked for."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from served import Served
from tiny_models import CONTEXT, FAMILIES, NEW_TOKENS

GREEDY = {"temperature": 0, "max_tokens": NEW_TOKENS}


def answer_of(served: Served, prompt: Any, **fields: Any) -> dict[str, Any]:
    return served.complete(prompt, **fields)["choices"][0]


@pytest.mark.parametrize("family", FAMILIES)
def test_a_conversion_tells_how_far_it_is(models: Path, family: str) -> None:
    told = [json.loads(line) for line in (models / f"{family}.jsonl").read_text().splitlines()]
    steps = [one["step"] for one in told]
    assert steps == sorted(set(steps))
    assert (steps[0], steps[-1]) == (0, told[0]["total"])
    traced = [one["step"] for one in told if one["phase"] == "tracing the model"]
    assert len(traced) > 10
    assert list(dict.fromkeys(one["phase"] for one in told)) == [
        *("loading the model", "tracing the model", "translating the model", "writing the model"),
        *("converting the tokenizer", "comparing the two"),
    ]


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("engine", ["openvino", "transformers"])
def test_greedy_tokens_are_those_of_generate_alone_and_joined_in_flight(
    serve: Callable[[str, str], Served], family: str, engine: str
) -> None:
    served = serve(family, engine)
    ready = {"event": "ready", "engine": engine, "context": CONTEXT, "chatTemplate": family == "llama"}
    assert served.events()[-1] == ready

    def check(prompt: str) -> None:
        expected = served.expected[prompt]
        given = expected["prompt"] if prompt == "A" else prompt
        answer = served.complete(given, **GREEDY, logprobs=0)
        choice = answer["choices"][0]
        assert choice["text"] == expected["text"]
        assert len(choice["logprobs"]["tokens"]) == len(expected["tokens"])
        assert choice["finish_reason"] == ("stop" if expected["tokens"][-1] == 0 else "length")
        used = {"prompt_tokens": len(expected["prompt"]), "completion_tokens": len(expected["tokens"])}
        assert answer["usage"] == {**used, "total_tokens": sum(used.values())}

    check("The list")
    with ThreadPoolExecutor(len(served.expected)) as pool:
        list(pool.map(check, served.expected))


@pytest.mark.parametrize(
    "fields", [GREEDY, {"seed": 5, "max_tokens": 30, "n": 2}, {**GREEDY, "stop": ["e", "\n"]}]
)
def test_a_stream_is_the_same_answer_in_pieces(llama: Served, fields: dict[str, Any]) -> None:
    whole = llama.complete("naïve 你好", **fields, logprobs=0)
    body = {"prompt": "naïve 你好", **fields, "logprobs": 0, "stream_options": {"include_usage": True}}
    events = list(llama.stream("/v1/completions", body))
    assert len({event["id"] for event in events}) == 1
    assert events[-1]["usage"] == whole["usage"]
    assert events[-1]["choices"] == []
    for choice in whole["choices"]:
        pieces = [one for event in events for one in event["choices"] if one["index"] == choice["index"]]
        assert "".join(piece["text"] for piece in pieces) == choice["text"]
        tokens = [token for piece in pieces for token in piece["logprobs"]["tokens"]]
        assert tokens == choice["logprobs"]["tokens"]
        assert [piece["finish_reason"] for piece in pieces[:-1]] == [None] * (len(pieces) - 1)
        assert pieces[-1]["finish_reason"] == choice["finish_reason"]


def test_a_stop_string_ends_the_text_before_it_wherever_tokens_begin(llama: Served) -> None:
    text = llama.expected["The list"]["text"]
    for stop in (text[5:9], text[2], text[-3:]):
        choice = answer_of(llama, "The list", **GREEDY, stop=[stop, "never in it"])
        assert choice["text"] == text[: text.index(stop)]
        assert choice["finish_reason"] == "stop"
    assert answer_of(llama, "The list", **GREEDY, stop="never in it")["text"] == text


def test_a_seed_gives_the_same_answer_and_none_another(llama: Served) -> None:
    sampled = {"max_tokens": 20, "temperature": 1.2, "top_p": 0.9, "top_k": 50}
    seeded = [llama.complete("while", **sampled, seed=9, n=3)["choices"] for _ in range(2)]
    assert seeded[0] == seeded[1]
    assert len({choice["text"] for choice in seeded[0]}) == 3
    assert answer_of(llama, "while", **sampled, seed=9) == seeded[0][0]
    assert answer_of(llama, "while", **sampled) != answer_of(llama, "while", **sampled)
    assert answer_of(llama, "while", **sampled, seed=-1) == answer_of(llama, "while", **sampled, seed=-1)


def test_several_prompts_and_answers_are_numbered(llama: Served) -> None:
    answer = llama.complete(["A", "while"], **GREEDY, n=2)
    texts = [llama.expected[prompt]["text"] for prompt in ("A", "A", "while", "while")]
    assert [choice["text"] for choice in answer["choices"]] == texts
    assert [choice["index"] for choice in answer["choices"]] == [0, 1, 2, 3]
    assert answer["usage"]["prompt_tokens"] == sum(
        len(llama.expected[prompt]["prompt"]) for prompt in ("A", "while")
    )


def test_logprobs_are_those_of_the_model_whatever_the_temperature(
    serve: Callable[[str, str], Served],
) -> None:
    body = {"max_tokens": 6, "logprobs": 0}
    found = []
    for engine in ("openvino", "transformers"):
        choice = answer_of(serve("llama", engine), "A", **body, temperature=0)
        found.append(choice["logprobs"]["token_logprobs"])
        assert (
            "".join(choice["logprobs"]["tokens"][:1])
            == choice["text"][: choice["logprobs"]["text_offset"][1]]
        )
    assert found[0] == pytest.approx(found[1], abs=1e-3)
    hot = [answer_of(serve("llama", "openvino"), "A", **body, temperature=2, seed=seed) for seed in range(20)]
    greedy = answer_of(serve("llama", "openvino"), "A", **body, temperature=0)["logprobs"]
    same = [one["logprobs"] for one in hot if one["logprobs"]["tokens"][0] == greedy["tokens"][0]]
    assert all(
        one["token_logprobs"][0] == pytest.approx(greedy["token_logprobs"][0], abs=1e-3) for one in same
    )


def test_the_most_probable_tokens_are_told_by_each_engine(llama: Served) -> None:
    plain = answer_of(llama, "A", max_tokens=6, logprobs=0, temperature=0)
    known = answer_of(llama, "A", max_tokens=6, logprobs=3, temperature=0)
    assert known["text"] == plain["text"]
    assert known["logprobs"]["tokens"] == plain["logprobs"]["tokens"]
    assert known["logprobs"]["token_logprobs"] == pytest.approx(plain["logprobs"]["token_logprobs"], abs=1e-3)
    for token, logprob, top in zip(
        *(known["logprobs"][name] for name in ("tokens", "token_logprobs", "top_logprobs")), strict=True
    ):
        assert len(top) == 3
        assert top[token] == max(top.values()) == pytest.approx(logprob)
    body = {"messages": [{"role": "user", "content": "Hi"}], "max_tokens": 4, "logprobs": True}
    status, answer = llama.ask("/v1/chat/completions", {**body, "top_logprobs": 2})
    assert status == 200
    assert all(len(one["top_logprobs"]) == 2 for one in answer["choices"][0]["logprobs"]["content"])


def test_penalties_keep_an_answer_from_repeating_itself(llama: Served) -> None:
    body = {"max_tokens": 40, "temperature": 0, "ignore_eos": True, "logprobs": 0}
    plain = answer_of(llama, "A", **body)["logprobs"]["tokens"]
    varied = answer_of(llama, "A", **body, presence_penalty=2, frequency_penalty=2)["logprobs"]["tokens"]
    assert len(plain) == len(varied) == 40
    assert len(set(varied)) > len(set(plain))


def test_a_chat_is_written_as_the_template_says(llama: Served) -> None:
    messages = [{"role": "user", "content": [{"type": "text", "text": "Hi"}]}]
    body = {"messages": messages, "max_completion_tokens": 12, "temperature": 0, "logprobs": True}
    status, answer = llama.ask("/v1/chat/completions", body)
    assert status == 200
    choice = answer["choices"][0]
    assert choice["message"]["role"] == "assistant"
    plain = answer_of(llama, "<user>Hi\n<assistant>", max_tokens=12, temperature=0)
    assert choice["message"]["content"] == plain["text"]
    content = choice["logprobs"]["content"]
    known = [byte for one in content for byte in one["bytes"] or []]
    assert bytes(known).decode(errors="replace") == plain["text"]
    events = list(llama.stream("/v1/chat/completions", {**body, "n": 2}))
    for index in (0, 1):
        deltas = [one["delta"] for event in events for one in event["choices"] if one["index"] == index]
        assert deltas[0] == {"role": "assistant", "content": ""}
        assert "".join(delta.get("content", "") for delta in deltas) == plain["text"]


def test_an_answer_follows_a_schema(serve: Callable[[str, str], Served]) -> None:
    schema = {
        "type": "object",
        "properties": {"kind": {"enum": ["cat", "dog"]}, "wild": {"type": "boolean"}},
        "required": ["kind", "wild"],
        "additionalProperties": False,
    }
    form = {"type": "json_schema", "json_schema": {"name": "pet", "schema": schema}}
    served = serve("llama", "openvino")
    body = {"max_tokens": 80, "response_format": form, "logit_bias": {}}
    answers = [answer_of(served, "A", **body, seed=seed, temperature=0.5) for seed in range(4)]
    ended = [json.loads(answer["text"]) for answer in answers if answer["finish_reason"] == "stop"]
    assert all(value["kind"] in ("cat", "dog") and isinstance(value["wild"], bool) for value in ended)
    assert all(answer["text"].lstrip().startswith("{") for answer in answers)


def test_embeddings_are_unit_vectors_that_tell_texts_apart(llama: Served) -> None:
    status, answer = llama.ask("/v1/embeddings", {"input": ["The list", "A", "The list"], "user": "x"})
    assert status == 200
    first, other, again = (one["embedding"] for one in answer["data"])
    assert first == again
    assert first != other
    assert sum(value * value for value in first) == pytest.approx(1, abs=1e-5)
    used = 2 * len(llama.expected["The list"]["prompt"]) + len(llama.expected["A"]["prompt"])
    assert answer["usage"] == {"prompt_tokens": used, "total_tokens": used}


def test_a_prompt_may_be_echoed(llama: Served) -> None:
    plain = answer_of(llama, "while", **GREEDY)["text"]
    assert answer_of(llama, "while", **GREEDY, echo=True)["text"] == "while" + plain
