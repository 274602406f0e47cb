"""Which voice queues share reps, and their requirement when they are staffed together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.optimize import brentq

from wfm.domain.arrays import Floats
from wfm.domain.errors import InputError
from wfm.domain.exchange import listed
from wfm.domain.planning import Channel, PoolRow, Queue, StaffedPool, StaffingRequirement
from wfm.machine import Executor
from wfm.staffing.channels import QueueingModel, Shrinkage, predict
from wfm.staffing.pools.pool_search import MOST_QUEUES, OnRound, PooledStaffing, SkillSet, SubsetRow, pool
from wfm.staffing.simulation import Traffic

REPLICATIONS = 60
"""Runs of the simulation that judges a pool: a share of 80 % is then known to about 0.2 points over two weeks."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Voice queues that share reps, and the skill sets of reps there are; `able` is the team's share that can serve a queue."""

    queues: tuple[str, ...]
    skill_sets: tuple[SkillSet, ...]
    able: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 2 <= len(set(self.queues)) == len(self.queues) <= MOST_QUEUES:
            raise InputError(f"a pool must have 2 to {MOST_QUEUES} queues, each once, got {list(self.queues)}")

    @classmethod
    def of_share(cls, queues: Sequence[str], shared: float) -> Pool:
        """Queues with specialists of each, and a share of all reps, in (0, 1], who can serve them all."""
        if not 0 < shared <= 1:
            raise InputError(f"the share of reps who serve several queues must be in (0, 1], got {shared}")
        names = tuple(queues)
        return cls(names, (*(SkillSet(q, (q,)) for q in names), SkillSet("+".join(names), names, shared)))

    def among(self, present: Collection[str]) -> Pool | None:
        """The pool of those of its queues that are present; None where fewer than two are."""
        names = tuple(q for q in self.queues if q in present)
        if len(names) < 2:
            return None
        skill_sets: dict[tuple[str, ...], SkillSet] = {}
        for skill_set in self.skill_sets:
            serves = tuple(q for q in skill_set.serves if q in present)
            known = skill_sets.get(serves, SkillSet("+".join(serves), serves, 0.0)) if serves else None
            if known is not None:
                most, likely = (
                    min(1.0, x + y) for x, y in ((known.most, skill_set.most), (known.likely, skill_set.likely))
                )
                skill_sets[serves] = SkillSet(known.name, serves, most, likely)
        return Pool(names, tuple(skill_sets.values()), self.able)


def pools_of(
    queues: Iterable[Queue], reps: Iterable[tuple[Collection[str], float]]
) -> tuple[tuple[Pool, ...], tuple[tuple[str, ...], ...]]:
    """Pools of voice queues linked by reps who can serve several; then those links that tie too many queues together.

    Parameters
    ----------
    reps : the skills of each rep, and the weight they count with (their paid time).

    Where every queue has reps of its own, those who serve several are counted on up to their share of the team. A queue
    that only they can serve gets as many of them as its row asks, and none beyond is counted on.
    """
    voice = [queue for queue in queues if queue.channel is Channel.VOICE]
    skill_sets: dict[tuple[str, ...], float] = {}
    for skills, weight in reps:
        serves = tuple(queue.id for queue in voice if queue.skill in skills)
        if serves:
            skill_sets[serves] = skill_sets.get(serves, 0.0) + weight
    found, many = [], []
    for names in _linked([queue.id for queue in voice], skill_sets):
        if len(names) > MOST_QUEUES:
            many.append(names)
            continue
        mine = {serves: weight for serves, weight in skill_sets.items() if serves[0] in names}
        able = {name: sum(w for serves, w in mine.items() if name in serves) / sum(mine.values()) for name in names}
        found.append(Pool(names, _skill_sets(mine), able))
    return tuple(found), tuple(many)


def _linked(names: Sequence[str], skill_sets: Mapping[tuple[str, ...], float]) -> list[tuple[str, ...]]:
    """Queues in groups that reps who serve several tie together, in their order; those on their own are left out."""
    group = {name: {name} for name in names}
    for serves in skill_sets:
        joined = set().union(*(group[name] for name in serves))
        for name in joined:
            group[name] = joined
    parts = dict.fromkeys(tuple(name for name in names if name in group[name0]) for name0 in names)
    return [part for part in parts if len(part) > 1]


