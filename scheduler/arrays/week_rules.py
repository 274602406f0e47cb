"""Whether a rep's week keeps every rule that joins shifts, on the arrays of the search."""

from __future__ import annotations

from scheduler.arrays.clocks import end_day, first_day, own_of_day, paid_of, rested, week_of, weekend_of
from scheduler.arrays.tables import HYBRID, NEVER, Days, Tables
from wfm.domain.arrays import Records
from wfm.machine import bare_kernel


@bare_kernel
def week_fits(t: Tables, a: int, week: int, days: Days) -> bool:
    """Whether the shifts of agent a in one week keep hours, days, office days, spread, rest, streaks and weekends."""
    shifts = days.shifts[a]
    first, last = first_day(t, week), end_day(t, week)
    paid, worked, office = 0, 0, 0
    earliest, latest = NEVER, -1
    for d in range(first, last):
        if shifts[d].start >= 0:
            paid += paid_of(t, shifts[d].shift_type, shifts[d].start)
            worked += 1
            office += shifts[d].place
            of_day = own_of_day(t, shifts[d].shift_type, shifts[d].start - d * t.per_day)
            earliest, latest = min(earliest, of_day), max(latest, of_day)
    asked = t.weeks[a, week]
    if paid < asked.paid_low or paid > asked.paid_high:
        return False
    if worked < asked.days_low or worked > asked.days_high:
        return False
    if asked.mode == HYBRID and (office < asked.office_low or office > asked.office_high):
        return False
    if worked > 1 and latest - earliest > t.contracts[asked.contract].spread:
        return False
    return rests(t, a, first, last, shifts) and streaks_fit(t, a, first, last, shifts) and weekends_fit(t, a, shifts)


@bare_kernel
def rests(t: Tables, a: int, first: int, last: int, shifts: Records) -> bool:
    """Whether rest holds between an agent's `shifts` (days,) of days first..last-1, of one week, and to those before and
    after: by the contract of the later one. What lies before and after the horizon is in the agent's hours."""
    d, end, c = first - 1, -1, t.weeks[a, week_of(t, first)].contract
    # the last shift before these days
    while d >= 0 and shifts[d].start < 0:
        d -= 1
    if d >= 0:
        end = shifts[d].start + t.types.rows[shifts[d].shift_type].span
    # these days, and the first shift after them
    for d in range(first, t.days):
        if shifts[d].start >= 0:
            if d >= last:
                c = t.weeks[a, week_of(t, d)].contract
            if end >= 0 and not rested(t, c, end, shifts[d].start):
                return False
            if d >= last:
                return True
            end = shifts[d].start + t.types.rows[shifts[d].shift_type].span
    return True


@bare_kernel
def streak_up_to(t: Tables, a: int, day: int, shifts: Records) -> int:
    """Days in a row that agent a works up to the day before `day`, those before the horizon included."""
    streak, d = 0, day - 1
    while d >= 0 and shifts[d].start >= 0:
        streak += 1
        d -= 1
    return streak + t.agents[a].streak if d < 0 else streak


@bare_kernel
def streaks_fit(t: Tables, a: int, first: int, last: int, shifts: Records) -> bool:
    """Whether no streak of days that touches days first..last-1, of one week, is too long by the contract of each day."""
    streak, longest = streak_up_to(t, a, first, shifts), longest_streak(t, a, first)
    for d in range(first, t.days):
        if shifts[d].start >= 0:
            streak += 1
            if d >= last:
                longest = longest_streak(t, a, d)
            length = streak + t.agents[a].following if d == t.days - 1 else streak
            if length > longest:
                return False
        else:
            streak = 0
            if d >= last:
                return True
    return True


@bare_kernel
def longest_streak(t: Tables, a: int, day: int) -> int:
    """Most days in a row that agent a may have worked at the end of a day."""
    return t.contracts[t.weeks[a, week_of(t, day)].contract].longest_streak


@bare_kernel
def weekends_fit(t: Tables, a: int, shifts: Records) -> bool:
    """Whether the weekends with work stay within the contract's limit."""
    if t.agents[a].weekends == 0:
        return True
    for d in range(shifts.shape[0]):
        known = t.known[a, d]
        if known.since == d and weekends_worked(t, a, shifts, d, d, d) > known.weekends:
            return False
    return True


@bare_kernel
def weekends_worked(t: Tables, a: int, shifts: Records, since: int, skip_first: int, skip_last: int) -> int:
    """Weekends with work among an agent's `shifts` (days,) under the contract that holds since a day, leaving out days
    skip_first..skip_last-1."""
    count, seen = 0, -1
    for d in range(since, shifts.shape[0]):
        if t.known[a, d].since != since:
            break
        if shifts[d].start >= 0 and not skip_first <= d < skip_last:
            weekend = weekend_of(t, a, shifts[d].start, shifts[d].start + t.types.rows[shifts[d].shift_type].span)
            if weekend >= 0 and weekend != seen:
                count += 1
                seen = weekend
    return count
