"""The compiled event loop of a day of chats: each rep holds several at once, every one slower for the others.

A new chat goes to the rep with the fewest in hand. A rep with j chats works on each at rate 1 / m(j), m(1) = 1; a
chat ends when it has had its own length of work. When heads fall, the reps with the fewest chats stop taking new
ones and finish what they hold.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from wfm.domain.arrays import Floats, Ints
from wfm.machine import exponential, stream
from wfm.staffing.simulation.call_events import arrival
from wfm.staffing.simulation.event_heap import pop, push
from wfm.staffing.simulation.laws import day_factor, duration
from wfm.staffing.simulation.tallies import CV, LAW, OFFERED, PATIENCE, THRESHOLD, VOLUME_CV, answer, give_up, left_over


@njit(cache=True)
def _fewest(chats: Ints, active: Ints, most: int) -> int:
    """The active rep with the fewest chats and a free slot; -1 for none."""
    best, fewest = -1, most
    for a in range(chats.size):
        if active[a] and chats[a] < fewest:
            best, fewest = a, chats[a]
            if fewest == 0:
                break
    return best


@njit(cache=True)
def _advance(a: int, now: float, chats: Ints, seen: Floats, progress: Floats, slower: Floats) -> None:
    """Bring a rep's progress per chat up to now."""
    if chats[a] > 0:
        progress[a] += (now - seen[a]) / slower[chats[a] - 1]
    seen[a] = now


@njit(cache=True)
def _next_end(a: int, now: float, chats: Ints, goals: Floats, progress: Floats, slower: Floats) -> float:
    """When a rep's next chat ends if nothing changes."""
    nearest = math.inf
    for k in range(chats[a]):
        nearest = min(nearest, goals[a, k])
    return float(now + max(0.0, nearest - progress[a]) * slower[chats[a] - 1])


@njit(cache=True, nogil=True)
def run_chat_day(
    seed: int,
    number: int,
    slot: float,
    rates: Floats,
    aht: Floats,
    trait: Floats,
    heads: Ints,
    slower: Floats,
    opened: Floats,
    counts: Floats,
    busy: Floats,
) -> int:
    """One replication of one chat queue; adds to `counts` (intervals, 9) and `busy` (intervals), returns its events.

    `slower` is m(1..concurrency); `busy` gets the seconds of chat slots in use divided by the concurrency.
    """
    s = stream(seed, number)
    count, most = rates.size, slower.size
    reps = max(1, heads.max())
    end = count * slot
    factor = day_factor(s, trait[VOLUME_CV])
    room = int(1.5 * factor * rates.sum() * slot) + 128
    came, gives_up = np.empty(room), np.empty(room)
    first, last = 0, 0
    chats, active, version = np.zeros(reps, np.int64), np.zeros(reps, np.int64), np.zeros(reps, np.int64)
    seen, progress, goals = np.zeros(reps), np.zeros(reps), np.zeros((reps, most))
    times, owners, size = np.empty(256), np.empty(256, np.int64), 0
    upcoming = arrival(0.0, rates, factor, slot, s)
    interval, boundary, events, at_work, held, before = -1, 0.0, 0, 0, 0, 0.0
    while True:
        while size > 0 and owners[0] // reps != version[owners[0] % reps]:
            size = pop(times, owners, size)
        t_end = times[0] if size > 0 else math.inf
        now = min(min(t_end, upcoming), boundary)
        if now == math.inf:
            break
        if interval >= 0 and held > 0 and before < end:
            busy[interval] += held * (min(now, end) - before) / most
        before = now
        events += 1
        changed = -1
        if now == boundary:
            interval += 1
            boundary = (interval + 1) * slot if interval + 1 < count else math.inf
            at_work = _staffed(chats, active, at_work, heads[interval])
        elif now == t_end:
            a = owners[0] % reps
            _advance(a, now, chats, seen, progress, slower)
            ending = 0
            for k in range(1, chats[a]):
                if goals[a, k] < goals[a, ending]:
                    ending = k
            chats[a] -= 1
            held -= 1
            goals[a, ending] = goals[a, chats[a]]
            changed = a
        else:
            upcoming = arrival(now, rates, factor, slot, s)
            if last == came.size:
                came = np.concatenate((came, np.empty(came.size)))
                gives_up = np.concatenate((gives_up, np.empty(gives_up.size)))
            came[last] = now
            gives_up[last] = now + trait[PATIENCE] * exponential(s) if trait[PATIENCE] < math.inf else math.inf
            last += 1
            counts[min(int(now / slot), count - 1), OFFERED] += 1.0
        while first < last:
            if gives_up[first] <= now:
                give_up(counts, came[first], gives_up[first], now, trait[THRESHOLD], slot)
                first += 1
                events += 1
                continue
            a = _fewest(chats, active, most)
            if a < 0:
                break
            if changed >= 0 and changed != a:
                size, times, owners = _schedule(
                    changed, now, chats, goals, progress, slower, version, times, owners, size
                )
            _advance(a, now, chats, seen, progress, slower)
            i = min(int(came[first] / slot), count - 1)
            length = duration(s, int(trait[LAW]), aht[i], trait[CV])
            goals[a, chats[a]] = progress[a] + length
            chats[a] += 1
            held += 1
            answer(counts[i], now, came[first], length, trait, opened, slot)
            first += 1
            changed = a
        if changed >= 0:
            size, times, owners = _schedule(changed, now, chats, goals, progress, slower, version, times, owners, size)
    for k in range(first, last):
        left_over(counts, came[k], gives_up[k], trait, opened, slot)
    return events


@njit(cache=True)
def _schedule(
    a: int, now: float, chats: Ints, goals: Floats, progress: Floats, slower: Floats, version: Ints,
    times: Floats, owners: Ints, size: int,
) -> tuple[int, Floats, Ints]:  # fmt: skip
    """Put a rep's next end into the heap; earlier entries of the rep go stale."""
    version[a] += 1
    if chats[a] == 0:
        return size, times, owners
    if size == times.size:
        times, owners = np.concatenate((times, times)), np.concatenate((owners, owners))
    when = _next_end(a, now, chats, goals, progress, slower)
    return push(times, owners, size, when, version[a] * chats.size + a), times, owners


@njit(cache=True)
def _staffed(chats: Ints, active: Ints, at_work: int, wanted: int) -> int:
    """Call in or send off reps until `wanted` take new chats: those with chats come back first, the emptiest leave."""
    while at_work < wanted:
        best = -1
        for a in range(chats.size):
            if not active[a] and (best < 0 or chats[a] > chats[best]):
                best = a
        active[best] = 1
        at_work += 1
    while at_work > wanted:
        best = -1
        for a in range(chats.size):
            if active[a] and (best < 0 or chats[a] < chats[best]):
                best = a
        active[best] = 0
        at_work -= 1
    return at_work
