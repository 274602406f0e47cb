"""A first schedule: each rep in turn takes the best week at what heads are worth now, two or three times over.

What a head is worth in a slot is a smoothed price of shortage: full where the slot is far below its requirement,
nothing where far above. The smoothing keeps the first reps from crowding into the first slots that look short, and
shrinks from pass to pass.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scheduler.arrays import (
    LOW,
    Books,
    CompiledProblem,
    Cover,
    Days,
    Roster,
    Tables,
    WeekAutomata,
    price_cover,
)
from scheduler.search.week_planning import Prices, plan_week, put_week, seat_values, side_day
from wfm.domain.arrays import Flags, Floats, Ints
from wfm.machine import bare_kernel, kernel

FULL_SEAT = 500.0
"""Price of one more seat in a slot where the site is full, for each head beyond."""

PASSES = (0.5, 0.1)
"""Width of the smoothing in each pass over the agents, as a share of each slot's demand."""

LEAST_WIDTH = 0.35
"""Least width of the smoothing, in heads."""

HALF = 0.5
"""Heads short at which a smoothed price is half of the full one."""


class Aim(NamedTuple):
    """What a construction goes by: known worths of a head `base` (groups, slots), the share `blend` of a head's worth
    that comes from them, the `width` (slots,) of the smoothing of shortage for the rest, and the price of a seat
    beyond those there are."""

    base: Floats
    blend: float
    width: Floats
    seat_price: float


@bare_kernel
def smooth_values(cover: Cover, group: int, aim: Aim, slack: Floats, cum: Floats) -> None:
    """Write the cumulative worth of a head of the group: a share of the base, the rest from smoothed shortage."""
    gain, idle = cover.gain[group], cover.over * cover.effective[group]
    cum[0] = 0.0
    for s in range(cum.shape[0] - 1):
        worth = 0.0
        if s < slack.shape[0]:
            worst, at = LOW, -1
            for b in range(slack.shape[1]):
                if cover.subsets[b].fresh:
                    worst, at = LOW, -1
                if slack[s, b] > worst:
                    worst, at = slack[s, b], b
                if cover.subsets[b].step > 0 and gain[at] > 0:
                    worth += cover.subsets[b].step * gain[at] / (1.0 + np.exp(-(worst - HALF) / aim.width[s]))
            worth = aim.blend * aim.base[group, s] + (1 - aim.blend) * worth - idle
        cum[s + 1] = cum[s] + worth


@kernel
def best_response(
    t: Tables, automata: WeekAutomata, order: Ints, week: int, days: Days, books: Books, aim: Aim, failed: Flags
) -> None:
    """Each agent in turn takes the best week at present prices; agents without one are marked in `failed`."""
    end = t.slots + 2 * t.per_day + 1
    prices = Prices(np.zeros((2, end)), np.zeros((2, end)))
    for a in order:
        put_week(t, a, week, days, books, -1)
        for side in range(t.weeks[a, week].sides):
            known = t.known[a, side_day(t, week, side)]
            smooth_values(t.cover, known.group, aim, books.slack, prices.worth[side])
            seat_values(t.seats, known.site, books.used, aim.seat_price, prices.seat[side])
        failed[a, week] = not plan_week(t, automata, a, week, days, prices)
        put_week(t, a, week, days, books, 1)
    price_cover(t.cover, books)


def construct(
    compiled: CompiledProblem, automata: WeekAutomata, roster: Roster, seed: int, todo: Flags | None = None
) -> Flags:
    """Fill the weeks of all agents in place, week by week; returns which (agent, week) have no legal form.

    `todo` (agents, weeks) names the weeks to fill, all of them when None.
    """
    t = compiled.tables
    rng = np.random.default_rng(seed)
    failed = np.zeros(t.weeks.shape, bool)
    total = compiled.lanes.demand.sum(axis=0)
    base = np.zeros((len(compiled.groups.speeds), t.slots))
    for week in range(t.weeks.shape[1]):
        agents = compiled.active if todo is None else compiled.active[todo[compiled.active, week]]
        for share in PASSES:
            aim = Aim(base, 0.0, np.maximum(LEAST_WIDTH, share * total), FULL_SEAT)
            best_response(t, automata, rng.permutation(agents), week, roster.days, roster.books, aim, failed)
            roster.settle()
        if week > 0 and failed[:, week].any():
            _retry_pair(compiled, automata, roster, week, failed)
    return failed


def _retry_pair(compiled: CompiledProblem, automata: WeekAutomata, roster: Roster, week: int, failed: Flags) -> None:
    """Where the week before left a rep no legal week, plan this one first and the one before around it."""
    t = compiled.tables
    aim = Aim(np.zeros((len(compiled.groups.speeds), t.slots)), 0.0, np.full(t.slots, 1.0), FULL_SEAT)
    for a in np.flatnonzero(failed[:, week] & ~failed[:, week - 1]):
        before = roster.copy()
        roster.clear_week(int(a), week - 1)
        roster.rebuild()
        for w in (week, week - 1):
            best_response(t, automata, np.array([a]), w, roster.days, roster.books, aim, failed)
        if failed[a, week - 1] or failed[a, week]:
            for mine, theirs in zip(roster.days, before.days, strict=True):
                mine[:] = theirs
            failed[a, week - 1], failed[a, week] = False, True
            roster.rebuild()
