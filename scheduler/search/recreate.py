"""Ruin and recreate: take some reps' weeks out and give each anew its best week, in random order.

A rep's best week at what heads are worth right now is exact and costs a fraction of a millisecond (`plan_week`),
breaks included. With few reps every head counts: single shifts and breaks move nothing any more, while several whole
weeks at once still do (Schrimpf and others, Journal of Computational Physics 159, 2000; with a little noise in the
worths, as the blinks of Christiaens and Vanden Berghe, Transportation Science 54, 2020).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scheduler.arrays import (
    SHIFT,
    Books,
    CompiledProblem,
    Days,
    Roster,
    Tables,
    Waiting,
    WeekAutomata,
    end_day,
    first_day,
    head_values,
    loose_work,
    rep_week_price,
    seat_excess,
    settle,
    slot_cost,
    unsettle,
)
from scheduler.search.acceptance import Pace, accepts
from scheduler.search.week_planning import Prices, plan_week, put_week, seat_values, side_day
from wfm.domain.arrays import Floats, Ints, Records
from wfm.machine import RandomState, bare_kernel, below, kernel, stream, uniform

MOST = 3
"""Most weeks taken out at once: one is stuck, many are seldom put back as well as they were."""

PATIENCE = 12
"""Draws until a rep of another skill is taken after all."""

FULL_LURE = 1 / 3
"""Share of a day's slots of work that lies loose from which on it is worth its full price."""


class Kept(NamedTuple):
    """Weeks taken out, as they were: `shifts` (weeks, 7) of `SHIFT`, `breaks` (weeks, 7, breaks)."""

    shifts: Records
    breaks: Ints


class Crowd(NamedTuple):
    """Whose weeks may be planned anew: `agents`, and the `speeds` (groups, skills) by which they are drawn."""

    agents: Ints
    speeds: Floats


@bare_kernel
def _price_week(t: Tables, a: int, week: int, days: Days, books: Books) -> None:
    """Write the cost of the slots of a rep's shifts."""
    for d in range(first_day(t, week), end_day(t, week)):
        start = days.shifts[a, d].start
        if start >= 0:
            span = t.types.rows[days.shifts[a, d].shift_type].span
            for s in range(start, min(start + span, t.slots)):
                books.cost[s] = slot_cost(books.slack[s], t.cover.subsets)


@bare_kernel
def _week_cost(t: Tables, a: int, week: int, days: Days) -> float:
    """What a rep's week costs apart from shortage and seats: its own price and the overstaffing of its heads."""
    idle = 0.0
    for d in range(first_day(t, week), end_day(t, week)):
        start, k = days.shifts[a, d].start, days.shifts[a, d].shift_type
        if start < 0:
            continue
        heads = min(start + t.types.rows[k].span, t.slots) - start
        for b in range(t.types.rows[k].breaks):
            low = start + days.breaks[a, d, b]
            heads -= max(0, min(low + t.types.breaks[k, b].length, t.slots) - low)
        idle += t.cover.over * t.cover.effective[t.known[a, d].group] * heads
    return rep_week_price(t, a, week, days) + idle


@bare_kernel
def _noisy_sum(values: Floats, noise: float, random: RandomState, low: int, high: int, total: Floats) -> None:
    """Write the cumulative worths of slots low..high-1, each blurred by up to half the noise."""
    total[low] = 0.0
    for s in range(low, high):
        total[s + 1] = total[s] + values[s] + noise * (uniform(random) - 0.5)


@bare_kernel
def _keep_week(t: Tables, a: int, week: int, days: Days, kept: Kept, i: int) -> None:
    """Write a rep's week into the i-th place of `kept`."""
    first = first_day(t, week)
    for d in range(first, end_day(t, week)):
        was, now = kept.shifts[i, d - first], days.shifts[a, d]
        was.start, was.shift_type, was.place = now.start, now.shift_type, now.place
        for b in range(days.breaks.shape[2]):
            kept.breaks[i, d - first, b] = days.breaks[a, d, b]


@bare_kernel
def _bring_back(t: Tables, a: int, week: int, days: Days, kept: Kept, i: int) -> None:
    """Write the i-th week of `kept` into a rep's week."""
    first = first_day(t, week)
    for d in range(first, end_day(t, week)):
        was, now = kept.shifts[i, d - first], days.shifts[a, d]
        now.start, now.shift_type, now.place = was.start, was.shift_type, was.place
        for b in range(days.breaks.shape[2]):
            days.breaks[a, d, b] = kept.breaks[i, d - first, b]


@bare_kernel
def _lure(t: Tables, group: int, waiting: Waiting, books: Books, low: int, high: int, values: Floats) -> None:
    """Raise the worth of a head, in slots low..high-1, to that of waiting work it could do that nobody does now."""
    for j in range(waiting.window.shape[0]):
        first, last = max(low, waiting.window[j, 0]), min(high, waiting.window[j, 1])
        if first >= last or waiting.speed[group, j] <= 0:
            continue
        loose = loose_work(t.cover, waiting, books, j, first, last)
        share = min(1.0, loose / (FULL_LURE * t.per_day))
        full = waiting.speed[group, j] * slot_cost(waiting.gain[j], t.cover.subsets)
        price = share * full - t.cover.over * t.cover.effective[group]
        if loose > 0:
            for s in range(first, last):
                values[s] = max(values[s], price)


