"""A file of reps: one row each, every fault named by line and column."""

from __future__ import annotations

import re
from dataclasses import dataclass

from wfm.documents import CELLS, REP, Door, Value, bare, read
from wfm.domain.errors import InputError
from wfm.domain.people import Rep, Stage
from wfm.domain.texts import some_of
from wfm.services.readers.faults import Fault, missing
from wfm.services.readers.sheets import Sheet, Source, read_sheet

LEAST_AND_MOST = ("office_days_min", "office_days_max")
"""Columns that tell the office days apart."""

ALIASES: dict[str, tuple[str, ...]] = {
    "id": ("rep", "repid", "agentid", "employeeid"),
    "name": ("fullname",),
    "contract": ("workplan",),
    "languages": ("language",),
    "hired": ("hiredate",),
    "wage_per_hour": ("wage",),
    "available": ("availability",),
}
"""Further headers (letters and digits, lower case) of a rep's keys."""

HEADERS = {key: (bare(key), *ALIASES.get(key, ())) for key in (*REP.keys, *LEAST_AND_MOST)}
"""A rep's keys and the headers that give them."""

NEEDED = ("id", "contract", "skills")


@dataclass(frozen=True, slots=True)
class RepsFile:
    """The reps of a file with the line each is on, what cannot be used, and the columns that mean nothing here."""

    name: str
    reps: tuple[tuple[int, Rep], ...]
    faults: tuple[Fault, ...]
    ignored: tuple[str, ...]


class _Bad(Exception):
    """A fault of one cell."""

    def __init__(self, column: str | None, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason


def read_reps(source: Source, name: str = "", sheet: str | None = None) -> RepsFile:
    """Read a file of reps; InputError when its header does not name what every rep must have."""
    table = read_sheet(source, name, sheet)
    places = _places(table)
    reps: list[tuple[int, Rep]] = []
    faults = list(table.ragged)
    seen: dict[str, int] = {}
    for row in range(table.count):
        line = int(table.lines[row])
        cells = {field: table.columns[index][row] for field, index in places.items()}
        headers = {field: table.header[index] for field, index in places.items()}
        try:
            rep = _rep(cells, headers)
            if rep.id in seen:
                raise _Bad(headers["id"], f"rep {rep.id!r} is on line {seen[rep.id]} already")
        except _Bad as bad:
            faults.append(Fault(line, bad.column, bad.reason))
            continue
        seen[rep.id] = line
        reps.append((line, rep))
    ignored = tuple(cell for index, cell in enumerate(table.header) if index not in places.values() and cell)
    return RepsFile(table.name, tuple(reps), tuple(sorted(faults, key=lambda fault: fault.line)), ignored)


def _places(table: Sheet) -> dict[str, int]:
    plain = [bare(cell) for cell in table.header]
    places: dict[str, int] = {}
    for field, names in HEADERS.items():
        found = [index for index, cell in enumerate(plain) if cell in names]
        if len(found) > 1:
            raise InputError(f"columns {' and '.join(table.header[i] for i in found)} both mean {field}", table.name)
        if found:
            places[field] = found[0]
    absent = [field for field in NEEDED if field not in places]
    if absent:
        raise InputError(
            f"a file of reps must have the columns {', '.join(NEEDED)}; got {some_of(table.header)}: "
            f"{missing(absent)} "
            f"(also understood: {', '.join(f for f in HEADERS if f not in NEEDED)})",
            f"{table.name} line {table.header_line}",
        )
    return places


def _rep(cells: dict[str, str], headers: dict[str, str]) -> Rep:
    """The rep of a row's cells by key; an empty cell says nothing."""
    told = {key: text for key, text in cells.items() if text}
    row = Value(told, "", Door(CELLS))
    for key in ("id", "contract"):
        if key not in told:
            raise _Bad(headers[key], "must not be empty")
    try:
        rep = read(REP, row.only(REP.keys), **_office_days(row, headers))
    except InputError as error:
        key = re.split(r"[.\[]", error.where or "")[0]
        raise _Bad(headers.get(key), error.reason) from error
    if not rep.skills and rep.stage is not Stage.TRAINING:
        raise _Bad(
            headers["skills"], f"must name a skill, since only reps in training have none; {rep.id} is {rep.stage}"
        )
    return rep


def _office_days(row: Value, headers: dict[str, str]) -> dict[str, tuple[int, int]]:
    """The days on site a week where they stand in two columns."""
    low, high = (None if key not in row.raw else row.child(key, row.raw[key]).integer(0) for key in LEAST_AND_MOST)
    if (low is None) != (high is None):
        raise _Bad(headers.get(LEAST_AND_MOST[0]), "least and most office days must be given together")
    return {} if low is None or high is None else {"office_days": (low, high)}
