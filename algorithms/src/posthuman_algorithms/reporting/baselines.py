"""What anyone can reach on a text without a model, to put bits per byte into perspective."""

from __future__ import annotations

import lzma
import math
from collections import Counter
from typing import Any

from posthuman_algorithms.data.text import Document


def baseline_rows(documents: list[Document]) -> list[dict[str, Any]]:
    """Measure two compressors on the same text; a model that is worse has learned nothing about it."""
    size = sum(document.size for document in documents)
    data = [document.text.encode() for document in documents]
    packed = sum(len(lzma.compress(one, preset=9 | lzma.PRESET_EXTREME)) for one in data)
    return [
        _row(
            "xz -9e", 8 * packed / size, "the text compressed by xz (liblzma, preset 9e), container included"
        ),
        _row(
            "byte frequencies",
            sum(_order_zero_bits(one) for one in data) / size,
            "order-0 adaptive code: p(byte) = (times seen so far + 1/2) / (bytes so far + 128)",
        ),
    ]


def _order_zero_bits(data: bytes) -> float:
    """Return the bits of an adaptive code with the Krichevsky–Trofimov estimate (IEEE Trans. IT 27, 1981).

    The product of the estimates does not depend on the order of the bytes, so the counts nᵢ are enough:
    −log2 ∏ Γ(nᵢ + ½)/Γ(½) · Γ(128)/Γ(n + 128).
    """
    counts = Counter(data).values()
    nats = math.lgamma(len(data) + 128) - math.lgamma(128)
    nats -= sum(math.lgamma(count + 0.5) - math.lgamma(0.5) for count in counts)
    return nats / math.log(2)


def _row(name: str, bits: float, source: str) -> dict[str, Any]:
    return {"model": name, "kind": "baseline", "metric": "bits_per_byte", "value": bits, "source": source}
