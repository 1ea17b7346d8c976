"""Intervals, passages and hashes of n-grams, against what is known by other means."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy
import pytest

from posthuman_algorithms.data.text import Document
from posthuman_algorithms.job.errors import AlgorithmError
from posthuman_algorithms.measuring.contamination import check_contamination
from posthuman_algorithms.measuring.metrics import classification_scores, label_set_scores
from posthuman_algorithms.measuring.ngrams import FILE, ngram_hashes, read_ngrams, sample_of, write_ngrams
from posthuman_algorithms.measuring.passages import as_units, passage_rows
from posthuman_algorithms.measuring.resampling import compare, draw, interval
from posthuman_algorithms.measuring.scores import Metric, Scores, ratio


def accuracy(right: numpy.ndarray) -> Scores:
    rows = numpy.stack([right, numpy.ones_like(right)], axis=1).astype(float)
    return Scores((Metric("accuracy", more_is_better=True, combine=ratio(0, 1)),), rows, "row")


def bounds(values: numpy.ndarray) -> list[float]:
    found = interval(values)
    assert found is not None
    return found


def document(text: str) -> Document:
    return Document("d", text, len(text.encode()), "")


def test_the_interval_of_a_mean_is_that_of_the_normal_distribution() -> None:
    right = numpy.array([1] * 300 + [0] * 100)
    low, high = bounds(draw([accuracy(right)], seed=3)[0]["accuracy"])
    half = 1.96 * math.sqrt(0.75 * 0.25 / 400)
    assert low == pytest.approx(0.75 - half, abs=0.004)
    assert high == pytest.approx(0.75 + half, abs=0.004)


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    random = numpy.random.default_rng(5)
    held = 0
    for seed in range(200):
        low, high = bounds(draw([accuracy(random.random(80) < 0.7)], seed, resamples=400)[0]["accuracy"])
        held += low <= 0.7 <= high
    assert 0.90 <= held / 200 <= 0.99


def test_draws_are_the_same_for_all_models_and_for_a_seed() -> None:
    random = numpy.random.default_rng(1)
    child = accuracy(random.random(500) < 0.6)
    parent = Scores(child.metrics, child.rows.copy(), "row")
    parent.rows[:20, 0] = 0  # loses what the child got right there, and nothing else
    drawn = draw([child, parent], seed=9)
    (row,) = compare([child, parent], drawn, ["child", "parent"])
    alone = bounds(drawn[0]["accuracy"])
    assert row["verdict"] == "better"
    assert row["interval"][1] - row["interval"][0] < (alone[1] - alone[0]) / 2
    assert (draw([child], seed=9)[0]["accuracy"] == drawn[0]["accuracy"]).all()
    assert (draw([child], seed=8)[0]["accuracy"] != drawn[0]["accuracy"]).any()
    assert draw([accuracy(numpy.ones(7))], seed=1) == [{}]


def test_draws_take_as_much_memory_as_they_may_and_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    random = numpy.random.default_rng(2)
    guesses, truths = random.integers(0, 60, (2, 500)).tolist()
    scores = classification_scores(guesses, truths, 60, [0] * 500)
    seen = []

    def watched(metric: Metric) -> Metric:
        return replace(metric, combine=lambda rows: seen.append(rows.size) or metric.combine(rows))

    watching = replace(scores, metrics=tuple(map(watched, scores.metrics)))
    few = draw([watching], seed=4, resamples=200)[0]
    assert max(seen) <= 8_000_000
    monkeypatch.setattr("posthuman_algorithms.measuring.resampling._CELLS_AT_ONCE", 200_000)
    again = draw([watching], seed=4, resamples=200)[0]
    assert all((few[name] == again[name]).all() for name in ("accuracy", "macro_f1"))


def test_many_classes_take_no_room() -> None:
    assert classification_scores([0, 1], [0, 2], 20_000, [0, 0]).rows.shape == (2, 2)
    scores = label_set_scores([[0], [7, 9]], [[0], [9]], 20_000, [0, 0])
    assert scores.rows.shape == (2, 5)
    assert scores.values() == {"accuracy": 0.5, "micro_f1": pytest.approx(0.8)}


def test_passages_are_cut_by_bytes_and_lose_nothing() -> None:
    text = "ä" * 700 + "b" * 700  # 2100 bytes
    rows = passage_rows(document(text), numpy.arange(1400), numpy.ones(1400), 1000)
    assert rows.tolist() == [[500, 1000, 500], [900, 1100, 900]]
    assert passage_rows(document(text), None, numpy.ones(4), 1000).tolist() == [[2, 1000, 2], [2, 1100, 2]]
    assert passage_rows(document("ab"), numpy.array([0]), numpy.ones(1), 1000).tolist() == [[1, 2, 1]]
    assert passage_rows(document("😀x"), numpy.array([0, 1]), numpy.ones(2), 3).tolist() == [
        *[[1, 3, 1], [1, 2, 1]]
    ]
    joined, unit, numbers = as_units([rows, rows])
    assert (unit, numbers.tolist(), joined.sum()) == ("passage", [0, 0, 1, 1], 2 * rows.sum())
    joined, unit, numbers = as_units([rows] * 30)
    assert (unit, joined.shape, numbers[-1]) == ("document", (30, 3), 29)


def test_ngrams_know_a_passage_again_in_other_clothes(prose: str) -> None:
    words = " ".join(f"word{number}" for number in range(40))
    again = words.upper().replace(" ", ", ")
    assert len(ngram_hashes(words)) == 40 - 13 + 1
    assert (ngram_hashes(words) == ngram_hashes(again)).all()
    assert len(ngram_hashes("too short " * 6)) == 0
    spread = ngram_hashes(prose[:200_000]).astype(float) / 2**64
    assert abs(spread.mean() - 0.5) < 0.01


def test_a_sample_is_merged_capped_and_read_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("posthuman_algorithms.measuring.ngrams._MOST", 1000)
    texts = [" ".join(f"{name}{number}" for number in range(3012)) for name in "abcd"]
    parent = sample_of(texts[:2], None, complete=True)
    assert parent.scale == 8
    assert 600 < len(parent.hashes) < 900
    child = sample_of(texts[2:3], parent, complete=True)
    write_ngrams(child, tmp_path)
    read = read_ngrams(tmp_path)
    assert read is not None
    assert (read.hashes == child.hashes).all()
    assert (read.scale, read.complete) == (child.scale, True)
    found = check_contamination([document(one) for one in [*texts, "short"]], read)
    assert [row["share"] for row in found["documents"]] == [1, 1, 1, 0, None]
    assert found["share"] == pytest.approx(0.75, abs=0.05)
    assert read_ngrams(tmp_path / "elsewhere") is None


@pytest.mark.parametrize("content", [b"", b"\x02\0\0\0\0\0\0\0{}"])
def test_a_broken_sample_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(AlgorithmError) as caught:
        read_ngrams(tmp_path)
    assert caught.value.code == "WEIGHTS_UNREADABLE"
