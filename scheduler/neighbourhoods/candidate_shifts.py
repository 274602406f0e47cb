"""Which shifts a rep may take on a freed day, the other days standing: the choices of a neighbourhood."""

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
    MODE,
    REST,
    RUN,
    RUN_BEFORE,
    SPAN,
    SPREAD,
    STEP,
    TYPES_FROM,
    TYPES_TO,
    shift_price,
    weekends_fit,
)
from wfm.machine import kernel


@kernel
def free_range(t, a, d, freed, start, shift_type, place):
    """First start and last end that rest to the nearest standing shifts allows on day d."""
    rest = t.contracts[t.agents[a, CONTRACT], REST]
    low, high = t.agents[a, FREE], 1 << 28
    for e in range(d - 1, -1, -1):
        if start[a, e] >= 0 and not freed[e]:
            low = max(low, start[a, e] + t.shift_types[shift_type[a, e], SPAN] + rest)
            break
    for e in range(d + 1, t.days):
        if start[a, e] >= 0 and not freed[e]:
            high = start[a, e] - rest
            break
    return low, high


@kernel
def run_without(t, a, d, freed, start):
    """Days in a row that working on day d would join, counting standing days and no freed ones."""
    run = 1
    e = d - 1
    while e >= 0 and start[a, e] >= 0 and not freed[e]:
        run += 1
        e -= 1
    if e < 0:
        run += t.agents[a, RUN_BEFORE]
    e = d + 1
    while e < t.days and start[a, e] >= 0 and not freed[e]:
        run += 1
        e += 1
    return run


@kernel
def list_candidates(t, a, days, low_start, high_start, start, shift_type, place, rows, prices):
    """Every shift agent a may take on each of `days` (one week), others standing; starts of day within the range.

    Writes rows (agent, day, type, start, place) with their own prices and returns how many.
    """
    c = t.agents[a, CONTRACT]
    freed = np.zeros(t.days, np.bool_)
    for d in days:
        freed[d] = True
    old = start[a].copy()
    count = 0
    for d in days:
        low, high = free_range(t, a, d, freed, start, shift_type, place)
        if t.published[a, d, LOCKED] == 1 or run_without(t, a, d, freed, start) > t.contracts[c, RUN]:
            continue
        start[a, d] = d * t.per_day
        weekend_fits = old[d] >= 0 or weekends_fit(t, a, start)
        start[a, d] = old[d]
        if not weekend_fits:
            continue
        for k in range(t.contracts[c, TYPES_FROM], t.contracts[c, TYPES_TO]):
            for n in range(t.shift_types[k, COUNT]):
                of_day = t.shift_types[k, FIRST] + n * t.shift_types[k, STEP]
                s = d * t.per_day + of_day
                end = s + t.shift_types[k, SPAN]
                if s < low or end > high or t.reach[a, s] < end or of_day < low_start or of_day > high_start:
                    continue
                price = shift_price(t, a, d, k, s)
                for where in range(2):
                    if (where == 0 and t.agents[a, MODE] == 0) or (where == 1 and t.agents[a, MODE] == 1):
                        continue
                    rows[count, 0], rows[count, 1], rows[count, 2] = a, d, k
                    rows[count, 3], rows[count, 4] = s, where
                    prices[count] = price
                    count += 1
    return count


@kernel
def start_range(t, a, week, days, start, choose):
    """Starts of day that keep the spread to the standing days; where all days move, a window around today's starts.

    `choose` in [0, 1) picks the window.
    """
    spread = t.contracts[t.agents[a, CONTRACT], SPREAD]
    if spread >= t.per_day:
        return 0, t.per_day
    earliest, latest = t.per_day, -1
    for d in range(7 * week, min(7 * week + 7, t.days)):
        freed = False
        for e in days:
            freed = freed or e == d
        if start[a, d] >= 0 and (not freed or len(days) > 1):
            earliest, latest = min(earliest, start[a, d] - d * t.per_day), max(latest, start[a, d] - d * t.per_day)
    if latest < 0:
        return 0, t.per_day
    if len(days) == 1:
        return latest - spread, earliest + spread
    low = latest - spread + int(choose * (earliest - latest + spread + 1))
    return low, low + spread
