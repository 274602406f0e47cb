"""Tables in files: CSV in any common encoding and delimiter, and Excel, as rows of text with line numbers.

A table is read row by row and its size counted on the way, so that none takes more memory than it may.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from wfm.domain.errors import InputError
from wfm.domain.limits import MOST_BYTES, MOST_COLUMNS, MOST_HEADER, MOST_RECORDS
from wfm.domain.texts import quoted
from wfm.services.readers.faults import Fault, Refused
from wfm.services.readers.separated import separated_rows

Source = str | Path | bytes
"""A path, or the content of a file."""

Row = tuple[int, list[str]]
"""A row's line in the file, counted from 1, and its cells as they are there."""


@dataclass(frozen=True, slots=True)
class Table:
    """An open table: its header, and the rows below it, which can be gone through once.

    `header_line` is counted from 1. `delimiter` is "" for Excel. `share` tells how much of the file has been read.
    """

    name: str
    header: tuple[str, ...]
    header_line: int
    rows: Iterator[Row]
    delimiter: str
    share: Callable[[], float]

    def fitting(self, row: list[str]) -> list[str]:
        """The row without empty cells beyond the header; Excel also leaves out those at the end of a row."""
        width = len(self.header)
        if not self.delimiter and len(row) < width:
            return [*row, *[""] * (width - len(row))]
        return row[:width] if len(row) > width and not any(cell.strip() for cell in row[width:]) else row

    def ragged(self, line: int, row: list[str]) -> Fault:
        """The fault of a row of another width."""
        return Fault(line, None, f"must have {len(self.header)} fields like the header, got {len(row)}")

    def no_rows(self) -> InputError:
        """The error of a table that ends with its header."""
        return InputError("the file has a header and no rows", self.name)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A header and rows of text. `lines[i]` is the line of row i in the file, counted from 1, as is `header_line`.

    `columns[k][i]` is the cell of column k in row i, stripped. Rows of the wrong width are in `ragged` instead.
    In a sheet of `excel` a day is told as its midnight.
    """

    name: str
    header: tuple[str, ...]
    header_line: int
    columns: tuple[Sequence[str], ...]
    lines: npt.NDArray[np.int64]
    ragged: tuple[Fault, ...]
    excel: bool = False

    @property
    def count(self) -> int:
        """Rows below the header."""
        return len(self.lines)


def content(source: Source, name: str = "", most: int = MOST_BYTES) -> tuple[bytes, str]:
    """The bytes of a source and the name to call it by; InputError when it cannot be read, is empty or too large."""
    if isinstance(source, bytes):
        data, shown = source, name or "the upload"
    else:
        path = Path(source)
        shown = name or path.name
        try:
            with path.open("rb") as file:  # a device has no size, so what comes is counted
                data = file.read(most + 1)
        except FileNotFoundError as error:
            raise InputError("there is no such file", str(path)) from error
        except (OSError, ValueError) as error:
            raise InputError(f"cannot be read: {getattr(error, 'strerror', None) or error}", str(path)) from error
    if len(data) > most:
        raise InputError(f"must be at most {most // 1_000_000} MB", shown)
    if not data or data.isspace():
        raise InputError("the file is empty", shown)
    return data, shown


def open_table(data: bytes, shown: str, sheet: str | None = None) -> Table:
    """The table in the content of a CSV or Excel file; InputError when there is none, or its header cannot be one."""
    if data[:4] == b"PK\x03\x04":
        from wfm.services.readers.excel import excel_rows  # loads openpyxl, which no other kind of file needs

        rows, share = excel_rows(data, shown, sheet)
        delimiter = ""
    else:
        rows, share, delimiter = separated_rows(data, shown)
    first = next(rows, None)
    if first is None:
        raise InputError("the file is empty", shown)
    line, cells = first
    return Table(shown, _header(cells, f"{shown} line {line}"), line, rows, delimiter, share)


def _header(cells: list[str], where: str) -> tuple[str, ...]:
    header = [cell.strip().lstrip("\ufeff") for cell in cells]
    while header and not header[-1]:
        header.pop()
    if len(header) > MOST_COLUMNS:
        raise InputError(f"must have at most {MOST_COLUMNS:,} columns, got {len(header):,}", where)
    long = max(header, key=len, default="")
    if len(long) > MOST_HEADER:
        raise InputError(
            f"the name of a column must have at most {MOST_HEADER} characters, got {len(long):,}: {quoted(long)}", where
        )
    counts = Counter(header)
    twice = sorted(cell for cell in header if counts[cell] > 1)
    if twice:
        raise InputError(f"column {quoted(twice[0])} appears twice in the header", where)
    return tuple(header)


def read_sheet(source: Source, name: str = "", sheet: str | None = None) -> Sheet:
    """A table of things in a CSV or Excel file; InputError when there is none, or no row below its header."""
    table = open_table(*content(source, name), sheet)
    cells: list[list[str]] = []
    lines: list[int] = []
    ragged: list[Fault] = []
    refused = Refused(table.name)
    for line, whole in table.rows:
        row = table.fitting(whole)
        if len(row) != len(table.header):
            ragged.append(table.ragged(line, row))
            refused.check(ragged)
            continue
        if len(cells) == MOST_RECORDS:
            raise InputError(f"must have at most {MOST_RECORDS:,} rows", f"{table.name} line {line}")
        cells.append([cell.strip() for cell in row])
        lines.append(line)
    if not cells and not ragged:
        raise table.no_rows()
    columns = tuple(zip(*cells, strict=True)) if cells else tuple(() for _ in table.header)
    at = np.array(lines, np.int64)
    return Sheet(table.name, table.header, table.header_line, columns, at, tuple(ragged), not table.delimiter)
