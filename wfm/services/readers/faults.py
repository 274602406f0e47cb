"""Faults of a file's rows, collected so that all of them can be told at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Fault:
    """Why one row cannot be used: its line in the file, and the column where one is to blame."""

    line: int
    column: str | None
    reason: str

    def told(self, name: str) -> str:
        """The fault as one sentence about a file."""
        place = f"line {self.line}" if self.column is None else f"line {self.line}, column {self.column}"
        return f"{name} {place}: {self.reason}"


class Faults:
    """Which rows of a file are refused and why; the first fault of a row is the one that is told."""

    def __init__(self, lines: npt.NDArray[np.int64]) -> None:
        self.lines = lines
        self.good = np.ones(len(lines), bool)
        self._found: dict[int, Fault] = {}

    def refuse(
        self, rows: Iterable[int] | npt.NDArray[np.intp], column: str | None, reason: str | Callable[[int], str]
    ) -> None:
        """Refuse rows (by index) for a reason, or for one that depends on the row."""
        for row in map(int, rows):
            if self.good[row]:
                self.good[row] = False
                self._found[row] = Fault(
                    int(self.lines[row]), column, reason if isinstance(reason, str) else reason(row)
                )

    def all(self, others: Iterable[Fault] = ()) -> tuple[Fault, ...]:
        """Every fault, by line."""
        return tuple(sorted((*self._found.values(), *others), key=lambda fault: fault.line))
