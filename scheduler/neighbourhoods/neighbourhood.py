"""One neighbourhood as plain arrays: chosen reps' chosen days are free, everything else stands.

Built from a snapshot, sent to a worker process, solved there by `day_model`, and written back if the cost falls.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scheduler.arrays import (
    BREAKS,
    CONTRACT,
    GROUP,
    HYBRID,
    LENGTH,
    LOCKED,
    MODE,
    PAID,
    REST,
    RUN,
    RUN_BEFORE,
    SITE,
    SPAN,
    TYPES_FROM,
    TYPES_TO,
    CompiledProblem,
    Roster,
)
from scheduler.neighbourhoods.candidate_shifts import list_candidates, start_range
from scheduler.neighbourhoods.task import Neighbourhood
from wfm.domain.arrays import Floats, Ints

FEW, FINE_GAP, COARSE_GAP = 12, 0.02, 0.8
"""Up to so many agents a neighbourhood is solved to the first gap, in the objective's unit; else to the second: what is
smaller than a slot of pay is not worth the seconds of proving it."""


def build(
    compiled: CompiledProblem, roster: Roster, agents: Ints, days: Ints, seed: float, seconds: float, nodes: int
) -> Neighbourhood | None:
    """The neighbourhood in which the given agents' given days (of one week) are free; None when nothing may change."""
    t = compiled.tables
    week, span = int(days[0]) // 7, int(t.shift_types[:, SPAN].max(initial=0))
    origin, end = int(days.min()) * t.per_day, min(t.slots, (int(days.max()) + 1) * t.per_day + span)
    rows, prices, weeks, runs = [], [], [], []
    most = int(len(days) * 2 * t.per_day * max(1, np.diff(t.contracts[:, [TYPES_FROM, TYPES_TO]], axis=1).max()))
    found, found_prices = np.zeros((most, 5), np.int64), np.zeros(most)
    kept = []
    for i, a in enumerate(agents.tolist()):
        free = days[t.published[a, days, LOCKED] == 0]
        if not len(free):
            continue
        low, high = start_range(t, a, week, free, roster.start, (seed * 997 * (i + 1)) % 1.0)
        count = list_candidates(
            t, a, free, low, high, roster.start, roster.shift_type, roster.place, found, found_prices
        )
        rows.append(found[:count].copy())
        prices.append(found_prices[:count].copy())
        weeks.append(_left(compiled, roster, a, week, free))
        runs += _runs(compiled, roster, a, free)
        kept.append((a, free))
    if not rows or not sum(map(len, rows)):
        return None
    slack, used = _standing(compiled, roster, kept)
    sites = t.seats[:, None] if len(t.seats) else np.full((1, 1), 1 << 20)
    room = np.maximum(sites, roster.used[:, origin:end]) - used[:, origin:end]
    candidates = np.concatenate(rows)
    moving = _moving(compiled, origin, end)
    now = _worked(roster, candidates)
    return Neighbourhood(
        candidates=candidates,
        now=now,
        now_breaks=roster.breaks[candidates[now, 0], candidates[now, 1]].astype(np.int64),
        prices=np.concatenate(prices),
        weeks=np.array(weeks, np.int64),
        runs=np.array(runs, np.int64).reshape(-1, 4),
        rest=t.contracts[t.agents[candidates[:, 0], CONTRACT], REST].astype(np.int64),
        origin=origin,
        horizon=end,
        slack=slack[origin:end],
        room=room.astype(np.int64),
        deferred=roster.deferred[moving, origin:end],
        deferred_gain=roster.gains[moving],
        deferred_range=np.clip(compiled.work_window[moving], origin, end).astype(np.int64) - origin,
        gain=t.gain,
        effective=t.effective,
        group=t.agents[candidates[:, 0], GROUP].astype(np.int64),
        site=np.where(candidates[:, 4] == 1, t.agents[candidates[:, 0], SITE], -1).astype(np.int64),
        step=t.step,
        fresh=t.fresh,
        shift_types=t.shift_types,
        windows=t.windows,
        over=t.over,
        seconds=seconds,
        nodes=nodes,
        gap=FINE_GAP if compiled.agents <= FEW else COARSE_GAP,
    )


