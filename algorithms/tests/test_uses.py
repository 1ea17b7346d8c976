"""What ``generate`` and ``create`` leave."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from job_folder import JobFolder
from processes import run_forked

from posthuman_algorithms.__main__ import main


@pytest.fixture
def infer(tmp_path: Path, model: Path) -> JobFolder:
    folder = JobFolder(tmp_path / "infer", kind="infer")
    folder.put_model(model)
    folder.parameters.update(prompt="The value of", max_new_tokens=12)
    return folder


def test_continues_a_prompt_the_same_way_each_time(infer: JobFolder) -> None:
    assert infer.run().status == 0
    first = infer.output("output.json")
    assert set(first) == {"prompt", "text", "tokens"}
    assert 0 < first["tokens"] <= 12
    assert infer.output("output.txt").startswith("The value of")
    assert infer.run().status == 0
    assert infer.output("output.json") == first
    assert infer.events("progress")[-1]["total"] == 12


def test_an_answer_ends_where_the_models_settings_say(infer: JobFolder) -> None:
    path = infer.root / "model" / "generation_config.json"
    settings = json.loads(path.read_text()) if path.exists() else {}
    every = json.loads((infer.root / "model" / "config.json").read_text())["vocab_size"]
    path.write_text(json.dumps({**settings, "eos_token_id": list(range(every))}))
    assert infer.run().status == 0
    assert infer.output("output.json")["tokens"] == 1


def test_sampling_follows_its_seed(infer: JobFolder) -> None:
    texts = []
    for seed in (1, 1, 2):
        infer.parameters.update(temperature=1.5, top_k=50, top_p=0.95, repetition_penalty=1.1, seed=seed)
        assert infer.run().status == 0
        texts.append(infer.output("output.json")["text"])
    assert texts[0] == texts[1] != texts[2]


def test_several_prompts_do_not_depend_on_each_other(infer: JobFolder) -> None:
    infer.parameters.update(prompts=["One", "The value of"], temperature=1.0)
    assert infer.run().status == 0
    both = infer.output("output.json")["outputs"]
    infer.parameters.update(prompts=["The value of"])
    assert infer.run().status == 0
    assert infer.output("output.json") == both[1]


def test_a_prompt_from_a_dataset_longer_than_the_context(infer: JobFolder, prose: str) -> None:
    del infer.parameters["prompt"]
    infer.put_dataset("short.txt", "The value of")
    infer.put_dataset("prompt.txt", prose[:2000])
    assert infer.run().status == 2
    code, details = infer.error()
    assert (code, details["name"], details["row"], details["limit"]) == (
        "INPUT_TOO_LONG",
        "prompt.txt",
        1,
        32,
    )
    assert details["tokens"] > 500
    assert infer.events("progress") == []  # nor was the short one continued
    infer.parameters["truncate"] = True
    assert infer.run().status == 0
    assert infer.output("output.json")["outputs"][1]["prompt"] == prose[:2000]


@pytest.mark.parametrize(
    ("given", "name"), [({"max_new_tokens": 32}, "max_new_tokens"), ({"prompt": ""}, "prompt")]
)
def test_generate_refuses(infer: JobFolder, given: dict, name: str) -> None:
    infer.parameters.update(given)
    assert infer.run().status == 2
    code, details = infer.error()
    assert (code, details["name"]) == ("PARAMETER_INVALID", name)


def test_create_gives_the_same_model_for_the_same_seed(tmp_path: Path, model: Path, prose: str) -> None:
    text = tmp_path / "text.txt"
    text.write_text(prose[:60_000])
    options = "--vocab 300 --layers 1 --width 16 --heads 2 --context 32 --steps 12 --batch 4 --dropout 0.1"
    events = tmp_path / "events.jsonl"
    for name, seed in (("same", "1"), ("other", "2")):
        arguments = ["create", "--text", str(text), "--out", str(tmp_path / name), *options.split()]
        assert (
            run_forked(lambda a=arguments, s=seed: main([*a, "--seed", s, "--events", str(events)])).status
            == 0
        )
    weights = [
        (folder / "model.safetensors").read_bytes()
        for folder in (model, tmp_path / "same", tmp_path / "other")
    ]
    assert weights[0] == weights[1] != weights[2]
    names = [json.loads(line)["event"] for line in events.read_text().splitlines()]
    assert names[0] == "start"
    assert names[-2:] == ["metrics", "end"]


def test_the_real_command_in_a_bare_environment(job: JobFolder) -> None:
    """As the sandbox runs it: no HOME, inputs read-only, and nothing needless imported."""
    job.write()
    program = (
        "import sys, runpy\n"
        "sys.argv = ['posthuman_algorithms', 'train']\n"
        "try: runpy.run_module('posthuman_algorithms', run_name='__main__', alter_sys=True)\n"
        "except SystemExit as end: status = end.code\n"
        "print(status, [name for name in ('sympy', 'torch._inductor', 'peft') if name in sys.modules])\n"
    )
    (job.root / "inputs").chmod(0o500)
    (job.root / "model").chmod(0o500)
    ended = subprocess.run(
        [sys.executable, "-B", "-c", program],
        env={"POSTHUMAN_JOB": str(job.root), "PATH": "/usr/bin"},
        cwd="/",
        capture_output=True,
        text=True,
        check=True,
    )
    assert (ended.stdout, ended.stderr) == ("0 []\n", "")
    assert job.output("metrics.json")["gain"] > 0


def test_create_takes_no_folder_away(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine").write_text("dear")
    with pytest.raises(SystemExit) as caught:
        main(["create", "--text", str(tmp_path / "mine"), "--out", str(tmp_path)])
    assert caught.value.code == 2
    assert "already exists" in capsys.readouterr().err


def test_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dance"]) == 2
    assert "usage" in capsys.readouterr().err


def test_prepare_leaves_bytecode_even_where_python_is_told_to_write_none(tmp_path: Path) -> None:
    """Of what this process has not imported yet: compiling the rest anew would show nothing more."""

    def work() -> int:
        sys.dont_write_bytecode, sys.pycache_prefix = True, str(tmp_path)
        return main(["prepare"])

    assert run_forked(work).status == 0
    written = {path.name.split(".")[0] for path in tmp_path.rglob("*.pyc")}
    assert {"questions", "modeling_wav2vec2", "openvino_engine", "httptools_impl"} <= written
