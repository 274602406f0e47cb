"""Cover and seats as the search keeps them: slack per slot and subset of skills, seats in use, and their cost."""

# mypy: disallow-untyped-defs=False, disallow-untyped-calls=False, check-untyped-defs=False
# The kernels are typed by numba, at the types of `Tables` and of the arrays of `Roster`.
from __future__ import annotations

import numpy as np

from scheduler.arrays.tables import BREAKS, GROUP, LENGTH, SITE, SPAN
from wfm.machine import bare_kernel, kernel


@bare_kernel
def slot_cost(slack, step, fresh):
    """Least weighted shortage cost of one slot from its slack per subset (see `groups`)."""
    cost, worst = 0.0, 0.0
    for b in range(slack.shape[0]):
        if fresh[b]:
            worst = 0.0
        if slack[b] > worst:
            worst = slack[b]
        cost += step[b] * worst
    return cost


@bare_kernel
def slot_cost_with(slack, gain, heads, step, fresh):
    """The same after `heads` more heads of a group with the given gain per subset."""
    cost, worst = 0.0, 0.0
    for b in range(slack.shape[0]):
        if fresh[b]:
            worst = 0.0
        x = slack[b] - heads * gain[b]
        if x > worst:
            worst = x
        cost += step[b] * worst
    return cost


@bare_kernel
def paint(t, k, start, breaks, sign, diff):
    """Add `sign` to diff over the on-queue slots of a shift (within the horizon)."""
    for s in range(start, min(start + t.shift_types[k, SPAN], t.slots)):
        diff[s] += sign
    for b in range(t.shift_types[k, BREAKS]):
        low = start + breaks[b]
        for s in range(low, min(low + t.windows[k, LENGTH, b], t.slots)):
            diff[s] -= sign


@bare_kernel
def cover_change(t, group, diff, low, high, slack, cost, fresh_cost):
    """Change of shortage and overstaffing cost when diff heads of a group are added in slots low..high-1.

    The new cost of each touched slot is left in `fresh_cost`.
    """
    total = 0.0
    gain = t.gain[group]
    for s in range(low, min(high, t.slots)):
        if diff[s] != 0:
            new = slot_cost_with(slack[s], gain, diff[s], t.step, t.fresh)
            fresh_cost[s] = new
            total += new - cost[s] + t.over * t.effective[group] * diff[s]
    return total


@bare_kernel
def cover_commit(t, group, diff, low, high, slack, cost, fresh_cost):
    """Make the change measured by `cover_change`; diff is cleared."""
    gain = t.gain[group]
    for s in range(low, min(high, t.slots)):
        if diff[s] != 0:
            for b in range(slack.shape[1]):
                slack[s, b] -= diff[s] * gain[b]
            cost[s] = fresh_cost[s]
            diff[s] = 0


@bare_kernel
def seat_change(seats, used, low, high, heads, price):
    """Change of seat penalty when `heads` more take a seat in slots low..high-1."""
    total = 0.0
    for s in range(low, min(high, used.shape[0])):
        total += max(0, used[s] + heads - seats) - max(0, used[s] - seats)
    return price * total


@bare_kernel
def seat_excess(t, used, low, high):
    """Head-slots beyond the seats in slots low..high-1."""
    total = 0
    for site in range(t.seats.shape[0]):
        for s in range(low, high):
            total += max(0, used[site, s] - t.seats[site])
    return total


@kernel
def build_cover(t, start, shift_type, place, breaks, extra, seated, slack, cost, used):
    """Slack, cost per slot and seats in use of a schedule; `extra` (slots, subsets) is what is asked of it and
    `seated` (sites, slots) who sits there besides."""
    diff = np.zeros(t.slots, np.int64)
    slack[:] = extra
    used[:] = seated
    for a in range(start.shape[0]):
        group = t.agents[a, GROUP]
        for d in range(t.days):
            s0, k = start[a, d], shift_type[a, d]
            if s0 < 0:
                continue
            paint(t, k, s0, breaks[a, d], 1, diff)
            for s in range(s0, min(s0 + t.shift_types[k, SPAN], t.slots)):
                if diff[s] != 0:
                    for b in range(slack.shape[1]):
                        slack[s, b] -= diff[s] * t.gain[group, b]
                    diff[s] = 0
                if place[a, d] == 1 and t.agents[a, SITE] >= 0:
                    used[t.agents[a, SITE], s] += 1
    price_cover(t, slack, cost)


@bare_kernel
def price_cover(t, slack, cost):
    """Cost per slot of the slack there is."""
    for s in range(t.slots):
        cost[s] = slot_cost(slack[s], t.step, t.fresh)


@bare_kernel
def head_values(t, group, low, high, slack, cost, values):
    """Worth of one more head of the group in each slot low..high-1, net of overstaffing; 0 past the horizon."""
    gain = t.gain[group]
    for s in range(low, high):
        if s < t.slots:
            new = slot_cost_with(slack[s], gain, 1.0, t.step, t.fresh)
            values[s] = cost[s] - new - t.over * t.effective[group]
        else:
            values[s] = 0.0
