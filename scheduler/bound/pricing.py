"""Every rep's best week at given prices, with the heads that answer: the inner problem of the Lagrangian bound."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scheduler.arrays import (
    CHOICE,
    HOME,
    IMPOSSIBLE,
    LOW,
    OFFICE,
    Tables,
    WeekAutomata,
    end_day,
    first_day,
    may_start,
    own_of_day,
    put_values,
    search_week,
    shift_price,
)
from wfm.domain.arrays import Floats, Ints
from wfm.machine import bare_kernel, kernel


class Offer(NamedTuple):
    """What is paid: the crew of each agent on each day, `crew` (agents, days), the worth of each crew's shifts by type of its contract
    and start, `worth` (crews, types, slots), and the cumulative price of a seat, `seat` (sites, slots + days)."""

    crew: Ints
    worth: Floats
    seat: Floats


class Taken(NamedTuple):
    """What the answers take: reps of each crew on each shift, `shifts` (crews, types, slots), and the change of seats
    taken from slot to slot, `seats` (sites, slots + days)."""

    shifts: Floats
    seats: Floats


@bare_kernel
def _week_values(
    t: Tables, automata: WeekAutomata, a: int, week: int, offer: Offer, free_seat: Floats, values: Floats
) -> None:
    """Write the value of each shift of a week to agent a, from the worth of its crew's; LOW where it may not be."""
    c, first = t.weeks[a, week].contract, first_day(t, week)
    axis, types_from = automata.axes[c], t.contracts[c].types_from
    for d in range(end_day(t, week) - first):
        day = first + d
        worth, site = offer.worth[offer.crew[a, day]], t.known[a, day].site
        seat = offer.seat[site] if site >= 0 else free_seat
        for k in range(types_from, t.contracts[c].types_to):
            for i in range(axis.starts):
                values[d, k - types_from, i, HOME] = LOW
                values[d, k - types_from, i, OFFICE] = LOW
            for n in range(t.types.rows[k].count):
                of_day = t.types.rows[k].first + n * t.types.rows[k].step
                start = day * t.per_day + of_day
                if may_start(t, a, day, k, start):
                    value = worth[k - types_from, start] - shift_price(t, a, day, k, start)
                    price = seat[start + t.types.rows[k].span] - seat[start]
                    cell = values[d, k - types_from, (own_of_day(t, k, of_day) - axis.first) // axis.step]
                    put_values(t, a, day, value, price, cell)


@kernel
def answer(t: Tables, automata: WeekAutomata, agents: Ints, offer: Offer, taken: Taken) -> float:
    """Sum of the best weeks' values, each week by itself; adds the shifts chosen to what is taken.

    Rules that join weeks are left out, which can only raise the sum.
    """
    out = np.empty(7, CHOICE)
    free_seat = np.zeros(offer.seat.shape[1])
    total = 0.0
    for a in agents:
        for week in range(t.weeks.shape[1]):
            c, first = t.weeks[a, week].contract, first_day(t, week)
            contract = t.contracts[c]
            types, starts = contract.types_to - contract.types_from, automata.axes[c].starts
            values = np.empty((7, max(types, 1), starts, 2))
            _week_values(t, automata, a, week, offer, free_seat, values)
            streak = t.agents[a].streak if week == 0 else 0
            value = search_week(t, automata, a, week, values, streak, out)
            if value <= IMPOSSIBLE:
                continue
            total += value
            for d in range(end_day(t, week) - first):
                k, start = out[d].shift_type, out[d].start
                crew, site = offer.crew[a, first + d], t.known[a, first + d].site
                if k >= 0:
                    taken.shifts[crew, k - contract.types_from, start] += 1.0
                    if out[d].place == OFFICE and site >= 0:
                        taken.seats[site, start] += 1.0
                        taken.seats[site, start + t.types.rows[k].span] -= 1.0
    return total