def _worked(roster: Roster, candidates: Ints) -> Ints:
    """Indices of the candidates that are worked at present."""
    a, d, k, start, place = candidates.T
    same = (roster.shift_type[a, d] == k) & (roster.start[a, d] == start) & (roster.place[a, d] == place)
    return np.flatnonzero(same)


def _moving(compiled: CompiledProblem, origin: int, end: int) -> Ints:
    """Pieces of waiting work whose window meets the neighbourhood: moving them pays even where no freed rep does any."""
    if not len(compiled.work_amount):
        return np.zeros(0, np.int64)
    return np.flatnonzero((compiled.work_window[:, 0] < end) & (compiled.work_window[:, 1] > origin))


def _left(compiled: CompiledProblem, roster: Roster, a: int, week: int, free: Ints) -> list[int]:
    """Bounds on paid minutes, days and office days of the free days, once the standing days are taken off."""
    t = compiled.tables
    standing = [d for d in range(7 * week, min(7 * week + 7, t.days)) if d not in free and roster.start[a, d] >= 0]
    paid = int(sum(t.shift_types[roster.shift_type[a, d], PAID] for d in standing))
    office = int(sum(roster.place[a, d] for d in standing)) if t.agents[a, MODE] == HYBRID else 0
    taken = np.array([paid, paid, len(standing), len(standing), office, office])
    bounds = t.bounds[a, week] - taken
    if t.agents[a, MODE] != HYBRID:
        bounds[4:] = (0, 7)
    return [a, *bounds.tolist()]


def _runs(compiled: CompiledProblem, roster: Roster, a: int, free: Ints) -> list[tuple[int, int, int, int]]:
    """Spans of days one longer than the longest run, with the most free days that may be worked in each."""
    t = compiled.tables
    limit = int(t.contracts[t.agents[a, CONTRACT], RUN])
    worked = roster.start[a] >= 0
    found = []
    for first in range(max(-limit, int(free[0]) - limit), int(free[-1]) + 1):
        days = range(first, first + limit + 1)
        if days[-1] >= t.days or not any(d in free for d in days):
            continue
        before = min(max(0, -first), int(t.agents[a, RUN_BEFORE])) if first < 0 else 0
        if first < 0 and before < -first:
            continue
        standing = before + sum(bool(worked[d]) for d in days if d >= 0 and d not in free)
        most = limit - standing
        if most < sum(d in free for d in days):
            found.append((a, max(first, 0), days[-1], most))
    return found


def _standing(
    compiled: CompiledProblem, roster: Roster, kept: list[tuple[int, Ints]]
) -> tuple[Floats, npt.NDArray[np.int32]]:
    """Slack and seats taken once the freed shifts are away."""
    t = compiled.tables
    slack, used = roster.slack.copy(), roster.used.copy()
    for a, free in kept:
        start = np.full((1, t.days), -1, np.int32)
        start[0, free] = roster.start[a, free]
        put_shifts(compiled, roster, a, start[0], slack, used)
    return slack, used


def put_shifts(
    compiled: CompiledProblem,
    roster: Roster,
    a: int,
    start: npt.NDArray[np.int32],
    slack: Floats,
    used: npt.NDArray[np.int32],
) -> None:
    """Take the shifts that begin at the given starts out of slack and seats."""
    t = compiled.tables
    gain = t.gain[t.agents[a, GROUP]]
    for d in np.flatnonzero(start >= 0).tolist():
        k, s = roster.shift_type[a, d], int(start[d])
        on = np.ones(t.shift_types[k, SPAN], bool)
        for b in range(t.shift_types[k, BREAKS]):
            low = roster.breaks[a, d, b]
            on[low : low + t.windows[k, LENGTH, b]] = False
        on = on[: t.slots - s]
        slack[s : s + len(on)] += on[:, None] * gain
        if roster.place[a, d] == 1 and t.agents[a, SITE] >= 0:
            used[t.agents[a, SITE], s : s + len(on)] -= 1
