"""A quick proof that an agent's rules leave some schedule: one shift of one start and length, worked on chosen days.

Equal shifts keep the start spread and, where a day less their length is rest enough, the rest; what is left is which
days, a small search over runs, days of the week and weekends. Finding none proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from scheduler.feasibility.possible import PossibleShifts
from wfm.domain.people import Agent, Contract, Shift, WorkClock, WorkMode
from wfm.domain.rules import asked_of, counted_beside, leave_in
from wfm.domain.time import DAY, Horizon

TRIES = 6
"""Starts and lengths tried, those open on most days first."""

CHANGE = 120
"""Minutes by which no clock change is longer: what a day may lack in real time, or a clock be moved."""


class _State(NamedTuple):
    """Days worked in a row, days worked this week, weekends with work, and the last of them."""

    run: int
    days: int
    weekends: int
    last: int


def has_plain_schedule(agent: Agent, contract: Contract, horizon: Horizon, shifts: PossibleShifts) -> bool:
    """Whether working one of the agent's possible shifts at the same time of day keeps every rule."""
    if agent.changes or (agent.zone and contract.start_spread is not None and contract.start_spread < CHANGE):
        return False
    kinds, index = np.unique(
        np.column_stack((shifts.start % DAY, shifts.end - shifts.start, shifts.paid)), axis=0, return_inverse=True
    )
    order = np.argsort(-np.bincount(index, minlength=len(kinds)), kind="stable")
    for kind in order[:TRIES]:
        start, span, paid = (int(v) for v in kinds[kind])
        days = set(shifts.day[index == kind].tolist())
        between = DAY - span - (CHANGE if horizon.elapsed else 0)
        if between >= contract.min_rest and _fits(agent, contract, horizon, (start, span, paid), days):
            return True
    return False


def _fits(agent: Agent, contract: Contract, horizon: Horizon, kind: tuple[int, int, int], days: set[int]) -> bool:
    """Whether days of the open ones can be chosen so that every rule is kept."""
    start, span, paid = kind
    clock, most = WorkClock(horizon, agent.zone), contract.max_weekends
    counts = [_counts(agent, contract, horizon, week, paid) for week in range(horizon.weeks)]
    states = {_State(agent.before.consecutive_days, 0, 0, -1)}
    for day in range(horizon.days):
        week, shift = horizon.week_of(day), Shift(agent.id, day * DAY + start, day * DAY + start + span)
        worked: Iterable[_State] = ()
        if day in days and _rests(agent, contract, horizon, shift):
            worked = (_after(state, clock.weekend(shift)) for state in states)
        states = {
            state
            for state in worked
            if state.run <= contract.max_consecutive_days and (most is None or state.weekends <= most)
        } | {state._replace(run=0) for state in states}
        if day == horizon.days - 1 or horizon.week_of(day + 1) != week:
            states = {state._replace(days=0) for state in states if state.days in counts[week]}
    following = agent.after.consecutive_days
    return any(not state.run or state.run + following <= contract.max_consecutive_days for state in states)


def _rests(agent: Agent, contract: Contract, horizon: Horizon, shift: Shift) -> bool:
    """Whether a shift leaves rest enough to what is fixed before and behind the horizon."""
    ended, begins = agent.before.last_shift_end, agent.after.next_shift_start
    rested = ended is None or horizon.lasted(ended, shift.start) >= contract.min_rest
    return rested and (begins is None or horizon.lasted(shift.end, begins) >= contract.min_rest)


def _counts(agent: Agent, contract: Contract, horizon: Horizon, week: int, paid: int) -> set[int]:
    """How many days of a week may be worked for so many paid minutes each."""
    low, high = asked_of(agent, horizon, week, contract.days_per_week)
    least, most = asked_of(agent, horizon, week, contract.paid_per_week)
    days, minutes = (counted_beside(agent, horizon, week, amount) for amount in ("days", "paid_minutes"))
    floor = 0.0
    if agent.work_mode is WorkMode.HYBRID:
        office = counted_beside(agent, horizon, week, "office_days")
        fewest, limit = asked_of(agent, horizon, week, agent.office_days)
        floor = 0 if leave_in(agent, horizon, week, "days") >= 1 else max(fewest - office, 0)
        if office + floor > limit:
            return set()
    return {n for n in range(8) if n >= floor and low <= n + days <= high and least <= n * paid + minutes <= most}


def _after(state: _State, weekend: int | None) -> _State:
    """The state after a day of work, in a weekend or not."""
    new = weekend is not None and weekend != state.last
    last = state.last if weekend is None else weekend
    return _State(state.run + 1, state.days + 1, state.weekends + new, last)
