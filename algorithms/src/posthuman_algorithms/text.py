"""Read the text of datasets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from posthuman_algorithms.errors import AlgorithmError
from posthuman_algorithms.hashing import sha256_bytes
from posthuman_algorithms.job import Dataset


@dataclass(frozen=True)
class Document:
    """The text of one file.

    Attributes:
        dataset: the name of the dataset that it came from.
        text: decoded from UTF-8, line ends as they are.
        size: its bytes in UTF-8, the denominator of bits per byte.
        sha256: hash of those bytes.
    """

    dataset: str
    text: str
    size: int
    sha256: str


def read_documents(datasets: tuple[Dataset, ...]) -> list[Document]:
    """Read every file of every dataset as text, in order.

    Raises:
        AlgorithmError: DATASET_ABSENT, DATASET_UNREADABLE, DATASET_HASH_MISMATCH or DATASET_EMPTY.
    """
    return [read_document(*file) for file in read_files(datasets)]


def read_files(datasets: tuple[Dataset, ...]) -> Iterator[tuple[str, str, bytes, str]]:
    """Read every file of every dataset, in order: its dataset's name, its own, bytes and SHA-256.

    Files without anything but white space are left out.

    Raises:
        AlgorithmError: DATASET_ABSENT, DATASET_UNREADABLE, DATASET_HASH_MISMATCH or DATASET_EMPTY.
    """
    if not datasets:
        raise AlgorithmError("DATASET_ABSENT", name="to read")
    for dataset in datasets:
        if not dataset.files:
            raise AlgorithmError("DATASET_ABSENT", name=dataset.name)
        some = False
        for path in dataset.files:
            data, digest = _read_file(dataset, path)
            if data.strip():
                some = True
                yield dataset.name, path.name, data, digest
        if not some:
            raise AlgorithmError("DATASET_EMPTY", name=dataset.name)


def read_document(dataset: str, name: str, data: bytes, digest: str) -> Document:
    """Decode a file's text. Raises DATASET_UNREADABLE."""
    try:
        return Document(dataset, data.decode("utf-8"), len(data), digest)
    except UnicodeDecodeError as error:
        reason = f"byte {error.start} is not UTF-8"
        raise AlgorithmError("DATASET_UNREADABLE", name=name, reason=reason) from error


def _read_file(dataset: Dataset, path: Path) -> tuple[bytes, str]:
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise AlgorithmError("DATASET_ABSENT", name=dataset.name) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise AlgorithmError("DATASET_UNREADABLE", name=dataset.name, reason=reason) from error
    digest = sha256_bytes(data)
    if dataset.sha256 is not None and len(dataset.files) == 1 and digest != dataset.sha256:
        raise AlgorithmError(
            "DATASET_HASH_MISMATCH", name=dataset.name, expected=dataset.sha256, actual=digest
        )
    return data, digest