def _skill_sets(skill_sets: Mapping[tuple[str, ...], float]) -> tuple[SkillSet, ...]:
    total = sum(skill_sets.values())
    own = {serves[0] for serves, weight in skill_sets.items() if len(serves) == 1 and weight > 0}
    result = []
    for serves, weight in sorted(skill_sets.items()):
        if len(serves) == 1:
            result.append(SkillSet(serves[0], serves))
        elif set(serves) <= own:
            result.append(SkillSet("+".join(serves), serves, weight / total))
        else:
            result.append(SkillSet("+".join(serves), serves, 1.0, 0.0))
    return tuple(result)


def staff_pool(
    shared: Pool,
    requirements: Sequence[StaffingRequirement],
    queues: Mapping[str, Queue],
    shrinkage: Shrinkage,
    *,
    model: QueueingModel = "erlang_a",
    replications: int = REPLICATIONS,
    seed: int = 0,
    executor: Executor | None = None,
    on_round: OnRound | None = None,
) -> tuple[tuple[StaffingRequirement, ...], StaffedPool | None]:
    """The requirements of a pool's queues, staffed together, and the pool's record.

    `requirements` are those of the queues apart, in the order of the pool and on one grid. Where sharing saves
    nothing they stay as they are but for a note, without a record.
    """
    grid = requirements[0].grid
    for r in requirements[1:]:
        if (r.grid.start, r.grid.slot_minutes, r.grid.count) != (grid.start, grid.slot_minutes, grid.count):
            raise InputError(
                f"queue {r.queue}: queues of a pool must have the same intervals as {requirements[0].queue}"
            )
    traffic = [_traffic(r, queues[r.queue], model) for r in requirements]
    found = pool(
        grid,
        traffic,
        shared.skill_sets,
        model=model,
        replications=replications,
        seed=seed,
        executor=executor,
        on_round=on_round,
    )
    if found.saving <= 0:
        told = f"{listed(found.queues)} share reps, but together they take no fewer heads than apart; staffed apart."
        return tuple(with_note(r, told) for r in requirements[:1]) + tuple(requirements[1:]), None
    found = _at_least(found, traffic)
    required = shrinkage.gross(found.heads)
    made = tuple(_pooled(r, found, q, required[q]) for q, r in enumerate(requirements))
    record = _record(found, traffic, shrinkage, shared)
    return made, record


def with_note(requirement: StaffingRequirement, note: str) -> StaffingRequirement:
    """The requirement with one more sentence for the planner."""
    return replace(requirement, notes=(*requirement.notes, note))


def _traffic(requirement: StaffingRequirement, queue: Queue, model: QueueingModel) -> Traffic:
    """What arrives in opening hours; nobody hangs up under Erlang C."""
    patience = np.inf if model == "erlang_c" else queue.patience_seconds
    opened = queue.opened(requirement.grid)
    return Traffic(
        replace(queue, patience_seconds=patience),
        np.where(opened, requirement.volume, 0.0),
        np.where(requirement.aht_seconds > 0, requirement.aht_seconds, queue.aht_seconds),
    )


def _at_least(found: PooledStaffing, traffic: Sequence[Traffic]) -> PooledStaffing:
    """The pool with the least heads that its queues are set to: in their own rows, in the split and in the total.

    What a small queue is raised by comes out of the largest one's part as far as that keeps its own row.
    """
    grid = found.simulation.grid
    floors = np.array([np.where(t.queue.hours.mask(grid), t.queue.min_heads, 0) for t in traffic])
    if not floors.any():
        return found
    own = np.maximum([row.heads for row in found.rows[: len(traffic)]], floors)
    heads, main = np.maximum(found.heads, floors), int(np.argmax(found.heads.sum(axis=1)))
    others = heads.sum(axis=0) - heads[main]
    least = np.maximum(np.minimum(own[main], found.heads[main]), floors[main])
    heads[main] = np.maximum(least, found.heads.sum(axis=0) - others)
    own_rows = (SubsetRow(row.queues, heads_of) for row, heads_of in zip(found.rows, own, strict=False))
    last = found.rows[-1]
    total = SubsetRow(last.queues, np.maximum(last.heads, heads.sum(axis=0)))
    rows = (*own_rows, *found.rows[len(traffic) : -1], total)
    return replace(found, rows=rows, heads=heads, separate=np.maximum(found.separate, floors))


