"""What a change of shifts does to coverage, by skill and day, before anyone keeps it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from wfm.database import UnitOfWork
from wfm.domain.exchange import PlannedShift, figure, head_hours
from wfm.domain.planning import RequirementRun, zone_of_most
from wfm.domain.time import DAY, zone_of
from wfm.services.schedule.at_work import AtWork, at_work, axis_of, heads_of
from wfm.services.schedule.kept_answers import allocation
from wfm.services.schedule.newest_requirement import Stretch, stretches
from wfm.services.schedule.schedule_coverage import DayCoverage, covered, day_words, problem_of, summary

ROUNDING = 1e-6
"""Head-hours below which nothing has changed."""


Exchange = tuple[Sequence[PlannedShift], Sequence[PlannedShift]]
"""Shifts that go, and those that come in their place."""


@dataclass(frozen=True, slots=True)
class CoverageChange:
    """Coverage in head-hours before and after a change, of the skills and days that it changes, in one order.

    `unknown` are days of the change that no requirement covers.
    """

    before: tuple[DayCoverage, ...]
    after: tuple[DayCoverage, ...]
    unknown: tuple[date, ...] = ()

    def told(self) -> str:
        """What changes, in words: `voice-en on Tue 12 May: 3.5 head-hours short, 1 before`."""
        parts = [_told(old, new) for old, new in zip(self.before, self.after, strict=True)]
        parts += [f"{day_words(day)}: no requirement covers this day" for day in self.unknown]
        return "; ".join(part for part in parts if part) or "what is short stays the same"


def coverage_change(
    uow: UnitOfWork, gone: Sequence[PlannedShift], new: Sequence[PlannedShift], draft: int | None = None
) -> CoverageChange:
    """What coverage is without the new shifts and what it is with them in the place of those that go.

    Only the touched days are worked out, with those that share work that may wait with them. Open shifts, which nobody
    owns, cover nothing. It does not matter whether the change is stored yet.

    Parameters
    ----------
    gone : shifts as they are.
    new : shifts as they would be, on the axis of the schedule that each names; one that changes keeps its id.
    draft : the draft that they are of; None for the timeline.
    """
    [found] = _changes(uow, [(gone, new)], draft)
    return found


def coverage_changes(uow: UnitOfWork, changes: Sequence[Exchange]) -> tuple[CoverageChange, ...]:
    """The same of several changes of the timeline, each as if it came alone; as much is read for many as for one."""
    return _changes(uow, changes, None)


def _changes(uow: UnitOfWork, changes: Sequence[Exchange], draft: int | None) -> tuple[CoverageChange, ...]:
    owned = [planned for gone, new in changes for planned in (*gone, *new) if planned.shift.agent]
    if not owned:
        return tuple(CoverageChange((), ()) for _ in changes)
    record = None if draft is None else uow.schedules.record(draft)
    zone = zone_of_most(uow.queues.all())
    found, unknown = _windows(uow, {day for planned in owned for day in _days(planned, zone)})
    start, end = min(planned.start for planned in owned), max(planned.end for planned in owned)
    reach = [stretch.window for stretch in found] or [(start, end)]
    there = at_work(uow, min(low for low, _ in reach), max(high for _, high in reach), record, owned)
    return tuple(_change(gone, new, zone, found, unknown, there, draft) for gone, new in changes)


def _change(
    gone: Sequence[PlannedShift],
    new: Sequence[PlannedShift],
    zone: str,
    found: Sequence[Stretch],
    unknown: Sequence[date],
    there: AtWork,
    draft: int | None,
) -> CoverageChange:
    """What one change does on the days that it touches, of all that was read."""
    owned = [planned for planned in (*gone, *new) if planned.shift.agent]
    ids, touched = {planned.id for planned in owned}, {day for planned in owned for day in _days(planned, zone)}
    before, after = [], []
    for stretch in (part for whole in found if (part := _part(whole, touched)) is not None):
        old, fresh = _head_hours(stretch, [there.changed(ids, changed) for changed in (gone, new)], draft)
        for key in (key for key in old if key[1] >= min(touched)):  # waiting work is done later for it, never earlier
            if _differs(old[key], fresh[key], key[1] in touched):
                before.append(old[key])
                after.append(fresh[key])
    return CoverageChange(tuple(before), tuple(after), tuple(day for day in unknown if day in touched))


def _part(stretch: Stretch, touched: set[date]) -> Stretch | None:
    """The days of a stretch that some touched days bear on; None where none is of it."""
    mine = touched & set(_between(stretch.first_day, stretch.last_day))
    if not mine:
        return None
    longest = timedelta(days=_longest_wait(stretch.run))
    first, last = max(stretch.first_day, min(mine) - longest), min(stretch.last_day, max(mine) + longest)
    return Stretch(stretch.run, first, (last - first).days + 1)


def _days(planned: PlannedShift, zone: str) -> list[date]:
    """The local days that a shift touches."""
    first, last = (at.astimezone(zone_of(zone)).date() for at in (planned.start, planned.end - timedelta(minutes=1)))
    return _between(first, last)


def _between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _windows(uow: UnitOfWork, touched: set[date]) -> tuple[list[Stretch], list[date]]:
    """The days to work out, by the requirement of each: those touched, and those that share waiting work with them."""
    wanted, unknown = set(touched), list[date]()
    for first, last in _runs(touched):
        near, missing = stretches(uow, first, (last - first).days + 1)
        unknown += missing
        longest = timedelta(days=max((_longest_wait(stretch.run) for stretch in near), default=0))
        wanted |= set(_between(first - longest, last + longest))
    wide = [stretch for a, b in _runs(wanted) for stretch in stretches(uow, a, (b - a).days + 1)[0]]
    return [s for s in wide if touched & set(_between(s.first_day, s.last_day))], unknown


def _runs(days: Collection[date]) -> list[tuple[date, date]]:
    """Days as stretches without a gap, the first and the last day of each."""
    result: list[tuple[date, date]] = []
    for day in sorted(days):
        if result and result[-1][1] == day - timedelta(days=1):
            result[-1] = (result[-1][0], day)
        else:
            result.append((day, day))
    return result


def _longest_wait(run: RequirementRun) -> int:
    """Days that the work of a run may wait at most."""
    waits = [(w.due - w.arrives) * r.grid.slot_minutes for r in run.requirements for w in r.work]
    return -(-max(waits, default=0) // DAY)


def _head_hours(
    stretch: Stretch, both: Sequence[AtWork], draft: int | None
) -> Iterator[dict[tuple[str, date], DayCoverage]]:
    """Head-hours by skill and day of those at work before and of those after, on one axis."""
    whole = stretch.axis(stretch.run.grid.slot_minutes)
    placed = [there.on(whole) for there in both]
    problem = problem_of(stretch, axis_of(stretch, [one.shift for shifts in placed for one in shifts]))
    for shifts in placed:
        found = allocation(problem, heads_of(shifts, problem.skills, problem.horizon), draft)
        yield {(d.skill, d.day): d for d in summary(covered(problem, found)).days}


def _differs(old: DayCoverage, new: DayCoverage, touched: bool) -> bool:
    """Whether a skill's day changes; on a day that is not touched only what is short tells, as waiting work moves."""
    names = ("short", "scheduled", "over") if touched else ("short",)
    return any(abs(getattr(old, name) - getattr(new, name)) > ROUNDING for name in names)


def _told(old: DayCoverage, new: DayCoverage) -> str:
    """One skill's day in words, "" where as much stays short."""
    if abs(old.short - new.short) <= ROUNDING:
        return ""
    return f"{new.skill} on {day_words(new.day)}: {_short(new.short)}, {_figure(old.short)} before"


def _short(value: float) -> str:
    return "nothing short" if value <= ROUNDING else f"{head_hours(value)} short"


def _figure(value: float) -> str:
    return "nothing" if value <= ROUNDING else figure(value)