@bare_kernel
def _draw_agents(t: Tables, week: int, speeds: Floats, order: Ints, count: int, random: RandomState) -> None:
    """Bring `count` random agents to the front of `order`: half the time rather those who share a random skill, so that
    the few who know a scarce one are planned together."""
    skill = below(random, 2 * speeds.shape[1]) if speeds.shape[1] > 0 else 0
    day = first_day(t, week)
    for i in range(count):
        j = i + below(random, order.shape[0] - i)
        for _ in range(PATIENCE):
            if skill >= speeds.shape[1] or speeds[t.known[order[j], day].group, skill] > 0:
                break
            j = i + below(random, order.shape[0] - i)
        order[i], order[j] = order[j], order[i]


@kernel
def recreate(
    t: Tables,
    automata: WeekAutomata,
    days: Days,
    books: Books,
    waiting: Waiting,
    crowd: Crowd,
    pace: Pace,
    random: RandomState,
) -> int:
    """Try `pace.tries` times to plan some of the agents' weeks anew, in place; returns the number of weeks planned.

    A try is kept by the rule of annealing.
    """
    end = t.slots + 2 * t.per_day
    values, prices = np.zeros(end), Prices(np.zeros((2, end + 1)), np.zeros((2, end + 1)))
    order, planned_before = crowd.agents.copy(), np.zeros_like(waiting.planned)
    tried = Books(books.slack, np.zeros(t.slots), books.used)
    kept = Kept(np.empty((MOST, 7), SHIFT), np.empty((MOST, 7, days.breaks.shape[2]), np.int64))
    planned = 0
    for _ in range(pace.tries):
        # some agents' weeks, and the slots that their shifts may reach
        week = below(random, t.weeks.shape[1])
        reach = (end_day(t, week) + 2) * t.per_day
        low, high, seats_high = first_day(t, week) * t.per_day, min(t.slots, reach), min(books.used.shape[1], reach)
        count = min(1 + below(random, MOST), order.shape[0])
        _draw_agents(t, week, crowd.speeds, order, count, random)
        # what those slots cost now
        change = -pace.seat_price * seat_excess(t.seats, books.used, low, seats_high)
        for s in range(low, high):
            change -= books.cost[s]
            tried.cost[s] = books.cost[s]
        for j in range(planned_before.shape[0]):
            for s in range(low, high):
                planned_before[j, s] = waiting.planned[j, s]
        # ruin: the weeks are taken out
        for i in range(count):
            change -= _week_cost(t, order[i], week, days)
            _keep_week(t, order[i], week, days, kept, i)
            put_week(t, order[i], week, days, books, -1)
            _price_week(t, order[i], week, days, tried)
        # recreate: each agent in turn takes the best week at what heads are worth now
        legal = True
        for i in range(count):
            a = order[i]
            for side in range(t.weeks[a, week].sides):
                known = t.known[a, side_day(t, week, side)]
                head_values(t.cover, known.group, low, reach, tried, values)
                _lure(t, known.group, waiting, tried, low, high, values)
                _noisy_sum(values, pace.noise, random, low, reach, prices.worth[side])
                seat_values(t.seats, known.site, books.used, pace.seat_price, prices.seat[side])
            legal = plan_week(t, automata, a, week, days, prices) and legal
            put_week(t, a, week, days, books, 1)
            _price_week(t, a, week, days, tried)
            change += _week_cost(t, a, week, days)
        planned += count
        settle(t.cover, waiting, tried, low, high, 1.0)
        # keep it, or bring back what was
        for s in range(low, high):
            change += tried.cost[s]
        change += pace.seat_price * seat_excess(t.seats, books.used, low, seats_high)
        if legal and accepts(random, change, pace.temperature):
            for s in range(low, high):
                books.cost[s] = tried.cost[s]
            continue
        unsettle(waiting, books, low, high, planned_before)
        for i in range(count):
            put_week(t, order[i], week, days, books, -1)
            _bring_back(t, order[i], week, days, kept, i)
            put_week(t, order[i], week, days, books, 1)
    return planned


def plan_anew(compiled: CompiledProblem, automata: WeekAutomata, roster: Roster, pace: Pace, seed: int) -> int:
    """So many tries in place, waiting work settled first so that a try settles only its own; returns weeks planned."""
    roster.settle()
    speeds = np.ascontiguousarray(compiled.groups.speeds[:, : len(compiled.problem.skills)])
    crowd = Crowd(compiled.active, speeds)
    random = stream(seed, 0)
    return int(recreate(compiled.tables, automata, roster.days, roster.books, roster.waiting, crowd, pace, random))
