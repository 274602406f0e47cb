"""Cover and seats as the search keeps them: slack per slot and subset of skills, seats in use, and their cost."""

from __future__ import annotations

import numpy as np

from scheduler.arrays.tables import OFFICE, Books, Cover, Days, ShiftTypes, Tables
from wfm.domain.arrays import Floats, Ints, Records
from wfm.machine import bare_kernel, kernel


@bare_kernel
def slot_cost(slack: Floats, subsets: Records) -> float:
    """Least weighted shortage cost of one slot from its slack per subset (see `skill_groups`)."""
    cost, worst = 0.0, 0.0
    for b in range(slack.shape[0]):
        if subsets[b].fresh:
            worst = 0.0
        if slack[b] > worst:
            worst = slack[b]
        cost += subsets[b].step * worst
    return cost


@bare_kernel
def slot_cost_with(slack: Floats, gain: Floats, heads: float, subsets: Records) -> float:
    """The same after `heads` more heads of a group with the given gain per subset."""
    cost, worst = 0.0, 0.0
    for b in range(slack.shape[0]):
        if subsets[b].fresh:
            worst = 0.0
        left = slack[b] - heads * gain[b]
        if left > worst:
            worst = left
        cost += subsets[b].step * worst
    return cost


@bare_kernel
def paint(types: ShiftTypes, k: int, start: int, breaks: Ints, sign: int, diff: Ints) -> None:
    """Add `sign` to `diff` (slots,) over the on-queue slots of a shift."""
    end = min(start + types.rows[k].span, diff.shape[0])
    for s in range(start, end):
        diff[s] += sign
    for b in range(types.rows[k].breaks):
        low = start + breaks[b]
        for s in range(low, min(low + types.breaks[k, b].length, diff.shape[0])):
            diff[s] -= sign


@bare_kernel
def cover_change(cover: Cover, group: int, diff: Ints, low: int, high: int, books: Books, new_cost: Floats) -> float:
    """Change of shortage and overstaffing cost when `diff` heads of a group are added in slots low..high-1.

    The new cost of each touched slot is left in `new_cost`.
    """
    total = 0.0
    gain, idle = cover.gain[group], cover.over * cover.effective[group]
    for s in range(low, min(high, diff.shape[0])):
        if diff[s] != 0:
            new = slot_cost_with(books.slack[s], gain, float(diff[s]), cover.subsets)
            new_cost[s] = new
            total += new - books.cost[s] + idle * diff[s]
    return total


@bare_kernel
def cover_commit(cover: Cover, group: int, diff: Ints, low: int, high: int, books: Books, new_cost: Floats) -> None:
    """Make the change measured by `cover_change`; `diff` is cleared."""
    gain = cover.gain[group]
    for s in range(low, min(high, diff.shape[0])):
        if diff[s] != 0:
            for b in range(gain.shape[0]):
                books.slack[s, b] -= diff[s] * gain[b]
            books.cost[s] = new_cost[s]
            diff[s] = 0


@bare_kernel
def seat_change(seats: int, used: Ints, low: int, high: int, heads: int, price: float) -> float:
    """Change of seat penalty when `heads` more take a seat in slots low..high-1."""
    total = 0
    for s in range(low, min(high, used.shape[0])):
        total += max(0, used[s] + heads - seats) - max(0, used[s] - seats)
    return price * total


@bare_kernel
def seat_excess(seats: Ints, used: Ints, low: int, high: int) -> int:
    """Head-slots beyond the seats in slots low..high-1."""
    total = 0
    for site in range(seats.shape[0]):
        for s in range(low, high):
            total += max(0, used[site, s] - seats[site])
    return total


@kernel
def build_cover(t: Tables, days: Days, asked: Floats, seated: Ints, books: Books) -> None:
    """Write slack, cost per slot and seats in use of a roster.

    `asked` (slots, subsets) is what is asked of it and `seated` (sites, slots and a day) who sits there besides.
    """
    diff = np.zeros(t.slots, np.int64)
    for s in range(t.slots):
        for b in range(asked.shape[1]):
            books.slack[s, b] = asked[s, b]
    for site in range(seated.shape[0]):
        for s in range(seated.shape[1]):
            books.used[site, s] = seated[site, s]
    for a in range(days.shifts.shape[0]):
        for d in range(t.days):
            shift, group, site = days.shifts[a, d], t.known[a, d].group, t.known[a, d].site
            if shift.start < 0:
                continue
            paint(t.types, shift.shift_type, shift.start, days.breaks[a, d], 1, diff)
            end = shift.start + t.types.rows[shift.shift_type].span
            for s in range(shift.start, min(end, t.slots)):
                if diff[s] != 0:
                    for b in range(t.cover.gain.shape[1]):
                        books.slack[s, b] -= diff[s] * t.cover.gain[group, b]
                    diff[s] = 0
            if shift.place == OFFICE and site >= 0:
                for s in range(shift.start, min(end, books.used.shape[1])):
                    books.used[site, s] += 1
    price_cover(t.cover, books)


@bare_kernel
def price_cover(cover: Cover, books: Books) -> None:
    """Write the cost per slot of the slack there is."""
    for s in range(books.cost.shape[0]):
        books.cost[s] = slot_cost(books.slack[s], cover.subsets)


@bare_kernel
def head_values(cover: Cover, group: int, low: int, high: int, books: Books, values: Floats) -> None:
    """Write the worth of one more head of the group in each slot low..high-1, net of overstaffing; 0 past the end."""
    gain, idle = cover.gain[group], cover.over * cover.effective[group]
    for s in range(low, high):
        values[s] = 0.0
        if s < books.cost.shape[0]:
            values[s] = books.cost[s] - slot_cost_with(books.slack[s], gain, 1.0, cover.subsets) - idle
