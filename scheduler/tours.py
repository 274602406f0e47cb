"""The best week of one rep at given prices: a dynamic program over days, with the best breaks of every shift.

`v[t]` is what a head on queue in slot t is worth to this rep's group, `seat[t]` what a seat costs. A shift is worth
its slots less its breaks, so its best breaks come from running minima over the windows (`break_costs`). The program
over days carries the state of the week's plan and the earliest start that rest allows; starts that may not differ by
more than a spread are searched window by window, the most promising first, and windows that cannot win are skipped.
"""

# mypy: disallow-untyped-defs=False, disallow-untyped-calls=False, check-untyped-defs=False
# The kernels are typed by numba, at the types of `Tables` and of the arrays of `State`.
from __future__ import annotations

import numpy as np

from scheduler.breaks import break_loss
from scheduler.tables import (
    CONTRACT,
    COUNT,
    FIRST,
    KIND,
    KINDS_FROM,
    KINDS_TO,
    LOCKED,
    MODE,
    PAID,
    PLACE,
    REST,
    RUN,
    SPAN,
    SPREAD,
    START,
    STEP,
    WISH,
)
from wfm.compiled import bare_kernel, kernel

LOW = -1e18


@bare_kernel
def change_cost(t, a, day, k, start):
    """Price of giving agent a that shift, or none (k < 0), on a day of a schedule already published."""
    if t.change <= 0:
        return 0.0
    if t.published[a, day, START] == start and (k < 0 or t.published[a, day, KIND] == k):
        return 0.0
    return t.change


@bare_kernel
def shift_price(t, a, day, k, start):
    """What a shift costs apart from its cover: pay, preferences, change of what was published."""
    cost = t.pay * t.wage[a] * t.kinds[k, PAID] / t.slot_minutes + t.dayoff[a, day]
    if t.agents[a, WISH] >= 0:
        cost += t.start_price * abs(start - day * t.per_day - t.agents[a, WISH])
    return cost + change_cost(t, a, day, k, start)


@kernel
def shift_values(t, plans, a, week, v_cum, seat_cum, free_from, blocked, values):
    """Best value of each shift of a week, `values[day, kind, start index, place]`; LOW where it may not be worked."""
    c = t.agents[a, CONTRACT]
    first, step = plans.grid[c, 0], plans.grid[c, 1]
    scratch = np.empty((t.windows.shape[2], 2 * t.per_day))
    days = min(7, t.days - 7 * week)
    mode = t.agents[a, MODE]
    for d in range(days):
        day = 7 * week + d
        for k in range(t.contracts[c, KINDS_FROM], t.contracts[c, KINDS_TO]):
            for i in range(plans.grid[c, 2]):
                values[d, k - t.contracts[c, KINDS_FROM], i, 0] = LOW
                values[d, k - t.contracts[c, KINDS_FROM], i, 1] = LOW
            if blocked >> d & 1:
                continue
            for n in range(t.kinds[k, COUNT]):
                of_day = t.kinds[k, FIRST] + n * t.kinds[k, STEP]
                start = day * t.per_day + of_day
                end = start + t.kinds[k, SPAN]
                i = (of_day - first) // step
                if t.published[a, day, LOCKED]:
                    if t.published[a, day, START] != start or t.published[a, day, KIND] != k:
                        continue
                elif start < free_from or t.reach[a, start] < end:
                    continue
                worth = v_cum[end] - v_cum[start] - shift_price(t, a, day, k, start)
                worth -= break_loss(t, k, start, v_cum, scratch)
                fixed = t.published[a, day, LOCKED]
                if mode != 0 and not (fixed and t.published[a, day, PLACE] == 1):
                    values[d, k - t.contracts[c, KINDS_FROM], i, 0] = worth
                if mode != 1 and not (fixed and t.published[a, day, PLACE] == 0):
                    values[d, k - t.contracts[c, KINDS_FROM], i, 1] = worth - (seat_cum[end] - seat_cum[start])
    return days


