"""The compiled event loop of a day of calls and waiting work, served by groups of equally skilled reps.

Reps of a group are counted, not named: at the start of an interval the group's heads change; when they fall, whoever
is busy finishes the contact first. A contact asks its groups in order of rank, and a random idle rep among those of
one rank takes it. A rep who becomes free takes the queue of the best priority, among equals whoever waits longest.
A caller who hung up is found when a rep reaches for them, which is the moment their wait would have ended: that
measures the virtual wait.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from wfm.domain.arrays import Floats, Ints
from wfm.machine import RandomState, bare_kernel, exponential, kernel, stream, uniform
from wfm.staffing.simulation.arrivals import TrafficArrays, arrival
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


class GroupArrays(NamedTuple):
    """All groups of a world as the loop takes them.

    `heads` (groups, intervals) are at work; `rank`, `reserve` and `speed` have shape (queues, groups), rank -1 where a
    group does not serve a queue; `priority` (groups, queues) is whose queue a free rep takes first.
    """

    heads: Ints
    rank: Ints
    priority: Ints
    reserve: Ints
    speed: Floats


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
def run_day(seed: int, number: int, traffic: TrafficArrays, groups: GroupArrays, counts: Floats, busy: Floats) -> int:
    """One replication; adds to `counts` (queues, intervals, 9) and `busy` (groups, intervals) and returns its events.

    The loop stays in one piece: arrays handed to functions cost a fifth of its speed.
    """
    slot, rates, aht, traits, opened = traffic
    heads, rank, priority, reserve, speed = groups
    s = stream(seed, number)
    queues, count = rates.shape
    end = count * slot

    # How busy the day is, and room for those who will have to wait.
    factor, upcoming = np.empty(queues), np.empty(queues)
    room = 64
    for q in range(queues):
        factor[q] = day_factor(s, traits[q, VOLUME_CV])
        room = max(room, int(1.5 * factor[q] * rates[q].sum() * slot + traits[q, BACKLOG]) + 64)

    # Who waits in each queue, first..last, since when and until when at most.
    came, gives_up = np.empty((queues, room)), np.empty((queues, room))
    first, last = np.zeros(queues, np.int64), np.zeros(queues, np.int64)

    # Heaps of the contacts in service, by the time they end, and of those who will call again.
    most = 1
    for g in range(len(heads)):
        most += heads[g].max()
    done_at, done_by, in_service = np.empty(most + 1), np.empty(most + 1, np.int64), 0
    again_at, again_by, again = np.empty(64), np.empty(64, np.int64), 0

    # Of each group: its heads now, those who serve somebody, and the others.
    cap, working, idle = np.zeros(len(heads), np.int64), np.zeros(len(heads), np.int64), np.zeros(len(heads), np.int64)

    # The first arrival of each queue, and the work that waits already.
    for q in range(queues):
        upcoming[q] = arrival(0.0, rates[q], factor[q], slot, s)
        for _ in range(int(traits[q, BACKLOG])):
            came[q, last[q]], gives_up[q, last[q]] = 0.0, math.inf
            counts[q, 0, OFFERED] += 1.0
            last[q] += 1
    next_q = int(np.argmin(upcoming))
    interval, boundary, events = -1, 0.0, 0

    while True:
        # What happens next: a contact ends, a new one comes, an interval begins, or a caller comes back.
        t_done = done_at[0] if in_service > 0 else math.inf
        t_new = upcoming[next_q]
        t_again = again_at[0] if again > 0 else math.inf
        now = min(min(t_done, t_new), min(boundary, t_again))
        if now == math.inf:
            break
        events += 1

        # Reps of the groups low..high may have become free by it.
        if now == boundary:
            interval += 1
            boundary = (interval + 1) * slot if interval + 1 < count else math.inf
            for g in range(len(heads)):
                cap[g] = heads[g, interval]
                idle[g] = max(0, cap[g] - working[g])
            low, high = 0, len(heads)
        elif now == t_done:
            g = done_by[0]
            in_service = pop(done_at, done_by, in_service)
            working[g] -= 1
            low, high = g, g
            if working[g] < cap[g]:  # otherwise the rep's shift ended meanwhile
                idle[g] = cap[g] - working[g]
                high = g + 1
        else:
            # A contact comes, for the first time or once more.
            low, high = 0, 0
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
                # An idle rep takes it at once.
                length = duration(s, int(traits[q, LAW]), aht[q, i] / speed[q, g], traits[q, CV])
                counts[q, i, ANSWERED] += 1.0
                judge(counts[q, i], now, now, length, traits[q], opened[q], slot)
                _occupy(busy[g], now, length, slot)
                in_service = push(done_at, done_by, in_service, now + length, g)
                working[g] += 1
                idle[g] -= 1
            else:
                # Nobody is free: it waits, as long as its patience lasts.
                if last[q] == came.shape[1]:
                    came, gives_up = _wider(came), _wider(gives_up)
                came[q, last[q]] = now
                patience = traits[q, PATIENCE]
                gives_up[q, last[q]] = now + patience * exponential(s) if patience < math.inf else math.inf
                last[q] += 1

        # Every free rep looks for somebody who waits.
        for g in range(low, high):
            while idle[g] > 0:
                best, level, since = -1, 1 << 30, math.inf
                for q in range(queues):
                    if rank[q, g] < 0 or priority[g, q] > level or idle[g] <= reserve[q, g]:
                        continue
                    # Whoever hung up before now is counted and leaves the queue; some will call again.
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
                    # The best priority goes first, among equals whoever waits longest.
                    if first[q] < last[q] and (priority[g, q] < level or came[q, first[q]] < since):
                        best, level, since = q, priority[g, q], came[q, first[q]]
                if best < 0:
                    break
                # The rep takes the contact.
                first[best] += 1
                i = int(since / slot)
                mean = aht[best, min(i, count - 1)] / speed[best, g]
                length = duration(s, int(traits[best, LAW]), mean, traits[best, CV])
                answer(counts[best, i], now, since, length, traits[best], opened[best], slot)
                _occupy(busy[g], now, length, slot)
                in_service = push(done_at, done_by, in_service, now + length, g)
                working[g] += 1
                idle[g] -= 1

    # Nobody comes for those who wait still.
    for q in range(queues):
        for k in range(first[q], last[q]):
            left_over(counts[q], came[q, k], gives_up[q, k], traits[q], opened[q], slot)
    return events


@kernel
def _wider(waiting: Floats) -> Floats:
    result = np.empty((waiting.shape[0], 2 * waiting.shape[1]))
    result[:, : waiting.shape[1]] = waiting
    return result
