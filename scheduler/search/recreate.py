"""Ruin and recreate: take some reps' weeks out and give each anew its best week, in random order.

A rep's best week at what heads are worth right now is exact and costs a fraction of a millisecond (`tours`), breaks
included. With few reps every head counts: single shifts and breaks move nothing any more, while several whole weeks at
once still do (Schrimpf and others, Journal of Computational Physics 159, 2000; with a little noise in the worths, as
the blinks of Christiaens and Vanden Berghe, Transportation Science 54, 2020).
"""

# mypy: disallow-untyped-defs=False, disallow-untyped-calls=False, check-untyped-defs=False
# The kernels are typed by numba, at the types of `Tables` and of the arrays of `Roster`.
from __future__ import annotations

import numpy as np

from scheduler.arrays import (
    BREAKS,
    GROUP,
    LENGTH,
    SITE,
    SPAN,
    CompiledProblem,
    Plans,
    Roster,
    head_values,
    own_price,
    seat_excess,
    settle_deferred,
    slot_cost,
    slot_cost_with,
)
from scheduler.search.construction import put_week, replan_week, seat_values
from scheduler.search.proposals import accept, draw, draw_below
from wfm.machine import bare_kernel, kernel

MOST = 3
"""Most weeks taken out at once: one is stuck, many are seldom put back as well as they were."""

PATIENCE = 12
"""Draws until a rep of another skill is taken after all."""


@bare_kernel
def _price_week(t, a, week, roster, cost):
    """Write the cost of the slots of a rep's shifts."""
    start, shift_type, slack = roster[0], roster[1], roster[4]
    for d in range(7 * week, min(7 * week + 7, t.days)):
        if start[a, d] >= 0:
            for s in range(start[a, d], min(start[a, d] + t.shift_types[shift_type[a, d], SPAN], t.slots)):
                cost[s] = slot_cost(slack[s], t.step, t.fresh)


@bare_kernel
def _week_cost(t, a, week, roster):
    """What a rep's week costs apart from shortage and seats: its own price and the overstaffing of its heads."""
    start, shift_type, breaks = roster[0], roster[1], roster[3]
    heads = 0
    for d in range(7 * week, min(7 * week + 7, t.days)):
        s, k = start[a, d], shift_type[a, d]
        if s < 0:
            continue
        heads += min(s + t.shift_types[k, SPAN], t.slots) - s
        for b in range(t.shift_types[k, BREAKS]):
            low = s + breaks[a, d, b]
            heads -= max(0, min(low + t.windows[k, LENGTH, b], t.slots) - low)
    return own_price(t, a, week, start, shift_type, breaks) + t.over * t.effective[t.agents[a, GROUP]] * heads


@bare_kernel
def _noisy_sum(values, noise, seed, low, high, total):
    """Cumulative worths of slots low..high-1, each blurred by up to half the noise."""
    total[low] = 0.0
    for s in range(low, high):
        total[s + 1] = total[s] + values[s] + noise * (draw(seed) - 0.5)


@bare_kernel
def _keep_week(a, week, days, roster, kept):
    """Write a rep's week into `kept` (7, 3 + breaks)."""
    start, shift_type, place, breaks = roster[0], roster[1], roster[2], roster[3]
    for d in range(7 * week, min(7 * week + 7, days)):
        kept[d % 7, 0], kept[d % 7, 1], kept[d % 7, 2] = start[a, d], shift_type[a, d], place[a, d]
        for b in range(breaks.shape[2]):
            kept[d % 7, 3 + b] = breaks[a, d, b]


@bare_kernel
def _bring_back(a, week, days, roster, kept):
    """Write `kept` into a rep's week."""
    start, shift_type, place, breaks = roster[0], roster[1], roster[2], roster[3]
    for d in range(7 * week, min(7 * week + 7, days)):
        start[a, d], shift_type[a, d], place[a, d] = kept[d % 7, 0], kept[d % 7, 1], kept[d % 7, 2]
        for b in range(breaks.shape[2]):
            breaks[a, d, b] = kept[d % 7, 3 + b]


@bare_kernel
def _loose_work(t, gain, deferred, low, high, slack, cost):
    """Head-slots of a piece of waiting work that lie where they cost something."""
    total = 0.0
    for s in range(low, high):
        part = min(1.0, deferred[s])
        if part > 1e-9 and cost[s] - slot_cost_with(slack[s], gain, part, t.step, t.fresh) > 1e-9:
            total += deferred[s]
    return total


@bare_kernel
def _lure(t, group, work, low, high, slack, cost, values):
    """Raise the worth of a head, in slots low..high-1, to that of waiting work it could do that nobody does now."""
    windows, gains, deferred, speeds = work
    for j in range(windows.shape[0]):
        first, last = max(low, windows[j, 0]), min(high, windows[j, 1])
        if first >= last or speeds[group, j] <= 0:
            continue
        loose = _loose_work(t, gains[j], deferred[j], first, last, slack, cost)
        share = min(1.0, loose / (t.per_day / 3))
        price = share * speeds[group, j] * slot_cost(gains[j], t.step, t.fresh) - t.over * t.effective[group]
        if loose > 0:
            for s in range(first, last):
                values[s] = max(values[s], price)


