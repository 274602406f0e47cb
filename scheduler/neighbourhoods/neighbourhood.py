"""One neighbourhood as plain arrays: chosen reps' chosen days are free, everything else stands.

Built from a snapshot, sent to a worker process, solved there by `day_model`, and written back if the cost falls.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scheduler.arrays import HYBRID, OFFICE, CompiledProblem, Roster, next_free
from scheduler.neighbourhoods.candidate_shifts import list_candidates, start_range
from scheduler.neighbourhoods.task import CANDIDATE, LEFT, STREAK, Neighbourhood
from wfm.domain.arrays import Floats, Ints, Records

FEW, FINE_GAP, COARSE_GAP = 12, 0.02, 0.8
"""Up to so many agents a neighbourhood is solved to the first gap, in the objective's unit; else to the second: what is
smaller than a slot of pay is not worth the seconds of proving it."""

MIXED = 997
"""A prime that draws each rep's window of starts from the one number of a neighbourhood."""


class Limits(NamedTuple):
    """How long a worker may search: seconds and search nodes (0: no limit)."""

    seconds: float
    nodes: int


def build(
    compiled: CompiledProblem, roster: Roster, agents: Ints, days: Ints, draw: float, limits: Limits
) -> Neighbourhood | None:
    """The neighbourhood in which the given agents' given days (of one week) are free; None when nothing may change.

    `draw` in [0, 1) picks a window of starts for each agent.
    """
    t = compiled.tables
    origin, span = int(days.min()) * t.per_day, int(t.types.rows["span"].max(initial=0))
    end = min(t.slots, (int(days.max()) + 1) * t.per_day + span)
    freed = [(a, days[t.known["locked"][a, days] == 0]) for a in agents.tolist()]
    left = {a: _left(compiled, roster, a, free) for a, free in freed if len(free)}
    freed = [(a, free) for a, free in freed if a in left and _can_be_met(left[a])]
    candidates = _candidates(compiled, roster, freed, draw)
    if not len(candidates):
        return None
    slack, used = _standing(compiled, roster, freed)
    seats = t.seats[:, None] if len(t.seats) else np.full((1, 1), 1 << 20)
    room = np.maximum(seats, roster.books.used[:, origin:end]) - used[:, origin:end]
    moving = _moving(roster, origin, end)
    now = _worked(roster, candidates)
    who = t.known[candidates["agent"], candidates["day"]]
    rows = t.types.rows[candidates["shift_type"]]
    start, end_of = candidates["start"], candidates["start"] + rows["span"]
    contracts = t.weeks["contract"][candidates["agent"], compiled.problem.horizon.week_of(int(days[0]))]
    return Neighbourhood(
        candidates=candidates,
        group=who["group"],
        site=np.where(candidates["place"] == OFFICE, who["site"], -1),
        free=_rested_from(compiled, contracts, end_of),
        paid=rows["paid"] + t.drift[end_of] - t.drift[start],
        now=now,
        now_breaks=roster.breaks[candidates["agent"][now], candidates["day"][now]],
        weeks=np.array([left[a] for a, _ in freed], LEFT),
        streaks=np.array([row for a, free in freed for row in _streaks(compiled, roster, a, free)], STREAK),
        origin=origin,
        end=end,
        slack=slack[origin:end],
        room=room,
        planned=roster.waiting.planned[moving, origin:end],
        gain=roster.waiting.gain[moving],
        window=np.clip(roster.waiting.window[moving], origin, end) - origin,
        types=t.types,
        cover=t.cover,
        seconds=limits.seconds,
        nodes=limits.nodes,
        gap=FINE_GAP if compiled.agents <= FEW else COARSE_GAP,
    )


def _candidates(compiled: CompiledProblem, roster: Roster, freed: list[tuple[int, Ints]], draw: float) -> Records:
    """The shifts that each agent may take on the freed days."""
    t, rows = compiled.tables, [np.zeros(0, CANDIDATE)]
    types = max(1, int((t.contracts["types_to"] - t.contracts["types_from"]).max()))
    found = np.empty(max((len(free) for _, free in freed), default=0) * 2 * t.per_day * types, CANDIDATE)
    for i, (a, free) in enumerate(freed):
        week, choose = compiled.problem.horizon.week_of(int(free[0])), (draw * MIXED * (i + 1)) % 1.0
        low, high = start_range(t, a, week, free, roster.days.shifts[a], choose)
        rows.append(found[: list_candidates(t, a, free, low, high, roster.days, found)].copy())
    return np.concatenate(rows)


