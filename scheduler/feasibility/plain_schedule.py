"""A quick proof that an agent's rules leave some schedule: one shift of one start and length, worked on chosen days.

Equal shifts keep the start spread and, where a day less their length is rest enough, the rest; what is left is which
days, a small search over runs, days of the week and weekends. Finding none proves nothing.
"""

from __future__ import annotations

import numpy as np

from scheduler.feasibility.possible import PossibleShifts
from wfm.domain.people import Agent, Contract, WorkMode
from wfm.domain.time import DAY, Horizon

TRIES = 6
"""Starts and lengths tried, those open on most days first."""


def has_plain_schedule(agent: Agent, contract: Contract, horizon: Horizon, shifts: PossibleShifts) -> bool:
    """Whether working one of the agent's possible shifts at the same time of day keeps every rule."""
    if agent.work_mode is WorkMode.HYBRID and agent.office_days[0] > contract.days_per_week[1]:
        return False
    kinds, index = np.unique(
        np.column_stack((shifts.start % DAY, shifts.end - shifts.start, shifts.paid)), axis=0, return_inverse=True
    )
    order = np.argsort(-np.bincount(index, minlength=len(kinds)), kind="stable")
    for kind in order[:TRIES]:
        start, span, paid = (int(v) for v in kinds[kind])
        days = set(shifts.day[index == kind].tolist())
        if DAY - span >= contract.min_rest and _fits(agent, contract, horizon, start, paid, days):
            return True
    return False


def _fits(agent: Agent, contract: Contract, horizon: Horizon, start: int, paid: int, days: set[int]) -> bool:
    """Whether days of the open ones can be chosen so that every rule is kept; state: run, days this week, weekends."""
    low, high = contract.days_per_week
    floor = max(low, agent.office_days[0] if agent.work_mode is WorkMode.HYBRID else 0)
    counts = {n for n in range(floor, high + 1) if contract.paid_per_week[0] <= n * paid <= contract.paid_per_week[1]}
    ended = agent.before.last_shift_end
    first = -DAY if ended is None else ended + contract.min_rest
    most = horizon.weeks + 2 if contract.max_weekends is None else contract.max_weekends
    states = {(agent.before.consecutive_days, 0, 0, False)}
    for day in range(horizon.days):
        if (day + horizon.first_weekday) % 7 == 0:
            states = {(run, n, weekends, False) for run, n, weekends, _ in states}
        open_today = day in days and day * DAY + start >= first
        on_weekend = (day + horizon.first_weekday) % 7 >= 5
        states = {
            state
            for old in states
            for state in _next(old, open_today, on_weekend)
            if state[0] <= contract.max_consecutive_days and state[1] <= high and state[2] <= most
        } | {(0, n, weekends, worked) for _, n, weekends, worked in states}
        if day % 7 == 6 or day == horizon.days - 1:
            states = {(run, 0, weekends, worked) for run, n, weekends, worked in states if n in counts}
    return bool(states)


def _next(state: tuple[int, int, int, bool], open_today: bool, on_weekend: bool) -> list[tuple[int, int, int, bool]]:
    """The state after working today, where today is open."""
    if not open_today:
        return []
    run, n, weekends, worked = state
    return [(run + 1, n + 1, weekends + (on_weekend and not worked), worked or on_weekend)]
