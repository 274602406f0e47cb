"""What a rep's shifts cost apart from cover (pay, wishes, consistency, fairness, changes), and what they are worth.

`v[s]` is what a head on queue in slot s is worth to the rep's group, `seat[s]` what a seat costs. A shift is worth its
slots less its breaks, so its best breaks come from running minima over the windows (`break_loss`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scheduler.arrays.break_placement import break_loss
from scheduler.arrays.clocks import end_day, first_day, own_of_day, paid_of, weekend_of
from scheduler.arrays.tables import HOME, LOW, NEVER, OFFICE, ONSITE, REMOTE, Days, Tables
from scheduler.arrays.week_automaton import WeekAutomata
from wfm.domain.arrays import Floats, Records
from wfm.machine import bare_kernel, kernel, written_in

LATE_END, EARLY_START = 20, 6
"""Hours of the day: a shift that ends after the one or starts before the other is unpopular."""

HOUR = 60


@bare_kernel
def change_cost(t: Tables, a: int, day: int, k: int, start: int) -> float:
    """Price of giving agent a that shift, or none (k < 0), on a day of a roster already published."""
    if t.change <= 0:
        return 0.0
    known = t.known[a, day]
    same = known.start == start and (k < 0 or known.shift_type == k)
    return 0.0 if same else t.change


@bare_kernel
def shift_price(t: Tables, a: int, day: int, k: int, start: int) -> float:
    """What a shift costs apart from its cover: pay, wishes, change of what was published."""
    agent = t.agents[a]
    cost = t.pay * agent.wage * paid_of(t, k, start) / t.slot_minutes + t.known[a, day].day_off_price
    if agent.wish >= 0:
        own = own_of_day(t, k, start - day * t.per_day) * t.slot_minutes + t.types.rows[k].lag
        cost += t.start_price * abs(own - agent.wish)
    return cost + change_cost(t, a, day, k, start)


@bare_kernel
def week_price(t: Tables, a: int, week: int, days: Days) -> float:
    """What a rep's week costs apart from cover: pay, wishes, consistency, changes; fairness comes in `rep_week_price`."""
    cost = 0.0
    earliest, latest = NEVER, -1
    for d in range(first_day(t, week), end_day(t, week)):
        start, k = days.shifts[a, d].start, days.shifts[a, d].shift_type
        known = t.known[a, d]
        if start < 0:
            if t.change > 0 and known.start >= 0:
                cost += t.change
            continue
        cost += shift_price(t, a, d, k, start)
        own = own_of_day(t, k, start - d * t.per_day)
        earliest, latest = min(earliest, own), max(latest, own)
        if t.break_change > 0 and known.start == start and known.shift_type == k:
            for b in range(t.types.rows[k].breaks):
                if t.known_breaks[a, d, b] != days.breaks[a, d, b]:
                    cost += t.break_change
    if t.consistency > 0 and latest > earliest:
        cost += t.consistency * (latest - earliest)
    return cost


@bare_kernel
def unpopular(t: Tables, a: int, shifts: Records) -> int:
    """Shifts of agent a, `shifts` (days,), on weekends, ending late or starting early by their own clock."""
    count = 0
    for d in range(t.days):
        if shifts[d].start >= 0:
            k = shifts[d].shift_type
            row = t.types.rows[k]
            start = own_of_day(t, k, shifts[d].start - d * t.per_day) * t.slot_minutes + row.lag
            late = start + row.span * t.slot_minutes > LATE_END * HOUR
            if late or start < EARLY_START * HOUR or weekend_of(t, a, shifts[d].start, shifts[d].start + row.span) >= 0:
                count += 1
    return count


@bare_kernel
def rep_week_price(t: Tables, a: int, week: int, days: Days) -> float:
    """What a rep's week costs apart from cover, and with it the fairness of all the rep's weeks."""
    cost = week_price(t, a, week, days)
    if t.fairness > 0:
        count = unpopular(t, a, days.shifts[a])
        cost += t.fairness * count * count
    return cost


