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
    KINDS_FROM,
    KINDS_TO,
    LENGTH,
    LOCKED,
    MODE,
    PAID,
    REST,
    RUN,
    RUN_BEFORE,
    SITE,
    SPAN,
    Model,
    State,
)
from scheduler.neighbourhoods.candidate_shifts import list_options, start_range
from scheduler.neighbourhoods.task import Neighbourhood

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

FEW, FINE_GAP, COARSE_GAP = 12, 0.02, 0.8
"""Up to so many agents a neighbourhood is solved to the first gap, in the objective's unit; else to the second: what is
smaller than a slot of pay is not worth the seconds of proving it."""


def build(
    model: Model, state: State, agents: Ints, days: Ints, seed: float, seconds: float, nodes: int
) -> Neighbourhood | None:
    """The neighbourhood in which the given agents' given days (of one week) are free; None when nothing may change."""
    t = model.tables
    week, span = int(days[0]) // 7, int(t.kinds[:, SPAN].max(initial=0))
    origin, end = int(days.min()) * t.per_day, min(t.slots, (int(days.max()) + 1) * t.per_day + span)
    rows, prices, weeks, runs = [], [], [], []
    most = int(len(days) * 2 * t.per_day * max(1, np.diff(t.contracts[:, [KINDS_FROM, KINDS_TO]], axis=1).max()))
    found, found_prices = np.zeros((most, 5), np.int64), np.zeros(most)
    kept = []
    for i, a in enumerate(agents.tolist()):
        free = days[t.published[a, days, LOCKED] == 0]
        if not len(free):
            continue
        low, high = start_range(t, a, week, free, state.start, (seed * 997 * (i + 1)) % 1.0)
        count = list_options(t, a, free, low, high, state.start, state.kind, state.place, found, found_prices)
        rows.append(found[:count].copy())
        prices.append(found_prices[:count].copy())
        weeks.append(_left(model, state, a, week, free))
        runs += _runs(model, state, a, free)
        kept.append((a, free))
    if not rows or not sum(map(len, rows)):
        return None
    slack, used = _standing(model, state, kept)
    sites = t.seats[:, None] if len(t.seats) else np.full((1, 1), 1 << 20)
    room = np.maximum(sites, state.used[:, origin:end]) - used[:, origin:end]
    options = np.concatenate(rows)
    moving = _moving(model, origin, end)
    now = _worked(state, options)
    return Neighbourhood(
        options=options,
        now=now,
        now_breaks=state.breaks[options[now, 0], options[now, 1]].astype(np.int64),
        prices=np.concatenate(prices),
        weeks=np.array(weeks, np.int64),
        runs=np.array(runs, np.int64).reshape(-1, 4),
        rest=t.contracts[t.agents[options[:, 0], CONTRACT], REST].astype(np.int64),
        origin=origin,
        horizon=end,
        slack=slack[origin:end],
        room=room.astype(np.int64),
        deferred=state.deferred[moving, origin:end],
        deferred_gain=state.gains[moving],
        deferred_range=np.clip(model.work_window[moving], origin, end).astype(np.int64) - origin,
        gain=t.gain,
        effective=t.effective,
        group=t.agents[options[:, 0], GROUP].astype(np.int64),
        site=np.where(options[:, 4] == 1, t.agents[options[:, 0], SITE], -1).astype(np.int64),
        step=t.step,
        fresh=t.fresh,
        kinds=t.kinds,
        windows=t.windows,
        over=t.over,
        seconds=seconds,
        nodes=nodes,
        gap=FINE_GAP if model.agents <= FEW else COARSE_GAP,
    )


def _worked(state: State, options: Ints) -> Ints:
    """Indices of the options that are worked at present."""
    a, d, k, start, place = options.T
    same = (state.kind[a, d] == k) & (state.start[a, d] == start) & (state.place[a, d] == place)
    return np.flatnonzero(same)


def _moving(model: Model, origin: int, end: int) -> Ints:
    """Pieces of waiting work whose window meets the neighbourhood: moving them pays even where no freed rep does any."""
    if not len(model.work_amount):
        return np.zeros(0, np.int64)
    return np.flatnonzero((model.work_window[:, 0] < end) & (model.work_window[:, 1] > origin))


def _left(model: Model, state: State, a: int, week: int, free: Ints) -> list[int]:
    """Bounds on paid minutes, days and office days of the free days, once the standing days are taken off."""
    t = model.tables
    standing = [d for d in range(7 * week, min(7 * week + 7, t.days)) if d not in free and state.start[a, d] >= 0]
    paid = int(sum(t.kinds[state.kind[a, d], PAID] for d in standing))
    office = int(sum(state.place[a, d] for d in standing)) if t.agents[a, MODE] == HYBRID else 0
    taken = np.array([paid, paid, len(standing), len(standing), office, office])
    bounds = t.bounds[a, week] - taken
    if t.agents[a, MODE] != HYBRID:
        bounds[4:] = (0, 7)
    return [a, *bounds.tolist()]


def _runs(model: Model, state: State, a: int, free: Ints) -> list[tuple[int, int, int, int]]:
    """Spans of days one longer than the longest run, with the most free days that may be worked in each."""
    t = model.tables
    limit = int(t.contracts[t.agents[a, CONTRACT], RUN])
    worked = state.start[a] >= 0
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


def _standing(model: Model, state: State, kept: list[tuple[int, Ints]]) -> tuple[Floats, npt.NDArray[np.int32]]:
    """Slack and seats taken once the freed shifts are away."""
    t = model.tables
    slack, used = state.slack.copy(), state.used.copy()
    for a, free in kept:
        start = np.full((1, t.days), -1, np.int32)
        start[0, free] = state.start[a, free]
        put_shifts(model, state, a, start[0], slack, used)
    return slack, used


def put_shifts(
    model: Model, state: State, a: int, start: npt.NDArray[np.int32], slack: Floats, used: npt.NDArray[np.int32]
) -> None:
    """Take the shifts that begin at the given starts out of slack and seats."""
    t = model.tables
    gain = t.gain[t.agents[a, GROUP]]
    for d in np.flatnonzero(start >= 0).tolist():
        k, s = state.kind[a, d], int(start[d])
        on = np.ones(t.kinds[k, SPAN], bool)
        for b in range(t.kinds[k, BREAKS]):
            low = state.breaks[a, d, b]
            on[low : low + t.windows[k, LENGTH, b]] = False
        on = on[: t.slots - s]
        slack[s : s + len(on)] += on[:, None] * gain
        if state.place[a, d] == 1 and t.agents[a, SITE] >= 0:
            used[t.agents[a, SITE], s : s + len(on)] -= 1
