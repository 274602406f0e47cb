"""Putting the activities of a file into shifts that are planned: all of it or nothing, each refused row named."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from wfm.database import Database, UnitOfWork
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import InputError, RefusedError
from wfm.domain.exchange import PlannedShift, ScheduleStatus, when
from wfm.domain.people import Activity, Rep, Shift, piece_fault
from wfm.domain.texts import quoted
from wfm.domain.time import Horizon, to_utc, zone_of
from wfm.services import leave
from wfm.services.clock import clock_now
from wfm.services.imports.activities_file import ActivitiesFile, ActivityRow, read_activities
from wfm.services.imports.people_reports import ActivitiesReport
from wfm.services.imports.reports import RowsRefused
from wfm.services.readers import Fault, ImportOptions, Source


@dataclass
class _Held:
    """A shift that rows lie in, on the axis it is stored on, and as it will be with those of them that fit."""

    planned: PlannedShift
    horizon: Horizon
    after: Shift = field(init=False)

    def __post_init__(self) -> None:
        self.after = self.planned.shift

    def on_axis(self, name: str, start: datetime, end: datetime) -> Activity:
        """An activity of these instants on the shift's axis."""
        return Activity(name, self.horizon.minute(start), self.horizon.minute(end))

    def add(self, activity: Activity) -> None:
        """Have one activity more."""
        self.after = replace(self.after, activities=(*self.after.activities, activity))


@dataclass
class _Plan:
    held: list[_Held] = field(default_factory=list)
    added: int = 0
    unchanged: int = 0
    duplicates: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def changed(self) -> list[_Held]:
        """The shifts that come out otherwise."""
        return [held for held in self.held if held.after != held.planned.shift]


def import_activities(
    db: Database,
    who: Principal,
    source: Source,
    options: ImportOptions | None = None,
    *,
    name: str = "",
    schedule: int | None = None,
    dry_run: bool = False,
    now: datetime | None = None,
) -> ActivitiesReport:
    """Put the activities of a file into the published shifts of its reps, or into those of a draft.

    Each must lie in one shift that has not begun, on its slots and over none of its pieces. What is there already stays as
    it is. With `dry_run` nothing is written, and rows that cannot be used are told.

    Raises
    ------
    RowsRefused
        When a row cannot be used and `skip_refused` is not set.
    RefusedError
        For a schedule that is not a draft, or a draft with a bid round that is not over.
    """
    who.require(Role.PLANNER)
    options, now = options or ImportOptions(), clock_now(now)
    file = read_activities(source, name, options.sheet)
    with db.read() if dry_run else db.write() as unit:
        plan = _planned(unit, file, schedule, now)
        if not dry_run:
            if plan.faults and not options.skip_refused:
                raise RowsRefused(file.name, plan.faults)
            who.require_another("put activities into your shifts", *(h.planned.shift.agent for h in plan.changed))
            _store(unit, who, file, plan.changed, schedule)
    refused = tuple(fault.told(file.name) for fault in plan.faults)
    counts = (plan.added, len(plan.changed), plan.unchanged, plan.duplicates)
    return ActivitiesReport(file.name, *counts, refused, file.ignored)


def _store(
    unit: UnitOfWork, who: Principal, file: ActivitiesFile, changed: Sequence[_Held], schedule: int | None
) -> None:
    unit.schedules.set_activities({held.planned.id: held.after for held in changed})
    if schedule is not None and changed:
        unit.schedules.touch(schedule, unit.schedules.record(schedule).version)
    entity = "shift" if schedule is None else "draft shift"
    unit.audit.add_many(who, "imported", entity, ((held.planned.id, _logged(held, file)) for held in changed))


def _logged(held: _Held, file: ActivitiesFile) -> dict[str, object]:
    """All activities that a shift has from now on and had, in minutes of its schedule's axis; whose it is stays."""
    was, pieces = ([[a.id, a.start, a.end] for a in s.activities] for s in (held.planned.shift, held.after))
    owners = {"from": held.after.agent, "to": held.after.agent}
    return {"file": file.name, "schedule": held.planned.schedule, **owners, "activities": pieces, "was": was}


