"""What to do where rules cannot all be kept: weeks that have no legal form, and seats that are too few."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scheduler.arrays import FREE, LOCKED, LOW, PAID, SITE, SPAN, Model, Plans, State, build_plans, week_fits
from scheduler.search.construction import best_response


def adopt_published(model: Model, state: State) -> npt.NDArray[np.bool_]:
    """Write published shifts into an empty state (all of them with `keep`, else the locked ones); returns the
    (agent, week) that still have to be planned: those without a legal week."""
    t = model.tables
    index = {agent.id: a for a, agent in enumerate(model.problem.agents)}
    for shift in model.problem.published:
        a = index[shift.agent]
        if a in model.frozen or not (model.keep or shift.locked) or not 0 <= shift.day < t.days:
            continue
        start, end = shift.start // t.slot_minutes, shift.end // t.slot_minutes
        if shift.locked or (t.agents[a, FREE] <= start and end <= t.reach[a, start]):
            state.put(a, shift)
    todo = np.ones((model.agents, model.weeks), bool)
    for a in model.active.tolist() if model.keep else []:
        for week in range(todo.shape[1]):
            todo[a, week] = not week_fits(t, a, week, state.start, state.kind, state.place)
            if todo[a, week]:
                state.clear_week(a, week)
    state.rebuild()
    return todo


def give_what_fits(model: Model, state: State, failed: npt.NDArray[np.bool_]) -> Plans:
    """Give every agent-week without a legal form the most hours its other rules allow.

    The weekly minima of those weeks fall to what was reached, so that the search never gives less; the agents are
    named by the caller. Returns the plans of the relaxed weeks.
    """
    t = model.tables
    for a, week in np.argwhere(failed):
        t.bounds[a, week, ::2] = 0
    plans = build_plans(model)
    hours = np.full((len(model.groups.speeds), t.slots), 1e4)
    width = np.full(t.slots, 1.0)
    for week in range(failed.shape[1]):
        agents = np.flatnonzero(failed[:, week])
        if len(agents):
            again = failed.copy()
            best_response(t, plans, agents, week, state.arrays, hours, 1.0, width, 1e7, again)
    for a, week in np.argwhere(failed):
        keep_at_least(model, state, int(a), int(week))
    return build_plans(model)


def keep_at_least(model: Model, state: State, a: int, week: int) -> None:
    """Let the weekly minima of an agent be what its week now holds, where that is less than the contract's."""
    t = model.tables
    days = slice(7 * week, min(7 * week + 7, t.days))
    on = state.start[a, days] >= 0
    held = (t.kinds[state.kind[a, days][on], PAID].sum(), on.sum(), state.place[a, days][on].sum())
    contract = model.problem.contracts[model.problem.agents[a].contract]
    wanted = (contract.paid_per_week[0], contract.days_per_week[0], model.problem.agents[a].office_days[0])
    for i, (has, wants) in enumerate(zip(held, wanted, strict=True)):
        t.bounds[a, week, 2 * i] = min(int(has), wants)


def free_seats(model: Model, state: State) -> list[tuple[int, int]]:
    """Take shifts away until no site holds more than its seats; returns the (agent, week) that lost one.

    The shift that frees most overfull slots for the least cover goes first; locked shifts stay.
    """
    t, lost = model.tables, list[tuple[int, int]]()
    while state.seat_excess:
        over = np.maximum(state.used[: len(t.seats)] - t.seats[:, None], 0)
        best, at = LOW, (-1, -1)
        for a in np.flatnonzero(t.agents[:, SITE] >= 0).tolist():
            for d in np.flatnonzero(
                (state.start[a] >= 0) & (state.place[a] == 1) & (t.published[a, :, LOCKED] == 0)
            ).tolist():
                low = state.start[a, d]
                span = int(t.kinds[state.kind[a, d], SPAN])
                freed = int((over[t.agents[a, SITE], low : low + span] > 0).sum())
                if freed and freed - 1e-3 * span > best:
                    best, at = freed - 1e-3 * span, (a, d)
        if at[0] < 0:
            break
        a, d = at
        state.start[a, d] = state.kind[a, d] = -1
        state.place[a, d] = 0
        state.rebuild()
        lost.append((a, d // 7))
        keep_at_least(model, state, a, d // 7)
    return lost
