"""Simulated annealing over whole schedules: breaks, starts, lengths, days, places and deferred work, one rep at a time.

Every move keeps the rep's own rules; seats carry a price per head too many, high enough to be left empty in the end.
Cover changes are evaluated only in the slots a move touches.
"""

# mypy: disallow-untyped-defs=False, disallow-untyped-calls=False, check-untyped-defs=False
# The kernels are typed by numba, at the types of `Tables` and of the arrays of `Roster`.
from __future__ import annotations

import numpy as np

from scheduler.arrays import (
    BREAKS,
    CONTRACT,
    GAP,
    GROUP,
    HIGHEST,
    LENGTH,
    LOCKED,
    LOWEST,
    SITE,
    SPAN,
    START,
    TYPE,
    TYPES_FROM,
    TYPES_TO,
    cover_change,
    cover_commit,
    own_price,
    paint,
    seat_change,
    slot_cost_with,
    week_fits,
)
from scheduler.search.proposals import (
    TO_BREAK,
    TO_DEFER,
    TO_PLACE,
    TO_START,
    accept,
    draw,
    draw_below,
    place_breaks,
    propose,
)
from wfm.machine import bare_kernel, kernel


@bare_kernel
def _move_break(t, seed, temperature, a, d, start, shift_type, breaks, slack, cost, diff, fresh):
    """Another offset for one break of a shift."""
    k, s = shift_type[a, d], start[a, d]
    count = t.shift_types[k, BREAKS]
    if count == 0:
        return 0.0
    b = draw_below(seed, count)
    gap, length = t.shift_types[k, GAP], t.windows[k, LENGTH, b]
    low = gap if b == 0 else breaks[a, d, b - 1] + t.windows[k, LENGTH, b - 1] + gap
    high = t.shift_types[k, SPAN] - gap if b == count - 1 else breaks[a, d, b + 1] - gap
    low, high = max(low, t.windows[k, LOWEST, b]), min(high - length, t.windows[k, HIGHEST, b])
    if high <= low:
        return 0.0
    old = breaks[a, d, b]
    new = low + draw_below(seed, high - low)
    if new >= old:
        new += 1
    for x in range(s + old, min(s + old + length, t.slots)):
        diff[x] += 1
    for x in range(s + new, min(s + new + length, t.slots)):
        diff[x] -= 1
    first, last = s + min(old, new), s + max(old, new) + length
    change = cover_change(t, t.agents[a, GROUP], diff, first, last, slack, cost, fresh)
    if t.break_change > 0 and t.published[a, d, START] == s and t.published[a, d, TYPE] == k:
        was = t.p_breaks[a, d, b]
        change += t.break_change * ((new != was) - int(old != was))
    if accept(seed, change, temperature):
        cover_commit(t, t.agents[a, GROUP], diff, first, last, slack, cost, fresh)
        breaks[a, d, b] = new
        return change
    for x in range(first, min(last, t.slots)):
        diff[x] = 0
    return 0.0


@bare_kernel
def _defer(t, seed, temperature, work, windows, gains, deferred, slack, cost, slots):
    """Move part of some deferrable work from one slot of its window to another, both within `slots`."""
    j = draw_below(seed, work)
    low, high = max(windows[j, 0], slots[0]), min(windows[j, 1], slots[1])
    if high - low < 2:
        return 0.0
    x, y = low + draw_below(seed, high - low), low + draw_below(seed, high - low)
    for _ in range(6):
        if deferred[j, x] > 0 and cost[x] > 0:
            break
        z = low + draw_below(seed, high - low)
        if deferred[j, z] > 0:
            x = z
    if x == y or deferred[j, x] <= 0:
        return 0.0
    amount = min(deferred[j, x], 1.0)
    at_x = slot_cost_with(slack[x], gains[j], amount, t.step, t.fresh)
    at_y = slot_cost_with(slack[y], gains[j], -amount, t.step, t.fresh)
    change = at_x + at_y - cost[x] - cost[y]
    if not accept(seed, change, temperature):
        return 0.0
    for b in range(slack.shape[1]):
        slack[x, b] -= amount * gains[j, b]
        slack[y, b] += amount * gains[j, b]
    cost[x], cost[y] = at_x, at_y
    deferred[j, x] -= amount
    deferred[j, y] += amount
    return change


@bare_kernel
def _put_breaks(to, source):
    for b in range(to.shape[0]):
        to[b] = source[b]


