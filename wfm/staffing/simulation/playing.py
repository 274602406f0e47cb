"""Simulation of a day or a week against a schedule: what customers of each queue and language will feel, with error bars.

Calls, callbacks, campaigns and email are served by groups of equally skilled reps (`call_events`); chats by reps
who chat in that interval (`chat_events`): a rep serves chats or other contacts in one interval, not both.
Replications draw from numbered streams of one seed, so results repeat whatever executor runs them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from wfm.domain.arrays import Floats
from wfm.domain.errors import InputError
from wfm.domain.planning import Channel, Queue, ServiceLevelDefinition
from wfm.domain.time import TimeGrid
from wfm.machine import Executor, Serial
from wfm.staffing.queueing import checked
from wfm.staffing.simulation import laws
from wfm.staffing.simulation.arrivals import TrafficArrays
from wfm.staffing.simulation.call_events import GroupArrays
from wfm.staffing.simulation.outcome import SimulationResult, summarise
from wfm.staffing.simulation.replications import Played, Replications, World, run_replications

Law = Literal["exponential", "lognormal", "uniform", "fixed"]

_LAWS: tuple[tuple[Law, int], ...] = (
    ("exponential", laws.EXPONENTIAL),
    ("lognormal", laws.LOGNORMAL),
    ("uniform", laws.UNIFORM),
    ("fixed", laws.FIXED),
)
_DEFERRABLE = (Channel.EMAIL, Channel.CALLBACK, Channel.OUTBOUND)


@dataclass(frozen=True, slots=True)
class Traffic:
    """What arrives in one queue: contacts and mean handle time (seconds) per interval, shape (count,).

    `law` and `cv` are the law of handle times and its coefficient of variation (1 for the exponential);
    `volume_cv` how far a day's volume strays from forecast, as a share; `redial_share` of those who hang up call
    again after `redial_seconds`; `backlog` contacts wait at the start (deferrable channels).
    """

    queue: Queue
    volume: Floats
    aht_seconds: Floats
    law: Law = "exponential"
    cv: float = 1.0
    volume_cv: float = 0.0
    redial_share: float = 0.0
    redial_seconds: float = 1200.0
    backlog: int = 0

    def __post_init__(self) -> None:
        name = f"queue {self.queue.id}"
        for field_name in ("volume", "aht_seconds"):
            object.__setattr__(self, field_name, checked(f"{name}: {field_name}", getattr(self, field_name)))
        if self.volume.shape != self.aht_seconds.shape or self.volume.ndim != 1:
            raise InputError(f"{name}: volume and aht_seconds must have one value per interval each")
        if ((self.volume > 0) & (self.aht_seconds == 0)).any():
            raise InputError(f"{name}: aht_seconds must be > 0 where there is volume, got 0")
        if self.law not in dict(_LAWS):
            raise InputError(f"{name}: law must be one of {[law for law, _ in _LAWS]}, got {self.law!r}")
        if self.law == "uniform" and self.cv > 1.0 / math.sqrt(3.0):
            raise InputError(f"{name}: cv of a uniform law must be <= 0.577, got {self.cv}")
        if not 0 <= self.redial_share < 1:
            raise InputError(f"{name}: redial_share must be in [0, 1), got {self.redial_share}")
        for field_name in ("cv", "volume_cv", "redial_seconds", "backlog"):
            checked(f"{name}: {field_name}", getattr(self, field_name))


@dataclass(frozen=True, slots=True)
class Group:
    """Reps with the same skills: heads at work and on the queues per interval, whole numbers, shape (count,).

    `serves` maps a queue to the priority it has when a rep becomes free: the least first, equals by longest wait.
    `rank` is when a contact asks this group for an idle rep (least first), by default the number of queues it
    serves, so that specialists are asked before those with several skills. `reserve` keeps that many idle reps back
    from a queue; `speed` is 1 for trained reps, 0.6 for one who takes 1 / 0.6 of the time.
    """

    name: str
    heads: npt.NDArray[np.int64]
    serves: Mapping[str, int]
    rank: int | None = None
    reserve: Mapping[str, int] = field(default_factory=dict)
    speed: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        heads = checked(f"group {self.name}: heads", self.heads)
        if (heads != np.floor(heads)).any():
            raise InputError(f"group {self.name}: heads must be whole, got {heads[heads != np.floor(heads)][0]}")
        object.__setattr__(self, "heads", heads.astype(np.int64))
        for queue, speed in self.speed.items():
            if not 0 < speed <= 1:
                raise InputError(f"group {self.name}: speed in {queue} must be in (0, 1], got {speed}")


def simulate(
    grid: TimeGrid,
    traffic: Sequence[Traffic],
    groups: Sequence[Group],
    *,
    replications: int = 100,
    seed: int = 0,
    executor: Executor | None = None,
    told: Callable[[float], None] | None = None,
) -> SimulationResult:
    """Play the grid's contacts against the groups' heads.

    Parameters
    ----------
    traffic : the queues; chat queues must be served by groups that serve nothing else.
    groups : who is there; a queue that no group serves is told in the result's notes.
    replications : days (or weeks: whole grids) played, >= 1; error bars shrink with its root.
    seed : the same seed gives the same result on any executor.
    told : hears the share done from time to time; what it raises ends the run.

    Raises
    ------
    InputError
        For arrays that do not fit the grid, an unknown queue, or a group that mixes chat with other channels.
    """
    if replications < 1:
        raise InputError(f"replications must be >= 1, got {replications}")
    _check(grid, traffic, groups)
    worlds = _worlds(grid, traffic, groups)
    runner = executor or Serial()
    jobs = [_batches(world, replications, seed, runner, told is not None) for world in worlds]
    parts: list[list[Played]] = []
    for number, batches in enumerate(jobs):
        parts.append([])
        for played in runner.map(run_replications, batches):
            parts[-1].append(played)
            if told is not None:
                told((number + len(parts[-1]) / len(batches)) / len(jobs))
    order = [name for world in worlds for name in world.queues]
    by_name = {t.queue.id: t.queue for t in traffic}
    return summarise(
        grid, [by_name[name] for name in order], worlds, parts, replications, seed, _notes(traffic, groups)
    )


def _batches(world: World, replications: int, seed: int, runner: Executor, many: bool) -> list[Replications]:
    """The replications as one job, or as some for an executor of several processes or someone who listens."""
    parts = 20 if many else (1 if isinstance(runner, Serial) else 8)
    size = -(-replications // parts)
    return [
        Replications(world, seed, low, min(low + size, replications)) for low in range(0, replications, max(1, size))
    ]


def _check(grid: TimeGrid, traffic: Sequence[Traffic], groups: Sequence[Group]) -> None:
    if grid.count < 1:
        raise InputError("the grid must have at least one interval")
    names = [t.queue.id for t in traffic]
    if not names or len(set(names)) < len(names):
        raise InputError(f"traffic must name at least one queue, each once, got {names}")
    for t in traffic:
        if t.volume.size != grid.count:
            raise InputError(f"queue {t.queue.id}: volume must have {grid.count} values, got {t.volume.size}")
    chats = {t.queue.id for t in traffic if t.queue.channel is Channel.CHAT}
    for g in groups:
        if g.heads.shape != (grid.count,):
            raise InputError(f"group {g.name}: heads must have {grid.count} values, got shape {g.heads.shape}")
        for queue in (*g.serves, *g.reserve, *g.speed):
            if queue not in names:
                raise InputError(f"group {g.name}: queue must be one of {names}, got {queue!r}")
        if chats & set(g.serves) and len(g.serves) > 1:
            raise InputError(f"group {g.name}: reps who chat serve one chat queue only, got {sorted(g.serves)}")


def _notes(traffic: Sequence[Traffic], groups: Sequence[Group]) -> tuple[str, ...]:
    served = {queue for g in groups for queue in g.serves}
    return tuple(
        f"queue {t.queue.id}: no group serves it, so nobody is answered." for t in traffic if t.queue.id not in served
    )


def _worlds(grid: TimeGrid, traffic: Sequence[Traffic], groups: Sequence[Group]) -> list[World]:
    """One world of calls and waiting work, and one for each chat queue."""
    others = [t for t in traffic if t.queue.channel is not Channel.CHAT]
    worlds = (
        [_world(grid, others, [g for g in groups if set(g.serves) & {t.queue.id for t in others}])] if others else []
    )
    for t in traffic:
        if t.queue.channel is Channel.CHAT:
            worlds.append(_world(grid, [t], [g for g in groups if t.queue.id in g.serves], chat=True))
    return worlds


def _traits(t: Traffic) -> list[float]:
    deferrable = t.queue.channel in _DEFERRABLE
    patience = math.inf if deferrable else t.queue.patience_seconds
    law = float(dict(_LAWS)[t.law])
    return [
        patience, t.queue.target.seconds, law, t.cv, t.volume_cv, t.redial_share, t.redial_seconds,
        float(deferrable), float(t.backlog),
    ]  # fmt: skip


def _definition(t: Traffic) -> int:
    """Index of the service-level definition; waiting work has one only."""
    if t.queue.channel in _DEFERRABLE:
        return 0
    return tuple(ServiceLevelDefinition).index(t.queue.target.definition)


def _world(grid: TimeGrid, traffic: Sequence[Traffic], groups: Sequence[Group], *, chat: bool = False) -> World:
    """Everything as arrays for the compiled loops."""
    slot = 60.0 * grid.slot_minutes
    names = tuple(t.queue.id for t in traffic)
    shape = (len(names), len(groups))
    rank, priority = np.full(shape, -1, np.int64), np.zeros(shape[::-1], np.int64)
    reserve, speed = np.zeros(shape, np.int64), np.ones(shape)
    for j, g in enumerate(groups):
        for i, name in enumerate(names):
            if name in g.serves:
                rank[i, j] = len(g.serves) if g.rank is None else g.rank
                priority[j, i] = g.serves[name]
            reserve[i, j], speed[i, j] = g.reserve.get(name, 0), g.speed.get(name, 1.0)
    opened = np.zeros((len(names), grid.count + 1))
    for i, t in enumerate(traffic):
        opened[i, 1:] = np.cumsum(np.where(t.queue.opened(grid), slot, 0.0))
    heads = np.array([g.heads for g in groups], np.int64).reshape(len(groups), grid.count)
    queue = traffic[0].queue
    slower: Floats = np.asarray(1.0 + queue.concurrency_slowdown * np.arange(queue.concurrency), float)
    return World(
        queues=names,
        groups=tuple(g.name for g in groups),
        languages=tuple(t.queue.language for t in traffic),
        definitions=tuple(_definition(t) for t in traffic),
        traffic=TrafficArrays(
            slot,
            rates=np.array([t.volume for t in traffic]) / slot,
            aht=np.array([t.aht_seconds for t in traffic]),
            traits=np.array([_traits(t) for t in traffic]),
            opened=opened,
        ),
        staffed=GroupArrays(heads, rank, priority, reserve, speed),
        slower=slower if chat else None,
    )
