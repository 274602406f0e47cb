"""One rep's week planned anew at given prices, as construction, and ruin and recreate, do it again and again."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scheduler.arrays import (
    CHOICE,
    IMPOSSIBLE,
    NEVER,
    OFFICE,
    Books,
    Days,
    Tables,
    WeekAutomata,
    best_breaks,
    is_weekend,
    search_week,
    shift_values,
    streak_up_to,
    weekends_worked,
)
from wfm.domain.arrays import Floats, Ints, Records
from wfm.machine import bare_kernel, kernel

REACH = 3
"""Days that a week's shifts may reach behind its end, with their breaks: room for cumulative prices and scratch."""


class Prices(NamedTuple):
    """Cumulative worth of a head and price of a seat, shape (slots + 1,), reaching behind the horizon."""

    worth: Floats
    seat: Floats


class Seam(NamedTuple):
    """What lies around a week of one agent: the first slot that rest allows, days in a row before it, the slot of the
    next shift after it, and the days in a row that follow it."""

    free_from: int
    streak: int
    next_start: int
    following: int


@bare_kernel
def put_week(t: Tables, a: int, week: int, days: Days, books: Books, sign: int) -> None:
    """Add (or with sign -1 take away) the cover and seats of a rep's week."""
    group, site = t.agents[a].group, t.agents[a].site
    for d in range(7 * week, min(7 * week + 7, t.days)):
        start, k = days.shifts[a, d].start, days.shifts[a, d].shift_type
        if start < 0:
            continue
        for s in range(start, min(start + t.types.rows[k].span, t.slots)):
            on_queue = True
            for b in range(t.types.rows[k].breaks):
                low = start + days.breaks[a, d, b]
                on_queue = on_queue and not low <= s < low + t.types.breaks[k, b].length
            if on_queue:
                for b in range(books.slack.shape[1]):
                    books.slack[s, b] -= sign * t.cover.gain[group, b]
            if days.shifts[a, d].place == OFFICE and site >= 0:
                books.used[site, s] += sign


@bare_kernel
def seat_values(seats: Ints, site: int, used: Ints, price: float, seat_cum: Floats) -> None:
    """Write the cumulative price of a seat: `price` for each head beyond the seats, nothing with room to spare."""
    seat_cum[0] = 0.0
    for s in range(seat_cum.shape[0] - 1):
        cost = 0.0
        if site >= 0 and s < used.shape[1]:
            beyond = used[site, s] + 1 - seats[site]
            if beyond > 0:
                cost = price * beyond
        seat_cum[s + 1] = seat_cum[s] + cost


@bare_kernel
def weekends_closed(t: Tables, a: int, week: int, shifts: Records) -> int:
    """Days of a week (bits) on which agent a may not work because the contract's weekends are used up.

    Where weekends are limited each rep has turns, so that not all take the same ones.
    """
    most = t.contracts[t.agents[a].contract].weekends
    first, last = 7 * week, min(7 * week + 7, t.days)
    blocked = 0
    if most >= t.days:
        return blocked
    total = (t.days + t.first_weekday + 6) // 7
    for d in range(first, last):
        if not is_weekend(t.first_weekday, d) or t.known[a, d].locked:
            continue
        weekend = (d + t.first_weekday) // 7
        # a weekend that another week works already may be worked
        shared = False
        for e in range(max(0, d - 1), min(t.days, d + 2)):
            outside = e < first or e >= last
            same = (e + t.first_weekday) // 7 == weekend and is_weekend(t.first_weekday, e)
            shared = shared or (outside and same and shifts[e].start >= 0)
        turn = (weekend * most + a) % total < most
        full = weekends_worked(t.first_weekday, shifts, first, last) >= most
        if not shared and (full or not turn):
            blocked |= 1 << (d - first)
    return blocked


@bare_kernel
def _seam(t: Tables, a: int, week: int, shifts: Records) -> Seam:
    """What lies around a week of agent a, given the agent's `shifts` (days,)."""
    first, last = 7 * week, min(7 * week + 7, t.days)
    free, rest = t.agents[a].free_from, t.contracts[t.agents[a].contract].rest
    for d in range(first - 1, -1, -1):
        if shifts[d].start >= 0:
            free = max(free, shifts[d].start + t.types.rows[shifts[d].shift_type].span + rest)
            break
    next_start, following = NEVER, 0
    for d in range(last, t.days):
        if shifts[d].start >= 0:
            next_start = shifts[d].start
            break
    while last + following < t.days and shifts[last + following].start >= 0:
        following += 1
    return Seam(free, streak_up_to(t, a, first, shifts), next_start, following)


@kernel
def plan_week(t: Tables, automata: WeekAutomata, a: int, week: int, days: Days, prices: Prices) -> bool:
    """Give agent a the best legal week at the given prices; returns False, changing nothing, when there is none."""
    shifts = days.shifts[a]
    first, last = 7 * week, min(7 * week + 7, t.days)
    seam, longest = _seam(t, a, week, shifts), t.contracts[t.agents[a].contract].longest_streak
    blocked = weekends_closed(t, a, week, shifts)
    out = np.empty(7, CHOICE)
    for _ in range(last - first):
        values = shift_values(t, automata, a, week, prices.worth, prices.seat, seam.free_from, blocked)
        if search_week(t, automata, a, week, values, seam.streak, seam.next_start, out) <= IMPOSSIBLE:
            return False
        # a streak that runs on into the next week may be too long: its last day but so many is then kept free
        trail = 0
        while trail < last - first and out[last - first - 1 - trail].shift_type >= 0:
            trail += 1
        before = seam.streak if trail == last - first else 0
        if seam.following == 0 or before + trail + seam.following <= longest:
            break
        blocked |= 1 << max(0, last - first - 1 - (longest - seam.following))
    scratch = np.empty((t.types.breaks.shape[1], REACH * t.per_day))
    for i in range(last - first):
        d = first + i
        if t.known[a, d].locked:
            continue
        shifts[d].start, shifts[d].shift_type, shifts[d].place = -1, -1, 0
        if out[i].shift_type >= 0:
            shifts[d].start, shifts[d].shift_type, shifts[d].place = out[i].start, out[i].shift_type, out[i].place
            best_breaks(t.types, out[i].shift_type, out[i].start, prices.worth, scratch, days.breaks[a, d])
    return True
