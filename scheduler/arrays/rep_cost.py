"""What a rep's shifts cost apart from cover: pay, wishes, consistency, fairness, changes of what was published."""

# mypy: disallow-untyped-defs=False, disallow-untyped-calls=False, check-untyped-defs=False
# The kernels are typed by numba, at the types of `Tables` and of the arrays of `Roster`.
from __future__ import annotations

from scheduler.arrays.shift_values import shift_price
from scheduler.arrays.tables import BREAKS, SPAN, START, TYPE
from wfm.machine import bare_kernel


@bare_kernel
def week_price(t, a, week, start, shift_type, breaks):
    """What a rep's week costs apart from cover: pay, preferences, consistency, changes; fairness is `share_price`."""
    cost = 0.0
    earliest, latest = 1 << 28, -1
    for d in range(7 * week, min(7 * week + 7, t.days)):
        s, k = start[a, d], shift_type[a, d]
        if s < 0:
            if t.change > 0 and t.published[a, d, START] >= 0:
                cost += t.change
            continue
        cost += shift_price(t, a, d, k, s)
        earliest, latest = min(earliest, s - d * t.per_day), max(latest, s - d * t.per_day)
        if t.break_change > 0 and t.published[a, d, START] == s and t.published[a, d, TYPE] == k:
            for b in range(t.shift_types[k, BREAKS]):
                if t.p_breaks[a, d, b] != breaks[a, d, b]:
                    cost += t.break_change
    if t.consistency > 0 and latest > earliest:
        cost += t.consistency * (latest - earliest)
    return cost


@bare_kernel
def unpopular(t, a, start, shift_type):
    """Shifts of a rep on weekends, ending after 20:00 or starting before 06:00."""
    count = 0
    for d in range(t.days):
        if start[a, d] >= 0:
            s = start[a, d] - d * t.per_day
            weekend = (d + t.first_weekday) % 7 >= 5
            if weekend or (s + t.shift_types[shift_type[a, d], SPAN]) * 24 > 20 * t.per_day or s * 4 < t.per_day:
                count += 1
    return count


@bare_kernel
def own_price(t, a, week, start, shift_type, breaks):
    cost = week_price(t, a, week, start, shift_type, breaks)
    if t.fairness > 0:
        count = unpopular(t, a, start, shift_type)
        cost += t.fairness * count * count
    return cost
