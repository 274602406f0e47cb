"""What a schedule gives: coverage per skill, predicted service per queue, sums by day, and a rep's own shifts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from scheduler import Allocation, DeferrableDemand, SchedulingProblem, allocate
from wfm.database import Database, UnitOfWork
from wfm.domain.accounts import Principal, Role
from wfm.domain.arrays import Floats
from wfm.domain.errors import AccessError, RefusedError
from wfm.domain.exchange import PlannedShift, ScheduleStatus, ScheduleWithShifts
from wfm.domain.people import Agent, Rep, WorkMode
from wfm.domain.planning import Coverage, Queue, RequirementRun, StaffedPool, StaffingRequirement
from wfm.domain.time import Horizon, TimeGrid
from wfm.services.schedule.horizon_agents import speeds_of
from wfm.services.schedule.required_work import demand_of, heads_by_skill, refined
from wfm.staffing import as_if_alone, predict


@dataclass(frozen=True, slots=True)
class DayCoverage:
    """One skill on one local day, in heads x hours."""

    skill: str
    day: date
    required: float
    scheduled: float
    short: float
    over: float


@dataclass(frozen=True, slots=True)
class CoverageSummary:
    """A schedule's coverage in heads x hours: in all, and per skill and day."""

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


@dataclass(frozen=True, slots=True)
class QueueService:
    """The service one queue's customers will feel under a schedule, per interval of the grid; shares and seconds.

    `heads` are those on contacts after shrinkage; `mean_level` weighs the service level by contacts.
    """

    queue: str
    grid: TimeGrid
    heads: Floats
    service_level: Floats
    asa_seconds: Floats
    occupancy: Floats
    abandonment: Floats
    mean_level: float
    target: float


def coverage(db: Database, who: Principal, schedule_id: int) -> tuple[Coverage, ...]:
    """What a schedule gives every skill that its requirement asks for; of work that may wait, what it gets done.

    Managers may see published schedules, planners any. RefusedError when it was made without a requirement.
    """
    with db.read() as uow:
        found = uow.schedules.get(schedule_id)
        may_see(who, found)
        return _coverage(uow, found)


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


def _coverage(uow: UnitOfWork, found: ScheduleWithShifts) -> tuple[Coverage, ...]:
    problem = problem_of(uow, found, run_of(uow, found))
    allocation = allocate(problem, [p.shift for p in found.shifts if p.shift.agent])
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
    """As much of the scheduling problem as coverage needs: demand, and the skills of those who work."""
    horizon = found.record.horizon
    demand = demand_of(run.requirements, horizon)
    skills = tuple(dict.fromkeys(entry.skill for entry in demand))
    working = {p.shift.agent for p in found.shifts if p.shift.agent}
    reps = uow.reps.get_many(sorted(working))
    contracts = {c.id: c for c in uow.contracts.all()}
    agents = tuple(_bare(rep, skills) for rep in reps.values())
    return SchedulingProblem(found.record.name, horizon, skills, demand, (), contracts, agents)


def _bare(rep: Rep, skills: Sequence[str]) -> Agent:
    return Agent(rep.id, rep.name, rep.contract, speeds_of(rep, skills), WorkMode.REMOTE)


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
    """Heads x hours of some coverage, in all and per skill and day."""
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


