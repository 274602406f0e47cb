"""Simulated annealing over whole rosters: breaks, starts, lengths, days, places and waiting work, one rep at a time.

Every move keeps the rep's own rules; seats carry a price per head too many, high enough to be left empty in the end.
Cover changes are evaluated only in the slots a move touches.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scheduler.arrays import (
    NO_PLACE,
    OFFICE,
    SHIFT,
    Books,
    CompiledProblem,
    Days,
    Roster,
    Tables,
    Waiting,
    best_breaks,
    cover_change,
    cover_commit,
    head_values,
    paint,
    plan_more,
    rep_week_price,
    seat_change,
    slot_cost_with,
    week_fits,
    week_of,
)
from scheduler.search.acceptance import Pace, accepts
from scheduler.search.moves import TO_BREAK, TO_DEFER, TO_PLACE, TO_START, Spot, Tentative, propose
from scheduler.search.partition import Part
from wfm.domain.arrays import Floats, Ints, Records, Row
from wfm.machine import RandomState, bare_kernel, below, kernel, stream, uniform

SHARES = {"break": 0.70, "start": 0.08, "reshape": 0.06, "day": 0.05, "count": 0.02, "place": 0.02, "defer": 0.05}
"""Share of each kind of move, in the order of the constants of `moves`; the rest changes two lengths at once."""

BLUR = 0.02
"""Noise in the worth of a slot when breaks are placed, so that equal places are drawn alike."""

LOOKS = 6
"""Draws of a slot to take waiting work from, until one is found where it costs something."""


class Plot(NamedTuple):
    """What a thread may change: its `agents` on days first_day <= day < last_day, and waiting work in slots first_slot
    <= slot < last_slot; `rates` (7,) are the cumulative shares of the kinds of move."""

    agents: Ints
    first_day: int
    last_day: int
    first_slot: int
    last_slot: int
    rates: Floats


class Room(NamedTuple):
    """Scratch space of the moves: heads added per slot and its new cost, worths and their sums, running minima of the
    breaks, the tentative days, and what stood there before."""

    diff: Ints
    new_cost: Floats
    worth: Floats
    cum: Floats
    scratch: Floats
    tentative: Tentative
    old: Records
    old_breaks: Ints
    chosen: Ints


@bare_kernel
def _move_break(t: Tables, days: Days, books: Books, room: Room, random: RandomState, spot: Spot, pace: Pace) -> float:
    """Try another offset for one break of a shift; returns the change of cost, 0 when not made."""
    a, d = spot.agent, spot.day
    start, k, breaks = days.shifts[a, d].start, days.shifts[a, d].shift_type, days.breaks[a, d]
    count, gap, group = t.types.rows[k].breaks, t.types.rows[k].gap, t.known[a, d].group
    if count == 0:
        return 0.0
    # the offsets that its window and its neighbours leave
    b = below(random, count)
    length = t.types.breaks[k, b].length
    low = gap if b == 0 else breaks[b - 1] + t.types.breaks[k, b - 1].length + gap
    high = (t.types.rows[k].span if b == count - 1 else breaks[b + 1]) - gap - length
    low, high = max(low, t.types.breaks[k, b].lowest), min(high, t.types.breaks[k, b].highest)
    if high <= low:
        return 0.0
    old = breaks[b]
    new = low + below(random, high - low)
    if new >= old:
        new += 1
    # what the move changes in cover, and of what was published
    for s in range(start + old, min(start + old + length, t.slots)):
        room.diff[s] += 1
    for s in range(start + new, min(start + new + length, t.slots)):
        room.diff[s] -= 1
    first, last = start + min(old, new), start + max(old, new) + length
    change = cover_change(t.cover, group, room.diff, first, last, books, room.new_cost)
    if t.break_change > 0 and t.known[a, d].start == start and t.known[a, d].shift_type == k:
        known = t.known_breaks[a, d, b]
        change += t.break_change * (int(new != known) - int(old != known))
    if accepts(random, change, pace.temperature):
        cover_commit(t.cover, group, room.diff, first, last, books, room.new_cost)
        breaks[b] = new
        return change
    for s in range(first, min(last, t.slots)):
        room.diff[s] = 0
    return 0.0


@bare_kernel
def _defer(t: Tables, books: Books, waiting: Waiting, random: RandomState, plot: Plot, pace: Pace) -> float:
    """Try to move part of some waiting work from one slot of its window to another; returns the change of cost."""
    j = below(random, waiting.window.shape[0])
    low, high = max(waiting.window[j, 0], plot.first_slot), min(waiting.window[j, 1], plot.last_slot)
    if high - low < 2:
        return 0.0
    # from a slot where it costs something, if one is soon found, to any other
    x, y = low + below(random, high - low), low + below(random, high - low)
    for _ in range(LOOKS):
        if waiting.planned[j, x] > 0 and books.cost[x] > 0:
            break
        z = low + below(random, high - low)
        if waiting.planned[j, z] > 0:
            x = z
    if x == y or waiting.planned[j, x] <= 0:
        return 0.0
    amount = min(waiting.planned[j, x], 1.0)
    at_x = slot_cost_with(books.slack[x], waiting.gain[j], amount, t.cover.subsets)
    at_y = slot_cost_with(books.slack[y], waiting.gain[j], -amount, t.cover.subsets)
    change = at_x + at_y - books.cost[x] - books.cost[y]
    if not accepts(random, change, pace.temperature):
        return 0.0
    plan_more(t.cover, waiting, books, j, x, -amount)
    plan_more(t.cover, waiting, books, j, y, amount)
    return change


@bare_kernel
def _place_breaks(t: Tables, books: Books, room: Room, random: RandomState, group: int, k: int, start: int) -> bool:
    """Choose breaks for a shift where heads are worth least, with a little noise; False where they have no place."""
    end = start + t.types.rows[k].span
    head_values(t.cover, group, start, end, books, room.worth)
    room.cum[0] = 0.0
    for s in range(start, end):
        room.cum[s - start + 1] = room.cum[s - start] + room.worth[s] + BLUR * uniform(random)
    return best_breaks(t.types, k, 0, room.cum, room.scratch, room.chosen) < NO_PLACE / 2


@bare_kernel
def _copy(source: Ints, to: Ints) -> None:
    for b in range(to.shape[0]):
        to[b] = source[b]


@bare_kernel
def _take_seat(t: Tables, site: int, shift: Row, sign: int, used: Ints, price: float) -> float:
    """Take or leave a seat for a shift; returns the change of penalty."""
    if shift.shift_type < 0 or shift.place != OFFICE:
        return 0.0
    low, high = shift.start, min(shift.start + t.types.rows[shift.shift_type].span, used.shape[1])
    change = seat_change(t.seats[site], used[site], low, high, sign, price)
    for s in range(low, high):
        used[site, s] += sign
    return change


@bare_kernel
def _put_in(days: Days, room: Room, a: int, count: int) -> None:
    """Write the tentative shifts into the roster, and keep what stood there."""
    for i in range(count):
        d = room.tentative.days[i]
        now, new, old = days.shifts[a, d], room.tentative.new[i], room.old[i]
        old.start, old.shift_type, old.place = now.start, now.shift_type, now.place
        _copy(days.breaks[a, d], room.old_breaks[i])
        if new.shift_type < 0:
            new.start, new.place = -1, 0
        now.start, now.shift_type, now.place = new.start, new.shift_type, new.place


@bare_kernel
def _put_back(days: Days, room: Room, a: int, count: int) -> None:
    """Bring back what stood there."""
    for i in range(count):
        d = room.tentative.days[i]
        now, old = days.shifts[a, d], room.old[i]
        now.start, now.shift_type, now.place = old.start, old.shift_type, old.place
        _copy(room.old_breaks[i], days.breaks[a, d])


@bare_kernel
def _change_shifts(
    t: Tables, days: Days, books: Books, room: Room, random: RandomState, move: int, spot: Spot, pace: Pace
) -> float:
    """Try one move that changes whole shifts; returns the change of cost, 0 when not made."""
    a, week = spot.agent, week_of(t, spot.day)
    group, old, new = t.known[a, spot.day].group, room.old, room.tentative.new
    count = propose(t, days, random, move, spot, room.tentative)
    if count == 0 or (count == 2 and t.known[a, room.tentative.days[1]].group != group):
        return 0.0
    change = -rep_week_price(t, a, week, days)
    _put_in(days, room, a, count)
    if not week_fits(t, a, week, days):
        _put_back(days, room, a, count)
        return 0.0
    # heads and seats that come and go, the breaks of new shapes placed anew
    low, high = t.slots, 0
    for i in range(count):
        d = room.tentative.days[i]
        if old[i].shift_type >= 0:
            paint(t.types, old[i].shift_type, old[i].start, room.old_breaks[i], -1, room.diff)
            low = min(low, old[i].start)
            high = max(high, old[i].start + t.types.rows[old[i].shift_type].span)
        if new[i].shift_type >= 0:
            kept = move in (TO_START, TO_PLACE)
            if not kept and _place_breaks(t, books, room, random, group, new[i].shift_type, new[i].start):
                _copy(room.chosen, days.breaks[a, d])
            paint(t.types, new[i].shift_type, new[i].start, days.breaks[a, d], 1, room.diff)
            low = min(low, new[i].start)
            high = max(high, new[i].start + t.types.rows[new[i].shift_type].span)
        site = t.known[a, d].site
        if site >= 0:
            change += _take_seat(t, site, old[i], -1, books.used, pace.seat_price)
            change += _take_seat(t, site, new[i], 1, books.used, pace.seat_price)
    change += cover_change(t.cover, group, room.diff, low, high, books, room.new_cost)
    change += rep_week_price(t, a, week, days)
    if accepts(random, change, pace.temperature):
        cover_commit(t.cover, group, room.diff, low, high, books, room.new_cost)
        return change
    # not made: everything as it was
    for s in range(low, min(high, t.slots)):
        room.diff[s] = 0
    for i in range(count):
        site = t.known[a, room.tentative.days[i]].site
        if site >= 0:
            _take_seat(t, site, new[i], -1, books.used, pace.seat_price)
            _take_seat(t, site, old[i], 1, books.used, pace.seat_price)
    _put_back(days, room, a, count)
    return 0.0


@kernel
def anneal(
    t: Tables,
    days: Days,
    books: Books,
    waiting: Waiting,
    plot: Plot,
    pace: Pace,
    random: RandomState,
) -> float:
    """Make `pace.moves` random moves at a temperature; returns the change of cost."""
    most = days.breaks.shape[2]
    room = Room(
        diff=np.zeros(t.slots, np.int64),
        new_cost=np.zeros(t.slots),
        worth=np.zeros(t.slots + 3 * t.per_day),
        cum=np.zeros(3 * t.per_day),
        scratch=np.zeros((most, 3 * t.per_day)),
        tentative=Tentative(np.zeros(2, np.int64), np.zeros(2, SHIFT)),
        old=np.zeros(2, SHIFT),
        old_breaks=np.zeros((2, most), np.int64),
        chosen=np.zeros(most, np.int64),
    )
    total = 0.0
    for _ in range(pace.moves):
        # a kind of move
        u = uniform(random)
        move = 0
        while move < plot.rates.shape[0] and u >= plot.rates[move]:
            move += 1
        if move == TO_DEFER:
            if waiting.window.shape[0] > 0:
                total += _defer(t, books, waiting, random, plot, pace)
            continue
        if plot.agents.shape[0] == 0:
            continue
        # a rep's day that is not locked
        a = plot.agents[below(random, plot.agents.shape[0])]
        d = plot.first_day + below(random, plot.last_day - plot.first_day)
        if t.known[a, d].locked:
            continue
        # the move itself
        spot = Spot(a, d, plot.first_day, plot.last_day)
        if move == TO_BREAK:
            if days.shifts[a, d].start >= 0:
                total += _move_break(t, days, books, room, random, spot, pace)
        else:
            total += _change_shifts(t, days, books, room, random, move, spot, pace)
    return total


def anneal_part(compiled: CompiledProblem, roster: Roster, part: Part, pace: Pace, seed: int) -> None:
    """So many moves in place, of a part of the roster."""
    plot = Plot(part.agents, *part.days, *part.slots, np.cumsum(list(SHARES.values())))
    books, waiting = roster.books, roster.waiting
    anneal(compiled.tables, roster.days, books, waiting, plot, pace, stream(seed, 0))
