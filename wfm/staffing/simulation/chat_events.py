"""The compiled event loop of a day of chats: each rep holds several at once, every one slower for the others.

A new chat goes to the rep with the fewest in hand. A rep with j chats works on each at rate 1 / m(j), m(1) = 1; a
chat ends when it has had its own length of work. When heads fall, the reps with the fewest chats stop taking new
ones and finish what they hold.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from wfm.domain.arrays import Floats, Ints
from wfm.machine import bare_kernel, exponential, kernel, stream
from wfm.staffing.simulation.arrivals import TrafficArrays, arrival
from wfm.staffing.simulation.event_heap import pop, push
from wfm.staffing.simulation.laws import day_factor, duration
from wfm.staffing.simulation.tallies import CV, LAW, OFFERED, PATIENCE, THRESHOLD, VOLUME_CV, answer, give_up, left_over


class _Reps(NamedTuple):
    """What is known of each rep.

    `chats` in hand; `seen` when the rep was last looked at; `progress` the work each chat had since the rep began;
    `goals` (reps, concurrency) the progress at which each chat ends; `slower` m(1..concurrency); `version` counts the
    changes of a rep's chats.
    """

    chats: Ints
    seen: Floats
    progress: Floats
    goals: Floats
    slower: Floats
    version: Ints


@bare_kernel
def _fewest(chats: Ints, active: Ints, most: int) -> int:
    """The active rep with the fewest chats and a free slot; -1 for none."""
    best, fewest = -1, most
    for a in range(chats.size):
        if active[a] and chats[a] < fewest:
            best, fewest = a, chats[a]
            if fewest == 0:
                break
    return best


@bare_kernel
def _advance(a: int, now: float, reps: _Reps) -> None:
    """Bring a rep's progress per chat up to now."""
    if reps.chats[a] > 0:
        reps.progress[a] += (now - reps.seen[a]) / reps.slower[reps.chats[a] - 1]
    reps.seen[a] = now


@bare_kernel
def _next_end(a: int, now: float, reps: _Reps) -> float:
    """When a rep's next chat ends if nothing changes."""
    nearest = math.inf
    for k in range(reps.chats[a]):
        nearest = min(nearest, reps.goals[a, k])
    return float(now + max(0.0, nearest - reps.progress[a]) * reps.slower[reps.chats[a] - 1])


@kernel
def _schedule(a: int, now: float, reps: _Reps, times: Floats, owners: Ints, size: int) -> tuple[int, Floats, Ints]:
    """Put a rep's next end into the heap; earlier entries of the rep go stale."""
    reps.version[a] += 1
    if reps.chats[a] == 0:
        return size, times, owners
    if size == times.size:
        times, owners = np.concatenate((times, times)), np.concatenate((owners, owners))
    when = _next_end(a, now, reps)
    return push(times, owners, size, when, reps.version[a] * reps.chats.size + a), times, owners


@bare_kernel
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


@bare_kernel
def _end_first(a: int, reps: _Reps) -> None:
    """End the chat of a rep that needs the least work."""
    goals, ending = reps.goals, 0
    for k in range(1, reps.chats[a]):
        if goals[a, k] < goals[a, ending]:
            ending = k
    reps.chats[a] -= 1
    goals[a, ending] = goals[a, reps.chats[a]]


@kernel
def run_chat_day(
    seed: int, number: int, traffic: TrafficArrays, heads: Ints, slower: Floats, counts: Floats, busy: Floats
) -> int:
    """One replication of one chat queue; adds to `counts` (intervals, 9) and `busy` (intervals), returns its events.

    `traffic` has one queue; `slower` is m(1..concurrency); `busy` gets the seconds of chat slots in use divided by the
    concurrency.
    """
    slot = traffic.slot
    rates, aht, trait, opened = traffic.rates[0], traffic.aht[0], traffic.traits[0], traffic.opened[0]
    s = stream(seed, number)
    count, most = rates.size, slower.size
    end = count * slot

    # How busy the day is, and room for those who will have to wait, first..last.
    factor = day_factor(s, trait[VOLUME_CV])
    room = int(1.5 * factor * rates.sum() * slot) + 128
    came, gives_up = np.empty(room), np.empty(room)
    first, last = 0, 0

    # The reps, and a heap of their next ends; an entry holds whose it is and at which version of their chats.
    most_heads = max(1, heads.max())
    chats, active, version = (
        np.zeros(most_heads, np.int64),
        np.zeros(most_heads, np.int64),
        np.zeros(most_heads, np.int64),
    )
    reps = _Reps(chats, np.zeros(most_heads), np.zeros(most_heads), np.zeros((most_heads, most)), slower, version)
    times, owners, size = np.empty(256), np.empty(256, np.int64), 0

    upcoming = arrival(0.0, rates, factor, slot, s)
    interval, boundary, events, at_work, held, before = -1, 0.0, 0, 0, 0, 0.0
    while True:
        # What happens next: a chat ends, a new one comes, or an interval begins. Stale ends are passed over.
        while size > 0 and owners[0] // most_heads != version[owners[0] % most_heads]:
            size = pop(times, owners, size)
        t_end = times[0] if size > 0 else math.inf
        now = min(min(t_end, upcoming), boundary)
        if now == math.inf:
            break

        # The time since the event before was spent with the chats in hand.
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
            changed = owners[0] % most_heads
            _advance(changed, now, reps)
            _end_first(changed, reps)
            held -= 1
        else:
            upcoming = arrival(now, rates, factor, slot, s)
            if last == came.size:
                came = np.concatenate((came, np.empty(came.size)))
                gives_up = np.concatenate((gives_up, np.empty(gives_up.size)))
            came[last] = now
            gives_up[last] = now + trait[PATIENCE] * exponential(s) if trait[PATIENCE] < math.inf else math.inf
            last += 1
            counts[min(int(now / slot), count - 1), OFFERED] += 1.0

        # Whoever waits goes to the reps with a free slot, unless they hung up before now.
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
                size, times, owners = _schedule(changed, now, reps, times, owners, size)
            _advance(a, now, reps)
            i = min(int(came[first] / slot), count - 1)
            length = duration(s, int(trait[LAW]), aht[i], trait[CV])
            reps.goals[a, chats[a]] = reps.progress[a] + length
            chats[a] += 1
            held += 1
            answer(counts[i], now, came[first], length, trait, opened, slot)
            first += 1
            changed = a

        # The rep whose chats changed ends the next one at another time.
        if changed >= 0:
            size, times, owners = _schedule(changed, now, reps, times, owners, size)

    # Nobody comes for those who wait still.
    for k in range(first, last):
        left_over(counts, came[k], gives_up[k], trait, opened, slot)
    return events
