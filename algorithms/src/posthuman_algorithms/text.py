"""Read the text of datasets."""

from __future__ import annotations

from dataclasses import dataclass

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
    """Read every file of every dataset, in order.

    Raises:
        AlgorithmError: DATASET_ABSENT, DATASET_UNREADABLE, DATASET_HASH_MISMATCH or DATASET_EMPTY.
    """
    if not datasets:
        raise AlgorithmError("DATASET_ABSENT", name="to read")
    documents = []
    for dataset in datasets:
        of_this = [_read_file(dataset, index) for index in range(len(dataset.files))]
        if not of_this:
            raise AlgorithmError("DATASET_ABSENT", name=dataset.name)
        if not any(document.text.strip() for document in of_this):
            raise AlgorithmError("DATASET_EMPTY", name=dataset.name)
        documents += [document for document in of_this if document.size]
    return documents


def _read_file(dataset: Dataset, index: int) -> Document:
    path = dataset.files[index]
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
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        reason = f"byte {error.start} is not UTF-8"
        raise AlgorithmError("DATASET_UNREADABLE", name=dataset.name, reason=reason) from error
    return Document(dataset.name, text, len(data), digest)