@bare_kernel
def all_prices(t: Tables, days: Days) -> float:
    """Pay, wishes, consistency, changes and fairness of a whole roster."""
    total = 0.0
    for a in range(days.shifts.shape[0]):
        for week in range(t.weeks.shape[1]):
            total += week_price(t, a, week, days)
        if t.fairness > 0:
            count = unpopular(t, a, days.shifts[a])
            total += t.fairness * count * count
    return total


class Leeway(NamedTuple):
    """What a week's shifts must keep to: starts from slot `free_from` on, ends up to slot `until`; bit d of `blocked` forbids
    work on the week's day d, bit n of `closed` work in the weekend with number n above `weekend`."""

    free_from: int
    until: int
    blocked: int
    closed: int
    weekend: int


@bare_kernel
def may_start(t: Tables, a: int, day: int, k: int, start: int) -> bool:
    """Whether agent a may work a shift of type k from slot `start`: the locked one, or one within the agent's hours."""
    known = t.known[a, day]
    if known.locked:
        return known.start == start and known.shift_type == k
    return t.reach[a, start] >= start + t.types.rows[k].span and is_open(t, k, start)


@written_in
def is_open(t: Tables, k: int, start: int) -> bool:
    """Whether shifts of type k may start in a slot, whoever works them."""
    return t.types.rows[k].limited == 0 or t.opens[k, start]


@bare_kernel
def fits_around(t: Tables, a: int, day: int, k: int, start: int, leeway: Leeway) -> bool:
    """Whether a shift keeps to what the weeks around leave, where it is not locked."""
    if t.known[a, day].locked:
        return True
    end = start + t.types.rows[k].span
    if start < leeway.free_from or end > leeway.until:
        return False
    if leeway.closed != 0:
        weekend = weekend_of(t, a, start, end)
        return weekend < 0 or leeway.closed >> (weekend - leeway.weekend) & 1 == 0
    return True


@written_in
def may_be_at(t: Tables, a: int, day: int, place: int) -> bool:
    """Whether agent a may work at a place on a day: as the work mode says, and as a locked shift does."""
    known = t.known[a, day]
    allowed = known.mode != ONSITE if place == HOME else known.mode != REMOTE
    return allowed and (not known.locked or known.place == place)


@written_in
def put_values(t: Tables, a: int, day: int, worth: float, seat: float, values: Floats) -> None:
    """Write the value of a shift at home and in the office into `values` (2,), where it may be worked there."""
    if may_be_at(t, a, day, HOME):
        values[HOME] = worth
    if may_be_at(t, a, day, OFFICE):
        values[OFFICE] = worth - seat


@kernel
def shift_values(
    t: Tables, automata: WeekAutomata, a: int, week: int, cum: Floats, seat_cum: Floats, leeway: Leeway
) -> Floats:
    """Best value of each shift of a week, (days, types of the contract, starts, places); LOW where it may not be.

    `cum` and `seat_cum` (sides, slots and more) are cumulative values of a head and prices of a seat.
    """
    c, first = t.weeks[a, week].contract, first_day(t, week)
    axis, types_from = automata.axes[c], t.contracts[c].types_from
    values = np.empty((7, max(t.contracts[c].types_to - types_from, 1), axis.starts, 2))
    scratch = np.empty((t.types.breaks.shape[1], 2 * t.per_day))
    for d in range(end_day(t, week) - first):
        day = first + d
        worths, seats = cum[t.known[a, day].side], seat_cum[t.known[a, day].side]
        for k in range(types_from, t.contracts[c].types_to):
            for i in range(axis.starts):
                values[d, k - types_from, i, HOME] = LOW
                values[d, k - types_from, i, OFFICE] = LOW
            if leeway.blocked >> d & 1:
                continue
            for n in range(t.types.rows[k].count):
                of_day = t.types.rows[k].first + n * t.types.rows[k].step
                start = day * t.per_day + of_day
                if not may_start(t, a, day, k, start) or not fits_around(t, a, day, k, start, leeway):
                    continue
                end = start + t.types.rows[k].span
                worth = worths[end] - worths[start] - shift_price(t, a, day, k, start)
                worth -= break_loss(t.types, k, start, worths, scratch)
                cell = values[d, k - types_from, (own_of_day(t, k, of_day) - axis.first) // axis.step]
                put_values(t, a, day, worth, seats[end] - seats[start], cell)
    return values
