"""Tables in files: CSV in any common encoding and delimiter, and Excel, as columns of text with line numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from wfm.domain.errors import InputError
from wfm.services.readers.faults import Fault

Source = str | Path | bytes
"""A path, or the content of a file."""

MOST_BYTES = 500_000_000
DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A header and rows of text. `lines[i]` is the line of row i in the file, counted from 1, as is `header_line`.

    `columns[k][i]` is the cell of column k in row i, stripped. Rows of the wrong width are in `ragged` instead.
    `delimiter` is "" for Excel.
    """

    name: str
    header: tuple[str, ...]
    header_line: int
    columns: tuple[Sequence[str], ...]
    lines: npt.NDArray[np.int64]
    ragged: tuple[Fault, ...]
    delimiter: str

    @property
    def count(self) -> int:
        """Rows below the header."""
        return len(self.lines)

    def column(self, index: int | None) -> Sequence[str] | None:
        """The cells of a column, None for None."""
        return None if index is None else self.columns[index]


def content(source: Source, name: str = "") -> tuple[bytes, str]:
    """The bytes of a source and the name to call it by; InputError when it cannot be read or is empty."""
    if isinstance(source, bytes):
        data, shown = source, name or "the upload"
    else:
        path = Path(source)
        shown = name or path.name
        try:
            if path.stat().st_size > MOST_BYTES:
                raise InputError(f"must be at most {MOST_BYTES // 1_000_000} MB", shown)
            data = path.read_bytes()
        except FileNotFoundError as error:
            raise InputError("there is no such file", str(path)) from error
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror or error}", str(path)) from error
    if not data.strip():
        raise InputError("the file is empty", shown)
    return data, shown


def read_sheet(source: Source, name: str = "", sheet: str | None = None) -> Sheet:
    """The table in a CSV or Excel file; InputError when there is none, or no row below its header."""
    data, shown = content(source, name)
    if data[:4] == b"PK\x03\x04":
        from wfm.services.readers.excel import excel_rows  # loads openpyxl, which no other kind of file needs

        rows: Iterator[tuple[int, list[str]]] = excel_rows(data, shown, sheet)
        delimiter = ""
    else:
        text = _decoded(data, shown)
        delimiter = _delimiter(text)
        rows = _csv_rows(text, delimiter, shown)
    return _table(rows, shown, delimiter)


def _table(rows: Iterator[tuple[int, list[str]]], name: str, delimiter: str) -> Sheet:
    first = next(rows, None)
    if first is None:
        raise InputError("the file is empty", name)
    header = tuple(cell.lstrip("\ufeff") for cell in first[1])
    while header and not header[-1]:
        header = header[:-1]
    twice = sorted({cell for cell in header if header.count(cell) > 1})
    if twice:
        raise InputError(f"column {twice[0]!r} appears twice in the header", f"{name} line {first[0]}")
    cells, lines, ragged = [], [], []
    for line, row in rows:
        if len(row) > len(header) and not any(row[len(header) :]):
            row = row[: len(header)]
        if len(row) != len(header):
            ragged.append(Fault(line, None, f"must have {len(header)} fields like the header, got {len(row)}"))
        else:
            cells.append(row)
            lines.append(line)
    if not cells and not ragged:
        raise InputError("the file has a header and no rows", name)
    columns = tuple(zip(*cells, strict=True)) if cells else tuple(() for _ in header)
    return Sheet(name, header, first[0], columns, np.array(lines, dtype=np.int64), tuple(ragged), delimiter)


def _decoded(data: bytes, name: str) -> str:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")  # what spreadsheets on Windows write
    if "\x00" in text:
        raise InputError("must be a CSV or Excel (.xlsx) table, got binary data", name)
    if not text.strip():
        raise InputError("the file is empty", name)
    return text


def _delimiter(text: str) -> str:
    """The separator that splits the first line into most fields."""
    header = text.lstrip().splitlines()[0]
    return max(DELIMITERS, key=header.count)


def _csv_rows(text: str, delimiter: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line they begin on; empty lines are passed over."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    try:
        for row in reader:
            stripped = [cell.strip() for cell in row]
            if any(stripped):
                yield line, stripped
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(f"cannot be read as a table: {error}", f"{name} line {reader.line_num}") from error
