"""What a schedule gives: coverage per skill, sums by day, and a rep's own shifts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np

from scheduler import Allocation, DeferrableDemand, SchedulingProblem
from wfm.database import Database, UnitOfWork
from wfm.domain.accounts import Principal, Role
from wfm.domain.arrays import Floats
from wfm.domain.errors import AccessError, InputError, RefusedError
from wfm.domain.exchange import PlannedShift, ScheduleStatus, ScheduleVersion, listed
from wfm.domain.planning import Coverage, zone_of_most
from wfm.domain.texts import some_of
from wfm.domain.time import Horizon, zone_of
from wfm.services.clock import clock_now
from wfm.services.schedule.at_work import Placed, at_work, axis_of, heads_of
from wfm.services.schedule.kept_answers import allocation
from wfm.services.schedule.newest_requirement import MOST_DAYS, Stretch, queues_missing, stretches
from wfm.services.schedule.required_work import demand_of


@dataclass(frozen=True, slots=True)
class DayCoverage:
    """One skill on one local day, in head-hours."""

    skill: str
    day: date
    required: float
    scheduled: float
    short: float
    over: float


@dataclass(frozen=True, slots=True)
class CoverageSummary:
    """A schedule's coverage in head-hours: in all, and per skill and day."""

    required: float
    scheduled: float
    short: float
    over: float
    days: tuple[DayCoverage, ...]

    @property
    def short_share(self) -> float:
        """Short / required, 0 where nothing is required."""
        return self.short / self.required if self.required else 0.0

    def by_skill(self) -> tuple[DayCoverage, ...]:
        """Per skill over all days; `day` is the first."""
        return _summed(self.days, lambda d: d.skill)

    def by_day(self) -> tuple[DayCoverage, ...]:
        """Per day over all skills; `skill` is ""."""
        return tuple(
            DayCoverage("", d.day, d.required, d.scheduled, d.short, d.over)
            for d in _summed(self.days, lambda d: d.day.isoformat())
        )


@dataclass(frozen=True, eq=False)
class Compared:
    """Shifts of a stretch beside its requirement, on one axis."""

    stretch: Stretch
    problem: SchedulingProblem
    placed: Sequence[Placed]
    parts: tuple[Coverage, ...]


@dataclass(frozen=True, eq=False)
class CoverageReport:
    """What the shifts of some days give against the newest requirement of each day.

    Attributes
    ----------
    first_day, days : the days asked for.
    compared : the stretches, each with the requirement it is compared with; none on the days `unknown`.
    unknown : days that no requirement covers, of which nothing can be told.
    notes : sentences for the planner: what each stretch is compared with, and what is not.
    """

    first_day: date
    days: int
    compared: tuple[Compared, ...]
    unknown: tuple[date, ...]
    notes: tuple[str, ...]

    @property
    def parts(self) -> tuple[Coverage, ...]:
        """The coverage per skill of every stretch."""
        return tuple(part for one in self.compared for part in one.parts)


def coverage_week(db: Database, who: Principal, now: datetime | None = None) -> date:
    """The first day of the centre's current week, by the clock of most of its queues."""
    who.require(Role.PLANNER, Role.MANAGER)
    with db.read() as uow:
        return _this_week(uow, clock_now(now))


def timeline_coverage(
    db: Database, who: Principal, first_day: date | None = None, days: int = 7, now: datetime | None = None
) -> CoverageReport:
    """What everybody's published shifts give on some days, each against the newest requirement that covers it.

    Breaks and activities are off the queue; shifts that run in from the day before count. Without a first day the centre's
    current week is meant. For planners and managers.
    """
    who.require(Role.PLANNER, Role.MANAGER)
    if not 1 <= days <= MOST_DAYS:
        raise InputError(f"days must be in 1..{MOST_DAYS}, got {days}")
    with db.read() as uow:
        return report(uow, _this_week(uow, clock_now(now)) if first_day is None else first_day, days)


