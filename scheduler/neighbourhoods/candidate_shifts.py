"""Which shifts a rep may take on a freed day, the other days standing: the candidates of a neighbourhood."""

from __future__ import annotations

import numpy as np

from scheduler.arrays import (
    NEVER,
    Days,
    Tables,
    end_day,
    first_day,
    last_end,
    may_be_at,
    may_start,
    next_free,
    own_of_day,
    shift_price,
    week_of,
    weekend_of,
    weekends_fit,
)
from wfm.domain.arrays import Flags, Ints, Records
from wfm.machine import bare_kernel, kernel


@bare_kernel
def free_range(t: Tables, a: int, d: int, freed: Flags, shifts: Records) -> tuple[int, int]:
    """First start and last end that rest to the nearest standing shifts allows agent a on day d."""
    low, high = 0, NEVER
    for e in range(d - 1, -1, -1):
        if shifts[e].start >= 0 and not freed[e]:
            end = shifts[e].start + t.types.rows[shifts[e].shift_type].span
            low = next_free(t, t.weeks[a, week_of(t, d)].contract, end)
            break
    for e in range(d + 1, t.days):
        if shifts[e].start >= 0 and not freed[e]:
            high = last_end(t, t.weeks[a, week_of(t, e)].contract, shifts[e].start)
            break
    return low, high


@bare_kernel
def streak_without(t: Tables, a: int, d: int, freed: Flags, shifts: Records) -> int:
    """Days in a row that working on day d would join, counting standing days and no freed ones."""
    streak = 1
    e = d - 1
    while e >= 0 and shifts[e].start >= 0 and not freed[e]:
        streak += 1
        e -= 1
    if e < 0:
        streak += t.agents[a].streak
    e = d + 1
    while e < t.days and shifts[e].start >= 0 and not freed[e]:
        streak += 1
        e += 1
    return streak + t.agents[a].following if e == t.days else streak


@bare_kernel
def _keeps_weekends(t: Tables, a: int, d: int, k: int, start: int, shifts: Records) -> bool:
    """Whether the weekends with work stay within the contract's limit with this shift on day d."""
    if t.agents[a].weekends == 0 or weekend_of(t, a, start, start + t.types.rows[k].span) < 0:
        return True
    old_start, old_type = shifts[d].start, shifts[d].shift_type
    shifts[d].start, shifts[d].shift_type = start, k
    fits = weekends_fit(t, a, shifts)
    shifts[d].start, shifts[d].shift_type = old_start, old_type
    return fits


@kernel
def list_candidates(t: Tables, a: int, free: Ints, low_start: int, high_start: int, days: Days, found: Records) -> int:
    """Every shift agent a may take on each of the days `free` (of one week), the others standing, with starts of day
    within the range.

    Writes them to `found` (rows of `CANDIDATE`) and returns how many they are.
    """
    contract, shifts = t.contracts[t.weeks[a, week_of(t, free[0])].contract], days.shifts[a]
    freed = np.zeros(t.days, np.bool_)
    for d in free:
        freed[d] = True
    count = 0
    for d in free:
        # days that may not be worked: locked, too many in a row
        if t.known[a, d].locked or streak_without(t, a, d, freed, shifts) > contract.longest_streak:
            continue
        # shifts that rest, availability and the range of starts allow, at each place
        low, high = free_range(t, a, d, freed, shifts)
        for k in range(contract.types_from, contract.types_to):
            row = t.types.rows[k]
            for n in range(row.count):
                of_day = row.first + n * row.step
                start = d * t.per_day + of_day
                end = start + row.span
                own = own_of_day(t, k, of_day)
                if start < low or end > high or own < low_start or own > high_start:
                    continue
                if not may_start(t, a, d, k, start) or not _keeps_weekends(t, a, d, k, start, shifts):
                    continue
                price = shift_price(t, a, d, k, start)
                for place in range(2):
                    if may_be_at(t, a, d, place):
                        new = found[count]
                        new.agent, new.day, new.shift_type, new.start, new.place = a, d, k, start, place
                        new.price = price
                        count += 1
    return count


@kernel
def start_range(t: Tables, a: int, week: int, free: Ints, shifts: Records, choose: float) -> tuple[int, int]:
    """Starts of day that keep the spread to the standing days; where all days move, a window around today's starts.

    `choose` in [0, 1) picks the window.
    """
    spread = t.contracts[t.weeks[a, week].contract].spread
    if spread >= t.per_day:
        return 0, t.per_day
    # the earliest and latest start of the days that stand, or of all where several are free
    earliest, latest = t.per_day, -1
    for d in range(first_day(t, week), end_day(t, week)):
        freed = False
        for e in free:
            freed = freed or e == d
        if shifts[d].start >= 0 and (not freed or free.shape[0] > 1):
            of_day = own_of_day(t, shifts[d].shift_type, shifts[d].start - d * t.per_day)
            earliest, latest = min(earliest, of_day), max(latest, of_day)
    if latest < 0:
        return 0, t.per_day
    if free.shape[0] == 1:
        return latest - spread, earliest + spread
    low = latest - spread + int(choose * (earliest - latest + spread + 1))
    return low, low + spread
