"""Remember which n-grams of words a model was trained on, to see later whether it has read its test.

13 words in a row, in lower case and without punctuation, as GPT-3's authors looked for test data in their
training data (Brown et al., Language Models are Few-Shot Learners, arXiv 2005.14165, appendix C) and as
EleutherAI's harness does (lm-eval, docs/decontamination.md).

A training leaves a sample of the n-grams' hashes in a file beside the weights, to which the weights root
commits. All hashes below 2^64 / scale are kept and no others ("FracMinHash": Irber et al., Lightweight
compositional analysis of metagenomes with FracMinHash, bioRxiv 2022.01.11.475838). Two samples of one scale
can be compared and merged; a finer one is brought to a coarser scale by dropping what lies above. The scale
is the smallest power of two that keeps the file small: 1, so everything, for texts of up to about 250,000
words.

The file stays with the weights, on the custodian's machines: from the hashes one can guess whether a known
passage was read.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import numpy
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from posthuman_algorithms.job.errors import AlgorithmError

FILE = "training_ngrams.safetensors"
"""Name of the sample's file, beside the weights."""

_MOST = 1 << 18
_TENSOR = "hashes"
WORDS = 13
"""Words of an n-gram."""

_WORD = re.compile(r"\w+")
# Odd, so that the powers do not vanish modulo 2^64: the golden ratio's fraction (Knuth, TAOCP 3, §6.4).
_BASE = 0x9E3779B97F4A7C15


@dataclass(frozen=True)
class NgramSample:
    """A sample of hashes.

    Attributes:
        hashes: uint64, sorted, each once, all below 2^64 / scale.
        scale: a power of two; one n-gram in ``scale`` is kept.
        complete: whether it covers all that the model learned from, back to random weights.
    """

    hashes: numpy.ndarray
    scale: int
    complete: bool


def sample_of(texts: Iterable[str], inherited: NgramSample | None, complete: bool) -> NgramSample:
    """Sample the n-grams of texts, and add those that the parent's trainings read.

    Args:
        texts: what this training read.
        inherited: the parent's sample, if it has one.
        complete: whether the two together cover all that the model learned from.
    """
    scale = inherited.scale if inherited else 1
    hashes = inherited.hashes if inherited else numpy.empty(0, dtype=numpy.uint64)
    for text in texts:
        sample = _capped(NgramSample(numpy.union1d(hashes, _at(ngram_hashes(text), scale)), scale, complete))
        hashes, scale = sample.hashes, sample.scale
    return NgramSample(hashes, scale, complete)


def sampled(hashes: numpy.ndarray, sample: NgramSample) -> numpy.ndarray:
    """Keep those of a text's hashes (sorted) that the sample would hold had the model read the text."""
    return _at(hashes, sample.scale)


def _at(hashes: numpy.ndarray, scale: int) -> numpy.ndarray:
    return hashes[: int(numpy.searchsorted(hashes, numpy.uint64((2**64 - 1) // scale), "right"))]


def _capped(sample: NgramSample) -> NgramSample:
    hashes, scale = sample.hashes, sample.scale
    while len(hashes) > _MOST:
        scale *= 2
        hashes = _at(hashes, scale)
    return NgramSample(hashes, scale, sample.complete)


def write_ngrams(sample: NgramSample, folder: Path) -> None:
    """Write the sample beside a model's weights; the same sample gives the same bytes.

    ``hashes`` holds the hashes as int64 (the same 64 bits), in the order of their unsigned values.
    """
    path = folder / FILE
    about = {"words": WORDS, "scale": sample.scale, "complete": sample.complete}
    # One entry: safetensors would write several in an order of its own.
    save_file({_TENSOR: sample.hashes.view(numpy.int64)}, path, metadata={"sample": json.dumps(about)})
    path.chmod(0o644)


def read_ngrams(folder: Path) -> NgramSample | None:
    """Read a model's sample; None if it has none.

    Raises:
        AlgorithmError: WEIGHTS_UNREADABLE.
    """
    path = folder / FILE
    if not path.is_file():
        return None
    try:
        with safe_open(path, "numpy") as file:
            about = json.loads((file.metadata() or {})["sample"])
            hashes = file.get_tensor(_TENSOR)
        words, scale, complete = about["words"], about["scale"], about["complete"]
    except (SafetensorError, KeyError, TypeError, ValueError, OSError) as error:
        raise AlgorithmError("WEIGHTS_UNREADABLE", name=FILE, reason=type(error).__name__) from error
    if (
        words != WORDS
        or type(scale) is not int
        or scale < 1
        or hashes.dtype != numpy.int64
        or hashes.ndim != 1
    ):
        raise AlgorithmError("WEIGHTS_UNREADABLE", name=FILE, reason="it is not a sample of n-grams")
    return NgramSample(numpy.unique(hashes.view(numpy.uint64)), scale, complete is True)


def ngram_hashes(text: str) -> numpy.ndarray:
    """Hash every n-gram of a text: sorted, each once.

    Words are NFKC-normalised, lower-cased runs of letters, digits and underscores. A word's hash is the first
    8 bytes of its BLAKE2b; an n-gram's is the polynomial of its words' hashes modulo 2^64, mixed by
    SplitMix64's finaliser (Steele, Lea and Flood, OOPSLA 2014), so that the values are spread evenly.

    Returns:
        uint64 of shape (n-grams,); empty if the text has fewer than 13 words.
    """
    known: dict[str, int] = {}
    words = _WORD.findall(unicodedata.normalize("NFKC", text).lower())
    if len(words) < WORDS:
        return numpy.empty(0, dtype=numpy.uint64)
    for word in set(words):
        digest = blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        known[word] = int.from_bytes(digest, "little")
    hashes = numpy.fromiter((known[word] for word in words), dtype=numpy.uint64, count=len(words))
    count = len(words) - WORDS + 1
    grams = numpy.zeros(count, dtype=numpy.uint64)
    for place in range(WORDS):
        grams = grams * numpy.uint64(_BASE) + hashes[place : place + count]
    return numpy.unique(_mixed(grams))


def _mixed(values: numpy.ndarray) -> numpy.ndarray:
    values = (values ^ (values >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
    return values ^ (values >> numpy.uint64(31))
