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
    Leeway,
    Tables,
    WeekAutomata,
    best_breaks,
    end_day,
    first_day,
    last_end,
    longest_streak,
    next_free,
    search_week,
    shift_values,
    streak_up_to,
    week_of,
    weekend_of,
    weekends_worked,
)
from wfm.domain.arrays import Floats, Ints, Records
from wfm.machine import bare_kernel, kernel, written_in

REACH = 3
"""Days that a week's shifts may reach behind its end, with their breaks: room for cumulative prices and scratch."""


class Prices(NamedTuple):
    """Cumulative worth of a head and price of a seat, shape (sides, slots + 1), reaching behind the horizon: those of the
    week's first day, and of its last where skills or the site change within."""

    worth: Floats
    seat: Floats


class Seam(NamedTuple):
    """What lies around a week of one agent: the first slot that rest allows, the last slot by which its shifts must have
    ended, days in a row before it, and the most in a row up to its end that those behind it allow."""

    free_from: int
    until: int
    streak: int
    room: int


@written_in
def side_day(t: Tables, week: int, side: int) -> int:
    """The day of a week by whose skills and site a side of its prices goes."""
    return first_day(t, week) if side == 0 else end_day(t, week) - 1


@bare_kernel
def put_week(t: Tables, a: int, week: int, days: Days, books: Books, sign: int) -> None:
    """Add (or with sign -1 take away) the cover and seats of a rep's week."""
    for d in range(first_day(t, week), end_day(t, week)):
        group, site = t.known[a, d].group, t.known[a, d].site
        start, k = days.shifts[a, d].start, days.shifts[a, d].shift_type
        if start < 0:
            continue
        end = start + t.types.rows[k].span
        for s in range(start, min(end, t.slots)):
            on_queue = True
            for b in range(t.types.rows[k].breaks):
                low = start + days.breaks[a, d, b]
                on_queue = on_queue and not low <= s < low + t.types.breaks[k, b].length
            if on_queue:
                for b in range(books.slack.shape[1]):
                    books.slack[s, b] -= sign * t.cover.gain[group, b]
        if days.shifts[a, d].place == OFFICE and site >= 0:
            for s in range(start, min(end, books.used.shape[1])):
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
def weekends_closed(t: Tables, a: int, week: int, shifts: Records) -> tuple[int, int]:
    """Weekends in which agent a may not work in a week because the contract's are used up, as bits above the number of the
    first, and that number.

    Where weekends are limited each rep has turns, so that not all take the same ones.
    """
    first, last = first_day(t, week), end_day(t, week)
    base = (first + t.first_weekday) // 7 - 1
    if t.agents[a].weekends == 0:
        return 0, base
    since, now = t.known[a, first].since, t.known[a, last - 1].since
    most = min(t.known[a, first].weekends, t.known[a, last - 1].weekends)
    left = t.known[a, first].weekends - weekends_worked(t, a, shifts, since, first, last)
    if now != since:
        left = min(left, t.known[a, last - 1].weekends - weekends_worked(t, a, shifts, now, first, last))
    total = (t.days + t.first_weekday + 6) // 7
    closed = 0
    for n in range(4):
        weekend = base + n
        if now == since and _works_weekend(t, a, shifts, weekend, since, first, last):
            continue
        turn = most >= total or (weekend * most + a) % total < most
        if turn and left > 0:
            left -= 1
        else:
            closed |= 1 << n
    return closed, base


@bare_kernel
def _works_weekend(t: Tables, a: int, shifts: Records, weekend: int, since: int, first: int, last: int) -> bool:
    """Whether a day outside first..last-1 is worked in a weekend, under the contract that holds since a day."""
    for d in range(max(0, first - 3), min(t.days, last + 3)):
        if shifts[d].start >= 0 and not first <= d < last and t.known[a, d].since == since:
            end = shifts[d].start + t.types.rows[shifts[d].shift_type].span
            if weekend_of(t, a, shifts[d].start, end) == weekend:
                return True
    return False


@bare_kernel
def _seam(t: Tables, a: int, week: int, shifts: Records) -> Seam:
    """What lies around a week of agent a, given the agent's `shifts` (days,)."""
    first, last = first_day(t, week), end_day(t, week)
    free, until, room = 0, NEVER, NEVER
    for d in range(first - 1, -1, -1):
        if shifts[d].start >= 0:
            end = shifts[d].start + t.types.rows[shifts[d].shift_type].span
            free = next_free(t, t.weeks[a, week].contract, end)
            break
    for d in range(last, t.days):
        if shifts[d].start >= 0:
            until = last_end(t, t.weeks[a, week_of(t, d)].contract, shifts[d].start)
            break
    # a streak that runs on may be too long at the end of any of its days
    following = 0
    while last + following < t.days and shifts[last + following].start >= 0:
        following += 1
        room = min(room, longest_streak(t, a, last + following - 1) - following)
    if last + following == t.days and t.agents[a].following > 0:
        following += t.agents[a].following
        room = min(room, longest_streak(t, a, t.days - 1) - following)
    return Seam(free, until, streak_up_to(t, a, first, shifts), room)


@kernel
def plan_week(t: Tables, automata: WeekAutomata, a: int, week: int, days: Days, prices: Prices) -> bool:
    """Give agent a the best legal week at the given prices; returns False, changing nothing, when there is none."""
    shifts = days.shifts[a]
    first, last = first_day(t, week), end_day(t, week)
    seam, blocked = _seam(t, a, week, shifts), 0
    closed, weekend = weekends_closed(t, a, week, shifts)
    out, fits = np.empty(7, CHOICE), False
    for _ in range(last - first + 1):
        leeway = Leeway(seam.free_from, seam.until, blocked, closed, weekend)
        values = shift_values(t, automata, a, week, prices.worth, prices.seat, leeway)
        if search_week(t, automata, a, week, values, seam.streak, out) <= IMPOSSIBLE:
            return False
        # a streak that runs on behind the week may be too long: its last day but so many is then kept free
        trail = 0
        while trail < last - first and out[last - first - 1 - trail].shift_type >= 0:
            trail += 1
        before = seam.streak if trail == last - first else 0
        fits = trail == 0 or before + trail <= seam.room
        if fits:
            break
        blocked |= 1 << max(0, last - first - 1 - max(0, seam.room))
    if not fits:
        return False
    scratch = np.empty((t.types.breaks.shape[1], REACH * t.per_day))
    for i in range(last - first):
        d = first + i
        if t.known[a, d].locked:
            continue
        shifts[d].start, shifts[d].shift_type, shifts[d].place = -1, -1, 0
        if out[i].shift_type >= 0:
            shifts[d].start, shifts[d].shift_type, shifts[d].place = out[i].start, out[i].shift_type, out[i].place
            worth = prices.worth[t.known[a, d].side]
            best_breaks(t.types, out[i].shift_type, out[i].start, worth, scratch, days.breaks[a, d])
    return True