@bare_kernel
def _unsettle(work, low, high, slack, kept):
    """Bring back the plan of waiting work of slots low..high-1."""
    _, gains, deferred, _ = work
    for j in range(deferred.shape[0]):
        for s in range(low, high):
            change = kept[j, s] - deferred[j, s]
            if change != 0:
                for b in range(slack.shape[1]):
                    slack[s, b] += change * gains[j, b]
                deferred[j, s] = kept[j, s]


@bare_kernel
def _draw_agents(t, speeds, order, count, seed):
    """Bring `count` random agents to the front of `order`: half the time rather those who share a random skill, so that
    the few who know a scarce one are planned together."""
    skill = draw_below(seed, 2 * speeds.shape[1]) if speeds.shape[1] else 0
    for i in range(count):
        j = i + draw_below(seed, order.shape[0] - i)
        for _ in range(PATIENCE):
            if skill >= speeds.shape[1] or speeds[t.agents[order[j], GROUP], skill] > 0:
                break
            j = i + draw_below(seed, order.shape[0] - i)
        order[i], order[j] = order[j], order[i]


@kernel
def recreate(t, plans, roster, work, agents, speeds, noise, seat_price, temperature, tries, seed):
    """Try so many times to plan some of the agents' weeks anew, in place; returns the number of weeks planned.

    `roster` = (start, shift_type, place, breaks, slack, cost, used, deferred); `work` = (windows, gains, deferred, speeds of
    the groups at each piece); `speeds` (groups, skills). A try is kept by the rule of annealing.
    """
    slack, cost, used, deferred = roster[4], roster[5], roster[6], roster[7]
    end = t.slots + 2 * t.per_day
    values, worth, seat_cum = np.zeros(end), np.zeros(end + 1), np.zeros(end + 1)
    new_cost, order, waiting = np.zeros(t.slots), agents.copy(), np.zeros_like(deferred)
    out, scratch = np.zeros((7, 3), np.int64), np.zeros((roster[3].shape[2], 3 * t.per_day))
    kept = np.zeros((MOST, 7, 3 + roster[3].shape[2]), np.int32)
    planned = 0
    for _ in range(tries):
        week = draw_below(seed, (t.days + 6) // 7)
        days = min(7 * week + 7, t.days) + 2
        low, high = 7 * week * t.per_day, min(t.slots, days * t.per_day)
        count = min(1 + draw_below(seed, MOST), order.shape[0])
        change = -seat_price * seat_excess(t, used, low, high)
        waiting[:, low:high] = deferred[:, low:high]
        for s in range(low, high):
            change -= cost[s]
            new_cost[s] = cost[s]
        _draw_agents(t, speeds, order, count, seed)
        for i in range(count):
            change -= _week_cost(t, order[i], week, roster)
            _keep_week(order[i], week, t.days, roster, kept[i])
            put_week(t, order[i], week, roster, -1)
            _price_week(t, order[i], week, roster, new_cost)
        legal = True
        for a in order[:count]:
            head_values(t, t.agents[a, GROUP], low, days * t.per_day, slack, new_cost, values)
            _lure(t, t.agents[a, GROUP], work, low, high, slack, new_cost, values)
            _noisy_sum(values, noise, seed, low, days * t.per_day, worth)
            seat_values(t, t.agents[a, SITE], used, seat_price, seat_cum)
            legal = replan_week(t, plans, a, week, roster, worth, seat_cum, out, scratch) and legal
            put_week(t, a, week, roster, 1)
            _price_week(t, a, week, roster, new_cost)
            change += _week_cost(t, a, week, roster)
        planned += count
        settle_deferred(t, work[0], work[1], deferred, low, high, slack, new_cost, 1.0)
        for s in range(low, high):
            change += new_cost[s]
        if legal and accept(seed, change + seat_price * seat_excess(t, used, low, high), temperature):
            cost[low:high] = new_cost[low:high]
            continue
        _unsettle(work, low, high, slack, waiting)
        for i in range(count):
            put_week(t, order[i], week, roster, -1)
            _bring_back(order[i], week, t.days, roster, kept[i])
            put_week(t, order[i], week, roster, 1)
    return planned


def plan_anew(
    compiled: CompiledProblem,
    plans: Plans,
    roster: Roster,
    seed: int,
    noise: float,
    seat_price: float,
    temperature: float,
    tries: int,
) -> int:
    """So many tries in place, waiting work settled first so that a try settles only its own; returns weeks planned."""
    roster.settle()
    speeds = compiled.groups.speeds
    return int(
        recreate(
            compiled.tables,
            plans,
            roster.arrays,
            (compiled.work_window, roster.gains, roster.deferred, speeds[:, compiled.work_skill]),
            compiled.active,
            np.ascontiguousarray(speeds[:, : len(compiled.problem.skills)]),
            noise,
            seat_price,
            temperature,
            tries,
            np.array([seed], np.uint64),
        )
    )
