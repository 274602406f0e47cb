"""Every rep's best week at given prices, with the heads that answer: the inner problem of the Lagrangian bound."""

# mypy: disallow-untyped-defs=False, disallow-untyped-calls=False, check-untyped-defs=False
# The kernels are typed by numba, at the types of `Tables` and of the arrays of `Roster`.
from __future__ import annotations

import numpy as np

from scheduler.arrays import (
    CONTRACT,
    COUNT,
    FIRST,
    FREE,
    LOCKED,
    LOW,
    MODE,
    PLACE,
    RUN_BEFORE,
    SITE,
    SPAN,
    START,
    STEP,
    TYPE,
    TYPES_FROM,
    TYPES_TO,
    search_week,
    shift_price,
)
from wfm.machine import kernel


@kernel
def week_values(t, plans, a, week, worth, seat_cum, values):
    """Value of each shift of a week to agent a, from the worth of its crew's shifts; LOW where it may not be worked."""
    c = t.agents[a, CONTRACT]
    mode, first_type = t.agents[a, MODE], t.contracts[c, TYPES_FROM]
    for d in range(min(7, t.days - 7 * week)):
        day = 7 * week + d
        fixed = t.published[a, day, LOCKED] == 1
        for k in range(first_type, t.contracts[c, TYPES_TO]):
            values[d, k - first_type, :, :] = LOW
            for n in range(t.shift_types[k, COUNT]):
                start = day * t.per_day + t.shift_types[k, FIRST] + n * t.shift_types[k, STEP]
                end = start + t.shift_types[k, SPAN]
                if fixed:
                    if t.published[a, day, START] != start or t.published[a, day, TYPE] != k:
                        continue
                elif start < t.agents[a, FREE] or t.reach[a, start] < end:
                    continue
                i = (start - day * t.per_day - plans.grid[c, 0]) // plans.grid[c, 1]
                value = worth[k - first_type, start] - shift_price(t, a, day, k, start)
                if mode != 0 and not (fixed and t.published[a, day, PLACE] == 1):
                    values[d, k - first_type, i, 0] = value
                if mode != 1 and not (fixed and t.published[a, day, PLACE] == 0):
                    values[d, k - first_type, i, 1] = value - (seat_cum[end] - seat_cum[start])


@kernel
def answer(t, plans, agents, crew, worth, seat_cum, share, seated):
    """Sum of the best weeks' values, each week by itself; adds the shifts chosen to share[crew, type, start].

    Rules that join weeks are left out, which can only raise the sum.
    """
    out = np.zeros((7, 3), np.int64)
    free_seat = np.zeros(seat_cum.shape[1])
    total = 0.0
    for a in agents:
        c, site = t.agents[a, CONTRACT], t.agents[a, SITE]
        price = seat_cum[site] if site >= 0 else free_seat
        values = np.empty((7, max(t.contracts[c, TYPES_TO] - t.contracts[c, TYPES_FROM], 1), plans.grid[c, 2], 2))
        for week in range((t.days + 6) // 7):
            week_values(t, plans, a, week, worth[crew[a]], price, values)
            run = t.agents[a, RUN_BEFORE] if week == 0 else 0
            value = search_week(t, plans, a, week, values, run, 1 << 28, out)
            if value <= LOW / 2:
                continue
            total += value
            for i in range(min(7, t.days - 7 * week)):
                k, s = out[i, 0], out[i, 1]
                if k >= 0:
                    share[crew[a], k - t.contracts[c, TYPES_FROM], s] += 1.0
                    if out[i, 2] == 1 and site >= 0:
                        seated[site, s] += 1.0
                        seated[site, s + t.shift_types[k, SPAN]] -= 1.0
    return total
