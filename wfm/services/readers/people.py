"""Files of reps, of their terms from a date, and of training classes: every fault named by line and column."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from wfm.documents import CELLS, DATED_TERMS, REP, TRAINING_CLASS, Door, Value, bare, read
from wfm.domain.errors import InputError
from wfm.domain.people import DatedTerms, Rep, Stage, TrainingClass
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
    "zone": ("timezone", "tz"),
    "team": ("teamname",),
    "first_day": ("joins", "startdate"),
    "last_day": ("leaves", "enddate"),
    "class": ("trainingclass", "cohort"),
    "rep": ("id", "repid", "agentid", "employeeid"),
    "from": ("firstday", "date"),
    "members": ("reps",),
}
"""Further headers (letters and digits, lower case) of keys."""


@dataclass(frozen=True)
class Kind:
    """A kind of file with a row per thing: what it is a file of, its keys, and those that it must have."""

    of: str
    keys: tuple[str, ...]
    needed: tuple[str, ...]

    @property
    def headers(self) -> Mapping[str, tuple[str, ...]]:
        """The headers that give each key; one that is a key itself gives no other."""
        own = {bare(key) for key in self.keys}
        return {key: (bare(key), *(a for a in ALIASES.get(key, ()) if a not in own)) for key in self.keys}


REPS = Kind("reps", (*REP.keys, *LEAST_AND_MOST, "class"), ("id", "contract", "skills"))
TERMS = Kind("terms", ("rep", *DATED_TERMS.keys, *LEAST_AND_MOST), ("rep", "from"))
CLASSES = Kind("classes", (*TRAINING_CLASS.keys, "members"), ("id", "starts", "graduates"))

SINCE = ("zone", "team", "first_day", "last_day")
"""Keys of a rep that files made for an earlier version lack; without such a column the rep keeps what is on record."""


@dataclass(frozen=True, slots=True)
class RepsFile:
    """The reps of a file with the line each is on, what cannot be used, and the columns that mean nothing here.

    `keys` are those that the file has a column for; `classes` are the classes by rep, where there is such a column.
    """

    name: str
    reps: tuple[tuple[int, Rep], ...]
    faults: tuple[Fault, ...]
    ignored: tuple[str, ...]
    keys: frozenset[str]
    classes: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class TermsFile:
    """The terms of a file, each with its line and the rep it is of."""

    name: str
    terms: tuple[tuple[int, str, DatedTerms], ...]
    faults: tuple[Fault, ...]
    ignored: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClassesFile:
    """The classes of a file, each with its line and the members that the file names."""

    name: str
    classes: tuple[tuple[int, TrainingClass, tuple[str, ...]], ...]
    faults: tuple[Fault, ...]
    ignored: tuple[str, ...]


class _Bad(Exception):
    """A fault of one cell."""

    def __init__(self, column: str | None, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason


@dataclass(frozen=True)
class _Row:
    """A row's line and cells by key, those that are not empty, and the file's headers."""

    line: int
    told: Mapping[str, str]
    headers: Mapping[str, str]

    @property
    def value(self) -> Value:
        """The row as a table of a file."""
        return Value(dict(self.told), "", Door(CELLS))

    def must_have(self, *keys: str) -> None:
        """A fault for the first of these that is empty."""
        for key in keys:
            if key not in self.told:
                raise _Bad(self.headers[key], "must not be empty")

    @contextmanager
    def blamed(self) -> Iterator[None]:
        """A fault of a value is told by its column."""
        try:
            yield
        except InputError as error:
            raise _Bad(self.headers.get(re.split(r"[.\[]", error.where or "")[0]), error.reason) from error


def read_reps(source: Source, name: str = "", sheet: str | None = None) -> RepsFile:
    """Read a file of reps; InputError when its header does not name what every rep must have."""
    table = read_sheet(source, name, sheet)
    reps: list[tuple[int, Rep]] = []
    classes: dict[str, str | None] = {}
    seen: dict[str, int] = {}

    def take(row: _Row) -> None:
        rep = _rep(row)
        if rep.id in seen:
            raise _Bad(row.headers["id"], f"rep {rep.id!r} is on line {seen[rep.id]} already")
        seen[rep.id] = row.line
        reps.append((row.line, rep))
        if "class" in row.headers:
            classes[rep.id] = row.told.get("class")

    faults, ignored, keys = _each(table, REPS, take)
    return RepsFile(table.name, tuple(reps), faults, ignored, keys, classes)


def read_terms(source: Source, name: str = "", sheet: str | None = None) -> TermsFile:
    """Read a file of terms that hold from a date, a row for each rep and date; an empty cell leaves things as they are."""
    table = read_sheet(source, name, sheet)
    terms: list[tuple[int, str, DatedTerms]] = []
    seen: dict[tuple[str, object], int] = {}

    def take(row: _Row) -> None:
        row.must_have(*TERMS.needed)
        office = _office_days(row)
        with row.blamed():
            made = read(DATED_TERMS, row.value.only(DATED_TERMS.keys), **office)
        rep = row.told["rep"]
        key = (rep, made.first_day)
        if key in seen:
            raise _Bad(row.headers["from"], f"rep {rep!r} has terms from {made.first_day} on line {seen[key]} already")
        seen[key] = row.line
        terms.append((row.line, rep, made))

    faults, ignored, _ = _each(table, TERMS, take)
    return TermsFile(table.name, tuple(terms), faults, ignored)


def read_classes(source: Source, name: str = "", sheet: str | None = None) -> ClassesFile:
    """Read a file of training classes, a row each."""
    table = read_sheet(source, name, sheet)
    classes: list[tuple[int, TrainingClass, tuple[str, ...]]] = []
    seen: dict[str, int] = {}

    def take(row: _Row) -> None:
        row.must_have(*CLASSES.needed)
        with row.blamed():
            made = read(TRAINING_CLASS, row.value.only(TRAINING_CLASS.keys))
            members = row.value.child("members", row.told.get("members", "")).items()
        if made.id in seen:
            raise _Bad(row.headers["id"], f"class {made.id!r} is on line {seen[made.id]} already")
        seen[made.id] = row.line
        classes.append((row.line, made, tuple(dict.fromkeys(member.text() for member in members))))

    faults, ignored, _ = _each(table, CLASSES, take)
    return ClassesFile(table.name, tuple(classes), faults, ignored)


def _each(
    table: Sheet, kind: Kind, take: Callable[[_Row], None]
) -> tuple[tuple[Fault, ...], tuple[str, ...], frozenset[str]]:
    """Have every row taken; the faults by line, the columns that mean nothing here, and the keys that have one."""
    places = _places(table, kind)
    headers = {key: table.header[index] for key, index in places.items()}
    faults = list(table.ragged)
    for row in range(table.count):
        line = int(table.lines[row])
        cells = {key: table.columns[index][row] for key, index in places.items()}
        try:
            take(_Row(line, {key: text for key, text in cells.items() if text}, headers))
        except _Bad as bad:
            faults.append(Fault(line, bad.column, bad.reason))
    ignored = tuple(cell for index, cell in enumerate(table.header) if index not in places.values() and cell)
    return tuple(sorted(faults, key=lambda fault: fault.line)), ignored, frozenset(places)


def _places(table: Sheet, kind: Kind) -> dict[str, int]:
    plain = [bare(cell) for cell in table.header]
    places: dict[str, int] = {}
    for key, names in kind.headers.items():
        found = [index for index, cell in enumerate(plain) if cell in names]
        if len(found) > 1:
            raise InputError(f"columns {' and '.join(table.header[i] for i in found)} both mean {key}", table.name)
        if found:
            places[key] = found[0]
    _must_have(table, kind, places)
    return places


def _must_have(table: Sheet, kind: Kind, places: Mapping[str, int]) -> None:
    absent: Sequence[str] = [key for key in kind.needed if key not in places]
    if absent:
        raise InputError(
            f"a file of {kind.of} must have the columns {', '.join(kind.needed)}; got {some_of(table.header)}: "
            f"{missing(absent)} "
            f"(also understood: {', '.join(key for key in kind.keys if key not in kind.needed)})",
            f"{table.name} line {table.header_line}",
        )


def _rep(row: _Row) -> Rep:
    """The rep of a row; an empty cell says nothing."""
    row.must_have("id", "contract")
    office = _office_days(row)
    with row.blamed():
        rep = read(REP, row.value.only(REP.keys), **office)
    if not rep.skills and rep.stage is not Stage.TRAINING:
        raise _Bad(
            row.headers["skills"], f"must name a skill, since only reps in training have none; {rep.id} is {rep.stage}"
        )
    return rep


def _office_days(row: _Row) -> dict[str, tuple[int, int]]:
    """The days on site a week where they stand in two columns."""
    with row.blamed():
        low, high = (
            None if key not in row.told else row.value.child(key, row.told[key]).integer(0) for key in LEAST_AND_MOST
        )
    if (low is None) != (high is None):
        raise _Bad(row.headers.get(LEAST_AND_MOST[0]), "least and most office days must be given together")
    return {} if low is None or high is None else {"office_days": (low, high)}
