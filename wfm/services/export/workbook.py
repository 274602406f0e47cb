"""A schedule as an Excel workbook: its shifts, its coverage, and everything that could not be done."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from wfm.database import Database
from wfm.domain.accounts import Principal
from wfm.domain.exchange import ScheduleVersion, ScheduleWithShifts, hours_of
from wfm.domain.planning import Coverage
from wfm.domain.time import DAY, clock
from wfm.services.export.exporting import SHIFT_COLUMNS, Words, plain, read, read_days, row_of
from wfm.services.schedule import coverage, summary

UNMET_COLUMNS = (
    "who or what",
    "from",
    "to",
    "heads short",
    "why",
    "most heads short",
    "head-hours short",
    "detail",
)
"""Columns of what could not be done: reps without a full schedule, then every stretch left short."""


LONGEST_CELL = 32_767
"""Characters of a cell in Excel."""

CUT = " ... (cut: the CSV and the page have the rest)"


def schedule_xlsx(db: Database, who: Principal, schedule_id: int) -> bytes:
    """A workbook: the shifts, the coverage by day and by interval, and everything that could not be done."""
    found, words = read(db, who, schedule_id)
    book = _shifts(found, words)
    if found.record.requirement_run is not None:
        parts = coverage(db, who, schedule_id)
        days = summary(parts).days
        header = ("skill", "date", "required hours", "scheduled hours", "short hours", "over hours")
        rows = ((d.skill, d.day, *(round(x, 2) for x in (d.required, d.scheduled, d.short, d.over))) for d in days)
        _fill(book.create_sheet(), "Days", header, rows)
        _fill(
            book.create_sheet(),
            "Intervals",
            ("skill", "start", "required", "scheduled", "short", "over"),
            _cells(parts),
        )
    _fill(book.create_sheet(), "Unmet", UNMET_COLUMNS, _reasons(found.record))
    return _saved(book)


def days_xlsx(db: Database, who: Principal, first_day: date, days: int) -> bytes:
    """A workbook of every published shift that starts in some days, whichever schedule brought it."""
    return _saved(_shifts(*read_days(db, who, first_day, days)))


def _shifts(found: ScheduleWithShifts, words: Words) -> Workbook:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # a new workbook has one
    _fill(sheet, "Shifts", SHIFT_COLUMNS, (row_of(p, found.record.horizon, words) for p in found.shifts))
    return book


def _saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cells(parts: Iterable[Coverage]) -> Iterable[Sequence[object]]:
    for part in parts:
        local = part.grid.local()
        arrays = (part.required, part.scheduled, part.short, part.over)
        for i in range(part.grid.count):
            if any(values[i] > 0 for values in arrays):
                yield (part.skill, str(local[i]).replace("T", " "), *(round(float(v[i]), 3) for v in arrays))


def _reasons(record: ScheduleVersion) -> Iterable[Sequence[object]]:
    def when(minute: int | None) -> str:
        if minute is None:
            return ""
        return f"{record.horizon.start + timedelta(days=minute // DAY)} {clock(minute % DAY)}"

    for reason in (*record.unscheduled, *record.shortfalls):
        yield (
            reason.subject,
            when(reason.start),
            when(reason.end),
            round(reason.heads, 2) or "",
            reason.text,
            "" if reason.peak is None else round(reason.peak, 2),
            round(hours_of(reason), 2) or "",
            reason.detail,
        )


def fitting(cell: object) -> object:
    """The cell, a longer text than Excel takes cut with a word about it."""
    if not isinstance(cell, str) or len(cell) <= LONGEST_CELL:
        return cell
    return cell[: LONGEST_CELL - len(CUT)] + CUT


def _fill(sheet: Worksheet, title: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    sheet.title = title
    sheet.append(list(header))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in rows:
        sheet.append([fitting(plain(cell)) for cell in row])
    sheet.freeze_panes = "A2"
    for column in sheet.iter_cols(max_row=min(sheet.max_row, 200)):
        width = max(len(str(cell.value or "")) for cell in column)
        sheet.column_dimensions[get_column_letter(column[0].column or 1)].width = min(60, width + 2)
