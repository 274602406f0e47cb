"""The columns of a history file, each row's cells taken in as they are read.

A word is kept once however many rows have it, and a figure as a number, so that a million rows take tens of megabytes.
"""

from __future__ import annotations

import math
import re
from array import array
from collections.abc import Callable, Collection, Container, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, islice

import numpy as np
import numpy.typing as npt

from wfm.domain.arrays import Floats
from wfm.domain.errors import InputError
from wfm.domain.limits import MOST_ROWS
from wfm.domain.texts import quoted
from wfm.services.progress import OnProgress, quiet
from wfm.services.readers.faults import Fault, Refused
from wfm.services.readers.sheets import Table

CHUNK = 1_000
"""Rows that are taken in at once: few enough that Python's search for garbage never sees most of them."""

TOLD = 50
"""Chunks between two words about how far the reading is."""

REMEMBERED = 100_000
"""Spellings of figures whose number is kept at hand."""

_COMMA = re.compile(r"(\d+),(\d+)", re.ASCII)


class _Numbers(dict[str, int]):
    """The number of each word, space around it aside; a new one gets the next number."""

    def __init__(self, column: str, most: int) -> None:
        super().__init__()
        self.column, self.most = column, most
        self.texts: list[str] = []

    def __missing__(self, cell: str) -> int:
        text = cell.strip()
        number = self.get(text)
        if number is None:
            number = len(self.texts)
            if number >= self.most:
                raise InputError(f"column {self.column} must have at most {self.most:,} different values")
            self.texts.append(text)
            self[text] = number
        if len(self) < 2 * self.most:
            self[cell] = number
        return number


@dataclass(frozen=True, slots=True)
class Words:
    """A column of words: `texts` are the different ones by first appearance, `codes[row]` the number of a row's word."""

    codes: npt.NDArray[np.int32]
    texts: list[str]

    def __getitem__(self, row: int) -> str:
        return self.texts[self.codes[row]]

    def rows(self, wanted: Container[str]) -> npt.NDArray[np.intp]:
        """The rows whose word is among those wanted."""
        return np.flatnonzero(np.array([text in wanted for text in self.texts], bool)[self.codes])

    def telling(self, condition: str) -> Callable[[int], str]:
        """What is wrong with a row whose word is not as the condition says."""
        return lambda row: f"{condition}, got {quoted(self[row])}"


class _Figures(dict[str, float]):
    """The figure of each cell: NaN for an empty one, -1 for one that holds none."""

    def __init__(self, decimal_comma: bool) -> None:
        super().__init__()
        self.decimal_comma = decimal_comma

    def __missing__(self, cell: str) -> float:
        if len(self) >= REMEMBERED:
            self.clear()
        self[cell] = value = figure(cell.strip(), self.decimal_comma)
        return value


def figure(text: str, decimal_comma: bool = False) -> float:
    """A figure >= 0, NaN for an empty text, -1 for any other."""
    if not text:
        return math.nan
    if decimal_comma:
        text = _COMMA.sub(r"\1.\2", text) if _COMMA.fullmatch(text) else text
    if not text.isascii() or "_" in text:  # spellings that Python takes and a spreadsheet does not
        return -1.0
    try:
        value = float(text)
    except ValueError:
        return -1.0
    return value if math.isfinite(value) and value >= 0 else -1.0


@dataclass(frozen=True, slots=True)
class Figures:
    """A column of figures: `values` are NaN where nothing stands or nothing that can be used; `bad` has the rows of the latter."""

    values: Floats
    bad: Mapping[int, Fault]


@dataclass(frozen=True, slots=True)
class Columns:
    """The rows of a table by column, of the columns that were asked for; `lines[i]` is the line of row i in the file."""

    name: str
    header: tuple[str, ...]
    lines: npt.NDArray[np.int64]
    words: Mapping[int, Words]
    figures: Mapping[int, Figures]
    ragged: tuple[Fault, ...]

    @property
    def count(self) -> int:
        """Rows of the header's width."""
        return len(self.lines)


class _WordsRead:
    """A column of words in the making."""

    def __init__(self, column: str, most: int) -> None:
        self.numbers = _Numbers(column, most)
        self.codes: list[npt.NDArray[np.int32]] = [np.empty(0, np.int32)]

    def take(self, cells: Sequence[str]) -> None:
        """Add the cells of some rows."""
        self.codes.append(np.fromiter(map(self.numbers.__getitem__, cells), np.int32, len(cells)))

    def read(self) -> Words:
        """The whole column."""
        return Words(np.concatenate(self.codes), self.numbers.texts)


class _FiguresRead:
    """A column of figures in the making."""

    def __init__(self, column: str, lines: array[int], refused: Refused, decimal_comma: bool) -> None:
        self.column, self.lines, self.refused = column, lines, refused
        self.known = _Figures(decimal_comma)
        self.values: list[Floats] = [np.empty(0)]
        self.count = 0
        self.bad: dict[int, Fault] = {}

    def take(self, cells: Sequence[str]) -> None:
        """Add the cells of some rows."""
        values = np.fromiter(map(self.known.__getitem__, cells), float, len(cells))
        for place in np.flatnonzero(values < 0).tolist():
            row = self.count + place
            reason = f"must be a number >= 0, got {quoted(cells[place].strip())}"
            self.bad[row] = Fault(self.lines[row], self.column, reason)
            self.refused.check(self.bad)
        values[values < 0] = math.nan
        self.values.append(values)
        self.count += len(cells)

    def read(self) -> Figures:
        """The whole column."""
        return Figures(np.concatenate(self.values), self.bad)


def read_columns(
    table: Table,
    words: Mapping[int, int],
    figures: Collection[int],
    on_progress: OnProgress = quiet,
) -> Columns:
    """The columns of a table: `words` with the number of different ones each may have, and `figures`.

    InputError when there is no row, or one more than may be.
    """
    lines, refused = array("q"), Refused(table.name)
    ragged: list[Fault] = []
    worded = {k: _WordsRead(table.header[k], most) for k, most in words.items()}
    figured = {k: _FiguresRead(table.header[k], lines, refused, table.delimiter == ";") for k in figures}
    width, rows, chunks = len(table.header), table.rows, count(1)
    while chunk := list(islice(rows, CHUNK)):
        cells = []
        for line, whole in chunk:
            row = whole if len(whole) == width else table.fitting(whole)
            if len(row) != width:
                ragged.append(table.ragged(line, row))
                refused.check(ragged)
                continue
            cells.append(row)
            lines.append(line)
        if len(lines) > MOST_ROWS:
            raise InputError(f"must have at most {MOST_ROWS:,} rows", table.name)
        by_column = list(zip(*cells, strict=True)) or [()] * width
        for k, worded_one in worded.items():
            worded_one.take(by_column[k])
        for k, figured_one in figured.items():
            figured_one.take(by_column[k])
        if next(chunks) % TOLD == 0:
            on_progress(min(1.0, table.share()), f"read {len(lines):,} rows")
    if not lines and not ragged:
        raise table.no_rows()
    return Columns(
        table.name,
        table.header,
        np.array(lines, np.int64),
        {k: column.read() for k, column in worded.items()},
        {k: column.read() for k, column in figured.items()},
        tuple(ragged),
    )
