"""A file of reps: one row each, every fault named by line and column."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from wfm.domain.errors import InputError
from wfm.domain.people import Rep, Stage, WorkMode
from wfm.services.readers.cells import availability, clock_minutes, listed_in
from wfm.services.readers.faults import Fault, missing
from wfm.services.readers.formats import bare
from wfm.services.readers.sheets import Sheet, Source, read_sheet

T = TypeVar("T", bound=str)

HEADERS: dict[str, tuple[str, ...]] = {
    "id": ("id", "rep", "repid", "agentid", "employeeid"),
    "name": ("name", "fullname"),
    "contract": ("contract", "workplan"),
    "skills": ("skills",),
    "languages": ("languages", "language"),
    "work_mode": ("workmode",),
    "site": ("site",),
    "office_days": ("officedays",),
    "office_days_min": ("officedaysmin",),
    "office_days_max": ("officedaysmax",),
    "hired": ("hired", "hiredate"),
    "wage_per_hour": ("wageperhour", "wage"),
    "home_workspace_approved": ("homeworkspaceapproved",),
    "stage": ("stage",),
    "performance": ("performance",),
    "available": ("available", "availability"),
    "preferred_start": ("preferredstart",),
    "email": ("email",),
}
"""A rep's fields and the headers (letters and digits, lower case) that give them."""

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
            f"a file of reps must have the columns {', '.join(NEEDED)}; got {', '.join(table.header)}: "
            f"{missing(absent)} "
            f"(also understood: {', '.join(f for f in HEADERS if f not in NEEDED)})",
            f"{table.name} line {table.header_line}",
        )
    return places


def _rep(cells: dict[str, str], headers: dict[str, str]) -> Rep:
    def read(field: str, convert: Callable[[str], Any], default: Any) -> Any:
        text = cells.get(field, "")
        if not text:
            return default
        try:
            return convert(text)
        except InputError as error:
            raise _Bad(headers[field], error.reason) from error

    for field in ("id", "contract"):
        if not cells[field]:
            raise _Bad(headers[field], "must not be empty")
    stage = read("stage", lambda text: _one_of(Stage, text), Stage.LIVE)
    skills = read("skills", _skills, {})
    if not skills and stage is not Stage.TRAINING:
        raise _Bad(
            headers["skills"], f"must name a skill, since only reps in training have none; {cells['id']} is {stage}"
        )
    office = read("office_days", _day_range, None)
    if "office_days_min" in cells or "office_days_max" in cells:
        low, high = read("office_days_min", _whole, None), read("office_days_max", _whole, None)
        if (low is None) != (high is None):
            raise _Bad(headers.get("office_days_min"), "least and most office days must be given together")
        office = (low, high) if low is not None else office
    try:
        return Rep(
            id=cells["id"],
            name=cells.get("name") or cells["id"],
            contract=cells["contract"],
            skills=skills,
            languages=read("languages", listed_in, ("en",)),
            work_mode=read("work_mode", lambda text: _one_of(WorkMode, text), WorkMode.ONSITE),
            site=cells.get("site") or None,
            office_days=office,
            hired=read("hired", _date, None),
            wage_per_hour=read("wage_per_hour", _figure, None),
            home_workspace_approved=read("home_workspace_approved", _yes_or_no, False),
            stage=stage,
            performance=read("performance", _figure, None),
            available=read("available", availability, None),
            preferred_start=read("preferred_start", clock_minutes, None),
            email=cells.get("email") or None,
        )
    except InputError as error:
        raise _Bad(None, error.reason) from error


def _skills(text: str) -> dict[str, float]:
    """`voice-en:1.0|voice-es:0.8`; a skill without a speed is fully trained."""
    skills: dict[str, float] = {}
    for part in listed_in(text):
        skill, _, speed = part.partition(":")
        skill = skill.strip()
        if skill in skills:
            raise InputError(f"names skill {skill!r} twice")
        skills[skill] = _figure(speed) if speed.strip() else 1.0
        if not 0 < skills[skill] <= 1:
            raise InputError(f"speed in {skill!r} must be in (0, 1], got {speed.strip()}")
    return skills


def _figure(text: str) -> float:
    if not re.fullmatch(r"\d+(\.\d*)?|\.\d+", text.strip()):
        raise InputError(f"must be a number >= 0, got {text!r}")
    return float(text)


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise InputError(f"must be a whole number >= 0, got {text!r}")
    return int(text)


def _day_range(text: str) -> tuple[int, int]:
    """`2-3`, or `2` for exactly two."""
    low, _, high = text.partition("-")
    return _whole(low.strip()), _whole((high or low).strip())


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text.removesuffix(" 00:00:00"))
    except ValueError as error:
        raise InputError(f"must be a date such as 2024-05-31, got {text!r}") from error


def _yes_or_no(text: str) -> bool:
    word = text.casefold()
    if word not in ("yes", "no", "true", "false", "1", "0", "y", "n"):
        raise InputError(f"must be yes or no, got {text!r}")
    return word in ("yes", "true", "1", "y")


def _one_of(kind: Callable[[str], T], text: str) -> T:
    try:
        return kind(text.casefold().replace("-", ""))
    except ValueError as error:
        names = ", ".join(member.value for member in kind)  # type: ignore[attr-defined]
        raise InputError(f"must be one of {names}, got {text!r}") from error
