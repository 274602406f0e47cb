"""The best breaks of a shift at given prices: running minima over the windows, one break after the other."""

from __future__ import annotations

from scheduler.arrays.tables import ShiftTypes
from wfm.domain.arrays import Floats, Ints
from wfm.machine import bare_kernel

NO_PLACE = 1e15
"""The value lost to breaks that have no legal place."""


@bare_kernel
def break_loss(types: ShiftTypes, k: int, start: int, cum: Floats, scratch: Floats) -> float:
    """Least value lost to breaks of a shift of type k at `start`, without their places.

    `cum` are cumulative values of the slots. `scratch[b, o]` is left with the least loss of the breaks up to b when
    break b starts at offset o or before.
    """
    count = types.rows[k].breaks
    if count == 0:
        return 0.0
    span, gap = types.rows[k].span, types.rows[k].gap
    # what the breaks behind the present one need, gaps included
    remaining = 0
    for b in range(count):
        remaining += types.breaks[k, b].length + gap
    least = NO_PLACE
    earliest_before, latest_before, reach_before = 0, 0, 0
    for b in range(count):
        length = types.breaks[k, b].length
        remaining -= length + gap
        low = max(types.breaks[k, b].lowest, gap)
        high = min(types.breaks[k, b].highest, span - remaining - gap - length)
        least = NO_PLACE
        for o in range(low, high + 1):
            cost = cum[start + o + length] - cum[start + o]
            if b > 0:
                # the break before ends, and leaves its gap, before this one starts
                last = min(o - reach_before, latest_before)
                cost = scratch[b - 1, last] + cost if last >= earliest_before else NO_PLACE
            least = min(least, cost)
            scratch[b, o] = least
        earliest_before, latest_before, reach_before = low, high, length + gap
    return least


@bare_kernel
def best_breaks(types: ShiftTypes, k: int, start: int, cum: Floats, scratch: Floats, chosen: Ints) -> float:
    """Least value lost to breaks of a shift of type k at `start`; their offsets are written to `chosen`."""
    loss = break_loss(types, k, start, cum, scratch)
    span, gap = types.rows[k].span, types.rows[k].gap
    limit, remaining = span, 0
    for b in range(types.rows[k].breaks - 1, -1, -1):
        length = types.breaks[k, b].length
        limit = min(types.breaks[k, b].highest, limit - gap - length, span - remaining - gap - length)
        low = max(types.breaks[k, b].lowest, gap)
        if limit < low:
            return NO_PLACE
        # the earliest offset that loses as little as any up to the limit
        pick = limit
        while pick > low and scratch[b, pick - 1] == scratch[b, limit]:
            pick -= 1
        chosen[b] = pick
        limit = pick
        remaining += length + gap
    return loss
