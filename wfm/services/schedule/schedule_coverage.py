"""What a schedule gives: coverage per skill, sums by day, and a rep's own shifts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np

from scheduler import Allocation, DeferrableDemand, SchedulingProblem, allocate
from wfm.database import Database, UnitOfWork
from wfm.domain.accounts import Principal, Role
from wfm.domain.arrays import Floats
from wfm.domain.errors import AccessError, RefusedError
from wfm.domain.exchange import PlannedShift, ScheduleStatus, ScheduleWithShifts, Surroundings
from wfm.domain.people import Agent, Rep, WorkMode
from wfm.domain.planning import Coverage, RequirementRun
from wfm.domain.time import Horizon
from wfm.services.schedule.horizon_agents import given_of
from wfm.services.schedule.required_work import demand_of
from wfm.services.surroundings import read_surroundings


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


def coverage(db: Database, who: Principal, schedule_id: int) -> tuple[Coverage, ...]:
    """What a schedule gives every skill that its requirement asks for; of work that may wait, what it gets done.

    Managers may see published schedules, planners any. RefusedError when it was made without a requirement.
    """
    who.require(Role.PLANNER, Role.MANAGER)
    with db.read() as uow:
        found = uow.schedules.get(schedule_id)
        may_see(who, found)
        return coverage_of(uow, found)


def may_see(who: Principal, found: ScheduleWithShifts) -> None:
    """AccessError unless this user may see a schedule as a whole: planners any, managers what was published."""
    if found.record.status is ScheduleStatus.DRAFT:
        who.require(Role.PLANNER)
    else:
        who.require(Role.PLANNER, Role.MANAGER)


def run_of(uow: UnitOfWork, found: ScheduleWithShifts) -> RequirementRun:
    """The requirement a schedule was made for; RefusedError for one made without."""
    if found.record.requirement_run is None:
        raise RefusedError(f"schedule {found.record.id} was made without a requirement, so it has no coverage to show")
    return uow.requirements.get(found.record.requirement_run)


def coverage_of(uow: UnitOfWork, found: ScheduleWithShifts) -> tuple[Coverage, ...]:
    """What a schedule that was read gives every skill."""
    problem = problem_of(uow, found, run_of(uow, found))
    return covered(problem, allocate(problem, [p.shift for p in found.shifts if p.shift.agent]))


def covered(problem: SchedulingProblem, allocation: Allocation) -> tuple[Coverage, ...]:
    """Coverage per skill on the intervals of a problem's horizon; work that may wait counts where it is done, or due."""
    undone = _undone(problem, allocation)
    grid = problem.horizon.grid
    result = []
    for i, skill in enumerate(problem.skills):
        short = allocation.short[i] + undone[i]
        required = allocation.required[i] + allocation.deferred[i] + undone[i]
        scheduled = allocation.scheduled[i] + allocation.deferred[i] + allocation.idle[i]
        on_grid = (problem.horizon.to_grid(grid, v) for v in (required, scheduled, short, allocation.idle[i]))
        result.append(Coverage(skill, grid, *on_grid))
    return tuple(result)


def problem_of(uow: UnitOfWork, found: ScheduleWithShifts, run: RequirementRun) -> SchedulingProblem:
    """As much of the scheduling problem as coverage needs: demand, the skills of those who work, each day's own, and
    the published shifts that run into its first day."""
    horizon = found.record.horizon
    demand = demand_of(run.requirements, horizon)
    skills = tuple(dict.fromkeys(entry.skill for entry in demand))
    working = {p.shift.agent for p in found.shifts if p.shift.agent}
    start = horizon.instant(0)
    around = read_surroundings(uow, start, start + timedelta(minutes=1))  # those that run in are at work at its start
    reps = uow.reps.get_many(sorted(working | around.shifts.keys()))
    agents = tuple(_bare(reps[id], skills, around, horizon) for id in sorted(working))
    contracts = {c.id: c for c in uow.contracts.all()}
    given = [
        replace(entry, shift=entry.shift.given_to(entry.shift.agent, None))
        for entry in given_of(around, reps, working, skills, horizon)
    ]
    return SchedulingProblem(found.record.name, horizon, skills, demand, (), contracts, agents, given=tuple(given))


def _bare(rep: Rep, skills: Sequence[str], around: Surroundings, horizon: Horizon) -> Agent:
    """The rep with what they take on which day, and no rule of theirs."""
    agent = replace(around, leave={}, hours={}).agent(replace(rep, available=None), horizon, (), skills)
    changes = tuple(replace(terms, work_mode=WorkMode.REMOTE, site=None) for terms in agent.changes)
    return Agent(rep.id, rep.name, agent.contract, agent.skills, WorkMode.REMOTE, changes=changes)


def _undone(problem: SchedulingProblem, allocation: Allocation) -> Floats:
    """Work that may wait and is left undone, in the last slot it could be done, shape (skills, slots)."""
    result = np.zeros_like(allocation.short)
    due = [
        min(item.due, problem.horizon.slots) - 1
        for entry in problem.demand
        if isinstance(entry, DeferrableDemand)
        for item in entry.work
    ]
    np.add.at(result, (allocation.unmet_skill, np.array(due, np.int64)), allocation.unmet)
    return result


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