def _rested_from(compiled: CompiledProblem, contracts: Ints, ends: Ints) -> Ints:
    """The first slots in which a shift may start after those that end in the given slots."""
    t = compiled.tables
    if t.steady:
        return np.asarray(ends + t.contracts["rest"][contracts])
    known = {(c, end): next_free(t, c, end) for c, end in set(zip(contracts.tolist(), ends.tolist(), strict=True))}
    return np.array([known[pair] for pair in zip(contracts.tolist(), ends.tolist(), strict=True)], np.int64)


def _worked(roster: Roster, candidates: Records) -> Ints:
    """Indices of the candidates that are worked at present."""
    now = roster.days.shifts[candidates["agent"], candidates["day"]]
    same = [now[field] == candidates[field] for field in ("shift_type", "start", "place")]
    return np.flatnonzero(np.logical_and.reduce(same))


def _moving(roster: Roster, origin: int, end: int) -> Ints:
    """Pieces of waiting work whose window meets the neighbourhood: moving them pays even where no freed rep does any."""
    window = roster.waiting.window
    return np.flatnonzero((window[:, 0] < end) & (window[:, 1] > origin))


def _left(compiled: CompiledProblem, roster: Roster, a: int, free: Ints) -> tuple[int, ...]:
    """A row of `LEFT`: the bounds of the week once the standing days are taken off."""
    t, week = compiled.tables, compiled.problem.horizon.week_of(int(free[0]))
    days = np.arange(t.days)[roster.days_of(week)].tolist()
    standing = [d for d in days if d not in free and roster.start[a, d] >= 0]
    paid = roster.paid(a, np.array(standing, np.int64))
    low, high, days_low, days_high, office_low, office_high = t.weeks[a, week].tolist()[:6]
    office = (0, 7)
    if t.weeks["mode"][a, week] == HYBRID:
        there = int(roster.place[a, standing].sum())
        office = office_low - there, office_high - there
    return a, low - paid, high - paid, days_low - len(standing), days_high - len(standing), *office


def _can_be_met(left: tuple[int, ...]) -> bool:
    """Whether bounds leave anything: leave, and what was worked before, may be more than a week's most."""
    return all(low <= high and high >= 0 for low, high in zip(left[1::2], left[2::2], strict=True))


def _streaks(compiled: CompiledProblem, roster: Roster, a: int, free: Ints) -> list[tuple[int, int, int, int]]:
    """Rows of `STREAK` that bind the freed days of an agent: of the days that end with one, at most as many as may be
    worked in a row by then."""
    t, horizon = compiled.tables, compiled.problem.horizon
    before, after = int(t.agents["streak"][a]), int(t.agents["following"][a])
    worked = roster.start[a] >= 0
    longest = t.contracts["longest_streak"][t.weeks["contract"][a]].tolist()
    found = []
    for last in range(int(free[0]), t.days + after):
        most = longest[horizon.week_of(min(last, t.days - 1))]
        first = last - most
        inside = range(max(first, 0), min(last, t.days - 1) + 1)
        if first < -before or not any(d in free for d in inside):
            continue
        standing = max(0, -first) + max(0, last - t.days + 1)
        standing += sum(bool(worked[d]) for d in inside if d not in free)
        if most - standing < sum(d in free for d in inside):
            found.append((a, inside[0], inside[-1], max(0, most - standing)))
    return found


def _standing(compiled: CompiledProblem, roster: Roster, freed: list[tuple[int, Ints]]) -> tuple[Floats, Ints]:
    """Slack and seats taken once the freed shifts are away."""
    t = compiled.tables
    slack, used = roster.books.slack.copy(), roster.books.used.copy()
    for a, free in freed:
        for d in free[roster.start[a, free] >= 0].tolist():
            gain, site = t.cover.gain[t.known["group"][a, d]], t.known["site"][a, d]
            start, k, place = roster.days.shifts[a, d].tolist()
            on = np.ones(t.types.rows["span"][k], bool)
            for b in range(t.types.rows["breaks"][k]):
                low = roster.breaks[a, d, b]
                on[low : low + t.types.breaks["length"][k, b]] = False
            on = on[: t.slots - start]
            slack[start : start + len(on)] += on[:, None] * gain
            if place == OFFICE and site >= 0:
                used[site, start : start + len(on)] -= 1
    return slack, used
