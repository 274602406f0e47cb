"""Rows of a CSV file, decoded and split as they are read."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path

from wfm.domain.errors import InputError
from wfm.domain.limits import MOST_COLUMNS, MOST_LINE

DELIMITERS = ",;\t|"

PIECE = 1 << 20
"""Bytes that are decoded at once."""


def separated_rows(data: bytes, name: str) -> tuple[Iterator[tuple[int, list[str]]], Callable[[], float], str]:
    """Rows with the line they begin on, empty ones passed over; the share read so far; and the separator."""
    encoding, errors = _encoding(data, name)

    def opened(raw: io.BytesIO) -> io.TextIOWrapper:
        return io.TextIOWrapper(raw, encoding, errors, newline="")

    delimiter, raw = _delimiter(opened(io.BytesIO(data))), io.BytesIO(data)
    text = opened(raw)
    return _rows(text, delimiter, name), lambda: 1.0 if text.closed else raw.tell() / len(data), delimiter


def _encoding(data: bytes, name: str) -> tuple[str, str]:
    """What the text is written in, and what is done with the bytes that are no text in it."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    if _binary(data, encoding):
        raise InputError("must be a CSV or Excel (.xlsx) table, got binary data", name)
    try:
        for _ in _decoded(data, encoding):
            pass
    except UnicodeDecodeError:
        if encoding == "utf-16" and b"\x00" in data:
            raise InputError("must be a CSV or Excel (.xlsx) table, got binary data", name) from None
        return "cp1252", "replace"  # what spreadsheets on Windows write
    return encoding, "strict"


def _binary(data: bytes, encoding: str) -> bool:
    """Whether there is a NUL, which no table has."""
    if encoding != "utf-16":
        return b"\x00" in data
    try:
        return any("\x00" in piece for piece in _decoded(data, encoding))
    except UnicodeDecodeError:
        return b"\x00" in data


def _decoded(data: bytes, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    for at in range(0, len(data), PIECE):
        yield decoder.decode(data[at : at + PIECE])
    yield decoder.decode(b"", final=True)


def _delimiter(text: io.TextIOWrapper) -> str:
    """The separator that splits the first line into most fields."""
    lines = iter(lambda: text.readline(MOST_LINE), "")
    first = next((line for line in lines if line.strip()), " ")
    header = (first.lstrip().splitlines() or [""])[0]
    return max(DELIMITERS, key=header.count)


class Lines:
    """The lines of a text; InputError when one row has grown too long, whether on one line or on many.

    `place` stands before a line's number, and `length` is for the reader of rows to set to 0 after each.
    """

    def __init__(self, text: io.TextIOBase, place: str) -> None:
        self.text, self.place = text, place
        self.number = self.length = 0

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        line = self.text.readline(MOST_LINE + 1)
        if not line:
            raise StopIteration
        self.number += 1
        self.length += len(line)
        if self.length > MOST_LINE:
            raise InputError(f"a row must have at most {MOST_LINE:,} characters", f"{self.place} {self.number}")
        return line


def keyed_rows(path: Path, most: int, check: Callable[[list[str]], None]) -> Iterator[tuple[int, dict[str, str]]]:
    """Line and cells of each row of a CSV file in UTF-8 whose columns have known names; empty lines are passed over.

    `check` is given the header and raises what is wrong with it; a file may have at most that many rows.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as text:
            lines = Lines(text, f"{path}, line")
            reader = csv.reader(lines, strict=True)
            header = [name.strip() for name in next(reader, [])]
            if len(header) > MOST_COLUMNS:
                raise InputError(f"must have at most {MOST_COLUMNS:,} columns, got {len(header):,}", f"{path}, line 1")
            check(header)
            count = 0
            for row in reader:
                lines.length = 0
                if not row:
                    continue
                count += 1
                if count > most:
                    raise InputError(f"must have at most {most:,} rows", str(path))
                if len(row) != len(header):
                    raise InputError(f"row must have {len(header)} cells", f"{path}, line {reader.line_num}")
                yield reader.line_num, dict(zip(header, row, strict=True))
    except OSError as error:
        raise InputError(f"the file cannot be read: {error.strerror}", str(path)) from error
    except UnicodeDecodeError as error:
        raise InputError("the file must be UTF-8 text", str(path)) from error
    except csv.Error as error:
        raise InputError(f"the file must be CSV: {error}", str(path)) from error
    except ValueError as error:  # a path with a NUL
        raise InputError(f"the file cannot be read: {error}", str(path)) from error


def _rows(text: io.TextIOWrapper, delimiter: str, name: str) -> Iterator[tuple[int, list[str]]]:
    lines = Lines(text, f"{name} line")
    reader = csv.reader(lines, delimiter=delimiter)
    line = 1
    try:
        for row in reader:
            whole = "".join(row)
            if whole and not whole.isspace():
                yield line, row
            line = reader.line_num + 1
            lines.length = 0
    except csv.Error as error:
        raise InputError(f"cannot be read as a table: {error}", f"{name} line {reader.line_num}") from error