def coverage_of_schedule(db: Database, who: Principal, schedule_id: int) -> CoverageReport:
    """What a schedule gives on its days: a published one with everybody's published shifts; a draft its own, beside those
    that it does not replace.

    Managers may see published schedules, planners any. RefusedError when no requirement covers any of its days.
    """
    who.require(Role.PLANNER, Role.MANAGER)
    with db.read() as uow:
        record = uow.schedules.record(schedule_id)
        may_see(who, record)
        horizon, draft = record.horizon, draft_of(record)
        found = report(uow, horizon.start, horizon.days, draft)
        if not found.compared:
            raise RefusedError(
                f"no requirement covers the days of schedule {schedule_id}, so it has no coverage to show"
            )
        made_for = record.requirement_run
        newer = [one.stretch.run.id for one in found.compared if made_for is not None and one.stretch.run.id > made_for]
        if draft is None or not newer:
            return found
        told = f"newer than requirement {made_for}, which the draft was made for: {_numbers(newer)}"
        return replace(found, notes=(*found.notes, told))


def coverage(db: Database, who: Principal, schedule_id: int) -> tuple[Coverage, ...]:
    """What a schedule gives every skill, as `coverage_of_schedule` has it; of work that may wait, what it gets done."""
    return coverage_of_schedule(db, who, schedule_id).parts


def may_see(who: Principal, record: ScheduleVersion) -> None:
    """AccessError unless this user may see a schedule as a whole: planners any, managers what was published."""
    if record.status is ScheduleStatus.DRAFT:
        who.require(Role.PLANNER)
    else:
        who.require(Role.PLANNER, Role.MANAGER)


def draft_of(record: ScheduleVersion) -> ScheduleVersion | None:
    """The schedule where its own shifts count, as those of a draft do; None where the timeline has taken them."""
    return None if record.status is ScheduleStatus.PUBLISHED else record


def report(uow: UnitOfWork, first_day: date, days: int, draft: ScheduleVersion | None = None) -> CoverageReport:
    """Coverage of some days, of the timeline or as a draft would have it."""
    found, unknown = stretches(uow, first_day, days)
    compared = tuple(compare(uow, stretch, draft) for stretch in found)
    notes = list(_told(found))
    if unknown:
        notes.append(f"no requirement covers {_days(unknown)}: nothing can be told of them")
    runs = {stretch.run.id: stretch.run for stretch in found}
    notes += [note for run in runs.values() for note in queues_missing(uow, run)]
    return CoverageReport(first_day, days, compared, unknown, tuple(notes))


def compare(uow: UnitOfWork, stretch: Stretch, draft: ScheduleVersion | None = None) -> Compared:
    """The shifts of a stretch beside its requirement."""
    placed = at_work(uow, *stretch.window, draft).on(stretch.axis(stretch.run.grid.slot_minutes))
    problem = problem_of(stretch, axis_of(stretch, [one.shift for one in placed]))
    heads = heads_of(placed, problem.skills, problem.horizon)
    parts = covered(problem, allocation(problem, heads, None if draft is None else draft.id))
    return Compared(stretch, problem, placed, parts)


def problem_of(stretch: Stretch, horizon: Horizon) -> SchedulingProblem:
    """As much of a scheduling problem as coverage needs: what is asked for on an axis, and nobody to do it."""
    demand = demand_of(stretch.run.requirements, horizon)
    skills = tuple(dict.fromkeys(entry.skill for entry in demand))
    return SchedulingProblem("coverage", horizon, skills, demand, (), {}, ())


def covered(problem: SchedulingProblem, split: Allocation) -> tuple[Coverage, ...]:
    """Coverage per skill on the intervals of a problem's horizon; work that may wait counts where it is done, or due."""
    undone = _undone(problem, split)
    grid = problem.horizon.grid
    result = []
    for i, skill in enumerate(problem.skills):
        short = split.short[i] + undone[i]
        required = split.required[i] + split.deferred[i] + undone[i]
        scheduled = split.scheduled[i] + split.deferred[i] + split.idle[i]
        on_grid = (problem.horizon.to_grid(grid, v) for v in (required, scheduled, short, split.idle[i]))
        result.append(Coverage(skill, grid, *on_grid))
    return tuple(result)


