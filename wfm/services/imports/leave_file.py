"""A file of leave: a row each, every fault named by line and column."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TypeVar

from wfm.database import LeaveState
from wfm.documents import bare
from wfm.domain.errors import InputError
from wfm.domain.people import VACATION
from wfm.domain.texts import named, quoted, some_of
from wfm.services.leave import Moment
from wfm.services.readers import Fault, Sheet, Source, missing, read_sheet

HEADERS: Mapping[str, tuple[str, ...]] = {
    "rep": ("rep", "id", "repid", "agent", "agentid", "employee", "employeeid"),
    "from": ("from", "start", "begin", "begins", "first", "firstday", "startdate", "starttime", "fromdate"),
    "to": ("to", "end", "ends", "last", "lastday", "enddate", "endtime", "until", "todate"),
    "kind": ("kind", "leavekind", "type", "leavetype", "absencetype", "leave", "absence"),
    "hours": ("hours", "credithours", "hourscredit", "paidhours"),
    "days": ("days", "creditdays", "dayscredit"),
    "state": ("state", "status"),
}
"""What a column may stand for and the headers (letters and digits, lower case) that say so."""

NEEDED = ("rep", "from", "to")

STATES = (LeaveState.APPROVED, LeaveState.REQUESTED)
"""What leave of a file may be: what was refused or withdrawn elsewhere is no leave."""

T = TypeVar("T")

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?([T ]?(Z|[+-]\d\d:?\d\d))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class LeaveRow:
    """Leave as a row says it, with its line: days and times without a zone are on the rep's clock."""

    line: int
    rep: str
    start: Moment
    end: Moment
    kind: str = VACATION
    credit_minutes: int | None = None
    credit_days: float | None = None
    state: LeaveState = LeaveState.APPROVED


@dataclass(frozen=True, slots=True)
class LeaveFile:
    """The leave of a file, what cannot be used, the columns that mean nothing here, and the headers by meaning."""

    name: str
    rows: tuple[LeaveRow, ...]
    faults: tuple[Fault, ...]
    ignored: tuple[str, ...]
    headers: Mapping[str, str]


def read_leave(source: Source, name: str = "", sheet: str | None = None) -> LeaveFile:
    """Read a file of leave; InputError when its header does not name what all leave must have."""
    table = read_sheet(source, name, sheet)
    found = places(table, "leave", HEADERS, NEEDED)
    headers = {field: table.header[index] for field, index in found.items()}
    rows: list[LeaveRow] = []
    faults = list(table.ragged)
    for row in range(table.count):
        line = int(table.lines[row])
        cells = {field: table.columns[index][row] for field, index in found.items()}
        try:
            rows.append(_row(line, cells, table.excel))
        except InputError as error:
            faults.append(Fault(line, headers.get(error.where or ""), error.reason))
    ignored = tuple(cell for index, cell in enumerate(table.header) if index not in found.values() and cell)
    return LeaveFile(table.name, tuple(rows), tuple(sorted(faults, key=lambda fault: fault.line)), ignored, headers)


def places(table: Sheet, kind: str, headers: Mapping[str, tuple[str, ...]], needed: Sequence[str]) -> dict[str, int]:
    """The column of each meaning that a table has; InputError for two of one, and for none of a meaning that is needed."""
    plain = [bare(cell) for cell in table.header]
    places: dict[str, int] = {}
    for field, names in headers.items():
        found = [index for index, cell in enumerate(plain) if cell in names]
        if len(found) > 1:
            raise InputError(f"columns {' and '.join(table.header[i] for i in found)} both mean {field}", table.name)
        if found:
            places[field] = found[0]
    absent = [field for field in needed if field not in places]
    if absent:
        raise InputError(
            f"a file of {kind} must have the columns {', '.join(needed)}; got {some_of(table.header)}: {missing(absent)} "
            f"(also understood: {', '.join(field for field in headers if field not in needed)})",
            f"{table.name} line {table.header_line}",
        )
    return places


def _row(line: int, cells: Mapping[str, str], excel: bool) -> LeaveRow:
    """The leave of a row's cells; InputError whose place is the meaning of the column to blame."""

    def cell(field: str, read: Callable[[str], T], empty: T) -> T:
        text = cells.get(field, "")
        if not text and field not in NEEDED:
            return empty
        try:
            return read(text)
        except InputError as error:
            raise InputError(error.reason, field) from error

    rep = cell("rep", _rep, "")
    start = cell("from", moment, date.min)
    if cells["to"] or isinstance(start, datetime):
        start, end = _days_of_excel(start, cell("to", moment, date.min), excel)
    else:
        end = start
    kind = cell("kind", lambda text: named(text, "the kind").casefold(), VACATION)
    minutes = cell("hours", lambda text: round(60 * _number(text)), None)
    days = cell("days", _number, None)
    return LeaveRow(line, rep, start, end, kind, minutes, days, cell("state", _state, LeaveState.APPROVED))


def _rep(text: str) -> str:
    if not text:
        raise InputError("must not be empty")
    return named(text, "the rep")


def moment(text: str) -> Moment:
    """A day or time of leave; InputError for what is none."""
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
        if _TIME.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"there is no day or time {quoted(text)}") from error
    raise InputError(
        f"must be a day such as 2026-12-24 or a local time such as 2026-12-24 13:30, got {quoted(text) if text else 'nothing'}"
    )


def _days_of_excel(start: Moment, end: Moment, excel: bool) -> tuple[Moment, Moment]:
    """Days that Excel tells as their midnight are days, where both are."""
    midnights = [at for at in (start, end) if isinstance(at, datetime) and at.tzinfo is None and at.time() == time()]
    return (midnights[0].date(), midnights[1].date()) if excel and len(midnights) == 2 else (start, end)


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError as error:
        raise InputError(f"must be a number, got {quoted(text)}") from error
    if not 0 <= number <= 10_000:
        raise InputError(f"must be in 0..10000, got {quoted(text)}")
    return number


def _state(text: str) -> LeaveState:
    try:
        state = LeaveState(text.casefold())
    except ValueError:
        state = LeaveState.REFUSED
    if state not in STATES:
        raise InputError(f"must be {' or '.join(STATES)}, got {quoted(text)}")
    return state
