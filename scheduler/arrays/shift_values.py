"""What every shift of a week is worth to one rep at given prices.

`v[t]` is what a head on queue in slot t is worth to this rep's group, `seat[t]` what a seat costs. A shift is worth
its slots less its breaks, so its best breaks come from running minima over the windows (`break_loss`).
"""

# mypy: disallow-untyped-defs=False, disallow-untyped-calls=False, check-untyped-defs=False
# The kernels are typed by numba, at the types of `Tables` and of the arrays of `Roster`.
from __future__ import annotations

import numpy as np

from scheduler.arrays.break_placement import break_loss
from scheduler.arrays.tables import (
    CONTRACT,
    COUNT,
    FIRST,
    LOCKED,
    MODE,
    PAID,
    PLACE,
    SPAN,
    START,
    STEP,
    TYPE,
    TYPES_FROM,
    TYPES_TO,
    WISH,
)
from wfm.machine import bare_kernel, kernel

LOW = -1e18


@bare_kernel
def change_cost(t, a, day, k, start):
    """Price of giving agent a that shift, or none (k < 0), on a day of a schedule already published."""
    if t.change <= 0:
        return 0.0
    if t.published[a, day, START] == start and (k < 0 or t.published[a, day, TYPE] == k):
        return 0.0
    return t.change


@bare_kernel
def shift_price(t, a, day, k, start):
    """What a shift costs apart from its cover: pay, preferences, change of what was published."""
    cost = t.pay * t.wage[a] * t.shift_types[k, PAID] / t.slot_minutes + t.dayoff[a, day]
    if t.agents[a, WISH] >= 0:
        cost += t.start_price * abs(start - day * t.per_day - t.agents[a, WISH])
    return cost + change_cost(t, a, day, k, start)


@kernel
def shift_values(t, plans, a, week, v_cum, seat_cum, free_from, blocked, values):
    """Best value of each shift of a week, `values[day, shift_type, start index, place]`; LOW where it may not be worked."""
    c = t.agents[a, CONTRACT]
    first, step = plans.grid[c, 0], plans.grid[c, 1]
    scratch = np.empty((t.windows.shape[2], 2 * t.per_day))
    days = min(7, t.days - 7 * week)
    mode = t.agents[a, MODE]
    for d in range(days):
        day = 7 * week + d
        for k in range(t.contracts[c, TYPES_FROM], t.contracts[c, TYPES_TO]):
            for i in range(plans.grid[c, 2]):
                values[d, k - t.contracts[c, TYPES_FROM], i, 0] = LOW
                values[d, k - t.contracts[c, TYPES_FROM], i, 1] = LOW
            if blocked >> d & 1:
                continue
            for n in range(t.shift_types[k, COUNT]):
                of_day = t.shift_types[k, FIRST] + n * t.shift_types[k, STEP]
                start = day * t.per_day + of_day
                end = start + t.shift_types[k, SPAN]
                i = (of_day - first) // step
                if t.published[a, day, LOCKED]:
                    if t.published[a, day, START] != start or t.published[a, day, TYPE] != k:
                        continue
                elif start < free_from or t.reach[a, start] < end:
                    continue
                worth = v_cum[end] - v_cum[start] - shift_price(t, a, day, k, start)
                worth -= break_loss(t, k, start, v_cum, scratch)
                fixed = t.published[a, day, LOCKED]
                if mode != 0 and not (fixed and t.published[a, day, PLACE] == 1):
                    values[d, k - t.contracts[c, TYPES_FROM], i, 0] = worth
                if mode != 1 and not (fixed and t.published[a, day, PLACE] == 0):
                    values[d, k - t.contracts[c, TYPES_FROM], i, 1] = worth - (seat_cum[end] - seat_cum[start])
    return days