def _pooled(requirement: StaffingRequirement, found: PooledStaffing, q: int, required: Floats) -> StaffingRequirement:
    """One queue's requirement with its part of the pool's heads and the service seen in simulation."""
    played = found.simulation
    heads = np.stack([group.heads for group in found.groups])
    at_work = heads.sum(axis=0)
    busy = (np.nan_to_num(played.occupancy) * heads).sum(axis=0)
    others = listed([name for name in found.queues if name != requirement.queue])
    return replace(
        requirement,
        base=found.heads[q].astype(float),
        required=required,
        service_level=np.where(np.isnan(played.interval_level[q]), 1.0, played.interval_level[q]),
        occupancy=np.divide(busy, at_work, out=np.zeros_like(busy), where=at_work > 0),
        asa_seconds=np.nan_to_num(played.interval_asa[q]),
        abandonment=np.nan_to_num(played.interval_abandonment[q]),
        method=f"{requirement.method}, pooled with {others}",
    )


def _record(found: PooledStaffing, traffic: Sequence[Traffic], shrinkage: Shrinkage, shared: Pool) -> StaffedPool:
    total = found.heads.sum(axis=0)
    rows = []
    for row in found.rows:
        base = (total if len(row.queues) == len(found.queues) else np.minimum(row.heads, total)).astype(float)
        rows.append(PoolRow(row.queues, base, shrinkage.gross(base)))
    levels = [found.simulation.queue(name).service_level for name in found.queues]
    record = StaffedPool(
        queues=found.queues,
        grid=found.simulation.grid,
        rows=tuple(rows),
        separate=found.separate.astype(float),
        targets=tuple(t.queue.target.share for t in traffic),
        levels=tuple(level.mean for level in levels),
        half_widths=tuple(level.half_width for level in levels),
        met=found.met,
    )
    return replace(record, notes=_notes(record, found, shared))


def _notes(record: StaffedPool, found: PooledStaffing, shared: Pool) -> tuple[str, ...]:
    """What pooling saved, what it counts on, and whether every queue met its target in simulation."""
    hours = record.grid.slot_minutes / 60
    apart, together = float(record.separate.sum()) * hours, float(record.rows[-1].base.sum()) * hours
    names = listed(record.queues)
    figures = list(zip(record.queues, record.levels, record.targets, strict=True))
    seen = listed([f"{queue} {level:.1%} (target {target:.0%})" for queue, level, target in figures])
    below = listed([queue for queue, level, target in figures if level < target]) or "an hour or a cap on abandonment"
    verdict = "every queue meets its target" if record.met else f"{below} misses its target; staff these queues apart"
    return (
        f"{names} share reps: together they take {together:,.0f} head-hours before shrinkage instead of "
        f"{apart:,.0f} apart, {record.saving:.1%} less.",
        *_who_is_needed(record, shared),
        f"in {found.simulation.replications} simulated runs of the whole plan: {seen}; {verdict}.",
    )


def _who_is_needed(record: StaffedPool, shared: Pool) -> list[str]:
    """For each queue that not everyone can serve: how much of the pool's time asks for those who can, and who can."""
    total = float(record.rows[-1].base.sum())
    result = []
    for row in record.rows[: len(record.queues)]:
        able = shared.able.get(row.queues[0], 1.0)
        asked = float(row.base.sum()) / total if total else 0.0
        if able < 1 - 1e-9:
            enough = "" if asked <= able else ", so it may fall short"
            result.append(
                f"{row.queues[0]} needs {asked:.0%} of the pool's hours from reps who can serve it; they give {able:.0%} of "
                f"the team's time{enough}."
            )
    return result


def as_if_alone(pool: StaffedPool, queue: Queue, volume: Floats, aht_seconds: Floats) -> Floats:
    """The heads that would serve a queue on its own as the pool serves it, shape (count,).

    They are those of the queue apart, scaled so that the level over the grid is the one seen in the pool's simulation.
    """
    q = pool.queues.index(queue.id)
    opened = np.where(queue.opened(pool.grid), volume, 0.0)
    if not opened.any() or np.isnan(pool.levels[q]):
        return pool.separate[q]

    def level(scale: float) -> float:
        """By how much the level is above the one that was seen."""
        served = predict(queue, pool.grid, opened, aht_seconds, scale * pool.separate[q])
        return float((served.service_level * opened).sum() / opened.sum()) - pool.levels[q]

    low, high = 0.5, 1.5
    if level(low) >= 0:
        return np.asarray(low * pool.separate[q])
    return np.asarray((brentq(level, low, high, xtol=1e-6) if level(high) > 0 else high) * pool.separate[q])
