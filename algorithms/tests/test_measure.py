"""Bits per byte, against the definition worked out by hand."""

from __future__ import annotations

import json
import math
from pathlib import Path

from processes import run_forked

from posthuman_algorithms.data.text import Document


def document(text: str) -> Document:
    return Document("d", text, len(text.encode()), "")


def computed(tmp_path: Path, work) -> dict:
    """Compute in a fork, so that the test process itself never starts torch's threads."""
    result = tmp_path / "computed.json"

    def write() -> int:
        result.write_text(json.dumps(work()))
        return 0

    assert run_forked(write).status == 0
    return json.loads(result.read_text())


def load(model: Path):
    import torch  # noqa: PLC0415

    from posthuman_algorithms.models.loading import load_tokenizer  # noqa: PLC0415
    from posthuman_algorithms.tasks import load_task  # noqa: PLC0415

    return load_task("causal-lm").load_model(model, torch.device("cpu")), load_tokenizer(model)


def by_hand(model, ids: list[int], begin: int, context: int) -> float:
    """Σ −ln p, token by token, each from the window that the definition gives it."""
    import torch  # noqa: PLC0415

    stream = [begin, *ids]
    last = max(len(stream) - 1 - context, 0)
    starts = sorted({min(start, last) for start in range(0, last + context // 2, context // 2)})
    nats = 0.0
    for target in range(1, len(stream)):
        start = next(one for one in starts if one < target <= one + context)
        with torch.inference_mode():
            logits = model(input_ids=torch.tensor([stream[start:target]])).logits[0, -1]
        nats -= torch.log_softmax(logits.double(), -1)[stream[target]].item()
    return nats


def test_every_token_counts_once_from_its_window(model: Path, prose: str, tmp_path: Path) -> None:
    def work() -> list:
        loaded, tokenizer = load(model)
        from posthuman_algorithms.measuring.bits_per_byte import measure_bits_per_byte  # noqa: PLC0415

        rows = []
        for length in (1, 20, 33, 70, 111, 400):
            text = prose[5000 : 5000 + length]
            measured = measure_bits_per_byte(loaded, tokenizer, [document(text)])
            ids = tokenizer.encode(text)
            expected = by_hand(loaded, ids, tokenizer.bos_token_id, 32)
            rows.append([measured.nats, expected, measured.tokens, len(ids), measured.size, len(text)])
        return rows

    for nats, expected, tokens, count, size, length in computed(tmp_path, work):
        assert math.isclose(nats, expected, rel_tol=1e-5)
        assert (tokens, size) == (count, length)


def test_documents_add_up_and_bytes_are_utf8(model: Path, tmp_path: Path) -> None:
    def work() -> list:
        loaded, tokenizer = load(model)
        from posthuman_algorithms.measuring.bits_per_byte import measure_bits_per_byte  # noqa: PLC0415

        both = [document("Grüße aus Köln. " * 9), document("Ein zweiter Text.")]
        parts = [measure_bits_per_byte(loaded, tokenizer, [one]) for one in both]
        whole = measure_bits_per_byte(loaded, tokenizer, both)
        sums = [sum(one.nats for one in parts), sum(one.size for one in parts)]
        return [whole.nats, whole.size, whole.bits_per_byte, *sums]

    nats, size, bits, nats_of_parts, size_of_parts = computed(tmp_path, work)
    assert math.isclose(nats, nats_of_parts, rel_tol=1e-9)
    assert size == size_of_parts == len(("Grüße aus Köln. " * 9 + "Ein zweiter Text.").encode())
    assert bits == nats / math.log(2) / size


def test_a_model_that_knows_nothing_needs_log2_of_its_vocabulary(model: Path, tmp_path: Path) -> None:
    def work() -> list:
        loaded, tokenizer = load(model)
        from posthuman_algorithms.measuring.bits_per_byte import measure_bits_per_byte  # noqa: PLC0415

        for value in loaded.parameters():
            value.data.zero_()
        measured = measure_bits_per_byte(loaded, tokenizer, [document("anything at all " * 30)])
        return [measured.bits_per_byte, measured.perplexity, len(tokenizer), measured.tokens, measured.size]

    bits, perplexity, vocabulary, tokens, size = computed(tmp_path, work)
    assert math.isclose(bits, math.log2(vocabulary) * tokens / size, rel_tol=1e-6)
    assert math.isclose(perplexity, vocabulary, rel_tol=1e-5)
