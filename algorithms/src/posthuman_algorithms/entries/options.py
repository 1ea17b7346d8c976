"""The command lines of ``create`` and ``convert``, which run outside the market."""

from __future__ import annotations

import argparse
from importlib.util import find_spec
from pathlib import Path


def parse_create_options(arguments: list[str]) -> argparse.Namespace:
    """Read the arguments of ``create``; a wrong one ends the process with exit code 2 and says why."""
    parser = argparse.ArgumentParser(
        prog="python -m posthuman_algorithms create", description="Make a root model from text."
    )
    parser.add_argument("--text", nargs="+", type=Path, required=True, help="files with text in UTF-8")
    for name, default, meaning in (
        ("vocab", 2048, "tokens in the vocabulary, at least 257"),
        ("layers", 2, "transformer layers"),
        ("width", 128, "size of a token's vector"),
        ("heads", 4, "attention heads, a divisor of the width"),
        ("context", 128, "tokens that the model sees at once"),
        ("steps", 200, "optimizer steps"),
        ("batch", 8, "blocks per step"),
        ("seed", 1, "of weights and data order"),
        ("threads", 1, "compute threads"),
    ):
        parser.add_argument(f"--{name}", type=int, default=default, help=f"{meaning} (default {default})")
    parser.add_argument("--learning-rate", type=float, default=3e-3, help="highest (default 0.003)")
    parser.add_argument("--dropout", type=float, default=0.0, help="share of activations dropped (default 0)")
    return _parse_with_target(parser, arguments)


def parse_convert_options(arguments: list[str]) -> argparse.Namespace:
    """Read the arguments of ``convert``; a wrong one ends the process with exit code 2 and says why."""
    parser = argparse.ArgumentParser(
        prog="python -m posthuman_algorithms convert",
        description="Make a model folder (safetensors, tokenizer, chat template) from a GGUF file.",
    )
    parser.add_argument("--gguf", type=Path, required=True, help="the file; quantised numbers become float32")
    options = _parse_with_target(parser, arguments)
    if not options.gguf.is_file():
        parser.error(f"{options.gguf}: no such file")
    if find_spec("gguf") is None:
        parser.error(
            "the package gguf is missing: uv run --with gguf==0.19.0 python -m posthuman_algorithms convert …"
        )
    return options


def _parse_with_target(parser: argparse.ArgumentParser, arguments: list[str]) -> argparse.Namespace:
    """Add what both take, and refuse a target that exists already."""
    parser.add_argument("--out", type=Path, required=True, help="the model folder to make")
    parser.add_argument(
        "--events", type=Path, help="file for progress as JSON lines (default: standard output)"
    )
    options = parser.parse_args(arguments)
    if options.out.exists():
        parser.error(f"{options.out} already exists")
    return options
