"""Several skills: one staffing for queues that share cross-trained reps, checked by simulation language by language.

The loop of Cezik and L'Ecuyer (2008): start from rows "reps who can serve any of these queues >= heads" for every
subset of the queues, find the fewest heads that keep all rows, simulate, and where a queue stays below its promise
raise the rows of the queues that fail; repeat until none does. The rows alone count a bilingual rep for each language
in full, which is why the small language starves without the simulation.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from wfm.domain.arrays import Ints
from wfm.domain.errors import InputError
from wfm.domain.planning import Channel, Queue
from wfm.domain.time import TimeGrid
from wfm.machine import Executor
from wfm.staffing.channels import QueueingModel
from wfm.staffing.pools.pool_cuts import failing, raise_rows
from wfm.staffing.pools.pool_mixes import fewest, split
from wfm.staffing.queueing import offered_load, required_heads
from wfm.staffing.simulation import Group, SimulationResult, Traffic, simulate

OnRound = Callable[[int, int], None]

MOST_QUEUES = 6
"""Queues that one pool may link: 63 subsets."""


@dataclass(frozen=True, slots=True)
class SkillSet:
    """Reps who can serve these queues.

    `most` is the largest share of all heads that may be of this skill_set, `expected` the share that is likely to be there
    (None: as many as may be): so many are counted on, and more only where the queues cannot do without.
    """

    name: str
    serves: tuple[str, ...]
    most: float = 1.0
    expected: float | None = None

    def __post_init__(self) -> None:
        if not self.serves:
            raise InputError(f"skill set {self.name}: must serve at least one queue")
        if not 0 <= self.most <= 1:
            raise InputError(f"skill set {self.name}: most must be in [0, 1], got {self.most}")
        if not 0 <= self.likely <= self.most:
            raise InputError(f"skill set {self.name}: expected must be in [0, most], got {self.expected}")

    @property
    def likely(self) -> float:
        """The share counted on."""
        return self.most if self.expected is None else self.expected


@dataclass(frozen=True, slots=True)
class SubsetRow:
    """At least `heads` (per interval, shape (count,)) of reps who can serve one or more of `queues`."""

    queues: tuple[str, ...]
    heads: Ints


@dataclass(frozen=True, slots=True)
class PooledStaffing:
    """Heads by skill set that keep every queue's promise in simulation.

    `groups` as staffed; `rows` what any other mix of reps must keep; `heads` (queues, count) the same total split
    over the queues for a reader that takes one requirement per skill; `separate` (queues, count) the heads of queues
    that share nobody; `rounds` of simulation taken; `met` whether the last round found no queue below its promise.
    """

    queues: tuple[str, ...]
    groups: tuple[Group, ...]
    rows: tuple[SubsetRow, ...]
    heads: Ints
    separate: Ints
    simulation: SimulationResult
    rounds: int
    met: bool

    @property
    def saving(self) -> float:
        """Share of heads saved against separate queues, over the grid."""
        alone = int(self.separate.sum())
        return 1.0 - int(self.heads.sum()) / alone if alone else 0.0


def pool(
    grid: TimeGrid,
    traffic: Sequence[Traffic],
    skill_sets: Sequence[SkillSet],
    *,
    model: QueueingModel = "erlang_a",
    slack: float = 0.02,
    replications: int = 60,
    seed: int = 0,
    most_rounds: int = 80,
    reserve: int = 1,
    executor: Executor | None = None,
    on_round: OnRound | None = None,
) -> PooledStaffing:
    """The fewest heads by skill set for voice queues that share reps, with no queue left below its promise.

    Parameters
    ----------
    traffic : 1 to 6 voice queues; each must be served by a skill set that may be the whole staff, or by several.
    slack : a queue must keep its target over the grid, by the lower end of its confidence interval, and in no hour be
        surely further below it than this. A cap on abandonment must hold over the grid in the same way.
    replications, seed : of the simulation that decides; rounds before it play a tenth. The same seed gives the same
        staffing.
    most_rounds : rounds of simulation before the loop ends with `met` false.
    reserve : idle reps of a skill_set that serves several queues who are kept back for the one that fewest others serve.
        Without any, every rep of both languages may be on a call of the large one when the small one rings.
    on_round : called before each round with its number and how many intervals the round before raised; what it
        raises ends the loop.
    """
    _check(traffic, skill_sets)
    names = [t.queue.id for t in traffic]
    subsets = [u for size in range(1, len(names) + 1) for u in combinations(range(len(names)), size)]
    need = np.array([_alone(grid, [traffic[q] for q in u], model) for u in subsets])
    able = np.array([[any(names[q] in s.serves for q in u) for s in skill_sets] for u in subsets], float)
    separate = need[: len(names)].copy()
    solved: dict[tuple[int, ...], Ints] = {}
    staffing = fewest(need, able, skill_sets, solved)
    kept = [_kept_back(skill_set, traffic, skill_sets, reserve) for skill_set in skill_sets]
    few = max(2, replications // 10)
    played, raised = few, np.zeros(grid.count, bool)
    for attempt in range(1, most_rounds + 1):
        if on_round is not None:
            on_round(attempt, int(raised.sum()))
        groups = _groups(skill_sets, staffing, kept)
        result = simulate(grid, traffic, groups, replications=played, seed=seed, executor=executor)
        failed, gaps = failing(result, traffic, slack, sure=played == replications)
        raised = raise_rows(failed, gaps, traffic, 60.0 * grid.slot_minutes, subsets, need, able.astype(int) @ staffing)
        if not raised.any() and played == replications:
            break
        if raised.any() and attempt < most_rounds:
            staffing = np.where(raised, fewest(need, able, skill_sets, solved), staffing)
        played = few if raised.any() else replications
    rows = tuple(SubsetRow(tuple(names[q] for q in u), need[k]) for k, u in enumerate(subsets))
    heads = split(staffing, able, need, len(names))
    return PooledStaffing(tuple(names), groups, rows, heads, separate, result, attempt, not raised.any())


def _check(traffic: Sequence[Traffic], skill_sets: Sequence[SkillSet]) -> None:
    names = [t.queue.id for t in traffic]
    if not 1 <= len(names) <= MOST_QUEUES or len(set(names)) < len(names):
        raise InputError(f"a pool must have 1 to {MOST_QUEUES} queues, each once, got {names}")
    for t in traffic:
        if t.queue.channel is not Channel.VOICE:
            raise InputError(f"queue {t.queue.id}: only voice queues pool their reps, got {t.queue.channel.value}")
    for s in skill_sets:
        for name in s.serves:
            if name not in names:
                raise InputError(f"skill set {s.name}: queue must be one of {names}, got {name!r}")
    for name in names:
        if not any(name in s.serves and s.most > 0 for s in skill_sets):
            raise InputError(f"queue {name}: no skill set serves it")
    if sum(s.most for s in skill_sets) < 1:
        raise InputError(
            f"the skill sets' largest shares must sum to at least 1, got {sum(s.most for s in skill_sets):g}"
        )


def _alone(grid: TimeGrid, traffic: Sequence[Traffic], model: QueueingModel) -> Ints:
    """Heads if these queues were one, whose reps serve nothing else; the strictest promise counts."""
    slot = 60.0 * grid.slot_minutes
    volume = np.sum([t.volume for t in traffic], axis=0)
    work = np.sum([t.volume * t.aht_seconds for t in traffic], axis=0)
    aht = np.divide(work, volume, out=np.ones_like(volume), where=volume > 0)
    load = np.sum([offered_load(t.volume, t.aht_seconds, slot) for t in traffic], axis=0)
    queues: list[Queue] = [t.queue for t in traffic]
    caps = [q.target.max_abandonment for q in queues if q.target.max_abandonment is not None]
    patience = math.inf if model == "erlang_c" else min(q.patience_seconds for q in queues)
    return required_heads(
        load,
        aht,
        min(q.target.seconds for q in queues),
        max(q.target.share for q in queues),
        patience_seconds=patience,
        definition=queues[0].target.definition,
        max_occupancy=min(q.target.max_occupancy for q in queues),
        max_abandonment=min(caps) if caps else None,
    )


def _groups(skill_sets: Sequence[SkillSet], staffing: Ints, kept: Sequence[Mapping[str, int]]) -> tuple[Group, ...]:
    return tuple(
        Group(s.name, staffing[k], dict.fromkeys(s.serves, 0), reserve=kept[k]) for k, s in enumerate(skill_sets)
    )


def _kept_back(
    skill_set: SkillSet, traffic: Sequence[Traffic], skill_sets: Sequence[SkillSet], reserve: int
) -> dict[str, int]:
    """The queues that must leave some idle reps of a skill set: those that others help, who cannot serve its scarcest one."""
    work = {t.queue.id: float((t.volume * t.aht_seconds).sum()) for t in traffic}
    scarce = min(skill_set.serves, key=lambda name: work[name])
    return {
        name: reserve
        for name in skill_set.serves
        if any(name in other.serves and scarce not in other.serves and other.most > 0 for other in skill_sets)
    }
