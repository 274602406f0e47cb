"""Replications of one world of queues and groups: played by the compiled loops, kept as sums of counts and products."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wfm.domain.arrays import Floats, Ints
from wfm.machine import kernel
from wfm.staffing.simulation.arrivals import TrafficArrays
from wfm.staffing.simulation.call_events import GroupArrays, run_day
from wfm.staffing.simulation.chat_events import run_chat_day
from wfm.staffing.simulation.tallies import (
    ANSWERED,
    LOST,
    LOST_WITHIN,
    NOT_DUE,
    OFFERED,
    REDIALLED,
    VIRTUAL_WITHIN,
    WAITED,
    WITHIN,
)

RATIOS = ("service_level", "asa", "abandonment")
"""What is reported per row, each a ratio of two counts."""


@dataclass(frozen=True, slots=True)
class World:
    """Queues and groups that touch each other, by name and as arrays. `slower` is set for a chat queue."""

    queues: tuple[str, ...]
    groups: tuple[str, ...]
    languages: tuple[str, ...]
    definitions: tuple[int, ...]
    traffic: TrafficArrays
    staffed: GroupArrays
    slower: Floats | None = None


@dataclass(frozen=True, slots=True)
class Replications:
    """The replications low <= number < high of a seed."""

    world: World
    seed: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Played:
    """Sums over replications.

    `pairs` (high - low, queues, 3, 2): per replication the numerator and denominator of each ratio over the whole
    grid, with `offered` and `redialled` (high - low, queues). `moments` (queues, intervals, 3, 5): per interval the sums of x, y, x^2,
    y^2, x y. `counts` (queues, intervals, 9) and `busy` (groups, intervals) are sums.
    """

    pairs: Floats
    offered: Floats
    redialled: Floats
    moments: Floats
    counts: Floats
    busy: Floats
    events: int


@kernel
def ratio_pairs(c: Floats, definition: int, pairs: Floats) -> None:
    """Numerator and denominator of service level, ASA and abandonment from counts of shape (9,), into (3, 2)."""
    pairs[0, 0], pairs[0, 1] = c[WITHIN], c[OFFERED] - c[NOT_DUE]
    if definition == 1:
        pairs[0, 1] = c[ANSWERED]
    elif definition == 2:
        pairs[0, 1] = c[OFFERED] - c[LOST_WITHIN]
    elif definition == 3:
        pairs[0, 0] = c[VIRTUAL_WITHIN]
    pairs[1, 0], pairs[1, 1] = c[WAITED], c[ANSWERED]
    pairs[2, 0], pairs[2, 1] = c[LOST], c[OFFERED]


@kernel
def _gather(day: Floats, definitions: Ints, pairs: Floats, offered: Floats, redialled: Floats, moments: Floats) -> None:
    """Add one replication's counts to the whole-grid pairs and the per-interval moments."""
    xy = np.empty((3, 2))
    for q in range(day.shape[0]):
        total = np.zeros(day.shape[2])
        for i in range(day.shape[1]):
            cell = day[q, i]
            total += cell
            ratio_pairs(cell, definitions[q], xy)
            for k in range(3):
                x, y = xy[k, 0], xy[k, 1]
                m = moments[q, i, k]
                m[0] += x
                m[1] += y
                m[2] += x * x
                m[3] += y * y
                m[4] += x * y
        ratio_pairs(total, definitions[q], pairs[q])
        offered[q], redialled[q] = total[OFFERED], total[REDIALLED]


def run_replications(job: Replications) -> Played:
    """Play a batch of replications, each from its own numbered stream."""
    world = job.world
    queues, count = world.traffic.rates.shape
    number = job.high - job.low
    pairs = np.zeros((number, queues, 3, 2))
    offered, redialled = np.zeros((number, queues)), np.zeros((number, queues))
    moments, counts = np.zeros((queues, count, 3, 5)), np.zeros((queues, count, 9))
    busy = np.zeros((len(world.groups), count))
    definitions = np.array(world.definitions, np.int64)
    events = 0
    for r in range(job.low, job.high):
        day = np.zeros((queues, count, 9))
        events += _play(world, job.seed, r, day, busy)
        k = r - job.low
        _gather(day, definitions, pairs[k], offered[k], redialled[k], moments)
        counts += day
    return Played(pairs, offered, redialled, moments, counts, busy, events)


def _play(world: World, seed: int, number: int, day: Floats, busy: Floats) -> int:
    if world.slower is None:
        return int(run_day(seed, number, world.traffic, world.staffed, day, busy))
    each = world.staffed.heads
    heads, used = each.sum(axis=0), np.zeros(each.shape[1])
    events = run_chat_day(seed, number, world.traffic, heads, world.slower, day[0], used)
    busy += used * each / np.maximum(heads, 1)
    return int(events)
