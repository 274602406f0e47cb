"""Every rep's best week at given prices, with the heads that answer: the inner problem of the Lagrangian bound."""

# mypy: disallow-untyped-defs=False, disallow-untyped-calls=False, check-untyped-defs=False
# The kernels are typed by numba, at the types of `Tables` and of the arrays of `State`.
from __future__ import annotations

import numpy as np

from scheduler.arrays import (
    CONTRACT,
    COUNT,
    FIRST,
    FREE,
    KIND,
    KINDS_FROM,
    KINDS_TO,
    LOCKED,
    LOW,
    MODE,
    PLACE,
    RUN_BEFORE,
    SITE,
    SPAN,
    START,
    STEP,
    search_week,
    shift_price,
)
from wfm.machine import kernel


@kernel
def week_values(t, plans, a, week, worth, seat_cum, values):
    """Value of each shift of a week to agent a, from the worth of its pool's shifts; LOW where it may not be worked."""
    c = t.agents[a, CONTRACT]
    mode, first_kind = t.agents[a, MODE], t.contracts[c, KINDS_FROM]
    for d in range(min(7, t.days - 7 * week)):
        day = 7 * week + d
        fixed = t.published[a, day, LOCKED] == 1
        for k in range(first_kind, t.contracts[c, KINDS_TO]):
            values[d, k - first_kind, :, :] = LOW
            for n in range(t.kinds[k, COUNT]):
                start = day * t.per_day + t.kinds[k, FIRST] + n * t.kinds[k, STEP]
                end = start + t.kinds[k, SPAN]
                if fixed:
                    if t.published[a, day, START] != start or t.published[a, day, KIND] != k:
                        continue
                elif start < t.agents[a, FREE] or t.reach[a, start] < end:
                    continue
                i = (start - day * t.per_day - plans.grid[c, 0]) // plans.grid[c, 1]
                value = worth[k - first_kind, start] - shift_price(t, a, day, k, start)
                if mode != 0 and not (fixed and t.published[a, day, PLACE] == 1):
                    values[d, k - first_kind, i, 0] = value
                if mode != 1 and not (fixed and t.published[a, day, PLACE] == 0):
                    values[d, k - first_kind, i, 1] = value - (seat_cum[end] - seat_cum[start])


@kernel
def answer(t, plans, agents, pool, worth, seat_cum, share, seated):
    """Sum of the best weeks' values, each week by itself; adds the shifts chosen to share[pool, kind, start].

    Rules that join weeks are left out, which can only raise the sum.
    """
    out = np.zeros((7, 3), np.int64)
    free_seat = np.zeros(seat_cum.shape[1])
    total = 0.0
    for a in agents:
        c, site = t.agents[a, CONTRACT], t.agents[a, SITE]
        price = seat_cum[site] if site >= 0 else free_seat
        values = np.empty((7, max(t.contracts[c, KINDS_TO] - t.contracts[c, KINDS_FROM], 1), plans.grid[c, 2], 2))
        for week in range((t.days + 6) // 7):
            week_values(t, plans, a, week, worth[pool[a]], price, values)
            run = t.agents[a, RUN_BEFORE] if week == 0 else 0
            value = search_week(t, plans, a, week, values, run, 1 << 28, out)
            if value <= LOW / 2:
                continue
            total += value
            for i in range(min(7, t.days - 7 * week)):
                k, s = out[i, 0], out[i, 1]
                if k >= 0:
                    share[pool[a], k - t.contracts[c, KINDS_FROM], s] += 1.0
                    if out[i, 2] == 1 and site >= 0:
                        seated[site, s] += 1.0
                        seated[site, s + t.kinds[k, SPAN]] -= 1.0
    return total
