"""What to do where rules cannot all be kept: weeks that have no legal form, and seats that are too few."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scheduler.arrays import FREE, LOCKED, LOW, PAID, SITE, SPAN, CompiledProblem, Plans, Roster, build_plans, week_fits
from scheduler.search.construction import best_response


def adopt_published(compiled: CompiledProblem, roster: Roster) -> npt.NDArray[np.bool_]:
    """Write published shifts into an empty roster (all of them with `keep`, else the locked ones); returns the
    (agent, week) that still have to be planned: those without a legal week."""
    t = compiled.tables
    index = {agent.id: a for a, agent in enumerate(compiled.problem.agents)}
    for shift in compiled.problem.published:
        a = index[shift.agent]
        if a in compiled.frozen or not (compiled.keep or shift.locked) or not 0 <= shift.day < t.days:
            continue
        start, end = shift.start // t.slot_minutes, shift.end // t.slot_minutes
        if shift.locked or (t.agents[a, FREE] <= start and end <= t.reach[a, start]):
            roster.put(a, shift)
    todo = np.ones((compiled.agents, compiled.weeks), bool)
    for a in compiled.active.tolist() if compiled.keep else []:
        for week in range(todo.shape[1]):
            todo[a, week] = not week_fits(t, a, week, roster.start, roster.shift_type, roster.place)
            if todo[a, week]:
                roster.clear_week(a, week)
    roster.rebuild()
    return todo


def give_what_fits(compiled: CompiledProblem, roster: Roster, failed: npt.NDArray[np.bool_]) -> Plans:
    """Give every agent-week without a legal form the most hours its other rules allow.

    The weekly minima of those weeks fall to what was reached, so that the search never gives less; the agents are
    named by the caller. Returns the plans of the relaxed weeks.
    """
    t = compiled.tables
    for a, week in np.argwhere(failed):
        t.bounds[a, week, ::2] = 0
    plans = build_plans(compiled)
    hours = np.full((len(compiled.groups.speeds), t.slots), 1e4)
    width = np.full(t.slots, 1.0)
    for week in range(failed.shape[1]):
        agents = np.flatnonzero(failed[:, week])
        if len(agents):
            again = failed.copy()
            best_response(t, plans, agents, week, roster.arrays, hours, 1.0, width, 1e7, again)
    for a, week in np.argwhere(failed):
        keep_at_least(compiled, roster, int(a), int(week))
    return build_plans(compiled)


def keep_at_least(compiled: CompiledProblem, roster: Roster, a: int, week: int) -> None:
    """Let the weekly minima of an agent be what its week now holds, where that is less than the contract's."""
    t = compiled.tables
    days = slice(7 * week, min(7 * week + 7, t.days))
    on = roster.start[a, days] >= 0
    held = (t.shift_types[roster.shift_type[a, days][on], PAID].sum(), on.sum(), roster.place[a, days][on].sum())
    contract = compiled.problem.contracts[compiled.problem.agents[a].contract]
    wanted = (contract.paid_per_week[0], contract.days_per_week[0], compiled.problem.agents[a].office_days[0])
    for i, (has, wants) in enumerate(zip(held, wanted, strict=True)):
        t.bounds[a, week, 2 * i] = min(int(has), wants)


def free_seats(compiled: CompiledProblem, roster: Roster) -> list[tuple[int, int]]:
    """Take shifts away until no site holds more than its seats; returns the (agent, week) that lost one.

    The shift that frees most overfull slots for the least cover goes first; locked shifts stay.
    """
    t, lost = compiled.tables, list[tuple[int, int]]()
    while roster.seat_excess:
        over = np.maximum(roster.used[: len(t.seats)] - t.seats[:, None], 0)
        best, at = LOW, (-1, -1)
        for a in np.flatnonzero(t.agents[:, SITE] >= 0).tolist():
            for d in np.flatnonzero(
                (roster.start[a] >= 0) & (roster.place[a] == 1) & (t.published[a, :, LOCKED] == 0)
            ).tolist():
                low = roster.start[a, d]
                span = int(t.shift_types[roster.shift_type[a, d], SPAN])
                freed = int((over[t.agents[a, SITE], low : low + span] > 0).sum())
                if freed and freed - 1e-3 * span > best:
                    best, at = freed - 1e-3 * span, (a, d)
        if at[0] < 0:
            break
        a, d = at
        roster.start[a, d] = roster.shift_type[a, d] = -1
        roster.place[a, d] = 0
        roster.rebuild()
        lost.append((a, d // 7))
        keep_at_least(compiled, roster, a, d // 7)
    return lost
