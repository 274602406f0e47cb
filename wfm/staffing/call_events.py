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
import numpy.typing as npt
from numba import njit

from wfm.staffing.chance import State, day_factor, duration, exponential, stream, uniform
from wfm.staffing.event_heap import pop, push
from wfm.staffing.tallies import (
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
    left_over,
)

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@njit(cache=True)
def arrival(now: float, rates: Floats, factor: float, slot: float, s: State) -> float:
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


@njit(cache=True)
def _occupy(busy: Floats, start: float, length: float, slot: float) -> None:
    """Add a contact's handling to the busy seconds of the intervals it spans."""
    i = int(start / slot)
    end = start + length
    while i < busy.size and start < end:
        stop = min(end, (i + 1) * slot)
        busy[i] += stop - start
        start = stop
        i += 1


@njit(cache=True)
def _choose_group(q: int, idle: Ints, rank: Ints, reserve: Ints, s: State) -> int:
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


class Line(NamedTuple):
    """What is given for a replication.

    `rates` (contacts a second) and `aht` (queues, intervals); `traits` (queues, 9); `heads` (groups, intervals);
    `rank`, `reserve`, `speed` (queues, groups), rank -1 where a group does not serve a queue; `priority` (groups,
    queues); `opened` cumulative open seconds (queues, intervals + 1).
    """

    slot: float
    rates: Floats
    aht: Floats
    traits: Floats
    heads: Ints
    rank: Ints
    priority: Ints
    reserve: Ints
    speed: Floats
    opened: Floats


@njit(cache=True)
def _opening(line: Line, upcoming: Floats, factor: Floats, last: Ints, counts: Floats, s: State) -> Floats:
    """Draw how busy the day is and each queue's first arrival; room for those who wait, the backlog in front."""
    room = 64
    for q in range(factor.size):
        factor[q] = day_factor(s, line.traits[q, VOLUME_CV])
        room = max(room, int(1.5 * factor[q] * line.rates[q].sum() * line.slot + line.traits[q, BACKLOG]) + 64)
    came = np.empty((factor.size, room))
    for q in range(factor.size):
        upcoming[q] = arrival(0.0, line.rates[q], factor[q], line.slot, s)
        last[q] = int(line.traits[q, BACKLOG])
        came[q, : last[q]] = 0.0
        counts[q, 0, OFFERED] += last[q]
    return came


@njit(cache=True)
def _most(heads: Ints) -> int:
    """Room for the contacts in hand: at most the heads of every group, and one to spare."""
    most = 2
    for g in range(heads.shape[0]):
        most += heads[g].max()
    return most


@njit(cache=True, inline="always")
def _take(
    q: int, g: int, now: float, since: float, slot: float, aht: Floats, traits: Floats, speed: Floats, opened: Floats,
    counts: Floats, busy: Floats, done_at: Floats, done_by: Ints, in_hand: int, working: Ints, idle: Ints, s: State,
) -> int:  # fmt: skip
    """A rep of a group takes a contact of a queue that came at `since`; how many contacts are then in hand."""
    i = min(int(since / slot), aht.shape[1] - 1)
    length = duration(s, int(traits[q, LAW]), aht[q, i] / speed[q, g], traits[q, CV])
    answer(counts[q, i], now, since, length, traits[q], opened[q], slot)
    _occupy(busy[g], now, length, slot)
    working[g] += 1
    idle[g] -= 1
    return push(done_at, done_by, in_hand, now + length, g)


@njit(cache=True, inline="always")
def _back(
    since: float, left: float, now: float, end: float, trait: Floats, counts: Floats, slot: float, s: State
) -> float:
    """Count someone who hung up; when they call again, infinite for never."""
    give_up(counts, since, left, now, trait[THRESHOLD], slot)
    if trait[REDIAL] > 0.0 and uniform(s) <= trait[REDIAL]:
        back = max(now, left + trait[REDIAL_DELAY])
        return back if back < end else math.inf
    return math.inf


@njit(cache=True, inline="always")
def _change_heads(cap: Ints, working: Ints, idle: Ints, heads: Ints, interval: int) -> None:
    """A new interval: those above its heads finish what they hold and take no more."""
    for g in range(cap.size):
        cap[g] = heads[g, interval]
        idle[g] = max(0, cap[g] - working[g])


