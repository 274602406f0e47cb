"""The compiled event loop of a day of calls and waiting work, served by groups of equally skilled reps.

Reps of a group are counted, not named: at the start of an interval the group's heads change; when they fall, whoever
is busy finishes the contact first. A contact asks its groups in order of rank, and a random idle rep among those of
one rank takes it. A rep who becomes free takes the queue of the best priority, among equals whoever waits longest.
A caller who hung up is found when a rep reaches for them, which is the moment their wait would have ended: that
measures the virtual wait.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from wfm.domain.arrays import Floats, Ints
from wfm.machine import RandomState, bare_kernel, exponential, kernel, stream, uniform
from wfm.staffing.simulation.event_heap import pop, push
from wfm.staffing.simulation.laws import day_factor, duration
from wfm.staffing.simulation.tallies import (
    ANSWERED,
    BACKLOG,
    CV,
    LAW,
    OFFERED,
    PATIENCE,
    REDIAL,
    REDIAL_DELAY,
    REDIALLED,
    THRESHOLD,
    VOLUME_CV,
    answer,
    give_up,
    judge,
    left_over,
)


@bare_kernel
def arrival(now: float, rates: Floats, factor: float, slot: float, s: RandomState) -> float:
    """The next arrival after `now` under rates (per second) that are constant in each interval; inf for none."""
    left = exponential(s)
    i = int(now / slot)
    count = rates.size
    while i < count:
        rate = rates[i] * factor
        end = (i + 1) * slot
        if rate > 0.0:
            if now + left / rate < end:
                return now + left / rate
            left -= rate * (end - now)
        now = end
        i += 1
    return math.inf


@bare_kernel
def _occupy(busy: Floats, start: float, length: float, slot: float) -> None:
    """Add a contact's handling to the busy seconds of the intervals it spans."""
    i = int(start / slot)
    end = start + length
    while i < busy.size and start < end:
        stop = min(end, (i + 1) * slot)
        busy[i] += stop - start
        start = stop
        i += 1


@bare_kernel
def _choose_group(q: int, idle: Ints, rank: Ints, reserve: Ints, s: RandomState) -> int:
    """The group whose idle rep takes a contact of q: least rank, then by chance; -1 for none."""
    best, level, total = -1, 1 << 30, 0
    for g in range(idle.size):
        r = rank[q, g]
        if r < 0 or r > level or idle[g] <= reserve[q, g]:
            continue
        if r < level:
            best, level, total = g, r, idle[g]
        else:
            total += idle[g]
            if uniform(s) * total < idle[g]:
                best = g
    return best


