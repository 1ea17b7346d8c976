"""Check whether a model was trained on the text on which it is now measured."""

from __future__ import annotations

from typing import Any

import numpy

from posthuman_algorithms.data.text import Document
from posthuman_algorithms.measuring.ngrams import WORDS, NgramSample, ngram_hashes, sampled

SOURCES = (
    "13-grams of words: Brown et al., Language Models are Few-Shot Learners, arXiv 2005.14165, appendix C",
    "sampling by hash: Irber et al., FracMinHash, bioRxiv 2022.01.11.475838",
)


def check_contamination(
    documents: list[Document], sample: NgramSample | None, together: bool = False
) -> dict[str, Any]:
    """Count the n-grams of each document that the model was trained on.

    Args:
        documents: the texts measured on.
        sample: hashes of what the model was trained on.
        together: report all documents as one, because they are questions of a benchmark.

    Returns:
        ``checked`` (False: the model comes without hashes), ``complete`` (whether the hashes cover all that
        it learned from), and ``ngrams`` (looked for), ``found`` and ``share`` (None: nothing to look for),
        overall and for each of ``documents``.
    """
    report: dict[str, Any] = {
        "method": f"{WORDS}-grams of words, lower case, without punctuation",
        "sources": list(SOURCES),
        "checked": sample is not None,
    }
    if sample is None:
        return report
    rows = [_row(document, sample) for document in documents]
    ngrams, found = (sum(row[name] for row in rows) for name in ("ngrams", "found"))
    if together:
        size = sum(row["bytes"] for row in rows)
        rows = [{"dataset": rows[0]["dataset"], "bytes": size, **_share(ngrams, found)}]
    return {
        **report,
        "scale": sample.scale,
        "complete": sample.complete,
        **_share(ngrams, found),
        "documents": rows,
    }


def _row(document: Document, sample: NgramSample) -> dict[str, Any]:
    hashes = sampled(ngram_hashes(document.text), sample)
    found = int(numpy.isin(hashes, sample.hashes, assume_unique=True).sum())
    return {"dataset": document.dataset, "bytes": document.size, **_share(len(hashes), found)}


def _share(ngrams: int, found: int) -> dict[str, Any]:
    return {"ngrams": ngrams, "found": found, "share": found / ngrams if ngrams else None}
