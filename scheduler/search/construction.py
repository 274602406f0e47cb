"""A first schedule: each rep in turn takes the best week at what heads are worth now, two or three times over.

What a head is worth in a slot is a smoothed price of shortage: full where the slot is far below its requirement,
nothing where far above. The smoothing keeps the first reps from crowding into the first slots that look short, and
shrinks from pass to pass.
"""

# mypy: disallow-untyped-defs=False, disallow-untyped-calls=False, check-untyped-defs=False
# The kernels are typed by numba, at the types of `Tables` and of the arrays of `Roster`.
from __future__ import annotations

import numpy as np

from scheduler.arrays import (
    BREAKS,
    CONTRACT,
    FREE,
    GROUP,
    LENGTH,
    LOCKED,
    LOW,
    REST,
    RUN,
    RUN_BEFORE,
    SITE,
    SPAN,
    WEEKENDS,
    CompiledProblem,
    Plans,
    Roster,
    best_breaks,
    best_week,
    slot_cost,
    weekends_worked,
)
from wfm.domain.arrays import Flags, Floats
from wfm.machine import bare_kernel, kernel

FULL_SEAT = 500.0
"""Price of one more seat in a slot where the site is full, for each head beyond."""


@bare_kernel
def smooth_values(t, group, base, blend, slack, width, v_cum):
    """Cumulative worth of a head of the group: `blend` of a given price and the rest from smoothed shortage."""
    gain = t.gain[group]
    v_cum[0] = 0.0
    for s in range(v_cum.shape[0] - 1):
        worth = 0.0
        if s < t.slots:
            worst, at = -1e18, -1
            for b in range(slack.shape[1]):
                if t.fresh[b]:
                    worst, at = -1e18, -1
                if slack[s, b] > worst:
                    worst, at = slack[s, b], b
                if t.step[b] > 0 and gain[at] > 0:
                    worth += t.step[b] * gain[at] / (1.0 + np.exp(-(worst - 0.5) / width[s]))
            worth = blend * base[group, s] + (1 - blend) * worth - t.over * t.effective[group]
        v_cum[s + 1] = v_cum[s] + worth


@bare_kernel
def put_week(t, a, week, roster, sign):
    """Add (or with sign -1 take away) the cover and seats of a rep's week."""
    start, shift_type, place, breaks, slack, _, used, _ = roster
    group = t.agents[a, GROUP]
    for d in range(7 * week, min(7 * week + 7, t.days)):
        s0, k = start[a, d], shift_type[a, d]
        if s0 < 0:
            continue
        end = min(s0 + t.shift_types[k, SPAN], t.slots)
        for s in range(s0, end):
            off = False
            for b in range(t.shift_types[k, BREAKS]):
                low = s0 + breaks[a, d, b]
                off = off or low <= s < low + t.windows[k, LENGTH, b]
            if not off:
                for b in range(slack.shape[1]):
                    slack[s, b] -= sign * t.gain[group, b]
            if place[a, d] == 1 and t.agents[a, SITE] >= 0:
                used[t.agents[a, SITE], s] += sign


@bare_kernel
def seat_values(t, site, used, price, seat_cum):
    """Cumulative price of a seat: `price` where the site is full, rising towards it, nothing with room to spare."""
    seat_cum[0] = 0.0
    for s in range(seat_cum.shape[0] - 1):
        cost = 0.0
        if site >= 0 and s < t.slots:
            over = used[site, s] + 1 - t.seats[site]
            if over > 0:
                cost = price * over
        seat_cum[s + 1] = seat_cum[s] + cost


@bare_kernel
def weekends_closed(t, a, week, start):
    """Days of a week (bits) on which agent a may not work because the contract's weekends are used up."""
    limit = t.contracts[t.agents[a, CONTRACT], WEEKENDS]
    first, last = 7 * week, min(7 * week + 7, t.days)
    blocked = 0
    if limit >= t.days:
        return blocked
    total = (t.days + t.first_weekday + 6) // 7
    for d in range(first, last):
        if (d + t.first_weekday) % 7 < 5 or t.published[a, d, LOCKED]:
            continue
        weekend = (d + t.first_weekday) // 7
        shared = False
        for e in range(max(0, d - 1), min(t.days, d + 2)):
            outside = e < first or e >= last
            same = (e + t.first_weekday) // 7 == weekend and (e + t.first_weekday) % 7 >= 5
            shared = shared or (outside and same and start[a, e] >= 0)
        turn = (weekend * limit + a) % total < limit
        full = weekends_worked(t, a, start, first, last) >= limit
        if not shared and (full or not turn):
            blocked |= 1 << (d - first)
    return blocked


