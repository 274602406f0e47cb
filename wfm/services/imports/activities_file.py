"""A file of activities for shifts that are planned: a row each, every fault named by line and column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from wfm.domain.errors import InputError
from wfm.domain.texts import named, quoted
from wfm.domain.time import DAY
from wfm.services.imports.leave_file import moment, places
from wfm.services.readers import Fault, Source, read_sheet

HEADERS: Mapping[str, tuple[str, ...]] = {
    "rep": ("rep", "repid", "agent", "agentid", "employee", "employeeid"),
    "activity": ("activity", "activityid", "id", "kind", "type"),
    "start": ("start", "starts", "from", "begin", "begins", "starttime"),
    "end": ("end", "ends", "to", "until", "endtime"),
    "minutes": ("minutes", "duration", "length", "durationminutes"),
}
"""What a column may stand for and the headers (letters and digits, lower case) that say so."""

NEEDED = ("rep", "activity", "start")


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """An activity as a row says it, with its line: times without a zone are on the rep's clock.

    One of `end` and `minutes` is None.
    """

    line: int
    rep: str
    activity: str
    start: datetime
    end: datetime | None
    minutes: int | None


@dataclass(frozen=True, slots=True)
class ActivitiesFile:
    """The activities of a file, what cannot be used, the columns that mean nothing here, and the headers by meaning."""

    name: str
    rows: tuple[ActivityRow, ...]
    faults: tuple[Fault, ...]
    ignored: tuple[str, ...]
    headers: Mapping[str, str]


def read_activities(source: Source, name: str = "", sheet: str | None = None) -> ActivitiesFile:
    """Read a file of activities; InputError when its header does not name what all of them must have."""
    table = read_sheet(source, name, sheet)
    found = places(table, "activities", HEADERS, NEEDED)
    headers = {field: table.header[index] for field, index in found.items()}
    if "end" not in headers and "minutes" not in headers:
        told = "a file of activities must have the column end or minutes"
        raise InputError(told, f"{table.name} line {table.header_line}")
    rows: list[ActivityRow] = []
    faults = list(table.ragged)
    for row in range(table.count):
        line = int(table.lines[row])
        cells = {field: table.columns[index][row] for field, index in found.items()}
        try:
            rows.append(_row(line, cells))
        except InputError as error:
            faults.append(Fault(line, headers.get(error.where or ""), error.reason))
    ignored = tuple(cell for index, cell in enumerate(table.header) if index not in found.values() and cell)
    return ActivitiesFile(table.name, tuple(rows), tuple(faults), ignored, headers)


def _row(line: int, cells: Mapping[str, str]) -> ActivityRow:
    """The activity of a row's cells; InputError whose place is the meaning of the column to blame."""
    for field in NEEDED:
        if not cells[field]:
            raise InputError("must not be empty", field)
    end, minutes = cells.get("end", ""), cells.get("minutes", "")
    if bool(end) == bool(minutes):
        raise InputError("a row must have an end or minutes, and not both", "end" if "end" in cells else "minutes")
    return ActivityRow(
        line,
        _named(cells["rep"], "rep"),
        _named(cells["activity"], "activity"),
        _time(cells["start"], "start"),
        _time(end, "end") if end else None,
        _minutes(minutes) if minutes else None,
    )


def _named(text: str, field: str) -> str:
    try:
        return named(text, f"the {field}")
    except InputError as error:
        raise InputError(error.reason, field) from error


def _time(text: str, field: str) -> datetime:
    try:
        found = moment(text)
    except InputError as error:
        raise InputError(error.reason, field) from error
    if not isinstance(found, datetime) or found.second:
        raise InputError(f"must be a local time such as 2026-12-24 13:30, got {quoted(text)}", field)
    return found


def _minutes(text: str) -> int:
    minutes = int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 0
    if not 1 <= minutes <= DAY:
        raise InputError(f"must be a whole number in 1..{DAY}, got {quoted(text)}", "minutes")
    return minutes
