"""Whether a rep's week keeps every rule that joins shifts, on the arrays of the search."""

# mypy: disallow-untyped-defs=False, disallow-untyped-calls=False, check-untyped-defs=False
# The kernels are typed by numba, at the types of `Tables` and of the arrays of `Roster`.
from __future__ import annotations

from scheduler.arrays.tables import CONTRACT, FREE, MODE, PAID, REST, RUN, RUN_BEFORE, SPAN, SPREAD, WEEKENDS
from wfm.machine import bare_kernel


@bare_kernel
def week_fits(t, a, week, start, shift_type, place):
    """Whether the shifts of agent a in one week keep hours, days, office days, spread, rest, runs and weekends."""
    c = t.agents[a, CONTRACT]
    first = 7 * week
    last = min(first + 7, t.days)
    paid, days, office = 0, 0, 0
    earliest, latest = 1 << 28, -1
    for d in range(first, last):
        if start[a, d] >= 0:
            paid += t.shift_types[shift_type[a, d], PAID]
            days += 1
            office += place[a, d]
            of_day = start[a, d] - d * t.per_day
            earliest, latest = min(earliest, of_day), max(latest, of_day)
    if paid < t.bounds[a, week, 0] or paid > t.bounds[a, week, 1]:
        return False
    if days < t.bounds[a, week, 2] or days > t.bounds[a, week, 3]:
        return False
    if t.agents[a, MODE] == 2 and (office < t.bounds[a, week, 4] or office > t.bounds[a, week, 5]):
        return False
    if days > 1 and latest - earliest > t.contracts[c, SPREAD]:
        return False
    return (
        rests(t, a, first, last, start, shift_type) and runs_fit(t, a, first, last, start) and weekends_fit(t, a, start)
    )


@bare_kernel
def rests(t, a, first, last, start, shift_type):
    """Whether rest holds between the shifts of days first..last-1, and to those before and after."""
    free = t.agents[a, FREE]
    rest = t.contracts[t.agents[a, CONTRACT], REST]
    d = first - 1
    while d >= 0 and start[a, d] < 0:
        d -= 1
    if d >= 0:
        free = start[a, d] + t.shift_types[shift_type[a, d], SPAN] + rest
    d = first
    while d < t.days:
        if start[a, d] >= 0:
            if start[a, d] < free:
                return False
            if d >= last:
                return True
            free = start[a, d] + t.shift_types[shift_type[a, d], SPAN] + rest
        d += 1
    return True


@bare_kernel
def runs_fit(t, a, first, last, start):
    """Whether no run of days that touches days first..last-1 is too long."""
    limit = t.contracts[t.agents[a, CONTRACT], RUN]
    d, run = first - 1, 0
    while d >= 0 and start[a, d] >= 0:
        run += 1
        d -= 1
    if d < 0:
        run += t.agents[a, RUN_BEFORE]
    d = first
    while d < t.days:
        if start[a, d] >= 0:
            run += 1
            if run > limit:
                return False
        else:
            run = 0
            if d >= last:
                return True
        d += 1
    return True


@bare_kernel
def weekends_fit(t, a, start):
    """Whether the weekends with work stay within the contract's limit."""
    limit = t.contracts[t.agents[a, CONTRACT], WEEKENDS]
    if limit >= t.days:
        return True
    return weekends_worked(t, a, start, 0, 0) <= limit


@bare_kernel
def weekends_worked(t, a, start, skip_first, skip_last):
    """Weekends with work, leaving out days skip_first..skip_last-1."""
    count, seen = 0, -1
    for d in range(t.days):
        if start[a, d] >= 0 and (d + t.first_weekday) % 7 >= 5 and not skip_first <= d < skip_last:
            weekend = (d + t.first_weekday) // 7
            if weekend != seen:
                count += 1
                seen = weekend
    return count
