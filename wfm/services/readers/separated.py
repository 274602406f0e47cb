"""Rows of a CSV file, decoded and split as they are read."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator

from wfm.domain.errors import InputError
from wfm.domain.limits import MOST_LINE

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


class _Lines:
    """The lines of a text; InputError when one row has grown too long, whether on one line or on many."""

    def __init__(self, text: io.TextIOWrapper, name: str) -> None:
        self.text, self.name = text, name
        self.number = self.length = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self.text.readline(MOST_LINE + 1)
        if not line:
            raise StopIteration
        self.number += 1
        self.length += len(line)
        if self.length > MOST_LINE:
            raise InputError(f"a row must have at most {MOST_LINE:,} characters", f"{self.name} line {self.number}")
        return line


def _rows(text: io.TextIOWrapper, delimiter: str, name: str) -> Iterator[tuple[int, list[str]]]:
    lines = _Lines(text, name)
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
