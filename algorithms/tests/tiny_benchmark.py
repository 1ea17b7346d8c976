"""A tiny model, a tiny benchmark, and what the one scores on the other, worked out without the harness.

As a program: ``python tiny_benchmark.py FOLDER`` leaves ``FOLDER/model/``, ``FOLDER/arc.jsonl`` with the
columns of ARC, and ``FOLDER/expected.json``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from tiny_tasks import BAD, GOOD, NAMES, PLACES, pairs, write_model

from posthuman_algorithms.runtime.narrow_imports import import_narrowly


def arc_questions() -> list[dict[str, Any]]:
    """Write questions as ARC has them, with three or four choices."""
    rows = []
    for number, (name, place, good, bad) in enumerate(pairs(3, 24, NAMES, PLACES, GOOD, BAD)):
        choices = [f"{name} lives in {place}", good, f"it was {bad} and so {bad}", "french ."]
        choices = choices[: 3 + number % 2]
        labels = ["A", "B", "C", "D"][: len(choices)]
        rows.append(
            {
                "id": str(number),
                "question": f"where does {name} live in {place} and is it {good} or {bad} ?",
                "choices": {"text": choices, "label": labels},
                "answerKey": labels[number % len(choices)],
            }
        )
    return rows


def expected_scores(model: Path, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Add up the logarithms of each choice's tokens, as ARC is scored: its likelihood, and that by length."""
    import torch  # noqa: PLC0415
    from transformers import AutoModelForCausalLM, AutoTokenizer  # noqa: PLC0415

    network = AutoModelForCausalLM.from_pretrained(model).eval()
    tokenizer: Any = AutoTokenizer.from_pretrained(model)
    right: dict[str, list[float]] = {"acc": [], "acc_norm": []}
    for row in rows:
        context = f"Question: {row['question']}\nAnswer:"
        totals = []
        for choice in row["choices"]["text"]:
            before = len(tokenizer(context)["input_ids"])
            tokens = torch.tensor(tokenizer(f"{context} {choice}")["input_ids"])
            with torch.no_grad():
                chances = network(tokens[None]).logits[0].log_softmax(-1)
            totals.append(sum(chances[at - 1, tokens[at]].item() for at in range(before, len(tokens))))
        gold = row["choices"]["label"].index(row["answerKey"])
        lengths = [len(choice) for choice in row["choices"]["text"]]
        by_length = [total / length for total, length in zip(totals, lengths, strict=True)]
        right["acc"].append(float(totals.index(max(totals)) == gold))
        right["acc_norm"].append(float(by_length.index(max(by_length)) == gold))
    return {"right": right, "guessing": sum(1 / len(row["choices"]["text"]) for row in rows) / len(rows)}


def main(folder: Path) -> None:
    """Write everything into a folder."""
    import_narrowly()
    import torch  # noqa: PLC0415
    from safetensors.torch import load_file, save_file  # noqa: PLC0415

    rows = arc_questions()
    (folder / "model").mkdir(parents=True)
    (folder / "arc.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    write_model("causal-lm", "gpt2", folder / "model")
    # Random weights are so small that all choices are about as likely.
    weights = load_file(folder / "model" / "model.safetensors")
    torch.manual_seed(5)
    larger = {name: value + torch.randn_like(value) for name, value in weights.items()}
    save_file(larger, folder / "model" / "model.safetensors", metadata={"format": "pt"})
    (folder / "expected.json").write_text(json.dumps(expected_scores(folder / "model", rows)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
