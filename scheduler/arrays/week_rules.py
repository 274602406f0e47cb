"""Whether a rep's week keeps every rule that joins shifts, on the arrays of the search."""

from __future__ import annotations

from scheduler.arrays.tables import FROM_SATURDAY, HYBRID, NEVER, Days, Tables
from wfm.domain.arrays import Records
from wfm.machine import bare_kernel, written_in


@bare_kernel
def week_fits(t: Tables, a: int, week: int, days: Days) -> bool:
    """Whether the shifts of agent a in one week keep hours, days, office days, spread, rest, streaks and weekends."""
    shifts = days.shifts[a]
    first = 7 * week
    last = min(first + 7, t.days)
    paid, worked, office = 0, 0, 0
    earliest, latest = NEVER, -1
    for d in range(first, last):
        if shifts[d].start >= 0:
            paid += t.types.rows[shifts[d].shift_type].paid
            worked += 1
            office += shifts[d].place
            of_day = shifts[d].start - d * t.per_day
            earliest, latest = min(earliest, of_day), max(latest, of_day)
    asked = t.weeks[a, week]
    if paid < asked.paid_low or paid > asked.paid_high:
        return False
    if worked < asked.days_low or worked > asked.days_high:
        return False
    if t.agents[a].mode == HYBRID and (office < asked.office_low or office > asked.office_high):
        return False
    if worked > 1 and latest - earliest > t.contracts[t.agents[a].contract].spread:
        return False
    return rests(t, a, first, last, shifts) and streaks_fit(t, a, first, last, shifts) and weekends_fit(t, a, shifts)


@bare_kernel
def rests(t: Tables, a: int, first: int, last: int, shifts: Records) -> bool:
    """Whether rest holds between an agent's `shifts` (days,) of days first..last-1, and to those before and after."""
    free = t.agents[a].free_from
    rest = t.contracts[t.agents[a].contract].rest
    # the last shift before these days
    d = first - 1
    while d >= 0 and shifts[d].start < 0:
        d -= 1
    if d >= 0:
        free = shifts[d].start + t.types.rows[shifts[d].shift_type].span + rest
    # these days, and the first shift after them
    for d in range(first, t.days):
        if shifts[d].start >= 0:
            if shifts[d].start < free:
                return False
            if d >= last:
                return True
            free = shifts[d].start + t.types.rows[shifts[d].shift_type].span + rest
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
    """Whether no streak of days that touches days first..last-1 is too long."""
    longest = t.contracts[t.agents[a].contract].longest_streak
    streak = streak_up_to(t, a, first, shifts)
    for d in range(first, t.days):
        if shifts[d].start >= 0:
            streak += 1
            if streak > longest:
                return False
        else:
            streak = 0
            if d >= last:
                return True
    return True


@written_in
def weekends_fit(t: Tables, a: int, shifts: Records) -> bool:
    """Whether the weekends with work stay within the contract's limit."""
    most = t.contracts[t.agents[a].contract].weekends
    return most >= t.days or weekends_worked(t.first_weekday, shifts, 0, 0) <= most


@bare_kernel
def weekends_worked(first_weekday: int, shifts: Records, skip_first: int, skip_last: int) -> int:
    """Weekends with work among an agent's `shifts` (days,), leaving out days skip_first..skip_last-1."""
    count, seen = 0, -1
    for d in range(shifts.shape[0]):
        if shifts[d].start >= 0 and is_weekend(first_weekday, d) and not skip_first <= d < skip_last:
            weekend = (d + first_weekday) // 7
            if weekend != seen:
                count += 1
                seen = weekend
    return count


@written_in
def is_weekend(first_weekday: int, day: int) -> bool:
    """Whether a day of the horizon is a Saturday or Sunday."""
    return (day + first_weekday) % 7 >= FROM_SATURDAY
