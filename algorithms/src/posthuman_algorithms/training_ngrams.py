"""Remember which n-grams a model was trained on, in a file of its weights, which the weights root commits to.

A sample by hash: all hashes below 2^64 / scale are kept and no other ("FracMinHash": Irber et al.,
Lightweight compositional analysis of metagenomes with FracMinHash, bioRxiv 2022.01.11.475838). Two samples
of one scale can be compared and merged; a finer one is brought to a coarser scale by dropping what lies
above. The scale is the least power of two that keeps the file small: 1, so everything, for texts of up to
some 250 000 words.

The file stays with the weights, at the custodian's: from a hash one can guess whether a known passage was
read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from posthuman_algorithms.errors import AlgorithmError
from posthuman_algorithms.ngrams import WORDS, ngram_hashes

FILE = "training_ngrams.safetensors"
_MOST = 1 << 18
_TENSOR = "hashes"


@dataclass(frozen=True)
class NgramSample:
    """A sample of hashes.

    Attributes:
        hashes: uint64, sorted, each once, all below 2^64 / scale.
        scale: a power of two; one n-gram in so many is kept.
        complete: whether it covers all that the model learned from, back to random weights.
    """

    hashes: numpy.ndarray
    scale: int
    complete: bool


def sample_of(texts: Iterable[str], inherited: NgramSample | None, complete: bool) -> NgramSample:
    """Sample the n-grams of texts, and join what the parent's trainings read.

    Args:
        texts: what was read now.
        inherited: the parent's sample, if it has one.
        complete: whether nothing was read that is in neither.
    """
    scale = inherited.scale if inherited else 1
    hashes = inherited.hashes if inherited else numpy.empty(0, dtype=numpy.uint64)
    for text in texts:
        sample = _capped(NgramSample(numpy.union1d(hashes, _at(ngram_hashes(text), scale)), scale, complete))
        hashes, scale = sample.hashes, sample.scale
    return NgramSample(hashes, scale, complete)


def sampled(hashes: numpy.ndarray, sample: NgramSample) -> numpy.ndarray:
    """Keep those of a text's hashes (sorted) that the sample would hold if it had read them."""
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
    """Write the sample beside a model's weights: the same bytes for the same sample.

    ``hashes`` holds the hashes as int64 (the same 64 bits), in the order of their unsigned values.
    """
    path = folder / FILE
    about = {"words": WORDS, "scale": sample.scale, "complete": sample.complete}
    # One entry: safetensors writes several in an order of its own.
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
        raise AlgorithmError("WEIGHTS_UNREADABLE", name=FILE, reason="it is no sample of n-grams")
    return NgramSample(numpy.unique(hashes.view(numpy.uint64)), scale, complete is True)
