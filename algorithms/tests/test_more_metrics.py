"""Metrics beside the tasks' own, against those of sacrebleu, rouge-score, scikit-learn and the textbook."""

from __future__ import annotations

import json
import os
import random
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import numpy
import pytest
from data_files import jsonl, melody, tone, zipped
from job_folder import JobFolder
from processes import run_forked
from tiny_tasks import BAD, GOOD, tiny_tasks, write_model

from posthuman_algorithms.__main__ import main
from posthuman_algorithms.data.media import cut_where_quiet
from posthuman_algorithms.measuring.metrics import label_set_scores
from posthuman_algorithms.measuring.text_metrics import chrf_metric, chrf_parts, edit_distance, rouge_l

ENTRIES = {"train": "train", "evaluate": "evaluate", "infer": "generate"}
LABELS = ["happy", "sad", "film"]


def job_at(root: Path, kind: str, task: str, model: Path) -> JobFolder:
    job = JobFolder(root, kind)
    job.task = task
    job.put_model(model)
    return job


def run_in_process(job: JobFolder) -> int:
    job.write()
    os.environ["POSTHUMAN_JOB"] = str(job.root)
    return main([ENTRIES[job.kind]])


def in_fork(work: Callable[[], None]) -> None:
    def checked() -> int:
        work()
        return 0

    assert run_forked(checked).status == 0


