"""The service that a schedule's heads will give every queue, by the staffing models."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from wfm.database import Database
from wfm.domain.accounts import Principal, Role
from wfm.domain.arrays import Floats
from wfm.domain.planning import Coverage, Queue, StaffedPool, StaffingRequirement, inside, refined
from wfm.domain.time import Horizon, TimeGrid
from wfm.services.schedule.kept_answers import Kept, digest
from wfm.services.schedule.required_work import heads_by_skill
from wfm.services.schedule.schedule_coverage import Compared, CoverageReport, coverage_of_schedule
from wfm.staffing import Performance, as_if_alone, predict

ALONE = Kept[Floats](64)
"""Of queues in pools, the heads that would serve them as well alone."""

SERVED = Kept[Performance](64)
"""What heads give one queue over some days: of a queue whose heads have not changed nothing is worked out."""


@dataclass(frozen=True, slots=True)
class QueueService:
    """The service one queue's customers will feel, per interval of the grid; shares and seconds.

    `heads` are those on contacts after shrinkage; `mean_level` weighs the service level by its `contacts`.
    """

    queue: str
    grid: TimeGrid
    heads: Floats
    service_level: Floats
    asa_seconds: Floats
    occupancy: Floats
    abandonment: Floats
    contacts: float
    mean_level: float
    target: float


def service_level(
    db: Database, who: Principal, schedule_id: int, found: CoverageReport | None = None
) -> tuple[QueueService, ...]:
    """The service every queue's customers will feel under a schedule, where its days are compared with the requirement.

    `found` is the schedule's coverage where the caller has it already.
    """
    return service_of(db, who, coverage_of_schedule(db, who, schedule_id) if found is None else found)


def service_of(db: Database, who: Principal, found: CoverageReport) -> tuple[QueueService, ...]:
    """The service every queue's customers will feel, by the staffing models; a queue in two stretches comes twice.

    A skill's heads are shared over its queues as the requirement asks, and thinned by its shrinkage. Queues staffed
    together are judged by their pool's heads and their own, whichever is the shorter.
    """
    who.require(Role.PLANNER, Role.MANAGER)
    with db.read() as uow:
        queues = {queue.id: queue for queue in uow.queues.all()}
    return tuple(service for one in found.compared for service in _of_stretch(one, queues))


def by_queue(served: Iterable[QueueService]) -> dict[str, tuple[QueueService, ...]]:
    """The services of each queue, in the order of the days."""
    result: dict[str, tuple[QueueService, ...]] = {}
    for one in served:
        result[one.queue] = (*result.get(one.queue, ()), one)
    return result


def mean_level(served: Sequence[QueueService]) -> float:
    """The service level of one queue over all its contacts, 1 where none come."""
    contacts = sum(one.contacts for one in served)
    return sum(one.mean_level * one.contacts for one in served) / contacts if contacts else 1.0


def _of_stretch(one: Compared, queues: Mapping[str, Queue]) -> Iterator[QueueService]:
    run, horizon, given = one.stretch.run, one.problem.horizon, {c.skill: c for c in one.parts}
    asked = heads_by_skill([refined(r, horizon.slot_minutes) for r in run.requirements], horizon)
    for requirement in run.requirements:
        if requirement.skill not in given:
            continue
        part, queue = given[requirement.skill], queues[requirement.queue]
        pool = next((p for p in run.pools if requirement.queue in p.queues), None)
        if pool is None:
            yield _service(requirement, queue, part, asked[requirement.skill], horizon)
            continue
        skills = {queues[name].skill for name in pool.queues} & set(given)
        of_pool = sum((given[s].scheduled for s in skills), np.zeros(part.grid.count))
        yield _pooled_service(requirement, queue, pool, part, of_pool)


def _service(
    requirement: StaffingRequirement, queue: Queue, part: Coverage, asked: Floats, horizon: Horizon
) -> QueueService:
    """One queue's share of its skill's heads, and what they give, in the requirement's own intervals."""
    finer = refined(requirement, horizon.slot_minutes)
    mine = horizon.from_grid(finer.grid, finer.required)
    share = np.divide(mine, asked, out=np.zeros_like(mine), where=asked > 0)
    heads = part.scheduled * horizon.to_grid(part.grid, share) * (1 - requirement.shrinkage)
    return _served(requirement, queue, part.grid, _per_interval(heads, part.grid, requirement))


def _pooled_service(
    requirement: StaffingRequirement, queue: Queue, pool: StaffedPool, part: Coverage, of_pool: Floats
) -> QueueService:
    """What a queue that shares reps gets: the heads that would serve it as well alone, by the share given of those asked."""
    own, together = (_per_interval(heads, part.grid, requirement) for heads in (part.scheduled, of_pool))
    window = inside(requirement.grid, part.grid)
    ratios = [
        np.divide(given, asked[window], out=np.ones_like(given), where=asked[window] > 0)
        for given, asked in ((own, requirement.required), (together, pool.rows[-1].required))
    ]
    key = digest(queue, pool.grid, pool.levels, pool.separate, requirement.volume, requirement.aht_seconds)
    alone = ALONE.get(key, lambda: as_if_alone(pool, queue, requirement.volume, requirement.aht_seconds))
    heads = alone[window] * np.minimum(*ratios)
    return _served(requirement, queue, part.grid, heads)


def _per_interval(heads: Floats, grid: TimeGrid, requirement: StaffingRequirement) -> Floats:
    """Means of heads on a grid over the requirement's intervals that lie wholly within it, whatever its zone."""
    window = inside(requirement.grid, grid)
    whole = requirement.grid.slice(window.start, window.stop)
    low, times = grid.index(whole.start), whole.slot_minutes // grid.slot_minutes
    return np.asarray(heads[low : low + whole.count * times].reshape(-1, times).mean(axis=1))


def _served(requirement: StaffingRequirement, queue: Queue, within: TimeGrid, heads: Floats) -> QueueService:
    """The service of heads on one queue, per interval of the requirement that lies within a grid."""
    window = inside(requirement.grid, within)
    grid = requirement.grid.slice(window.start, window.stop)
    volume, aht = requirement.volume[window], requirement.aht_seconds[window]
    served = SERVED.get(digest(queue, grid, volume, aht, heads), lambda: predict(queue, grid, volume, aht, heads))
    total = volume.sum()
    return QueueService(
        queue=queue.id,
        grid=grid,
        heads=heads,
        service_level=served.service_level,
        asa_seconds=served.asa_seconds,
        occupancy=served.occupancy,
        abandonment=served.abandonment,
        contacts=float(total),
        mean_level=float((served.service_level * volume).sum() / total) if total else 1.0,
        target=queue.target.share,
    )