def service_level(
    db: Database, who: Principal, schedule_id: int, parts: Iterable[Coverage] | None = None
) -> tuple[QueueService, ...]:
    """The service every queue's customers will feel under a schedule, by the staffing models.

    A skill's heads are shared over its queues as the requirement asks, and thinned by its shrinkage. Queues staffed
    together are judged by their pool's heads and their own, whichever is the shorter. `parts` is the schedule's
    coverage where the caller has it already.
    """
    with db.read() as uow:
        found = uow.schedules.get(schedule_id)
        may_see(who, found)
        given = {c.skill: c for c in (_coverage(uow, found) if parts is None else parts)}
        run = run_of(uow, found)
        queues = {queue.id: queue for queue in uow.queues.all()}
    horizon = found.record.horizon
    asked = heads_by_skill([refined(r, horizon.slot_minutes) for r in run.requirements], horizon)
    result = []
    for requirement in run.requirements:
        if requirement.skill not in given:
            continue
        part, queue = given[requirement.skill], queues[requirement.queue]
        pool = next((p for p in run.pools if requirement.queue in p.queues), None)
        if pool is None:
            result.append(_service(requirement, queue, part, asked[requirement.skill], horizon))
            continue
        skills = {queues[name].skill for name in pool.queues} & set(given)
        of_pool = sum((given[s].scheduled for s in skills), np.zeros(part.grid.count))
        result.append(_pooled_service(requirement, queue, pool, part, of_pool, horizon))
    return tuple(result)


def _service(
    requirement: StaffingRequirement, queue: Queue, part: Coverage, asked: Floats, horizon: Horizon
) -> QueueService:
    """One queue's share of its skill's heads, and what they give, in the requirement's own intervals."""
    finer = refined(requirement, horizon.slot_minutes)
    mine = horizon.from_grid(finer.grid, finer.required)
    share = np.divide(mine, asked, out=np.zeros_like(mine), where=asked > 0)
    heads = part.scheduled * horizon.to_grid(part.grid, share) * (1 - requirement.shrinkage)
    return _served(requirement, queue, part.grid, _per_interval(heads, requirement, horizon))


def _pooled_service(
    requirement: StaffingRequirement, queue: Queue, pool: StaffedPool, part: Coverage, of_pool: Floats, horizon: Horizon
) -> QueueService:
    """What a queue that shares reps gets: the heads that would serve it as well alone, by the share given of those asked."""
    low = requirement.grid.index(part.grid.start)
    own, together = (_per_interval(heads, requirement, horizon) for heads in (part.scheduled, of_pool))
    window = slice(low, low + len(own))
    ratios = [
        np.divide(given, asked[window], out=np.ones_like(given), where=asked[window] > 0)
        for given, asked in ((own, requirement.required), (together, pool.rows[-1].required))
    ]
    heads = as_if_alone(pool, queue, requirement.volume, requirement.aht_seconds)[window] * np.minimum(*ratios)
    return _served(requirement, queue, part.grid, heads)


def _per_interval(heads: Floats, requirement: StaffingRequirement, horizon: Horizon) -> Floats:
    """Means over the requirement's intervals of heads in the horizon's slots."""
    return np.asarray(heads.reshape(-1, requirement.grid.slot_minutes // horizon.slot_minutes).mean(axis=1))


def _served(requirement: StaffingRequirement, queue: Queue, within: TimeGrid, heads: Floats) -> QueueService:
    """The service of heads on one queue, per interval of the requirement that lies within a grid."""
    low = requirement.grid.index(within.start)
    window = slice(low, low + len(heads))
    grid = requirement.grid.slice(low, low + len(heads))
    volume = requirement.volume[window]
    served = predict(queue, grid, volume, requirement.aht_seconds[window], heads)
    total = volume.sum()
    return QueueService(
        queue=queue.id,
        grid=grid,
        heads=heads,
        service_level=served.service_level,
        asa_seconds=served.asa_seconds,
        occupancy=served.occupancy,
        abandonment=served.abandonment,
        mean_level=float((served.service_level * volume).sum() / total) if total else 1.0,
        target=queue.target.share,
    )


def rep_schedule(db: Database, who: Principal, rep: str, start: datetime, end: datetime) -> tuple[PlannedShift, ...]:
    """A rep's published shifts that touch start <= t < end. Reps see their own, managers and planners anyone's."""
    if who.rep != rep:
        if who.role is Role.REP:
            raise AccessError(f"{who.username} may see only their own shifts")
        who.require(Role.PLANNER, Role.MANAGER)
    with db.read() as uow:
        return uow.schedules.shifts_of(rep, start, end)
