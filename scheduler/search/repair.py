"""What to do where rules cannot all be kept: weeks that have no legal form, and seats that are too few."""

from __future__ import annotations

import numpy as np

from scheduler.arrays import LEAST, LOW, OFFICE, CompiledProblem, Roster, build_automata, week_fits
from scheduler.search.construction import Aim, best_response
from wfm.domain.arrays import Flags

HOURS = 1e4
"""Worth of a head where a rep shall have as many hours as can be."""

NO_SEAT = 1e7
"""Price of a seat beyond those there are, above all hours."""

LONG = 1e-3
"""How much a slot of a shift counts against taking it away, where as many overfull slots are freed."""


def adopt_published(compiled: CompiledProblem, roster: Roster) -> Flags:
    """Write published shifts into an empty roster (all of them with `keep`, else those that stay); returns the
    (agent, week) that still have to be planned: those without a legal week."""
    t = compiled.tables
    index = {agent.id: a for a, agent in enumerate(compiled.problem.agents)}
    for shift in compiled.problem.published:
        a = index[shift.agent]
        stays = compiled.stays(a, shift)
        if a in compiled.frozen or not (compiled.keep or stays) or not 0 <= shift.day < t.days:
            continue
        start, end = shift.start // t.slot_minutes, shift.end // t.slot_minutes
        if stays or end <= t.reach[a, start]:
            roster.put(a, shift)
    todo = np.ones((compiled.agents, compiled.weeks), bool)
    for a in compiled.active.tolist() if compiled.keep else []:
        for week in range(todo.shape[1]):
            todo[a, week] = not week_fits(t, a, week, roster.days)
            if todo[a, week]:
                roster.clear_week(a, week)
    roster.rebuild()
    return todo


def give_what_fits(compiled: CompiledProblem, roster: Roster, failed: Flags) -> None:
    """Give every agent-week without a legal form the most hours its other rules allow.

    The weekly minima of those weeks fall to what was reached, so that the search never gives less; the agents are
    named by the caller.
    """
    t = compiled.tables
    for field in LEAST:
        t.weeks[field][failed] = 0
    automata = build_automata(compiled)
    aim = Aim(np.full((len(compiled.groups.speeds), t.slots), HOURS), 1.0, np.full(t.slots, 1.0), NO_SEAT)
    for week in range(failed.shape[1]):
        agents = np.flatnonzero(failed[:, week])
        if len(agents):
            best_response(t, automata, agents, week, roster.days, roster.books, aim, failed.copy())
    for a, week in np.argwhere(failed):
        keep_at_least(compiled, roster, int(a), int(week))


def keep_at_least(compiled: CompiledProblem, roster: Roster, a: int, week: int) -> None:
    """Let the weekly minima of an agent be what its week now holds, where that is less than the contract's."""
    t = compiled.tables
    days = roster.days_of(week)
    on = roster.start[a, days] >= 0
    held = (roster.paid(a, days), on.sum(), roster.place[a, days][on].sum())
    for field, has in zip(LEAST, held, strict=True):
        t.weeks[field][a, week] = min(int(has), compiled.asked_weeks.strict[field][a, week])


def free_seats(compiled: CompiledProblem, roster: Roster) -> list[tuple[int, int]]:
    """Take shifts away until no site holds more than its seats; returns the (agent, week) that lost one.

    The shift that frees most overfull slots for the least cover goes first; locked shifts stay.
    """
    lost = list[tuple[int, int]]()
    while roster.seat_excess:
        found = _most_freeing(compiled, roster)
        if found is None:
            break
        a, d = found
        roster.take_away(a, d)
        roster.rebuild()
        week = compiled.problem.horizon.week_of(d)
        lost.append((a, week))
        keep_at_least(compiled, roster, a, week)
    return lost


def _most_freeing(compiled: CompiledProblem, roster: Roster) -> tuple[int, int] | None:
    """The (agent, day) whose shift frees most overfull slots, None where none frees any."""
    t = compiled.tables
    over = roster.books.used[: len(t.seats)] > t.seats[:, None]
    may_go = (roster.start >= 0) & (roster.place == OFFICE) & (t.known["locked"] == 0)
    best, at = LOW, None
    for a in np.flatnonzero((t.known["site"] >= 0).any(axis=1)).tolist():
        for d in np.flatnonzero(may_go[a] & (t.known["site"][a] >= 0)).tolist():
            low, span = roster.start[a, d], int(t.types.rows["span"][roster.shift_type[a, d]])
            freed = int(over[t.known["site"][a, d], low : low + span].sum())
            if freed and freed - LONG * span > best:
                best, at = freed - LONG * span, (a, d)
    return at
