"""Rows of an Excel sheet, as CSV would show them, read cell by cell with nothing kept but the current row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

from openpyxl.utils.datetime import from_excel, from_ISO8601

from wfm.domain.errors import InputError
from wfm.domain.limits import MOST_CELL, MOST_COLUMNS, MOST_UNPACKED
from wfm.services.readers.workbooks import Events, Workbook

ERROR = "#VALUE!"
"""What Excel shows for a date beyond its calendar."""

_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


def excel_rows(
    data: bytes, name: str, sheet: str | None
) -> tuple[Iterator[tuple[int, list[str]]], Callable[[], float]]:
    """Rows of one sheet as text with their numbers, the first sheet without a name; empty ones are passed over.

    Beside them, how much of the sheet has been read.
    """
    book = Workbook(data, name)
    part = book.sheet(sheet)
    size = max(1, book.size(part))

    def rows() -> Iterator[tuple[int, list[str]]]:
        page = _Page(book)
        for read in book.read(part, page, MOST_UNPACKED):
            shares[0] = read / size
            for line, cells in page.rows:
                if any(cells):
                    yield line, cells
            page.rows.clear()

    shares = [0.0]
    return rows(), lambda: shares[0]


class _Page(Events):
    """What the XML of a sheet says: `rows` grow as it is read, for somebody to take them away."""

    def __init__(self, book: Workbook) -> None:
        super().__init__()
        self.book = book
        self.rows: list[tuple[int, list[str]]] = []
        self.line = 0
        self.cells: list[str] = []
        self.column = 0
        self.kind = "n"
        self.style = 0
        self.texts: list[str] = []
        self.length = 0
        self.taken = self.phonetic = False

    def start(self, tag: str, given: dict[str, str]) -> None:
        """A row, a cell, or the text of one begins."""
        if tag == "c":
            place = given.get("r")
            self.column = self.column + 1 if place is None else column_of(place)
            self.kind, self.style = given.get("t", "n"), int(given.get("s", 0))
            self.texts, self.length = [], 0
        elif tag == "v" or (tag == "t" and self.kind == "inlineStr"):
            self.taken = not self.phonetic
        elif tag == "rPh":
            self.phonetic = True
        elif tag == "row":
            self.line = int(given.get("r", self.line + 1))
            self.cells, self.column = [], 0

    def end(self, tag: str) -> None:
        """A row, a cell, or the text of one ends."""
        if tag in ("v", "t"):
            self.taken = False
        elif tag == "rPh":
            self.phonetic = False
        elif tag == "c":
            text = self._shown("".join(self.texts))
            if text:
                self._place(text)
        elif tag == "row":
            self.rows.append((self.line, self.cells))
            self.cells = []

    def data(self, text: str) -> None:
        """Some of a text."""
        if self.taken:
            self.texts.append(text)
            self.length += len(text)
            if self.length > MOST_CELL:
                raise InputError(
                    f"a cell must have at most {MOST_CELL:,} characters", f"{self.book.name} line {self.line}"
                )

    def _place(self, text: str) -> None:
        if self.column > MOST_COLUMNS:
            raise InputError(
                f"must have at most {MOST_COLUMNS:,} columns, got a value in column {self.column:,}",
                f"{self.book.name} line {self.line}",
            )
        self.cells.extend([""] * (self.column - 1 - len(self.cells)))
        self.cells[self.column - 1 :] = [text]

    def _shown(self, text: str) -> str:
        """The value of the cell as CSV would show it."""
        if not text:
            return ""
        if self.kind == "s":
            return self.book.text(int(text)).strip()
        if self.kind == "b":
            return "yes" if int(text) else "no"
        if self.kind == "d":
            return _told(from_ISO8601(text))  # type: ignore[no-untyped-call]
        if self.kind == "n":
            return self._number(text)
        return text.strip()

    def _number(self, text: str) -> str:
        value = float(text) if "." in text or "e" in text.lower() else int(text)
        if self.style not in self.book.dates:
            return _told(value)
        try:
            return _told(from_excel(value, self.book.epoch, timedelta=self.style in self.book.durations))
        except (OverflowError, ValueError):
            return ERROR


def column_of(place: str) -> int:
    """The number of the column in a place such as AB12, counted from 1."""
    match = _PLACE.fullmatch(place)
    if match is None:
        raise ValueError(f"no place of a sheet: {place[:20]}")
    number = 0
    for letter in match[1]:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


def _told(value: object) -> str:
    """An Excel value as CSV would show it."""
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        whole = (value + timedelta(microseconds=500_000)).replace(microsecond=0)  # a day's fraction is never exact
        return whole.isoformat(sep=" ")
    if isinstance(value, time):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()
