"""Ask a worker's endpoint through clients of others: sessions on stdin, answers on stdout, as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import openai
from huggingface_hub import InferenceClient
from langchain_openai import ChatOpenAI, OpenAIEmbeddings

SESSIONS: dict[str, dict[str, str]] = json.load(sys.stdin)
PROMPT = "My fellow citizens"
MESSAGES: list[Any] = [{"role": "user", "content": PROMPT}]


def connect(name: str) -> tuple[openai.OpenAI, str]:
    """Make OpenAI's own client; it and the model's name."""
    session = SESSIONS[name]
    client = openai.OpenAI(base_url=session["baseUrl"], api_key=session["apiKey"], max_retries=0)
    return client, session["modelName"]


def ask_openai() -> dict[str, Any]:
    """Ask by PyPI's ``openai``."""
    writer, model = connect("writer")
    text = writer.completions.create(model=model, prompt=PROMPT, max_tokens=6, temperature=0)
    again = writer.completions.create(model=model, prompt=PROMPT, max_tokens=6, temperature=0)
    pieces = list(
        writer.completions.create(
            model=model,
            prompt=PROMPT,
            max_tokens=6,
            temperature=0,
            stream=True,
            stream_options={"include_usage": True},
        )
    )
    talker, chat_model = connect("talker")
    chat = talker.chat.completions.create(model=chat_model, messages=MESSAGES, max_tokens=6, n=2, seed=3)
    deltas = [
        chunk.choices[0].delta.content or ""
        for chunk in talker.chat.completions.create(
            model=chat_model, messages=MESSAGES, max_tokens=6, stream=True
        )
        if chunk.choices
    ]
    return {
        "models": [found.id for found in writer.models.list()],
        "same": text.choices[0].text == again.choices[0].text,
        "usage": text.usage.model_dump() if text.usage else None,
        "streamed": "".join(piece.choices[0].text for piece in pieces if piece.choices)
        == text.choices[0].text,
        "streamedUsage": pieces[-1].usage.model_dump() if pieces[-1].usage else None,
        "choices": len(chat.choices),
        "deltas": len(deltas),
        "errors": {
            "key": code_of(writer.with_options(api_key="ph-" + "0" * 43).models.list),
            "parameter": code_of(
                lambda: writer.completions.create(model=model, prompt=PROMPT, extra_body={"colour": "red"})
            ),
            "model": code_of(lambda: writer.completions.create(model="gpt-4", prompt=PROMPT)),
        },
    }


def code_of(ask: Callable[[], Any]) -> list[Any]:
    """Tell kind, status, code and parameter of the error that a call ends in."""
    try:
        ask()
    except openai.APIStatusError as error:
        return [type(error).__name__, error.status_code, error.code, error.param]
    return []


def connect_native(name: str) -> InferenceClient:
    """Make Hugging Face's own client for one model."""
    session = SESSIONS[name]
    return InferenceClient(model=session["modelUrl"], token=session["apiKey"])


def ask_hugging_face() -> dict[str, Any]:
    """Ask by ``huggingface_hub.InferenceClient``: chats in OpenAI's form, other tasks in native ones."""
    # A client that nobody holds any more closes its streams.
    talker = connect_native("talker")
    chat = talker.chat_completion(MESSAGES, max_tokens=6)
    stream = talker.chat_completion(MESSAGES, max_tokens=6, stream=True)
    return {
        "chat": chat.usage.completion_tokens,
        "chunks": len(list(stream)),
        "text": connect_native("writer").text_generation(PROMPT, max_new_tokens=6),
    }


def ask_langchain() -> dict[str, Any]:
    """Ask by ``langchain-openai``."""
    talker = SESSIONS["talker"]
    chat = ChatOpenAI(
        base_url=talker["baseUrl"], api_key=talker["apiKey"], model=talker["modelName"], max_tokens=6
    )
    return {"usage": chat.invoke(PROMPT).usage_metadata, "chunks": len(list(chat.stream(PROMPT)))}


def ask_other_tasks() -> dict[str, Any]:
    """Ask models of other tasks by all three."""
    embedder, model = connect("embedder")
    embedded = embedder.embeddings.create(model=model, input=[PROMPT, "Another text"])
    session = SESSIONS["embedder"]
    embeddings = OpenAIEmbeddings(
        base_url=session["baseUrl"],
        api_key=session["apiKey"],
        model=model,
        # It would cut texts by the tokens of OpenAI's models, which it fetches.
        check_embedding_ctx_length=False,
    )
    return {
        "dimensions": [len(item.embedding) for item in embedded.data],
        "vectors": [len(vector) for vector in embeddings.embed_documents([PROMPT, "Another text"])],
        "labels": sorted(found.label for found in connect_native("judge").text_classification(PROMPT)),
        "features": connect_native("embedder").feature_extraction(PROMPT).shape[-1],
    }


json.dump(
    {
        "openai": ask_openai(),
        "huggingface": ask_hugging_face(),
        "langchain": ask_langchain(),
        "others": ask_other_tasks(),
    },
    sys.stdout,
)
