"""Read the files of datasets, and their text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from posthuman_algorithms.job.errors import AlgorithmError
from posthuman_algorithms.job.files import sha256_bytes
from posthuman_algorithms.job.folder import Dataset


@dataclass(frozen=True)
class Document:
    """The text of one file.

    Attributes:
        dataset: the name of its dataset.
        text: decoded from UTF-8, line ends as they are.
        size: of the text in UTF-8, in bytes: the denominator of bits per byte.
        sha256: of the file, 64 hex digits.
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
    """Yield every file of every dataset, in order: the dataset's name, the file's, its bytes and SHA-256.

    Files that hold only white space are left out.

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
    """Make a document of a file. Raises DATASET_UNREADABLE."""
    return Document(dataset, decode_text(name, data), len(data), digest)


def decode_text(name: str, data: bytes) -> str:
    """Decode UTF-8. Raises DATASET_UNREADABLE with the file's name and the first byte that is wrong."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        reason = f"byte {error.start} is not UTF-8"
        raise AlgorithmError("DATASET_UNREADABLE", name=name, reason=reason) from error


def describe_documents(documents: list[Document]) -> list[dict[str, Any]]:
    """Describe what was read, without its text, for reports."""
    return [{"dataset": one.dataset, "bytes": one.size, "sha256": one.sha256} for one in documents]


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
