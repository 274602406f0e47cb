"""The best breaks of a shift at given prices: running minima over the windows, one break after the other."""

# mypy: disallow-untyped-defs=False, disallow-untyped-calls=False, check-untyped-defs=False
# The kernels are typed by numba, at the types of `Tables` and of the arrays of `Roster`.
from __future__ import annotations

from scheduler.arrays.tables import BREAKS, GAP, HIGHEST, LENGTH, LOWEST, SPAN
from wfm.machine import bare_kernel


@bare_kernel
def break_loss(t, k, start, cum, scratch):
    """Least value lost to breaks of a shift of type k at `start`, without their places."""
    count = t.shift_types[k, BREAKS]
    if count == 0:
        return 0.0
    span, gap = t.shift_types[k, SPAN], t.shift_types[k, GAP]
    tail = gap
    for b in range(count):
        tail += t.windows[k, LENGTH, b] + gap
    remaining = tail - gap
    least = 1e15
    for b in range(count):
        length = t.windows[k, LENGTH, b]
        remaining -= length + gap
        low = max(t.windows[k, LOWEST, b], gap)
        high = min(t.windows[k, HIGHEST, b], span - remaining - gap - length)
        if b == 0:
            least = 1e15
            for o in range(low, high + 1):
                cost = cum[start + o + length] - cum[start + o]
                least = min(least, cost)
                scratch[0, o] = least
            continue
        shift = t.windows[k, LENGTH, b - 1] + gap
        before = max(t.windows[k, LOWEST, b - 1], gap)
        top = min(t.windows[k, HIGHEST, b - 1], span - remaining - 2 * gap - length - t.windows[k, LENGTH, b - 1])
        least = 1e15
        for o in range(low, high + 1):
            reach = min(o - shift, top)
            cost = 1e15
            if reach >= before:
                cost = scratch[b - 1, reach] + cum[start + o + length] - cum[start + o]
            least = min(least, cost)
            scratch[b, o] = least
    return least


@bare_kernel
def best_breaks(t, k, start, cum, scratch, chosen):
    """Least value lost to breaks of a shift of type k at `start`; their offsets are written to `chosen`."""
    loss = break_loss(t, k, start, cum, scratch)
    limit, remaining = t.shift_types[k, SPAN], 0
    for b in range(t.shift_types[k, BREAKS] - 1, -1, -1):
        length, gap = t.windows[k, LENGTH, b], t.shift_types[k, GAP]
        limit = min(t.windows[k, HIGHEST, b], limit - gap - length, t.shift_types[k, SPAN] - remaining - gap - length)
        low = max(t.windows[k, LOWEST, b], gap)
        if limit < low:
            return 1e15
        pick = limit
        while pick > low and scratch[b, pick - 1] == scratch[b, limit]:
            pick -= 1
        chosen[b] = pick
        limit = pick
        remaining += length + gap
    return loss
