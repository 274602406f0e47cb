"""A history file in the making: its table, what its columns mean, what was told about it, and its faults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from wfm.domain.arrays import Floats
from wfm.services.readers.columns import Columns, Words
from wfm.services.readers.faults import Faults
from wfm.services.readers.formats import Format
from wfm.services.readers.options import ImportOptions


@dataclass(slots=True)
class Work:
    """Passed from step to step; `faults` and `notes` grow on the way."""

    sheet: Columns
    format: Format
    roles: dict[str, int]
    options: ImportOptions
    faults: Faults
    notes: list[str]

    def words(self, role: str) -> Words | None:
        """The column of words with that meaning, None when the file has none."""
        return self.sheet.words[self.roles[role]] if role in self.roles else None

    def words_or(self, role: str, text: str) -> Words:
        """The column of words with that meaning, or one that has the same text in every row."""
        return self.words(role) or Words(np.zeros(self.sheet.count, np.int32), [text])

    def header(self, role: str) -> str:
        """The file's own name for the column with that meaning."""
        return self.sheet.header[self.roles[role]]

    def refuse(self, role: str, words: Words, reasons: Mapping[str, str]) -> None:
        """Refuse the rows whose word has a reason to be."""
        if reasons:
            self.faults.refuse(words.rows(reasons), self.header(role), lambda row: reasons[words[row]])

    def figures(self, role: str) -> Floats | None:
        """The figures of the column with that meaning, None when the file has none; what is no figure is refused."""
        if role not in self.roles:
            return None
        figures = self.sheet.figures[self.roles[role]]
        self.faults.take(figures.bad)
        return figures.values
