"""Cut texts into passages by bytes, and share out among them what each token cost.

Bytes, not tokens: the passages are then the same for models with different tokenizers.
"""

from __future__ import annotations

import numpy
from transformers import PreTrainedTokenizerBase

from posthuman_algorithms.data.text import Document

PASSAGE_BYTES = 1024
_MOST_PASSAGES = 4096
_MANY_DOCUMENTS = 30


def tokens_of(
    document: Document, tokenizer: PreTrainedTokenizerBase
) -> tuple[list[int], numpy.ndarray | None]:
    """Encode a document without special tokens.

    Returns:
        The token ids, and int64 of shape (tokens,): the character at which each token begins; None if the
        tokenizer cannot tell, because it is not a fast one.
    """
    fast = tokenizer.is_fast
    encoded = tokenizer(document.text, add_special_tokens=False, return_offsets_mapping=fast, verbose=False)
    starts = [start for start, _ in encoded["offset_mapping"]] if fast else None
    return encoded["input_ids"], None if starts is None else numpy.array(starts, dtype=numpy.int64)


def passage_bytes(documents: list[Document]) -> int:
    """Return the length of a passage in bytes: 1024, more where that would make over 4096 passages."""
    total = sum(document.size for document in documents)
    return max(PASSAGE_BYTES, -(-total // _MOST_PASSAGES))


def passage_rows(
    document: Document, starts: numpy.ndarray | None, nats: numpy.ndarray, length: int
) -> numpy.ndarray:
    """Add up what tokens cost, by the passage in which they begin.

    Args:
        document: the text.
        starts: of its tokens, as ``tokens_of`` gives them; with None, tokens count as equally long.
        nats: float64 of shape (tokens,): −ln p of each token.
        length: bytes of a passage; a remainder shorter than half of it belongs to the last passage.

    Returns:
        float64 of shape (passages, 3): nats, bytes, tokens.
    """
    count = max(1, (document.size + length // 2) // length)
    places = _byte_places(document, starts) if starts is not None else _even_places(document, len(nats))
    of_passage = numpy.minimum(places // length, count - 1)
    sizes = numpy.full(count, length, dtype=numpy.float64)
    sizes[-1] = document.size - length * (count - 1)
    return numpy.stack(
        [
            numpy.bincount(of_passage, nats, count),
            sizes,
            numpy.bincount(of_passage, minlength=count).astype(numpy.float64),
        ],
        axis=1,
    )


def as_units(by_document: list[numpy.ndarray]) -> tuple[numpy.ndarray, str, numpy.ndarray]:
    """Choose what is resampled: whole documents if there are 30 or more of them, else passages.

    Returns:
        The rows, what a row stands for, and the number of each row's document.
    """
    numbers = numpy.arange(len(by_document))
    if len(by_document) >= _MANY_DOCUMENTS:
        return numpy.stack([rows.sum(0) for rows in by_document]), "document", numbers
    of_document = numpy.repeat(numbers, [len(rows) for rows in by_document])
    return numpy.concatenate(by_document), "passage", of_document


def _byte_places(document: Document, starts: numpy.ndarray) -> numpy.ndarray:
    code_points = numpy.frombuffer(document.text.encode("utf-32-le"), dtype="<u4")
    widths = 1 + (code_points > 0x7F).astype(numpy.int64) + (code_points > 0x7FF) + (code_points > 0xFFFF)
    places = numpy.concatenate([[0], numpy.cumsum(widths)])
    return places[numpy.minimum(starts, len(code_points))]


def _even_places(document: Document, tokens: int) -> numpy.ndarray:
    return numpy.arange(tokens, dtype=numpy.int64) * document.size // max(tokens, 1)
