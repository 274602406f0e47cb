"""A history file in the making: its table, what its columns mean, what was told about it, and its faults."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wfm.domain.arrays import Floats
from wfm.services.readers.faults import Faults
from wfm.services.readers.figures import figures
from wfm.services.readers.formats import Format
from wfm.services.readers.options import ImportOptions
from wfm.services.readers.sheets import Sheet


@dataclass(slots=True)
class Work:
    """Passed from step to step; `faults` and `notes` grow on the way."""

    sheet: Sheet
    format: Format
    roles: dict[str, int]
    options: ImportOptions
    faults: Faults
    notes: list[str]

    def cells(self, role: str) -> Sequence[str] | None:
        """The cells of the column with that meaning, None when the file has none."""
        return self.sheet.column(self.roles.get(role))

    def header(self, role: str) -> str:
        """The file's own name for the column with that meaning."""
        return self.sheet.header[self.roles[role]]

    def figures(self, role: str) -> Floats | None:
        """The figures of the column with that meaning, None when the file has none."""
        cells = self.cells(role)
        if cells is None:
            return None
        return figures(cells, self.header(role), self.faults, decimal_comma=self.sheet.delimiter == ";")
