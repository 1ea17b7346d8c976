"""What ``convert`` refuses before anything heavy is imported; ``npm run example:smollm2`` converts a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from posthuman_algorithms.entries.options import parse_convert_options


@pytest.mark.parametrize(
    ("file", "out", "words"),
    [("absent.gguf", "new", "no such file"), ("here.gguf", ".", "already exists")],
)
def test_refuses(tmp_path: Path, capsys: pytest.CaptureFixture[str], file: str, out: str, words: str) -> None:
    (tmp_path / "here.gguf").write_bytes(b"GGUF")
    with pytest.raises(SystemExit) as ending:
        parse_convert_options(["--gguf", str(tmp_path / file), "--out", str(tmp_path / out)])
    assert ending.value.code == 2
    assert words in capsys.readouterr().err


def test_says_how_to_get_the_package(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here.gguf").write_bytes(b"GGUF")
    monkeypatch.setattr("posthuman_algorithms.entries.options.find_spec", lambda _name: None)
    with pytest.raises(SystemExit):
        parse_convert_options(["--gguf", str(tmp_path / "here.gguf"), "--out", str(tmp_path / "new")])
    assert "uv run --with gguf" in capsys.readouterr().err
