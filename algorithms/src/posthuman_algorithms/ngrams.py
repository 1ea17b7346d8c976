"""Hash a text's n-grams of words, to see later whether another text shares some.

13 words in a row, in lower case and without punctuation, as GPT-3's authors looked for test data in their
training data (Brown et al., Language Models are Few-Shot Learners, arXiv 2005.14165, appendix C) and as
EleutherAI's harness does (lm-eval, docs/decontamination.md).
"""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b

import numpy

WORDS = 13
_WORD = re.compile(r"\w+")
# Odd, so that the powers do not vanish modulo 2^64: the golden ratio's fraction (Knuth, TAOCP 3, §6.4).
_BASE = 0x9E3779B97F4A7C15


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