def rouge_scorer() -> Any:
    """Make rouge-score's own, without the seconds that nltk takes: it finds stems, which nobody asks for."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("nltk", "nltk.stem"):
            patch.setitem(sys.modules, name, MagicMock())
        scorer = import_module("rouge_score.rouge_scorer")
    return scorer.RougeScorer(["rougeL"], use_stemmer=False)


def test_chrf_and_rouge_are_those_of_the_programs_that_are_cited() -> None:
    from sacrebleu.metrics.chrf import CHRF  # noqa: PLC0415

    chance = random.Random(3)  # noqa: S311
    words = ["the", "cat", "sat", "on", "a", "mat", "Mat,", "x", "über"]
    text = lambda most: " ".join(chance.choices(words, k=chance.randint(0, most)))  # noqa: E731
    written, expected = [text(12) for _ in range(40)], [text(12) or "the" for _ in range(40)]
    written[0], expected[0] = "", "a mat"
    written[1], expected[1] = "the cat sat", "x"
    rows = numpy.array([chrf_parts(*pair) for pair in zip(written, expected, strict=True)], dtype=float)
    assert chrf_metric(0).combine(rows) == pytest.approx(CHRF().corpus_score(written, [expected]).score)
    assert chrf_metric(0).combine(rows[:1]) == 0
    scorer = rouge_scorer()
    for mine, theirs in zip(written, expected, strict=True):
        plain = [one.replace("ü", "u") for one in (mine, theirs)]  # rouge-score knows a to z alone
        assert rouge_l(*plain) == pytest.approx(scorer.score(plain[1], plain[0])["rougeL"].fmeasure)
    assert rouge_l("über allem", "Über, allem!") == 1


def test_what_a_model_of_texts_writes_is_scored(tmp_path: Path) -> None:
    task = tiny_tasks()["seq2seq"]

    def work() -> None:
        import torch  # noqa: PLC0415
        from sacrebleu.metrics.chrf import CHRF  # noqa: PLC0415
        from transformers import AutoModelForSeq2SeqLM, AutoTokenizer  # noqa: PLC0415

        write_model("seq2seq", "t5", tmp_path / "root")
        training = job_at(tmp_path / "train", "train", "seq2seq", tmp_path / "root")
        training.put_dataset(*task.train)
        training.parameters = {**task.parameters, "steps": 30}
        assert run_in_process(training) == 0
        folder = training.root / "state" / "model"
        job = job_at(tmp_path / "evaluate", "evaluate", "seq2seq", folder)
        job.put_dataset(*task.held_out)
        assert run_in_process(job) == 0

        model = AutoModelForSeq2SeqLM.from_pretrained(folder).eval()
        tokenizer: Any = AutoTokenizer.from_pretrained(folder)
        written, expected = [], []
        for line in task.held_out[1].decode().splitlines():
            pair = json.loads(line)["translation"]
            with torch.no_grad():
                ids = model.generate(
                    **tokenizer(pair["en"], return_tensors="pt", return_token_type_ids=False),
                    max_new_tokens=2 * 3,
                    do_sample=False,
                    eos_token_id=tokenizer.eos_token_id,
                )
            written.append(tokenizer.decode(ids[0], skip_special_tokens=True))
            expected.append(pair["fr"])
        metrics = job.output("report.json")["rows"][0]["metrics"]
        scorer = rouge_scorer()
        rouge = [scorer.score(*pair)["rougeL"].fmeasure for pair in zip(expected, written, strict=True)]
        assert 0 < sum(rouge) < len(rouge)
        assert metrics["rouge_l"]["value"] == pytest.approx(sum(rouge) / len(rouge))
        assert metrics["chrf"]["value"] == pytest.approx(CHRF().corpus_score(written, [expected]).score)
        assert "| chrF | ROUGE-L |" in job.output("table.md")

    in_fork(work)


def label_sets(of: list[str]) -> list[dict]:
    """Sentences with some labels, or none."""
    rows = []
    for good, bad in zip(of, BAD, strict=False):
        for film in ("the film was", "it was"):
            rows += [
                {"text": f"{film} {good}", "labels": ["happy"] + (["film"] if "film" in film else [])},
                {"text": f"{film} {bad}", "labels": [1] + ([2] if "film" in film else [])},
                {"text": f"{film} so", "labels": ["film"] if "film" in film else []},
            ]
    return rows


def test_a_text_may_have_several_labels(tmp_path: Path) -> None:
    def work() -> None:
        import torch  # noqa: PLC0415
        from sklearn.metrics import f1_score  # noqa: PLC0415
        from transformers import AutoModelForSequenceClassification, AutoTokenizer  # noqa: PLC0415

        write_model("text-classification", "bert", tmp_path / "root", labels=LABELS)
        training = job_at(tmp_path / "train", "train", "text-classification", tmp_path / "root")
        training.put_dataset("films.jsonl", jsonl(label_sets(GOOD)))
        training.put_held_out("films.jsonl", jsonl(label_sets(GOOD[::-1])))
        training.parameters = {"steps": 40, "batch_size": 8, "learning_rate": 0.02, "warmup_steps": 2}
        assert run_in_process(training) == 0
        assert training.output("metrics.json")["gain"] > 0.2
        folder = training.root / "state" / "model"
        job = job_at(tmp_path / "evaluate", "evaluate", "text-classification", tmp_path / "root")
        rows = label_sets(GOOD[::-1])
        job.put_dataset("films.jsonl", jsonl(rows))
        assert run_in_process(job) == 0
        use = job_at(tmp_path / "use", "infer", "text-classification", folder)
        use.parameters = {"prompt": "the film was good"}
        assert run_in_process(use) == 0
        answer = use.output("output.json")
        child = AutoModelForSequenceClassification.from_pretrained(folder).eval()
        model = AutoModelForSequenceClassification.from_pretrained(tmp_path / "root").eval()
        tokenizer: Any = AutoTokenizer.from_pretrained(tmp_path / "root")
        with torch.no_grad():
            chances = child(**tokenizer("the film was good", return_tensors="pt")).logits[0].sigmoid()
            logits = [model(**tokenizer(row["text"], return_tensors="pt")).logits[0] for row in rows]
        given = {one["label"]: one["score"] for one in answer["output"]}
        assert given == pytest.approx(dict(zip(LABELS, chances.tolist(), strict=True)), rel=1e-5)
        assert [name for name in LABELS if f"{name} (" in answer["text"]] == [
            name for name in LABELS if given[name] > 0.5
        ]
        found = (torch.stack(logits).sigmoid() > 0.5).int().numpy()
        names = [[LABELS[one] if isinstance(one, int) else one for one in row["labels"]] for row in rows]
        truth = numpy.array([[int(name in of_row) for name in LABELS] for of_row in names])
        values = {name: one["value"] for name, one in job.output("report.json")["rows"][0]["metrics"].items()}
        assert values == {
            "accuracy": pytest.approx((found == truth).all(1).mean()),
            "micro_f1": pytest.approx(f1_score(truth, found, average="micro")),
            "macro_f1": pytest.approx(f1_score(truth, found, average="macro")),
        }
        config = json.loads((tmp_path / "root" / "config.json").read_text())
        (tmp_path / "root" / "config.json").write_text(json.dumps({**config, "problem_type": "regression"}))
        refused = job_at(tmp_path / "refused", "evaluate", "text-classification", tmp_path / "root")
        refused.put_dataset("films.jsonl", jsonl(rows))
        assert run_in_process(refused) == 2
        expected = {"task": "text-classification", "problem": "regression"}
        assert refused.error() == ("PROBLEM_UNSUPPORTED", expected)

    in_fork(work)


def test_sets_of_labels_without_any_label_count_as_right() -> None:
    scores = label_set_scores([[], [0]], [[], [1]], 2, [0, 0])
    assert scores.values() == {"accuracy": 0.5, "micro_f1": 0, "macro_f1": 0}


def test_edit_distances_are_those_of_the_textbook() -> None:
    def textbook(some: str, others: str) -> int:
        table = [[i + j if not i * j else 0 for j in range(len(others) + 1)] for i in range(len(some) + 1)]
        for i, one in enumerate(some, 1):
            for j, other in enumerate(others, 1):
                change = table[i - 1][j - 1] + (one != other)
                table[i][j] = min(change, table[i - 1][j] + 1, table[i][j - 1] + 1)
        return table[-1][-1]

    chance = random.Random(1)  # noqa: S311
    for _ in range(200):
        some, others = ("".join(chance.choices("abc", k=chance.randint(0, 9))) for _ in range(2))
        assert edit_distance(some, others) == textbook(some, others)
        assert edit_distance(some.split(), others.split()) == (some != others)


def test_recordings_are_cut_where_they_are_quiet() -> None:
    loud = numpy.ones(20_000, dtype=numpy.float32)
    loud[9_000:9_800] = loud[13_000:14_700] = 0
    first, *rest = cut_where_quiet(loud, 15_000)
    assert 13_700 < len(first) < 14_000
    assert [len(piece) for piece in rest] == [20_000 - len(first)]
    for count, longest in ((100, 30), (100_000, 16_000), (16_000, 16_000), (5, 1)):
        pieces = cut_where_quiet(numpy.arange(count, dtype=numpy.float32), longest)
        assert max(map(len, pieces)) <= longest
        assert (numpy.concatenate(pieces) == numpy.arange(count)).all()


NOTES = {"l": 40, "o": 12, "w": 4, " ": 0}
SONGS = ["low", "wol", "ow l", "lo", "w ol", "ool", "wl", "owl"]


def songs() -> bytes:
    files = {f"data/{place}.wav": melody([NOTES[note] for note in song]) for place, song in enumerate(SONGS)}
    rows = [{"file_name": f"{place}.wav", "text": song} for place, song in enumerate(SONGS)]
    return zipped(files | {"data/metadata.jsonl": jsonl(rows)})


def test_models_that_tell_letters(tmp_path: Path) -> None:  # noqa: PLR0915
    def training(name: str) -> JobFolder:
        job = job_at(tmp_path / name, "train", "speech-recognition", tmp_path / "root")
        job.put_dataset("songs.zip", songs())
        job.put_held_out("songs.zip", songs())
        job.parameters = {"steps": 8, "batch_size": 4, "learning_rate": 0.01, "checkpoint_every": 2}
        return job

    def work() -> None:
        import torch  # noqa: PLC0415
        from transformers import AutoModelForCTC, AutoTokenizer  # noqa: PLC0415

        from posthuman_algorithms.data.read_data import read_data  # noqa: PLC0415
        from posthuman_algorithms.job.folder import Dataset  # noqa: PLC0415
        from posthuman_algorithms.tasks.speech_recognition import SpeechRecognition  # noqa: PLC0415

        root = tmp_path / "root"
        write_model("speech-recognition", "wav2vec2", root)
        whole = training("whole")
        assert run_in_process(whole) == 0
        assert whole.output("metrics.json")["gain"] > 0
        lora = training("lora")
        lora.parameters.update(method="lora", lora_rank=2)
        assert run_in_process(lora) == 0
        job = job_at(tmp_path / "evaluate", "evaluate", "speech-recognition", root)
        job.put_dataset("songs.zip", songs())
        assert run_in_process(job) == 0
        use = job_at(tmp_path / "use", "infer", "speech-recognition", root)
        use.put_dataset("song.wav", melody([40, 12, 4]))
        assert run_in_process(use) == 0

        model = AutoModelForCTC.from_pretrained(root).eval()
        tokenizer: Any = AutoTokenizer.from_pretrained(root)
        data = read_data(
            (Dataset("songs", (whole.root / "inputs" / "evaluation" / "songs.zip",)),),
            *("speech-recognition",),
            purpose="measure",
        )
        task = SpeechRecognition()
        own = task.load_model(root, torch.device("cpu"))
        examples = task.examples(data, task.load_processor(root), own, 1024)
        words = letters = 0
        for place, row in enumerate(data.rows):
            batch = examples.batch(numpy.array([place]))
            with torch.no_grad():
                expected = model(input_values=batch["input_values"], labels=batch["labels"])
                cost = task.loss(own, batch).item()
            # The model's own loss adds up the letters' costs.
            assert cost * batch["labels"].numel() == pytest.approx(expected.loss.item(), rel=1e-5)
            text, last = "", None
            for token in expected.logits[0].argmax(-1).tolist():
                if token not in (last, tokenizer.pad_token_id):
                    text += tokenizer.convert_ids_to_tokens(token).replace("|", " ")
                last = token
            said = row.values["text"]
            words += edit_distance(text.split(), said.split())
            letters += edit_distance(" ".join(text.split()), said)
            if place == 0:
                assert use.output("output.json")["text"] == " ".join(text.split()) != ""
        values = {name: one["value"] for name, one in job.output("report.json")["rows"][0]["metrics"].items()}
        assert values == {
            "word_error_rate": pytest.approx(words / sum(len(song.split()) for song in SONGS)),
            "character_error_rate": pytest.approx(letters / sum(map(len, SONGS))),
        }
        short = job_at(tmp_path / "short", "train", "speech-recognition", root)
        rows = jsonl([{"file_name": "a.wav", "text": "a text that is much longer than its recording"}])
        short.put_dataset("a.zip", zipped({"a.wav": tone(4), "metadata.jsonl": rows}))
        assert run_in_process(short) == 2
        assert "too short for its text" in short.error()[1]["reason"]

    in_fork(work)
    killed = training("killed")
    assert killed.run(when=lambda: len(killed.events("checkpoint")) > 1).signal is not None
    assert killed.run().status == 0
    assert killed.result() == JobFolder.at(tmp_path / "whole").result()


def test_a_recording_longer_than_the_model_hears_is_written_down_in_pieces(tmp_path: Path) -> None:
    """The tiny Whisper hears a second at once."""
    parts = [melody([40] * 4), melody([12] * 4)]
    together = melody([40] * 4 + [0] + [12] * 4)  # 0.8 s, a fifth of silence, 0.8 s

    def work() -> None:
        write_model("speech-recognition", "whisper", tmp_path / "root")
        texts = []
        for place, sound in enumerate([*parts, together]):
            use = job_at(tmp_path / f"use{place}", "infer", "speech-recognition", tmp_path / "root")
            use.put_dataset("sound.wav", sound)
            assert run_in_process(use) == 0
            texts.append(use.output("output.json")["text"])
        assert len(texts[2].split()) > max(len(text.split()) for text in texts[:2])
        assert texts[2].split()[: len(texts[0].split())] == texts[0].split()
        for kind, status in (("evaluate", 0), ("train", 2)):
            job = job_at(tmp_path / kind, kind, "speech-recognition", tmp_path / "root")
            rows = jsonl([{"file_name": "long.wav", "text": "low high"}])
            job.put_dataset("a.zip", zipped({"long.wav": together, "metadata.jsonl": rows}))
            assert run_in_process(job) == status
        assert "longer than the model hears, 1 s; cut it" in job.error()[1]["reason"]

    in_fork(work)


def test_a_rank_correlation_is_told_of_stretches_that_have_one(tmp_path: Path) -> None:
    task = tiny_tasks()["sentence-embedding"]

    def work() -> None:
        import torch  # noqa: PLC0415
        from scipy.stats import spearmanr  # noqa: PLC0415  # pyrefly: ignore[untyped-import]
        from transformers import AutoModel, AutoTokenizer  # noqa: PLC0415

        root = tmp_path / "root"
        write_model("sentence-embedding", "bert", root)
        job = job_at(tmp_path / "evaluate", "evaluate", "sentence-embedding", root)
        job.put_dataset(*task.held_out)
        assert run_in_process(job) == 0
        model = AutoModel.from_pretrained(root).eval()
        tokenizer: Any = AutoTokenizer.from_pretrained(root)

        def embed(text: str) -> torch.Tensor:
            with torch.no_grad():
                return model(**tokenizer(text, return_tensors="pt")).last_hidden_state[0].mean(0)

        rows = [json.loads(line) for line in task.held_out[1].decode().splitlines()]
        alike = [
            torch.cosine_similarity(embed(row["sentence1"]), embed(row["sentence2"]), 0).item()
            for row in rows
        ]
        report = job.output("report.json")
        expected = spearmanr(alike, [row["score"] for row in rows]).statistic
        assert report["rows"][0]["metrics"]["spearman"]["value"] == pytest.approx(expected, abs=1e-6)
        (profile,) = report["profile"]["models"]
        assert profile["values"] == [
            pytest.approx(spearmanr(alike[at], [row["score"] for row in rows[at]]).statistic, abs=1e-4)
            for at in (slice(8), slice(8, 16))
        ]

    in_fork(work)