@kernel
def replan_week(t, plans, a, week, roster, v_cum, seat_cum, out, scratch):
    """Give agent a the best legal week at the given prices; returns False, changing nothing, when there is none."""
    start, shift_type, place, breaks = roster[0], roster[1], roster[2], roster[3]
    first, last = 7 * week, min(7 * week + 7, t.days)
    free, run, following, lead = t.agents[a, FREE], 0, 1 << 28, 0
    for d in range(first - 1, -1, -1):
        if start[a, d] >= 0:
            free = max(
                free, start[a, d] + t.shift_types[shift_type[a, d], SPAN] + t.contracts[t.agents[a, CONTRACT], REST]
            )
            break
    d = first - 1
    while d >= 0 and start[a, d] >= 0:
        run += 1
        d -= 1
    if d < 0:
        run += t.agents[a, RUN_BEFORE]
    for d in range(last, t.days):
        if start[a, d] >= 0:
            following = start[a, d]
            break
    while last + lead < t.days and start[a, last + lead] >= 0:
        lead += 1
    blocked = weekends_closed(t, a, week, start)
    for _ in range(last - first):
        if best_week(t, plans, a, week, v_cum, seat_cum, run, free, following, blocked, out) <= LOW / 2:
            return False
        trail = 0
        while trail < last - first and out[last - first - 1 - trail, 0] >= 0:
            trail += 1
        whole = trail == last - first
        if lead == 0 or trail + lead + (run if whole else 0) <= t.contracts[t.agents[a, CONTRACT], RUN]:
            break
        blocked |= 1 << max(0, last - first - 1 - (t.contracts[t.agents[a, CONTRACT], RUN] - lead))
    for i in range(last - first):
        d = first + i
        if t.published[a, d, LOCKED]:
            continue
        shift_type[a, d] = out[i, 0]
        start[a, d] = out[i, 1] if out[i, 0] >= 0 else -1
        place[a, d] = out[i, 2] if out[i, 0] >= 0 else 0
        if out[i, 0] >= 0:
            best_breaks(t, out[i, 0], out[i, 1], v_cum, scratch, breaks[a, d])
    return True


@kernel
def best_response(t, plans, order, week, roster, base, blend, width, seat_price, failed):
    """Each agent in turn takes the best week at present prices; agents without one are marked in `failed`."""
    v_cum = np.zeros(t.slots + 2 * t.per_day + 1)
    seat_cum = np.zeros(t.slots + 2 * t.per_day + 1)
    out = np.zeros((7, 3), np.int64)
    scratch = np.zeros((t.windows.shape[2], 3 * t.per_day))
    for a in order:
        put_week(t, a, week, roster, -1)
        smooth_values(t, t.agents[a, GROUP], base, blend, roster[4], width, v_cum)
        seat_values(t, t.agents[a, SITE], roster[6], seat_price, seat_cum)
        failed[a, week] = not replan_week(t, plans, a, week, roster, v_cum, seat_cum, out, scratch)
        put_week(t, a, week, roster, 1)
    for s in range(t.slots):
        roster[5][s] = slot_cost(roster[4][s], t.step, t.fresh)


PASSES = (0.5, 0.1)
"""Width of the smoothing in each pass over the agents, as a share of each slot's demand."""


def construct(
    compiled: CompiledProblem,
    plans: Plans,
    roster: Roster,
    seed: int,
    todo: Flags | None = None,
    prices: Floats | None = None,
) -> Flags:
    """Fill the weeks of all agents in place, week by week; returns which (agent, week) have no legal form.

    `todo` (agents, weeks) names the weeks to fill, all of them when None. `prices` (groups, slots) are known worths of
    a head; half of what a head counts for comes from them.
    """
    t = compiled.tables
    rng = np.random.default_rng(seed)
    failed = np.zeros(t.bounds.shape[:2], bool)
    total = compiled.demand.sum(axis=0)
    base = np.zeros((len(compiled.groups.speeds), t.slots)) if prices is None else prices
    for week in range(t.bounds.shape[1]):
        agents = compiled.active if todo is None else compiled.active[todo[compiled.active, week]]
        for share in PASSES:
            width = np.maximum(0.35, share * total)
            order = rng.permutation(agents)
            blend = 0.0 if prices is None else 0.5
            best_response(t, plans, order, week, roster.arrays, base, blend, width, FULL_SEAT, failed)
            roster.settle()
        if week > 0 and failed[:, week].any():
            _retry_pair(compiled, plans, roster, week, failed)
    return failed


def _retry_pair(compiled: CompiledProblem, plans: Plans, roster: Roster, week: int, failed: Flags) -> None:
    """Where the week before left a rep no legal week, plan this one first and the one before around it."""
    t = compiled.tables
    base, width = np.zeros((len(compiled.groups.speeds), t.slots)), np.full(t.slots, 1.0)
    for a in np.flatnonzero(failed[:, week] & ~failed[:, week - 1]):
        before = roster.copy()
        roster.clear_week(int(a), week - 1)
        roster.rebuild()
        for w in (week, week - 1):
            best_response(t, plans, np.array([a]), w, roster.arrays, base, 0.0, width, FULL_SEAT, failed)
        if failed[a, week - 1] or failed[a, week]:
            for name in ("start", "shift_type", "place", "breaks"):
                getattr(roster, name)[:] = getattr(before, name)
            failed[a, week - 1], failed[a, week] = False, True
            roster.rebuild()
