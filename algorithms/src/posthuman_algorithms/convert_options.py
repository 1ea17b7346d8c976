"""The command line of ``convert``."""

from __future__ import annotations

import argparse
from importlib.util import find_spec
from pathlib import Path


def parse_convert_options(arguments: list[str]) -> argparse.Namespace:
    """Read the arguments; a wrong one ends the process with exit code 2 and says why."""
    parser = argparse.ArgumentParser(
        prog="python -m posthuman_algorithms convert",
        description="Make a model folder (safetensors, tokenizer, chat template) of a GGUF file.",
    )
    parser.add_argument("--gguf", type=Path, required=True, help="the file; quantised numbers become float32")
    parser.add_argument("--out", type=Path, required=True, help="the model folder to make")
    parser.add_argument(
        "--events", type=Path, help="file for progress as JSON lines (default: standard output)"
    )
    options = parser.parse_args(arguments)
    if not options.gguf.is_file():
        parser.error(f"{options.gguf}: there is no such file")
    if options.out.exists():
        parser.error(f"{options.out}: it exists already")
    if find_spec("gguf") is None:
        parser.error(
            "the package gguf is missing: uv run --with gguf==0.19.0 python -m posthuman_algorithms convert …"
        )
    return options
