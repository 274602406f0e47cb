"""The best week of one rep at given prices: a dynamic program over days.

The program carries the state of the week's plan and the earliest start that rest allows. Starts that may not differ
by more than a spread are searched window by window, the most promising first. Within a window shifts of one shift_type that
ask for and leave the same rest stand together, and only the best of them on each day takes part.
"""

# mypy: disallow-untyped-defs=False, disallow-untyped-calls=False, check-untyped-defs=False
# The kernels are typed by numba, at the types of `Tables` and of the arrays of `State`.
from __future__ import annotations

import numpy as np

from scheduler.arrays.shift_values import LOW, change_cost, shift_values
from scheduler.arrays.tables import CONTRACT, LOCKED, REST, RUN, SPAN, SPREAD, TYPES_FROM, TYPES_TO
from wfm.machine import bare_kernel, kernel

OF, PLACED, ASKS, LEAVES, SINCE = range(5)
"""Columns of a group of shifts: type (of the contract's), place, rest level asked for and left, first start."""


@bare_kernel
def _levels(t, c, axis, high, floor):
    """Number of levels above `floor` that shifts up to start `high` may leave; with one, rest asks for nothing."""
    most = 0
    for k in range(t.contracts[c, TYPES_TO] - t.contracts[c, TYPES_FROM]):
        most = max(most, _rest_level(t, c, k, axis[1], high, floor))
    return min(most, max(0, axis[3] - 1 - floor)) + 1


@bare_kernel
def _group(t, c, days, step, low, high, floor, levels, values, groups, worth):
    """Gather the starts low..high in groups, with their best value on each day; returns the number of groups.

    A level is an earliest next start, in steps of the start axis above `floor`; those beyond `levels` count as one.
    """
    count = 0
    for k in range(t.contracts[c, TYPES_TO] - t.contracts[c, TYPES_FROM]):
        for place in range(2):
            begun = count
            for i in range(low, high + 1):
                asks = min(i - floor, levels - 1)
                leaves = min(_rest_level(t, c, k, step, i, floor), levels - 1)
                if count == begun or groups[count - 1, ASKS] != asks or groups[count - 1, LEAVES] != leaves:
                    groups[count, OF], groups[count, PLACED], groups[count, SINCE] = k, place, i
                    groups[count, ASKS], groups[count, LEAVES] = asks, leaves
                    worth[count, :days] = LOW
                    count += 1
                for d in range(days):
                    worth[count - 1, d] = max(worth[count - 1, d], values[d, k, i, place])
    return count


