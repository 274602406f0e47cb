"""Bringing a draft up to date with the timeline: what changed there since it was made is taken over into it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from wfm.database import Database, UnitOfWork
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import RefusedError
from wfm.domain.exchange import PlannedShift, ScheduleVersion, newly_broken
from wfm.services.clock import LOOK_AHEAD, LOOK_BACK
from wfm.services.publication import changes_since, day_of
from wfm.services.surroundings import read_surroundings
from wfm.services.timeline.renaming import draft_of

RepDays = Collection[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Rebased:
    """What a draft took over from the timeline, and the rules that it breaks by it: one sentence each."""

    taken: tuple[str, ...]
    broken: tuple[str, ...] = ()


def rebase(db: Database, who: Principal, schedule_id: int) -> Rebased:
    """Take over into a draft what changed on the timeline in its scope since it was made.

    For each rep and day that changed, the draft's shifts give way to the timeline's; from then on the draft goes by the
    timeline as it is now. RefusedError for one with a bid round that is not over: its lines are what reps bid on.
    """
    who.require(Role.PLANNER)
    with db.write() as uow:
        record = draft_of(uow, schedule_id, "rebased")
        _no_round(uow, record)
        if uow.schedules.basis(record.id) is None:
            raise RefusedError(
                f"schedule {record.id} was made by an earlier version of wfm, which did not keep what it was made beside; "
                "make it again"
            )
        changes = changes_since(uow, record)
        if not changes:
            return Rebased(())
        days = frozenset(day for change in changes for day in change.days)
        before = uow.schedules.own_shifts(record.id)
        _take_over(uow, record, days, before)
        uow.schedules.set_basis(record.id, record.version, uow.published.basis(record.scope))
        taken = tuple(change.text for change in changes)
        broken = _newly_broken(uow, record, days, before)
        uow.audit.add(who, "rebase", "schedule", record.id, {"undone": list(taken), "broken": list(broken)})
        return Rebased(taken, broken)


def _no_round(uow: UnitOfWork, record: ScheduleVersion) -> None:
    running = uow.rounds.running(record.id)
    if running is not None:
        raise RefusedError(f"bid round {running.name!r} is held over schedule {record.id}; it must be over first")


def _take_over(uow: UnitOfWork, record: ScheduleVersion, days: RepDays, own: Iterable[PlannedShift]) -> None:
    """Let the draft's shifts of some reps and days give way to the timeline's."""
    there = [p.shift for p in uow.published.in_scope(record) if _is_of(record, days, p)]
    mine = [p for p in own if _is_of(record, days, p) and record.scope.holds(p.shift.agent, p.start)]
    uow.schedules.exchange_shifts(record.id, [planned.id for planned in mine], there)


def _is_of(record: ScheduleVersion, days: RepDays, planned: PlannedShift) -> bool:
    return (planned.shift.agent, day_of(planned.start, record.horizon)) in days


def _newly_broken(
    uow: UnitOfWork, record: ScheduleVersion, days: RepDays, before: Sequence[PlannedShift]
) -> tuple[str, ...]:
    """The rules that reps would break with the draft published, and would not have with the draft as it was."""
    touched = sorted({rep for rep, _ in days if rep})
    grid, now = record.horizon.grid, uow.schedules.own_shifts(record.id)
    around = read_surroundings(uow, grid.start - LOOK_BACK, grid.end + LOOK_AHEAD, touched, [record.id])
    reps = uow.reps.get_many(touched)
    found = []
    for id in touched:
        stays = [p for p in around.shifts.get(id, ()) if not record.scope.holds(id, p.start)]
        old, new = ([p for p in held if p.shift.agent == id] for held in (before, now))
        gone, came = {p.id for p in old}, {p.id for p in new}
        changed = [p for p in (*old, *new) if (p.id in gone) != (p.id in came)]
        if changed:
            held = replace(around, shifts={**around.shifts, id: stays})
            broken = newly_broken(reps[id], [*stays, *old], [*stays, *new], changed, held)
            found += [f"{reps[id].name}: {text}" for _, text in broken]
    return tuple(found)
