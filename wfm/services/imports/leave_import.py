"""Importing leave from a file: all of it or nothing, each refused row named, and what is there already left as it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from wfm.database import Database, LeaveState, NewLeave, TimeOffRequest, UnitOfWork
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import InputError, WfmError
from wfm.domain.exchange import TakenShift
from wfm.domain.people import LeaveKind, Rep
from wfm.domain.texts import quoted
from wfm.services import leave
from wfm.services.clock import clock_now
from wfm.services.imports.leave_file import LeaveFile, LeaveRow, read_leave
from wfm.services.imports.reports import LeaveReport, RowsRefused
from wfm.services.progress import OnProgress, quiet
from wfm.services.readers import Fault, ImportOptions, Source


@dataclass(frozen=True, slots=True)
class _Found:
    """A row that can be used, at its instants."""

    row: LeaveRow
    start: datetime
    end: datetime
    zone: str

    @property
    def entry(self) -> NewLeave:
        """The leave to store; two rows with the same say the same."""
        row = self.row
        return NewLeave(row.rep, self.start, self.end, row.kind, row.state, row.credit_minutes, row.credit_days)


@dataclass(frozen=True, slots=True)
class _Plan:
    new: tuple[_Found, ...]
    unchanged: int
    duplicates: int
    faults: tuple[Fault, ...]


def preview_leave(
    db: Database,
    who: Principal,
    source: Source,
    options: ImportOptions | None = None,
    *,
    name: str = "",
    now: datetime | None = None,
) -> LeaveReport:
    """What an import of the file would change; nothing is written, and rows that cannot be used are told."""
    who.require(Role.PLANNER)
    options = options or ImportOptions()
    file = read_leave(source, name, options.sheet)
    with db.read() as unit:
        plan = _planned(unit, file)
        away = [leave.Away(n.row.rep, n.start, n.end) for n in plan.new if n.row.state is LeaveState.APPROVED]
        return _report(file, plan, leave.taken_shifts(unit, away, clock_now(now)))


def import_leave(
    db: Database,
    who: Principal,
    source: Source,
    options: ImportOptions | None = None,
    on_progress: OnProgress = quiet,
    *,
    name: str = "",
    now: datetime | None = None,
) -> LeaveReport:
    """Enter the leave of a file, which takes the published shifts that lie in it; what is there already stays as it is.

    RowsRefused when a row cannot be used and `skip_refused` is not set; AccessError for leave of one's own.
    """
    who.require(Role.PLANNER)
    options = options or ImportOptions()
    on_progress(0.0, "reading the file")
    file = read_leave(source, name, options.sheet)
    with db.write() as unit:
        plan = _planned(unit, file)
        if plan.faults and not options.skip_refused:
            raise RowsRefused(file.name, plan.faults)
        who.require_another("enter your time off", *(found.row.rep for found in plan.new))
        made = unit.time_off.enter((found.entry for found in plan.new), who.username)
        approved = [request for request in made if request.state is LeaveState.APPROVED]
        taken = dict(zip((r.id for r in approved), leave.take_shifts(unit, who, approved, clock_now(now)), strict=True))
        words = {
            request.id: leave.leave_words(request) | leave.taken_ids(taken.get(request.id, ())) for request in made
        }
        unit.audit.add_many(who, "imported", "time off", words.items())
    on_progress(1.0, "imported")
    return _report(file, plan, taken.values())


def _report(file: LeaveFile, plan: _Plan, taken: Iterable[Sequence[TakenShift]]) -> LeaveReport:
    refused = tuple(fault.told(file.name) for fault in plan.faults)
    shifts = Counter(one.fate for shifts in taken for one in shifts)
    return LeaveReport(file.name, len(plan.new), plan.unchanged, plan.duplicates, refused, file.ignored, shifts)


def _planned(unit: UnitOfWork, file: LeaveFile) -> _Plan:
    """Which rows are new, which are there or repeated, and which cannot be used."""
    usable, faults = _usable(unit, file)
    standing = _standing(unit, usable)
    accepted: dict[str, list[_Found]] = {}
    new: list[_Found] = []
    unchanged = duplicates = 0
    for found in usable:
        before, there = accepted.setdefault(found.row.rep, []), standing.get(found.row.rep, ())
        if any(found.entry == other.entry for other in before):
            duplicates += 1
            continue
        if any(found.entry == _entry(other) for other in there):
            unchanged += 1
        elif (fault := _overlap(found, before, there)) is not None:
            faults.append(Fault(found.row.line, file.headers["from"], fault))
            continue
        else:
            new.append(found)
        before.append(found)
    return _Plan(tuple(new), unchanged, duplicates, tuple(sorted(faults, key=lambda fault: fault.line)))


def _usable(unit: UnitOfWork, file: LeaveFile) -> tuple[list[_Found], list[Fault]]:
    """The rows that are leave of a rep who works here then, and the faults of all others."""
    names = {row.rep for row in file.rows}
    reps, gone = unit.reps.get_many(names), unit.reps.inactive(names)
    kinds, clocks = unit.leave_kinds.all(), leave.Clocks.of(unit)
    usable: list[_Found] = []
    faults = list(file.faults)
    for row in file.rows:
        try:
            usable.append(_found(row, reps, gone, kinds, clocks))
        except InputError as error:
            faults.append(Fault(row.line, file.headers.get(error.where or ""), error.reason))
    return usable, faults


def _found(
    row: LeaveRow, reps: Mapping[str, Rep], gone: Collection[str], kinds: Mapping[str, LeaveKind], clocks: leave.Clocks
) -> _Found:
    """The row at its instants; InputError whose place is the meaning of the column to blame."""
    if row.rep not in reps or row.rep in gone:
        raise InputError(
            f"rep {quoted(row.rep)} no longer works here" if row.rep in gone else f"there is no rep {quoted(row.rep)}",
            "rep",
        )
    if row.kind not in kinds:
        raise InputError(f"there is no leave kind {quoted(row.kind)}; known are {', '.join(kinds)}", "kind")
    rep = reps[row.rep]
    with _blaming("from"):
        leave.check_years(row.start, row.end)
        zone = clocks.zone(rep, row.start)
        start, end = leave.window(row.start, row.end, zone)
        leave.check_employed(rep, start, end, zone)
    with _blaming("kind"):
        leave.check_kind(kinds[row.kind])
    with _blaming("hours" if row.credit_minutes is not None else "days"):
        leave.check_credits(start, end, zone, row.credit_minutes, row.credit_days)
    return _Found(row, start, end, zone)


@contextmanager
def _blaming(field: str) -> Iterator[None]:
    """What a rule of leave says, as the fault of a column."""
    try:
        yield
    except WfmError as error:
        raise InputError(str(error), field) from error


def _standing(unit: UnitOfWork, usable: Sequence[_Found]) -> dict[str, list[TimeOffRequest]]:
    """Leave of these reps that stands and touches the days of the file."""
    if not usable:
        return {}
    start, end = min(found.start for found in usable), max(found.end for found in usable)
    standing: dict[str, list[TimeOffRequest]] = {}
    for request in unit.time_off.list(*leave.STANDING, start=start, end=end):
        standing.setdefault(request.rep, []).append(request)
    return standing


def _entry(request: TimeOffRequest) -> NewLeave:
    """What a row says where it says the same as this leave."""
    return NewLeave(**{name: getattr(request, name) for name in NewLeave.__dataclass_fields__})


def _overlap(found: _Found, before: Iterable[_Found], there: Iterable[TimeOffRequest]) -> str | None:
    """Which other leave of the rep lies in it, of the file or on record; None for none."""
    for other in before:
        if found.start < other.end and other.start < found.end:
            when = leave.told(other.start, other.end, found.zone)
            return f"leave of {found.row.rep!r} on {when} is on line {other.row.line} already"
    for request in there:
        if found.start < request.end and request.start < found.end:
            return leave.overlap(request, found.row.rep, found.zone)
    return None
