"""Cut texts into passages by bytes, and share out what each token cost among them.

Bytes, not tokens: so the passages are the same for models with different tokenizers.
"""

from __future__ import annotations

import numpy

from posthuman_algorithms.text import Document

PASSAGE_BYTES = 1024
_MOST_PASSAGES = 4096
_MANY_DOCUMENTS = 30


def passage_bytes(documents: list[Document]) -> int:
    """Choose the length of a passage: a kibibyte, more where a text would make too many of them."""
    total = sum(document.size for document in documents)
    return max(PASSAGE_BYTES, -(-total // _MOST_PASSAGES))


def passage_rows(
    document: Document, starts: numpy.ndarray | None, nats: numpy.ndarray, length: int
) -> numpy.ndarray:
    """Add up what tokens cost by the passage that they begin in.

    Args:
        document: the text.
        starts: int64 of shape (tokens,): the character at which each begins; None if the tokenizer cannot
            tell, and then tokens count as equally long.
        nats: float64 of shape (tokens,).
        length: bytes of a passage; a rest of less than half of it belongs to the passage before.

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
    """Choose what the bootstrap draws: whole documents if there are many of them, else passages.

    Returns:
        The rows, what one of them is, and the number of the document that each is from.
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
