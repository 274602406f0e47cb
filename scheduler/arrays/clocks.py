"""Days, weeks and hours on the axis of the search: real time through clock changes, and the clocks of reps.

Kernels at the foot read what is built here once: `drift`, by how far real time is ahead of the clock, and `weekends`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scheduler.arrays.tables import Tables
from wfm.domain.arrays import Ints
from wfm.domain.time import DAY, SATURDAY, Horizon
from wfm.machine import bare_kernel, written_in

BEHIND = 9
"""Days behind the horizon's end of which clocks are known: a shift, and a week of rest."""

ZONE = str | None
"""A rep's clock, None for the horizon's own."""


def drift_of(horizon: Horizon) -> Ints:
    """By how many minutes real time since day 0 is ahead of the clock, at the beginning of each slot."""
    slot = horizon.slot_minutes
    count = (horizon.days + BEHIND) * DAY // slot
    if not horizon.elapsed:
        return np.zeros(count, np.int64)
    return np.array([horizon.lasted(0, s * slot) - s * slot for s in range(count)], np.int64)


def weekends_of(horizon: Horizon, zones: Sequence[ZONE]) -> Ints:
    """For each clock the number of the weekend in which a slot begins, and in which one ends, -1 for none; ends count
    where work is a weekend's by its hours. Shape (clocks, 2, slots and a few days)."""
    slot = horizon.slot_minutes
    edges = np.arange((horizon.days + 2) * DAY // slot + 1) * slot
    result = np.full((len(zones), 2, len(edges)), -1, np.int64)
    for c, zone in enumerate(zones):
        by_hours = zone is not None or horizon.elapsed
        for side, minutes in ((0, edges), (1, edges - 1))[: 1 + by_hours]:
            days = (minutes + horizon.ahead_at(zone, minutes)) // DAY + horizon.first_weekday
            result[c, side] = np.where(days % 7 >= SATURDAY, days // 7, -1)
    return result


@written_in
def first_day(t: Tables, week: int) -> int:
    """First day of a week within the horizon."""
    return max(0, 7 * week - t.lead)


@written_in
def end_day(t: Tables, week: int) -> int:
    """The day after the last one of a week within the horizon."""
    return min(7 * week - t.lead + 7, t.days)


@written_in
def week_of(t: Tables, day: int) -> int:
    """The week a day is in."""
    return (day + t.lead) // 7


@written_in
def paid_of(t: Tables, k: int, start: int) -> int:
    """Paid minutes of a shift of type k from a slot."""
    paid = t.types.rows[k].paid
    if not t.steady:
        paid += t.drift[start + t.types.rows[k].span] - t.drift[start]
    return paid


@written_in
def own_of_day(t: Tables, k: int, of_day: int) -> int:
    """The slot of the rep's day in which a shift of type k starts, given that of the axis's day."""
    own = of_day + t.types.rows[k].turn
    return own - t.per_day if own >= t.per_day else own


@written_in
def weekend_of(t: Tables, a: int, start: int, end: int) -> int:
    """The number of the weekend in which agent a works from one slot to another, -1 for none."""
    clock = t.agents[a].clock
    weekend = t.weekends[clock, 0, start]
    return weekend if weekend >= 0 else t.weekends[clock, 1, end]


@bare_kernel
def rested(t: Tables, c: int, end: int, start: int) -> bool:
    """Whether the rest of contract c lies between a shift's end and the next one's start."""
    if t.steady:
        return start >= end + t.contracts[c].rest
    last = t.drift.shape[0] - 1
    gained = t.drift[min(start, last)] - t.drift[min(end, last)]
    return (start - end) * t.slot_minutes + gained >= t.contracts[c].rest_minutes


@bare_kernel
def next_free(t: Tables, c: int, end: int) -> int:
    """The first slot in which a shift may start after one that ends in a slot, by the rest of contract c; in a skipped
    hour the first from which on any may, or with `lenient` the first that may."""
    start = end + t.contracts[c].rest
    if t.steady:
        return start
    near = t.swing + 1
    if t.lenient:
        start = max(end, start - near)
        while not rested(t, c, end, start):
            start += 1
        return start
    start += near
    while start > end and rested(t, c, end, start - 1):
        start -= 1
    return start


@bare_kernel
def last_end(t: Tables, c: int, start: int) -> int:
    """The last slot by which a shift must have ended before one that starts in a slot, by the rest of contract c."""
    end = start - t.contracts[c].rest
    if t.steady:
        return end
    end = max(0, end - t.swing - 1)
    while end < start and rested(t, c, end + 1, start):
        end += 1
    return end
