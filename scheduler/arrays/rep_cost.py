"""What a rep's shifts cost apart from cover (pay, wishes, consistency, fairness, changes), and what they are worth.

`v[s]` is what a head on queue in slot s is worth to the rep's group, `seat[s]` what a seat costs. A shift is worth its
slots less its breaks, so its best breaks come from running minima over the windows (`break_loss`).
"""

from __future__ import annotations

import numpy as np

from scheduler.arrays.break_placement import break_loss
from scheduler.arrays.tables import HOME, LOW, NEVER, OFFICE, ONSITE, REMOTE, Days, Tables
from scheduler.arrays.week_automaton import WeekAutomata
from scheduler.arrays.week_rules import is_weekend
from wfm.domain.arrays import Floats, Records
from wfm.machine import bare_kernel, kernel, written_in

LATE_END, EARLY_START = 20, 6
"""Hours of the day: a shift that ends after the one or starts before the other is unpopular."""

HOURS = 24


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
    cost = t.pay * agent.wage * t.types.rows[k].paid / t.slot_minutes + t.known[a, day].day_off_price
    if agent.wish >= 0:
        cost += t.start_price * abs(start - day * t.per_day - agent.wish)
    return cost + change_cost(t, a, day, k, start)


@bare_kernel
def week_price(t: Tables, a: int, week: int, days: Days) -> float:
    """What a rep's week costs apart from cover: pay, wishes, consistency, changes; fairness comes in `rep_week_price`."""
    cost = 0.0
    earliest, latest = NEVER, -1
    for d in range(7 * week, min(7 * week + 7, t.days)):
        start, k = days.shifts[a, d].start, days.shifts[a, d].shift_type
        known = t.known[a, d]
        if start < 0:
            if t.change > 0 and known.start >= 0:
                cost += t.change
            continue
        cost += shift_price(t, a, d, k, start)
        earliest, latest = min(earliest, start - d * t.per_day), max(latest, start - d * t.per_day)
        if t.break_change > 0 and known.start == start and known.shift_type == k:
            for b in range(t.types.rows[k].breaks):
                if t.known_breaks[a, d, b] != days.breaks[a, d, b]:
                    cost += t.break_change
    if t.consistency > 0 and latest > earliest:
        cost += t.consistency * (latest - earliest)
    return cost


@bare_kernel
def unpopular(t: Tables, shifts: Records) -> int:
    """Shifts of a rep, `shifts` (days,), on weekends, ending late or starting early."""
    count = 0
    for d in range(t.days):
        if shifts[d].start >= 0:
            start = shifts[d].start - d * t.per_day
            end = start + t.types.rows[shifts[d].shift_type].span
            late = end * HOURS > LATE_END * t.per_day
            early = start * HOURS < EARLY_START * t.per_day
            if is_weekend(t.first_weekday, d) or late or early:
                count += 1
    return count


@bare_kernel
def rep_week_price(t: Tables, a: int, week: int, days: Days) -> float:
    """What a rep's week costs apart from cover, and with it the fairness of all the rep's weeks."""
    cost = week_price(t, a, week, days)
    if t.fairness > 0:
        count = unpopular(t, days.shifts[a])
        cost += t.fairness * count * count
    return cost


@bare_kernel
def all_prices(t: Tables, days: Days) -> float:
    """Pay, wishes, consistency, changes and fairness of a whole roster."""
    total = 0.0
    for a in range(days.shifts.shape[0]):
        for week in range((t.days + 6) // 7):
            total += week_price(t, a, week, days)
        if t.fairness > 0:
            count = unpopular(t, days.shifts[a])
            total += t.fairness * count * count
    return total


@bare_kernel
def may_start(t: Tables, a: int, day: int, k: int, start: int, free_from: int) -> bool:
    """Whether agent a may work a shift of type k from slot `start`: the locked one, or one within the agent's hours."""
    known = t.known[a, day]
    if known.locked:
        return known.start == start and known.shift_type == k
    return start >= free_from and t.reach[a, start] >= start + t.types.rows[k].span


@written_in
def may_be_at(t: Tables, a: int, day: int, place: int) -> bool:
    """Whether agent a may work at a place on a day: as the work mode says, and as a locked shift does."""
    known, mode = t.known[a, day], t.agents[a].mode
    allowed = mode != ONSITE if place == HOME else mode != REMOTE
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
    t: Tables, automata: WeekAutomata, a: int, week: int, cum: Floats, seat_cum: Floats, free_from: int, blocked: int
) -> Floats:
    """Best value of each shift of a week, (days, types of the contract, starts, places); LOW where it may not be.

    `cum` and `seat_cum` are cumulative values of a head and prices of a seat; no shift may start before slot
    `free_from`; bit d of `blocked` forbids work on day d of the week.
    """
    c = t.agents[a].contract
    axis, types_from = automata.axes[c], t.contracts[c].types_from
    values = np.empty((7, max(t.contracts[c].types_to - types_from, 1), axis.starts, 2))
    scratch = np.empty((t.types.breaks.shape[1], 2 * t.per_day))
    for d in range(min(7, t.days - 7 * week)):
        day = 7 * week + d
        for k in range(types_from, t.contracts[c].types_to):
            for i in range(axis.starts):
                values[d, k - types_from, i, HOME] = LOW
                values[d, k - types_from, i, OFFICE] = LOW
            if blocked >> d & 1:
                continue
            for n in range(t.types.rows[k].count):
                of_day = t.types.rows[k].first + n * t.types.rows[k].step
                start = day * t.per_day + of_day
                if not may_start(t, a, day, k, start, free_from):
                    continue
                end = start + t.types.rows[k].span
                worth = cum[end] - cum[start] - shift_price(t, a, day, k, start)
                worth -= break_loss(t.types, k, start, cum, scratch)
                cell = values[d, k - types_from, (of_day - axis.first) // axis.step]
                put_values(t, a, day, worth, seat_cum[end] - seat_cum[start], cell)
    return values