@njit(cache=True, inline="always")
def _wait(q: int, now: float, patience: float, came: Floats, gives_up: Floats, last: Ints, s: State) -> None:
    """A contact joins its queue."""
    came[q, last[q]] = now
    gives_up[q, last[q]] = now + patience * exponential(s) if patience < math.inf else math.inf
    last[q] += 1


@njit(cache=True, nogil=True)
def run_day(seed: int, number: int, line: Line, counts: Floats, busy: Floats) -> int:
    """One replication; adds to `counts` (queues, intervals, 9) and `busy` (groups, intervals) and returns its events.

    The loop stays in one piece: its arrays passed to functions that are not inlined cost a third of its speed.
    """
    slot, rates, aht, traits, heads, rank, priority, reserve, speed, opened = line
    s = stream(seed, number)
    (queues, count), groups = rates.shape, heads.shape[0]
    upcoming, factor = np.empty(queues), np.empty(queues)
    first, last = np.zeros(queues, np.int64), np.zeros(queues, np.int64)
    came = _opening(line, upcoming, factor, last, counts, s)
    gives_up = np.full(came.shape, math.inf)
    done_at, done_by, in_hand = np.empty(_most(heads)), np.empty(_most(heads), np.int64), 0
    again_at, again_by, again = np.empty(64), np.empty(64, np.int64), 0
    cap, working, idle = np.zeros(groups, np.int64), np.zeros(groups, np.int64), np.zeros(groups, np.int64)
    interval, boundary, events, next_q = -1, 0.0, 0, int(np.argmin(upcoming))
    while True:
        t_done = done_at[0] if in_hand > 0 else math.inf
        t_again = again_at[0] if again > 0 else math.inf
        t_new = upcoming[next_q]
        now = min(min(t_done, t_new), min(boundary, t_again))
        if now == math.inf:
            break
        events += 1
        low, high = 0, 0
        if now == boundary:
            interval += 1
            boundary = (interval + 1) * slot if interval + 1 < count else math.inf
            _change_heads(cap, working, idle, heads, interval)
            high = groups
        elif now == t_done:
            g = done_by[0]
            in_hand = pop(done_at, done_by, in_hand)
            working[g] -= 1
            if working[g] < cap[g]:
                idle[g] = cap[g] - working[g]
                low, high = g, g + 1
        else:
            q = next_q
            i = min(int(now / slot), count - 1)
            if now == t_new:
                upcoming[q] = arrival(now, rates[q], factor[q], slot, s)
                next_q = int(np.argmin(upcoming))
            else:
                q = again_by[0]
                again = pop(again_at, again_by, again)
                counts[q, i, REDIALLED] += 1.0
            counts[q, i, OFFERED] += 1.0
            g = _choose_group(q, idle, rank, reserve, s)
            if g >= 0:
                in_hand = _take(q, g, now, now, slot, aht, traits, speed, opened, counts, busy, done_at, done_by, in_hand, working, idle, s)  # fmt: skip
            else:
                if last[q] == came.shape[1]:
                    came, gives_up = _wider(came), _wider(gives_up)
                _wait(q, now, traits[q, PATIENCE], came, gives_up, last, s)
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
                        back = _back(came[q, k], gives_up[q, k], now, count * slot, traits[q], counts[q], slot, s)
                        if back < math.inf:
                            if again == again_at.size:
                                again_at = np.concatenate((again_at, again_at))
                                again_by = np.concatenate((again_by, again_by))
                            again = push(again_at, again_by, again, back, q)
                    if first[q] < last[q] and (priority[g, q] < level or came[q, first[q]] < since):
                        best, level, since = q, priority[g, q], came[q, first[q]]
                if best < 0:
                    break
                first[best] += 1
                in_hand = _take(best, g, now, since, slot, aht, traits, speed, opened, counts, busy, done_at, done_by, in_hand, working, idle, s)  # fmt: skip
    for q in range(queues):
        for k in range(first[q], last[q]):
            left_over(counts[q], came[q, k], gives_up[q, k], traits[q], opened[q], slot)
    return events


@njit(cache=True)
def _wider(waiting: Floats) -> Floats:
    result = np.empty((waiting.shape[0], 2 * waiting.shape[1]))
    result[:, : waiting.shape[1]] = waiting
    return result