def _planned(unit: UnitOfWork, file: ActivitiesFile, schedule: int | None, now: datetime) -> _Plan:
    """What the rows come to, in the order of the file: an earlier row is there when a later one is judged."""
    names = {row.rep for row in file.rows}
    reps, gone, clocks = unit.reps.get_many(names), unit.reps.inactive(names), leave.Clocks.of(unit)
    plan, usable = _Plan(faults=list(file.faults)), list[tuple[ActivityRow, datetime, datetime]]()
    for row in file.rows:
        try:
            usable.append((row, *_instants(row, reps, gone, clocks)))
        except InputError as error:
            plan.faults.append(Fault(row.line, file.headers.get(error.where or ""), error.reason))
    shifts = _shifts(unit, schedule, usable)
    for row, start, end in usable:
        fault = _take(plan, row, start, end, shifts.get(row.rep, ()), now)
        if fault is not None:
            plan.faults.append(Fault(row.line, file.headers["start"], fault))
    plan.held = [held for group in shifts.values() for held in group]
    plan.faults.sort(key=lambda fault: fault.line)
    return plan


def _instants(
    row: ActivityRow, reps: Mapping[str, Rep], gone: Collection[str], clocks: leave.Clocks
) -> tuple[datetime, datetime]:
    """When a row's activity is; InputError whose place is the meaning of the column to blame."""
    if row.rep not in reps or row.rep in gone:
        told = "no longer works here" if row.rep in gone else "is not on record"
        raise InputError(f"rep {quoted(row.rep)} {told}", "rep")
    times = [row.start] if row.end is None else [row.start, row.end]
    if not all(1970 <= time.year <= 2099 for time in times):
        raise InputError(f"must lie in the years 1970 to 2099, got {row.start.isoformat(' ', 'minutes')}", "start")
    zone = clocks.zone(reps[row.rep], row.start)
    start, *rest = (to_utc(time, zone) if time.tzinfo is None else time.astimezone(UTC) for time in times)
    end = rest[0] if rest else start + timedelta(minutes=row.minutes or 0)
    if not start < end <= start + timedelta(days=1):
        told = " to ".join(time.isoformat(" ", "minutes") for time in times)
        raise InputError(f"must end after it starts and within a day, got {told}", "end")
    return start, end


def _shifts(
    unit: UnitOfWork, schedule: int | None, usable: Sequence[tuple[ActivityRow, datetime, datetime]]
) -> dict[str, list[_Held]]:
    """Each rep's shifts in the time of the file, on the axis they are stored on, by start."""
    if schedule is not None:
        record = unit.schedules.record(schedule)
        if record.status is not ScheduleStatus.DRAFT:
            told = "leave the number out to change what is published"
            raise RefusedError(f"schedule {schedule} is {record.status.value} and no draft; {told}")
        running = unit.rounds.running(schedule)
        if running is not None:
            raise RefusedError(f"bid round {running.name!r} is held over schedule {schedule}; it must be over first")
    if not usable:
        return {}
    names = {row.rep for row, _, _ in usable}
    if schedule is not None:
        found = list(unit.schedules.shifts_with(schedule, names))
    else:
        start, end = min(start for _, start, _ in usable), max(end for _, _, end in usable)
        found = [p for shifts in unit.published.shifts_of(names, start, end).values() for p in shifts]
    records = unit.schedules.many(p.schedule for p in found)
    held: dict[str, list[_Held]] = {}
    for planned in sorted(found, key=lambda p: (p.start, p.id)):
        held.setdefault(planned.shift.agent, []).append(_Held(planned, records[planned.schedule].horizon))
    return held


def _take(
    plan: _Plan, row: ActivityRow, start: datetime, end: datetime, shifts: Sequence[_Held], now: datetime
) -> str | None:
    """Count a row and have it in its shift; why it cannot be, None where it can."""
    touched = [held for held in shifts if held.planned.start < end and start < held.planned.end]
    if not touched:
        return f"{row.rep} has no shift then"
    held = next((h for h in touched if h.planned.start <= start), touched[0])
    activity = held.on_axis(row.activity, start, end)
    if (held.horizon.instant(activity.start), held.horizon.instant(activity.end)) != (start, end):
        return f"lies in the second pass of an hour that {held.horizon.zone} repeats, which shifts do not tell from the first"
    if activity in held.planned.shift.activities:
        plan.unchanged += 1
    elif activity in held.after.activities:
        plan.duplicates += 1
    elif held.planned.start <= now:
        return f"the shift on {when(held.planned, {held.planned.schedule: held.horizon})} has already begun"
    elif (fault := piece_fault(held.after, activity, held.horizon.slot_minutes)) is not None:
        return f"{row.activity} {fault}{_clock(row, start, held.horizon)}"
    else:
        held.add(activity)
        plan.added += 1
    return None


def _clock(row: ActivityRow, start: datetime, horizon: Horizon) -> str:
    """A word on the clock of a sentence where the file goes by another."""
    local = start.astimezone(zone_of(horizon.zone)).replace(tzinfo=None)
    return "" if row.start.replace(tzinfo=None) == local else f" (times in {horizon.zone})"
