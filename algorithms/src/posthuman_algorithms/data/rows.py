"""What reading datasets gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from posthuman_algorithms.errors import AlgorithmError
from posthuman_algorithms.text import Document


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table.

    Attributes:
        values: column → value; once checked, under the names that the task gives them.
        file: what errors call the file that it is from.
        number: its line in a text file, else its place, from 1.
        document: the number of that file among the data's documents.
    """

    values: dict[str, Any]
    file: str
    number: int
    document: int = 0

    def refuse(self, reason: str) -> AlgorithmError:
        """Make the error that says what is wrong with this row."""
        return AlgorithmError("ROW_INVALID", name=self.file, row=self.number, reason=reason)


@dataclass(frozen=True)
class Data:
    """The data of a job, or a family's held-out set.

    Attributes:
        documents: its files with the text that is in them, for reports.
        rows: checked; empty for tasks that read plain text.
    """

    documents: list[Document] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    @property
    def row_documents(self) -> list[int]:
        """The number of each row's document."""
        return [row.document for row in self.rows]