@bare_kernel
def _forward(t, plans, a, week, days, run, first_level, low, high, values, f, prefix):
    """Fill f[day, state, level] for starts of index low..high."""
    c, p = t.agents[a, CONTRACT], plans.of[a, week]
    base, states = plans.first[p], plans.first[p + 1] - plans.first[p]
    first, step, levels = plans.grid[c, 0], plans.grid[c, 1], plans.grid[c, 3]
    day_steps = t.per_day // step
    for s in range(states):
        for q in range(levels):
            f[0, s, q] = LOW
    begin = plans.initial[p, min(run, plans.initial.shape[1] - 1)]
    if begin < 0:
        return
    f[0, begin - base, min(first_level, levels - 1)] = 0.0
    for d in range(days):
        for s in range(states):
            best = LOW
            for q in range(levels):
                best = max(best, f[d, s, q])
                prefix[s, q] = best
                f[d + 1, s, q] = LOW
        day = 7 * week + d
        if not t.published[a, day, LOCKED]:
            idle = -change_cost(t, a, day, -1, -1)
            for s in range(states):
                s2 = plans.rest[base + s] - base
                if s2 < 0 or prefix[s, levels - 1] <= LOW:
                    continue
                for q in range(levels):
                    if f[d, s, q] > LOW:
                        q2 = max(0, q - day_steps)
                        f[d + 1, s2, q2] = max(f[d + 1, s2, q2], f[d, s, q] + idle)
        for k in range(t.contracts[c, KINDS_FROM], t.contracts[c, KINDS_TO]):
            kc = plans.k_class[k]
            for i in range(low, high + 1):
                for place in range(2):
                    worth = values[d, k - t.contracts[c, KINDS_FROM], i, place]
                    if worth <= LOW:
                        continue
                    end = first + i * step + t.kinds[k, SPAN] + t.contracts[c, REST] - t.per_day - first
                    q2 = max(0, -(-end // step))
                    top = min(i, levels - 1)
                    for s in range(states):
                        if prefix[s, top] <= LOW:
                            continue
                        s2 = plans.work[base + s, kc, place] - base
                        if s2 < 0:
                            continue
                        n = plans.days[base + s]
                        if n == d and run + n + 1 > t.contracts[c, RUN]:
                            continue
                        value = prefix[s, top] + worth
                        if value > f[d + 1, s2, q2]:
                            f[d + 1, s2, q2] = value


@bare_kernel
def _finish(plans, p, days, f, levels, last_level):
    """Best final value with its state and level; `last_level` is the highest earliest-next-start allowed."""
    base, states = plans.first[p], plans.first[p + 1] - plans.first[p]
    value, at, level = LOW, -1, -1
    for s in range(states):
        if plans.final[base + s]:
            for q in range(min(levels, last_level + 1)):
                if f[days, s, q] > value:
                    value, at, level = f[days, s, q], s, q
    return value, at, level


@bare_kernel
def _backward(t, plans, a, week, days, run, low, high, values, f, s, q, out):
    """Write the shifts of the best path into out[day] = (kind, start slot, place); kind -1 is a day off."""
    c, p = t.agents[a, CONTRACT], plans.of[a, week]
    base, states = plans.first[p], plans.first[p + 1] - plans.first[p]
    first, step, levels = plans.grid[c, 0], plans.grid[c, 1], plans.grid[c, 3]
    day_steps = t.per_day // step
    for d in range(days - 1, -1, -1):
        day = 7 * week + d
        target = f[d + 1, s, q]
        found = False
        out[d, 0] = -1
        if not t.published[a, day, LOCKED]:
            idle = -change_cost(t, a, day, -1, -1)
            for s1 in range(states):
                if plans.rest[base + s1] - base != s:
                    continue
                for q1 in range(levels):
                    if max(0, q1 - day_steps) == q and f[d, s1, q1] > LOW and f[d, s1, q1] + idle == target:
                        s, q, found = s1, q1, True
                        break
                if found:
                    break
        if found:
            continue
        for k in range(t.contracts[c, KINDS_FROM], t.contracts[c, KINDS_TO]):
            kc = plans.k_class[k]
            for i in range(low, high + 1):
                end = i * step + t.kinds[k, SPAN] + t.contracts[c, REST] - t.per_day
                if max(0, -(-end // step)) != q or found:
                    continue
                for place in range(2):
                    worth = values[d, k - t.contracts[c, KINDS_FROM], i, place]
                    if worth <= LOW or found:
                        continue
                    for s1 in range(states):
                        if plans.work[base + s1, kc, place] - base != s:
                            continue
                        n = plans.days[base + s1]
                        if n == d and run + n + 1 > t.contracts[c, RUN]:
                            continue
                        for q1 in range(min(i, levels - 1) + 1):
                            if f[d, s1, q1] > LOW and f[d, s1, q1] + worth == target:
                                out[d, 0], out[d, 1], out[d, 2] = k, day * t.per_day + first + i * step, place
                                s, q, found = s1, q1, True
                                break
                        if found:
                            break


@kernel
def best_week(t, plans, a, week, v_cum, seat_cum, run, free_from, next_start, blocked, out):
    """Best week of agent a: writes out[day] = (kind, start, place) and returns its value, or LOW if there is none.

    `run` days in a row lie behind the week; no shift may start before slot `free_from`; the next week's first shift
    starts at `next_start`; bit d of `blocked` forbids work on day d of the week.
    """
    c = t.agents[a, CONTRACT]
    kinds = t.contracts[c, KINDS_TO] - t.contracts[c, KINDS_FROM]
    values = np.empty((7, max(kinds, 1), plans.grid[c, 2], 2))
    shift_values(t, plans, a, week, v_cum, seat_cum, free_from, blocked, values)
    return search_week(t, plans, a, week, values, run, next_start, out)


@kernel
def search_week(t, plans, a, week, values, run, next_start, out):
    """The dynamic program over the days of a week, given the value of every shift."""
    c, p = t.agents[a, CONTRACT], plans.of[a, week]
    starts, levels = plans.grid[c, 2], plans.grid[c, 3]
    kinds = t.contracts[c, KINDS_TO] - t.contracts[c, KINDS_FROM]
    states = plans.first[p + 1] - plans.first[p]
    days = min(7, t.days - 7 * week)
    if kinds == 0:
        for d in range(days):
            out[d, 0] = -1
        begin = plans.initial[p, min(run, plans.initial.shape[1] - 1)]
        return 0.0 if begin >= 0 and plans.final[begin] else LOW
    f = np.empty((days + 1, states, levels))
    prefix = np.empty((states, levels))
    step, first = plans.grid[c, 1], plans.grid[c, 0]
    week_end = (7 * week + days) * t.per_day
    last_level = levels
    if next_start < week_end + 4 * t.per_day:
        last_level = (next_start - week_end - first) // step
    width = min(t.contracts[c, SPREAD] // step, starts - 1)
    windows = starts - width
    bound = np.empty(windows)
    for low in range(windows):
        bound[low] = _window_bound(t, values, days, kinds, low, low + width, t.bounds[a, week, 3], a, week)
    best = LOW
    chosen = -1
    for _ in range(windows):
        low = np.argmax(bound)
        if chosen >= 0 and bound[low] <= best:
            break
        _forward(t, plans, a, week, days, run, 0, low, low + width, values, f, prefix)
        value, s, q = _finish(plans, p, days, f, levels, last_level)
        if value > best:
            best, chosen = value, low
            _backward(t, plans, a, week, days, run, low, low + width, values, f, s, q, out)
        bound[low] = LOW * 2
    return best


@kernel
def _window_bound(t, values, days, kinds, low, high, most, a, week):
    """No week with starts in the window is worth more: the `most` best days, or all that are better than none."""
    top = np.empty(days)
    idle = 0.0
    for d in range(days):
        best = LOW
        for k in range(kinds):
            for i in range(low, high + 1):
                best = max(best, max(values[d, k, i, 0], values[d, k, i, 1]))
        off = -change_cost(t, a, 7 * week + d, -1, -1)
        idle += off
        top[d] = best - off
    top.sort()
    least = max(t.bounds[a, week, 2], 0)
    total = idle
    for n in range(days):
        gain = top[days - 1 - n]
        if n >= most or (n >= least and gain <= 0) or gain <= LOW / 2:
            break
        total += gain
    return total