@bare_kernel
def _change(t, seed, move, a, d, span, price, temperature, roster, room):
    """Try one move that changes whole shifts; returns the change of cost, 0 when not made."""
    start, shift_type, place, breaks, slack, cost, used, _ = roster
    diff, fresh, worth, scratch, days, new, old, old_breaks, spots = room
    count = propose(t, seed, move, a, d, span, start, shift_type, place, days, new)
    if count == 0:
        return 0.0
    week = d // 7
    before = own_price(t, a, week, start, shift_type, breaks)
    for i in range(count):
        x = days[i]
        old[i, 0], old[i, 1], old[i, 2] = shift_type[a, x], start[a, x], place[a, x]
        _put_breaks(old_breaks[i], breaks[a, x])
        shift_type[a, x] = new[i, 0]
        start[a, x] = new[i, 1] if new[i, 0] >= 0 else -1
        place[a, x] = new[i, 2] if new[i, 0] >= 0 else 0
    made = week_fits(t, a, week, start, shift_type, place)
    change, low, high = 0.0, t.slots, 0
    if made:
        site = t.agents[a, SITE]
        for i in range(count):
            x = days[i]
            if old[i, 0] >= 0:
                paint(t, old[i, 0], old[i, 1], old_breaks[i], -1, diff)
                low, high = min(low, old[i, 1]), max(high, old[i, 1] + t.shift_types[old[i, 0], SPAN])
            if new[i, 0] >= 0:
                low, high = min(low, new[i, 1]), max(high, new[i, 1] + t.shift_types[new[i, 0], SPAN])
                if move in (TO_START, TO_PLACE):
                    _put_breaks(breaks[a, x], old_breaks[i])
                elif place_breaks(t, seed, a, new[i, 0], new[i, 1], slack, cost, worth, scratch, spots):
                    _put_breaks(breaks[a, x], spots)
                paint(t, new[i, 0], new[i, 1], breaks[a, x], 1, diff)
        if site >= 0:
            for i in range(count):
                change += _seat_step(t, site, old[i], -1, used, price)
                if new[i, 0] >= 0:
                    change += _seat_step(t, site, new[i], 1, used, price)
        change += cover_change(t, t.agents[a, GROUP], diff, low, high, slack, cost, fresh)
        change += own_price(t, a, week, start, shift_type, breaks) - before
        made = accept(seed, change, temperature)
        if made:
            cover_commit(t, t.agents[a, GROUP], diff, low, high, slack, cost, fresh)
            return change
        for x in range(low, min(high, t.slots)):
            diff[x] = 0
        if site >= 0:
            for i in range(count):
                if new[i, 0] >= 0:
                    _seat_step(t, site, new[i], -1, used, price)
                _seat_step(t, site, old[i], 1, used, price)
    for i in range(count):
        x = days[i]
        shift_type[a, x], start[a, x], place[a, x] = old[i, 0], old[i, 1], old[i, 2]
        _put_breaks(breaks[a, x], old_breaks[i])
    return 0.0


@bare_kernel
def _seat_step(t, site, shift, sign, used, price):
    """Take or leave a seat for a shift (type, start, place); returns the change of penalty."""
    if shift[0] < 0 or shift[2] != 1:
        return 0.0
    low, high = shift[1], min(shift[1] + t.shift_types[shift[0], SPAN], t.slots)
    change = seat_change(t.seats[site], used[site], low, high, sign, price)
    for s in range(low, high):
        used[site, s] += sign
    return change


@kernel
def anneal(t, roster, work, windows, gains, agents, days, slots, rates, seat_price, temperature, moves, seed):
    """Make `moves` random moves at a temperature; returns the change of cost.

    `roster` = (start, shift_type, place, breaks, slack, cost, used, deferred); only `agents` on days days[0] <= d < days[1]
    and waiting work in slots[0] <= s < slots[1] may change; `rates` are cumulative shares of the shift_types of move, in the
    order of the constants of `proposals`.
    """
    start, shift_type, _, breaks, slack, cost, _, deferred = roster
    most = breaks.shape[2]
    room = (
        np.zeros(t.slots + 3 * t.per_day, np.int64),
        np.zeros(t.slots + 3 * t.per_day),
        np.zeros(t.slots + 3 * t.per_day),
        np.zeros((most + 1, 3 * t.per_day)),
        np.zeros(2, np.int64),
        np.zeros((2, 3), np.int64),
        np.zeros((2, 3), np.int64),
        np.zeros((2, most), breaks.dtype),
        np.zeros(most, breaks.dtype),
    )
    total = 0.0
    for _ in range(moves):
        u = draw(seed)
        move = 0
        while move < 7 and u >= rates[move]:
            move += 1
        if move == TO_DEFER:
            if work > 0:
                total += _defer(t, seed, temperature, work, windows, gains, deferred, slack, cost, slots)
            continue
        if agents.shape[0] == 0:
            continue
        a, d = agents[draw_below(seed, agents.shape[0])], days[0] + draw_below(seed, days[1] - days[0])
        if t.published[a, d, LOCKED] == 1:
            continue
        if move == TO_BREAK:
            if start[a, d] >= 0:
                total += _move_break(
                    t, seed, temperature, a, d, start, shift_type, breaks, slack, cost, room[0], room[1]
                )
        elif t.contracts[t.agents[a, CONTRACT], TYPES_TO] > t.contracts[t.agents[a, CONTRACT], TYPES_FROM]:
            total += _change(t, seed, move, a, d, days, seat_price, temperature, roster, room)
    return total
