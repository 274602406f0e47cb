"""Rows of an Excel sheet, as CSV would show them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from wfm.domain.errors import InputError


def excel_rows(data: bytes, name: str, sheet: str | None) -> Iterator[tuple[int, list[str]]]:
    """Rows of one sheet as text with their numbers, the first sheet without a name; empty ones are passed over."""
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise InputError("cannot be read as an Excel (.xlsx) workbook", name) from error
    try:
        if sheet is not None and sheet not in book.sheetnames:
            raise InputError(f"has no sheet {sheet!r}; it has {', '.join(book.sheetnames)}", name)
        page = book[sheet] if sheet is not None else book.worksheets[0]
        for line, row in enumerate(page.iter_rows(values_only=True), start=1):
            cells = [_cell(value) for value in row]
            if any(cells):
                yield line, cells
    finally:
        book.close()


def _cell(value: object) -> str:
    """An Excel value as CSV would show it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
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
