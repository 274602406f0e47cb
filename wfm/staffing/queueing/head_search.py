"""The compiled searches behind the inverses: least heads of one cell, greatest load of a group, and look-up tables."""

from __future__ import annotations

import math

import numpy as np

from wfm.domain.arrays import Floats, Ints
from wfm.machine import kernel
from wfm.staffing.queueing.erlang import misses, wait_of
from wfm.staffing.queueing.waiting import group_weight

SLACK = 1e-12
"""Share of the allowed miss by which rounding may exceed it."""

_ROUND = 1e-9


@kernel
def excess(load: float, heads: float, p: Floats) -> float:
    """How far the group is from its promise, <= 0 when kept: log of miss, loss and occupancy over what is allowed.

    `p` holds theta, t (in AHTs), allowed miss, definition, occupancy cap, abandonment cap (>= 1 for none).
    For infinite patience only the service level is judged; the occupancy cap is then a closed form.
    """
    theta, t = p[0], p[1]
    if theta == 0.0:
        if load >= heads:
            return math.inf if p[2] < 1.0 else (0.0 if load == heads else math.inf)
        weight, shift = group_weight(heads, load)
        gap = heads - load
        chance = -math.log(1.0 + weight * gap / load) if shift == 0.0 else -math.log(weight * gap / load) - shift
        return chance - gap * t - math.log(p[2]) - SLACK
    wait = wait_of(load, heads, theta, t)
    miss = misses(wait, theta, t)[int(p[3])]
    worst = _log(miss) - math.log(p[2])
    served = wait[0] + wait[2] + wait[3]
    worst = max(worst, _log(load * served / (heads * p[4])) if heads > 0.0 else math.inf)
    if p[5] < 1.0:
        worst = max(worst, _log(wait[5] / p[5]))
    return worst - SLACK


@kernel
def _log(x: float) -> float:
    return math.log(x) if x > 0.0 else -1e9


@kernel
def capped(load: float, heads: int, p: Floats) -> int:
    return max(heads, math.ceil(load / p[4] - _ROUND)) if p[0] == 0.0 else heads


@kernel
def least_heads(load: float, guess: int, p: Floats) -> int:
    """The least whole number of heads that keeps the promise, galloping from a guess; before an Erlang C cap."""
    if load == 0.0:
        return 0
    step = 1 + int(0.25 * math.sqrt(load))
    high = max(1, guess)
    low = 0
    if excess(load, float(high), p) > 0.0:
        while excess(load, float(high), p) > 0.0:
            low, high, step = high, high + step, 2 * step
    else:
        while high - step > 0 and excess(load, float(high - step), p) <= 0.0:
            high, step = high - step, 2 * step
        low = max(0, high - step)
    while high - low > 1:
        middle = (low + high) // 2
        if excess(load, float(middle), p) <= 0.0:
            high = middle
        else:
            low = middle
    return high


@kernel
def greatest_load(heads: float, start: float, p: Floats) -> float:
    """The largest load that `heads` can serve: root of `excess` in the load by bracketing and the Illinois rule."""
    low, high = 0.0, max(start, 1e-3)
    f_low, f_high = -math.inf, excess(high, heads, p)
    grow = 0.02 * high + 0.5
    while f_high <= 0.0:
        low, f_low = high, f_high
        high += grow
        grow *= 2.0
        f_high = excess(high, heads, p)
    if p[0] == 0.0 and high >= heads:
        high, f_high = heads, math.inf
    if low == 0.0 and f_low == -math.inf:
        low = 0.5 * high
        f_low = excess(low, heads, p)
        while f_low > 0.0:
            high, f_high = low, f_low
            low *= 0.5
            if low < 1e-300:
                return 0.0
            f_low = excess(low, heads, p)
    side = 0
    for _ in range(200):
        if high - low <= 4e-16 * high:
            break
        if math.isinf(f_high) or math.isinf(f_low):
            middle = 0.5 * (low + high)
        else:
            middle = low - f_low * (high - low) / (f_high - f_low)
            if not low < middle < high:
                middle = 0.5 * (low + high)
        f = excess(middle, heads, p)
        if f <= 0.0:
            low, f_low = middle, f
            if side == -1 and not math.isinf(f_high):
                f_high *= 0.5
            side = -1
        else:
            high, f_high = middle, f
            if side == 1:
                f_low *= 0.5
            side = 1
        if abs(f) < 1e-14:
            break
    return low


@kernel
def table(first: int, last: int, p: Floats) -> Floats:
    """Greatest loads of first..last heads."""
    result = np.empty(last - first + 1)
    guess = max(1e-3, float(first) - 1.0)
    for k in range(result.size):
        result[k] = greatest_load(float(first + k), guess, p)
        guess = result[k] + (result[k] - result[k - 1] if k else 0.5)
    return result


@kernel
def look_up(load: Floats, table: Floats, first: int, p: Floats, out: Ints) -> None:
    """For each load the first entry of the table that reaches it, by way of a guide of equal buckets."""
    buckets = 4 * table.size
    base = table[0]
    scale = buckets / max(table[-1] - base, 1e-300)
    guide = np.empty(buckets + 1, np.int64)
    k = 0
    for b in range(buckets + 1):
        while k < table.size - 1 and table[k] < base + b / scale:
            k += 1
        guide[b] = max(0, k - 1)
    capped, cap, last = p[0] == 0.0, 1.0 / p[4], table.size - 1
    for i in range(load.size):
        a = load[i]
        if a == 0.0:
            out[i] = 0
            continue
        k = guide[int(min(max((a - base) * scale, 0.0), float(buckets)))]
        while k < last and table[k] < a:
            k += 1
        heads = first + k
        if capped and a * cap > heads - 1e-6:
            heads = max(heads, math.ceil(a / p[4] - _ROUND))
        out[i] = heads


@kernel
def each(load: Floats, group: Ints, params: Floats, out: Ints) -> None:
    """Ints of every cell by search; the guess moves along with the load of the cell before."""
    margin = 0.0
    for i in range(load.size):
        p = params[group[i]]
        heads = least_heads(load[i], int(load[i] + margin) + 1, p)
        margin = heads - load[i]
        out[i] = capped(load[i], heads, p)


@kernel
def real(load: Floats, group: Ints, params: Floats, out: Floats) -> None:
    for i in range(load.size):
        p = params[group[i]]
        high = float(least_heads(load[i], int(load[i]) + 1, p))
        low = max(0.0, high - 1.0)
        for _ in range(60):
            middle = 0.5 * (low + high)
            if high - low <= 1e-13 * high or middle in (low, high):
                break
            if excess(load[i], middle, p) <= 0.0:
                high = middle
            else:
                low = middle
        out[i] = max(high, load[i] / p[4]) if p[0] == 0.0 else high