def _undone(problem: SchedulingProblem, split: Allocation) -> Floats:
    """Work that may wait and is left undone, in the last slot it could be done, shape (skills, slots)."""
    result = np.zeros_like(split.short)
    due = [
        min(item.due, problem.horizon.slots) - 1
        for entry in problem.demand
        if isinstance(entry, DeferrableDemand)
        for item in entry.work
    ]
    np.add.at(result, (split.unmet_skill, np.array(due, np.int64)), split.unmet)
    return result


def _this_week(uow: UnitOfWork, now: datetime) -> date:
    today = now.astimezone(zone_of(zone_of_most(uow.queues.all()))).date()
    return today - timedelta(days=(today.weekday() - uow.centre.settings().week_start) % 7)


def _told(found: Sequence[Stretch]) -> Iterator[str]:
    """Which requirement each stretch is compared with; the first by itself, as most often it is the only one."""
    for n, one in enumerate(found):
        zone = one.run.grid.zone
        made = f"requirement {one.run.id}, made on {day_words(one.run.created_at.astimezone(zone_of(zone)).date())}"
        span = _days([one.first_day, one.last_day] if one.days > 1 else [one.first_day], to=True)
        yield f"against {made}" if len(found) == 1 and not n else f"{span} against {made}"


def _days(days: Sequence[date], to: bool = False) -> str:
    """Dates in a sentence: the ends of a span, or a list."""
    words = [day_words(day) for day in days]
    return " to ".join(words) if to else some_of(words)


def _numbers(runs: Sequence[int]) -> str:
    return listed([f"requirement {run}" for run in dict.fromkeys(runs)])


def day_words(day: date) -> str:
    """A date as planners say it: `Mon 2 Mar`."""
    return f"{day:%a} {day.day} {day:%b}"


def summary(parts: Iterable[Coverage]) -> CoverageSummary:
    """Head-hours of some coverage, in all and per skill and day."""
    days: list[DayCoverage] = []
    for part in parts:
        hours = part.grid.slot_minutes / 60
        found, place = np.unique(part.grid.local_days(), return_inverse=True)
        sums = [np.bincount(place, v) * hours for v in (part.required, part.scheduled, part.short, part.over)]
        days += [DayCoverage(part.skill, day, *(float(s[i]) for s in sums)) for i, day in enumerate(found.tolist())]
    return CoverageSummary(
        required=sum(d.required for d in days),
        scheduled=sum(d.scheduled for d in days),
        short=sum(d.short for d in days),
        over=sum(d.over for d in days),
        days=tuple(days),
    )


def _summed(days: Iterable[DayCoverage], key: Callable[[DayCoverage], str]) -> tuple[DayCoverage, ...]:
    groups: dict[str, list[DayCoverage]] = {}
    for d in days:
        groups.setdefault(key(d), []).append(d)
    return tuple(
        DayCoverage(
            g[0].skill,
            g[0].day,
            *(sum(getattr(d, name) for d in g) for name in ("required", "scheduled", "short", "over")),
        )
        for g in groups.values()
    )


def rep_schedule(db: Database, who: Principal, rep: str, start: datetime, end: datetime) -> tuple[PlannedShift, ...]:
    """A rep's published shifts that touch start <= t < end. Reps see their own, managers and planners anyone's."""
    if who.rep != rep:
        if who.role is Role.REP:
            raise AccessError(f"{who.username} may see only their own shifts")
        who.require(Role.PLANNER, Role.MANAGER)
    with db.read() as uow:
        return uow.schedules.shifts_of(rep, start, end)
