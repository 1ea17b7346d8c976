"""What reading datasets results in: rows, and the documents that they come from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from posthuman_algorithms.data.text import Document
from posthuman_algorithms.job.errors import AlgorithmError


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table.

    Attributes:
        values: column → value; once checked, under the task's own names.
        file: its file, as errors name it.
        number: its line in a text file, or else its place, from 1.
        document: the number of that file among the data's documents.
    """

    values: dict[str, Any]
    file: str
    number: int
    document: int = 0

    def refuse(self, reason: str) -> AlgorithmError:
        """Make a ROW_INVALID that says what is wrong with this row."""
        return AlgorithmError("ROW_INVALID", name=self.file, row=self.number, reason=reason)


@dataclass(frozen=True)
class Data:
    """The data of a job, or a family's held-out set.

    Attributes:
        documents: its files with their text, for tasks that read running text and for reports.
        rows: checked; empty for tasks that read plain text.
    """

    documents: list[Document] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    @property
    def row_documents(self) -> list[int]:
        """Return the number of each row's document."""
        return [row.document for row in self.rows]