@bare_kernel
def _rest_level(t, c, k, step, i, floor):
    """Level of the earliest next start after a shift of the contract's k-th shift type at start i."""
    end = i * step + t.shift_types[t.contracts[c, TYPES_FROM] + k, SPAN] + t.contracts[c, REST] - t.per_day
    return max(0, -(-end // step) - floor)


@bare_kernel
def _allowed(t, plans, a, state, d, run):
    """Whether a day worked after d days that end in a state keeps to the days in a row, with `run` of them before."""
    return plans.days[state] != d or run + d + 1 <= t.contracts[t.agents[a, CONTRACT], RUN]


@bare_kernel
def _after(t, plans, a, state, group):
    """State after a shift of a group; -1 where there is none."""
    k = t.contracts[t.agents[a, CONTRACT], TYPES_FROM] + group[OF]
    return plans.work[state, plans.paid_class[k], group[PLACED]]


@bare_kernel
def _idle(t, a, day):
    """Value of a day off; LOW where a shift is locked."""
    return LOW if t.published[a, day, LOCKED] else -change_cost(t, a, day, -1, -1)


@bare_kernel
def _forward(t, plans, a, week, days, run, levels, groups, worth, f, prefix):
    """Fill f[day, state, level] with the best value of the days before."""
    p, day_steps = plans.of[a, week], t.per_day // plans.grid[t.agents[a, CONTRACT], 1]
    base, states = plans.first[p], plans.first[p + 1] - plans.first[p]
    f[: days + 1, :states, :levels] = LOW
    begin = plans.initial[p, min(run, plans.initial.shape[1] - 1)]
    if begin < 0:
        return
    f[0, begin - base, 0] = 0.0
    for d in range(days):
        idle = _idle(t, a, 7 * week + d)
        for s in range(states):
            best = LOW
            for q in range(levels):
                best = max(best, f[d, s, q])
                prefix[q] = best
            if best <= LOW:
                continue
            after = plans.rest[base + s] - base
            if after >= 0 and idle > LOW:
                for q in range(levels):
                    if f[d, s, q] > LOW:
                        left = max(0, q - day_steps)
                        f[d + 1, after, left] = max(f[d + 1, after, left], f[d, s, q] + idle)
            if not _allowed(t, plans, a, base + s, d, run):
                continue
            for n in range(groups.shape[0]):
                if worth[n, d] <= LOW or prefix[groups[n, ASKS]] <= LOW:
                    continue
                after = _after(t, plans, a, base + s, groups[n]) - base
                if after >= 0:
                    left = groups[n, LEAVES]
                    f[d + 1, after, left] = max(f[d + 1, after, left], prefix[groups[n, ASKS]] + worth[n, d])


@bare_kernel
def _finish(plans, p, f, levels):
    """Best value after the last day, with its state and level."""
    base, states = plans.first[p], plans.first[p + 1] - plans.first[p]
    value, at, level = LOW, -1, -1
    for s in range(states):
        if plans.final[base + s]:
            for q in range(levels):
                if f[s, q] > value:
                    value, at, level = f[s, q], s, q
    return value, at, level


@bare_kernel
def _backward(t, plans, a, week, days, run, values, groups, worth, f, s, q, out):
    """Write the shifts of the best path into out[day] = (type, start slot, place); type -1 is a day off."""
    c, p = t.agents[a, CONTRACT], plans.of[a, week]
    base, states, levels = plans.first[p], plans.first[p + 1] - plans.first[p], f.shape[2]
    for d in range(days - 1, -1, -1):
        n, s, q = _step_back(t, plans, a, week, d, run, base, states, levels, groups, worth, f, s, q)
        out[d, 0] = -1
        if n >= 0:
            k, i, place = groups[n, OF], groups[n, SINCE], groups[n, PLACED]
            while values[d, k, i, place] != worth[n, d]:
                i += 1
            out[d, 0], out[d, 2] = t.contracts[c, TYPES_FROM] + k, place
            out[d, 1] = (7 * week + d) * t.per_day + plans.grid[c, 0] + i * plans.grid[c, 1]


@bare_kernel
def _step_back(t, plans, a, week, d, run, base, states, levels, groups, worth, f, s, q):
    """The group of shifts worked on day d on the best path to a state and level (-1 for a day off), and where from."""
    idle, day_steps = _idle(t, a, 7 * week + d), t.per_day // plans.grid[t.agents[a, CONTRACT], 1]
    for s1 in range(states):
        if idle > LOW and plans.rest[base + s1] - base == s:
            for q1 in range(levels):
                if max(0, q1 - day_steps) == q and f[d, s1, q1] > LOW and f[d, s1, q1] + idle == f[d + 1, s, q]:
                    return -1, s1, q1
    for n in range(groups.shape[0]):
        if groups[n, LEAVES] != q or worth[n, d] <= LOW:
            continue
        for s1 in range(states):
            if _after(t, plans, a, base + s1, groups[n]) - base != s or not _allowed(t, plans, a, base + s1, d, run):
                continue
            for q1 in range(groups[n, ASKS] + 1):
                if f[d, s1, q1] > LOW and f[d, s1, q1] + worth[n, d] == f[d + 1, s, q]:
                    return n, s1, q1
    return -1, s, q


@kernel
def best_week(t, plans, a, week, v_cum, seat_cum, run, free_from, next_start, blocked, out):
    """Best week of agent a: writes out[day] = (type, start, place) and returns its value, or LOW if there is none.

    `run` days in a row lie behind the week; no shift may start before slot `free_from`; the next week's first shift
    starts at `next_start`; bit d of `blocked` forbids work on day d of the week.
    """
    c = t.agents[a, CONTRACT]
    shift_types = t.contracts[c, TYPES_TO] - t.contracts[c, TYPES_FROM]
    values = np.empty((7, max(shift_types, 1), plans.grid[c, 2], 2))
    shift_values(t, plans, a, week, v_cum, seat_cum, free_from, blocked, values)
    return search_week(t, plans, a, week, values, run, next_start, out)


@kernel
def search_week(t, plans, a, week, values, run, next_start, out):
    """The dynamic program over the days of a week, given the value of every shift; writes and returns as `best_week`.

    Windows of starts wait in the order of what they can be worth: at first by their best days; one that comes to the
    front is searched without rest and waits again, and is searched with rest when it comes to the front once more.
    """
    c, p = t.agents[a, CONTRACT], plans.of[a, week]
    first, step, starts = plans.grid[c, 0], plans.grid[c, 1], plans.grid[c, 2]
    shift_types = t.contracts[c, TYPES_TO] - t.contracts[c, TYPES_FROM]
    states, days = plans.first[p + 1] - plans.first[p], min(7, t.days - 7 * week)
    if shift_types == 0:
        out[:days, 0] = -1
        begin = plans.initial[p, min(run, plans.initial.shape[1] - 1)]
        return 0.0 if begin >= 0 and plans.final[begin] else LOW
    last_level = (next_start - (7 * week + days) * t.per_day - first) // step
    width = min(t.contracts[c, SPREAD] // step, starts - 1)
    groups, worth = np.empty((2 * shift_types * (width + 1), 5), np.int64), np.empty((2 * shift_types * (width + 1), 7))
    most = plans.grid[c, 3] - min(0, last_level)
    f, prefix = np.empty((days + 1, states, most)), np.empty(most)
    bound, tried = (
        _window_bounds(t, a, week, values, days, shift_types, starts, width),
        np.zeros(starts - width, np.bool_),
    )
    best = LOW
    while True:
        low = np.argmax(bound)
        if bound[low] <= best:
            return best
        high, floor = low + width, min(low, last_level)
        levels = _levels(t, c, plans.grid[c], high, floor)
        exact = tried[low] or levels == 1
        if not exact:
            levels = 1
        count = _group(t, c, days, step, low, high, floor, levels, values, groups, worth)
        _forward(t, plans, a, week, days, run, levels, groups[:count], worth[:count], f, prefix)
        value, s, q = _finish(plans, p, f[days], min(levels, last_level - floor + 1))
        if exact and value > best:
            best = value
            _backward(t, plans, a, week, days, run, values, groups[:count], worth[:count], f[:, :, :levels], s, q, out)
        bound[low], tried[low] = LOW if exact else min(bound[low], value), True


@kernel
def _window_bounds(t, a, week, values, days, shift_types, starts, width):
    """For every window of starts: no week in it is worth more. The best days, as many as are allowed and pay."""
    shifts, top = np.full((days, starts), LOW), np.empty(days)
    bound = np.empty(starts - width)
    idle = 0.0
    for d in range(days):
        idle -= change_cost(t, a, 7 * week + d, -1, -1)
        for k in range(shift_types):
            for i in range(starts):
                shifts[d, i] = max(shifts[d, i], max(values[d, k, i, 0], values[d, k, i, 1]))
    least, most = max(t.bounds[a, week, 2], 0), t.bounds[a, week, 3]
    for low in range(starts - width):
        for d in range(days):
            top[d] = shifts[d, low]
            for i in range(low + 1, low + width + 1):
                top[d] = max(top[d], shifts[d, i])
            top[d] += change_cost(t, a, 7 * week + d, -1, -1)
        top.sort()
        bound[low] = idle
        for n in range(days):
            gain = top[days - 1 - n]
            if n >= most or (n >= least and gain <= 0) or gain <= LOW / 2:
                break
            bound[low] += gain
    return bound