@kernel
def run_day(
    seed: int,
    number: int,
    slot: float,
    rates: Floats,
    aht: Floats,
    traits: Floats,
    heads: Ints,
    rank: Ints,
    priority: Ints,
    reserve: Ints,
    speed: Floats,
    opened: Floats,
    counts: Floats,
    busy: Floats,
) -> int:
    """One replication; adds to `counts` (queues, intervals, 9) and `busy` (groups, intervals) and returns its events.

    The loop stays in one piece: arrays handed to functions cost a fifth of its speed.

    `rates`, `aht` (queues, intervals); `heads` (groups, intervals); `rank`, `reserve`, `speed` (queues, groups), rank
    -1 where a group does not serve a queue; `priority` (groups, queues); `opened` (queues, intervals + 1).
    """
    s = stream(seed, number)
    queues, count = rates.shape
    groups = heads.shape[0]
    end = count * slot
    factor = np.empty(queues)
    upcoming = np.empty(queues)
    room = 64
    for q in range(queues):
        factor[q] = day_factor(s, traits[q, VOLUME_CV])
        room = max(room, int(1.5 * factor[q] * rates[q].sum() * slot + traits[q, BACKLOG]) + 64)
    came = np.empty((queues, room))
    gives_up = np.empty((queues, room))
    first, last = np.zeros(queues, np.int64), np.zeros(queues, np.int64)
    most = 1
    for g in range(groups):
        most += heads[g].max()
    done_at, done_by, in_service = np.empty(most + 1), np.empty(most + 1, np.int64), 0
    again_at, again_by, again = np.empty(64), np.empty(64, np.int64), 0
    cap, working = np.zeros(groups, np.int64), np.zeros(groups, np.int64)
    idle = np.zeros(groups, np.int64)
    for q in range(queues):
        upcoming[q] = arrival(0.0, rates[q], factor[q], slot, s)
        for _ in range(int(traits[q, BACKLOG])):
            came[q, last[q]], gives_up[q, last[q]] = 0.0, math.inf
            counts[q, 0, OFFERED] += 1.0
            last[q] += 1
    interval, boundary, events = -1, 0.0, 0
    next_q = int(np.argmin(upcoming))
    now = 0.0
    while True:
        t_done = done_at[0] if in_service > 0 else math.inf
        t_new = upcoming[next_q]
        t_again = again_at[0] if again > 0 else math.inf
        now = min(min(t_done, t_new), min(boundary, t_again))
        if now == math.inf:
            break
        events += 1
        low, high = 0, 0
        if now == boundary:
            interval += 1
            boundary = (interval + 1) * slot if interval + 1 < count else math.inf
            for g in range(groups):
                cap[g] = heads[g, interval]
                idle[g] = max(0, cap[g] - working[g])
            low, high = 0, groups
        elif now == t_done:
            g = done_by[0]
            in_service = pop(done_at, done_by, in_service)
            working[g] -= 1
            if working[g] < cap[g]:
                idle[g] = cap[g] - working[g]
                low, high = g, g + 1
        else:
            if now == t_new:
                q = next_q
                upcoming[q] = arrival(now, rates[q], factor[q], slot, s)
                next_q = int(np.argmin(upcoming))
            else:
                q = again_by[0]
                again = pop(again_at, again_by, again)
                counts[q, min(int(now / slot), count - 1), REDIALLED] += 1.0
            i = min(int(now / slot), count - 1)
            counts[q, i, OFFERED] += 1.0
            g = _choose_group(q, idle, rank, reserve, s)
            if g >= 0:
                length = duration(s, int(traits[q, LAW]), aht[q, i] / speed[q, g], traits[q, CV])
                counts[q, i, ANSWERED] += 1.0
                judge(counts[q, i], now, now, length, traits[q], opened[q], slot)
                _occupy(busy[g], now, length, slot)
                in_service = push(done_at, done_by, in_service, now + length, g)
                working[g] += 1
                idle[g] -= 1
            else:
                if last[q] == came.shape[1]:
                    came = _wider(came)
                    gives_up = _wider(gives_up)
                came[q, last[q]] = now
                patience = traits[q, PATIENCE]
                gives_up[q, last[q]] = now + patience * exponential(s) if patience < math.inf else math.inf
                last[q] += 1
            continue
        for g in range(low, high):
            while idle[g] > 0:
                best, level, since = -1, 1 << 30, math.inf
                for q in range(queues):
                    if rank[q, g] < 0 or priority[g, q] > level or idle[g] <= reserve[q, g]:
                        continue
                    while first[q] < last[q] and gives_up[q, first[q]] <= now:
                        k = first[q]
                        first[q] += 1
                        events += 1
                        give_up(counts[q], came[q, k], gives_up[q, k], now, traits[q, THRESHOLD], slot)
                        if traits[q, REDIAL] > 0.0 and uniform(s) <= traits[q, REDIAL]:
                            back = max(now, gives_up[q, k] + traits[q, REDIAL_DELAY])
                            if back < end:
                                if again == again_at.size:
                                    again_at = np.concatenate((again_at, again_at))
                                    again_by = np.concatenate((again_by, again_by))
                                again = push(again_at, again_by, again, back, q)
                    if first[q] < last[q] and (priority[g, q] < level or came[q, first[q]] < since):
                        best, level, since = q, priority[g, q], came[q, first[q]]
                if best < 0:
                    break
                first[best] += 1
                i = int(since / slot)
                length = duration(
                    s, int(traits[best, LAW]), aht[best, min(i, count - 1)] / speed[best, g], traits[best, CV]
                )
                answer(counts[best, i], now, since, length, traits[best], opened[best], slot)
                _occupy(busy[g], now, length, slot)
                in_service = push(done_at, done_by, in_service, now + length, g)
                working[g] += 1
                idle[g] -= 1
    for q in range(queues):
        for k in range(first[q], last[q]):
            left_over(counts[q], came[q, k], gives_up[q, k], traits[q], opened[q], slot)
    return events


@njit(cache=True)
def _wider(waiting: Floats) -> Floats:
    result = np.empty((waiting.shape[0], 2 * waiting.shape[1]))
    result[:, : waiting.shape[1]] = waiting
    return result
