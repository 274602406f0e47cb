"""From a target to heads: exact inverses of Erlang B, C and A, cell by cell or through a table of thresholds.

A single cell is searched on the number of heads. Where many cells share AHT, patience and target, the largest load
that n heads can serve is solved once for every n in range, and each cell is then one look-up. Both give the
same whole number; targets and caps that are met exactly are met (tolerance 1e-12 of the miss, 1e-9 of a head).
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from numba import njit

from wfm.domain.contacts import ServiceLevelDefinition
from wfm.domain.errors import InputError
from wfm.staffing.erlang import Floats, Values, checked, misses, wait_of
from wfm.staffing.waiting import free_weight, group_weight, real_inverse_blocking

Heads = npt.NDArray[np.int64]

CERTAIN = 1e-9
"""A target of 100 % is read as all but one contact in a thousand million: no finite group promises more."""

_DEFINITIONS = tuple(ServiceLevelDefinition)
_SLACK = 1e-12
_ROUND = 1e-9


@njit(cache=True)
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
        return chance - gap * t - math.log(p[2]) - _SLACK
    wait = wait_of(load, heads, theta, t)
    miss = misses(wait, theta, t)[int(p[3])]
    worst = _log(miss) - math.log(p[2])
    served = wait[0] + wait[2] + wait[3]
    worst = max(worst, _log(load * served / (heads * p[4])) if heads > 0.0 else math.inf)
    if p[5] < 1.0:
        worst = max(worst, _log(wait[5] / p[5]))
    return worst - _SLACK


@njit(cache=True)
def _log(x: float) -> float:
    return math.log(x) if x > 0.0 else -1e9


@njit(cache=True)
def _capped(load: float, heads: int, p: Floats) -> int:
    return max(heads, math.ceil(load / p[4] - _ROUND)) if p[0] == 0.0 else heads


@njit(cache=True)
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


@njit(cache=True)
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


@njit(cache=True)
def _table(first: int, last: int, p: Floats) -> Floats:
    """Greatest loads of first..last heads."""
    result = np.empty(last - first + 1)
    guess = max(1e-3, float(first) - 1.0)
    for k in range(result.size):
        result[k] = greatest_load(float(first + k), guess, p)
        guess = result[k] + (result[k] - result[k - 1] if k else 0.5)
    return result


@njit(cache=True)
def _look_up(load: Floats, table: Floats, first: int, p: Floats, out: Heads) -> None:
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


@njit(cache=True)
def _each(load: Floats, group: Heads, params: Floats, out: Heads) -> None:
    """Heads of every cell by search; the guess moves along with the load of the cell before."""
    margin = 0.0
    for i in range(load.size):
        p = params[group[i]]
        heads = least_heads(load[i], int(load[i] + margin) + 1, p)
        margin = heads - load[i]
        out[i] = _capped(load[i], heads, p)


def _heads_of_group(load: Floats, p: Floats) -> Heads:
    """Heads of cells that share one promise: by table when that is less work than searching each."""
    out = np.zeros(load.size, np.int64)
    busy = load[load > 0] if (load == 0).any() else load
    if not busy.size:
        return out
    low, high = float(busy.min()), float(busy.max())
    first, last = least_heads(low, int(low) + 1, p), least_heads(high, int(high) + 1, p)
    if last - first >= load.size:
        _each(load, np.zeros(load.size, np.int64), p[None, :], out)
    else:
        _look_up(load, _table(first, last, p), first, p, out)
    return out


def check_shares(share: Values, max_occupancy: Values, max_abandonment: Values) -> None:
    """InputError unless share is in [0, 1] and both caps in (0, 1]."""
    for name, values in (("max_occupancy", max_occupancy), ("max_abandonment", max_abandonment), ("share", share)):
        array = checked(name, values)
        bad = array[(array > 1) | ((array == 0) & (name != "share"))]
        if bad.size:
            raise InputError(f"{name} must be in {'[' if name == 'share' else '('}0, 1], got {bad.ravel()[0]:g}")


def promise(
    aht_seconds: Values,
    threshold_seconds: Values,
    share: Values,
    patience_seconds: Values = math.inf,
    definition: ServiceLevelDefinition = ServiceLevelDefinition.OFFERED,
    max_occupancy: Values = 1.0,
    max_abandonment: Values | None = None,
) -> Floats:
    """The checked parameters of `excess`, broadcast, with a last axis of six; AHT 0 is read as 1 (its load is 0)."""
    aht = checked("aht_seconds", aht_seconds)
    t = checked("threshold_seconds", threshold_seconds)
    level = checked("share", share)
    patience = checked("patience_seconds", patience_seconds, infinite=True)
    occupancy = checked("max_occupancy", max_occupancy)
    loss = checked("max_abandonment", 1.0 if max_abandonment is None else max_abandonment)
    check_shares(level, occupancy, loss)
    aht = np.where(aht > 0, aht, 1.0)
    with np.errstate(divide="ignore"):
        theta = np.where(patience > 0, aht / patience, np.inf)
    parts = (theta, t / aht, np.maximum(1.0 - level, CERTAIN), float(_DEFINITIONS.index(definition)), occupancy, loss)
    return np.stack(np.broadcast_arrays(*parts), axis=-1)


def required_heads(
    load: Values,
    aht_seconds: Values,
    threshold_seconds: Values,
    share: Values,
    *,
    patience_seconds: Values = math.inf,
    definition: ServiceLevelDefinition = ServiceLevelDefinition.OFFERED,
    max_occupancy: Values = 1.0,
    max_abandonment: Values | None = None,
) -> Heads:
    """The least whole number of heads that keeps a promise, for every cell.

    Parameters
    ----------
    load : erlangs, >= 0; everything broadcasts to its shape or beyond.
    aht_seconds, threshold_seconds : seconds; the promise is `share` (0..1) within the threshold.
    patience_seconds : mean patience; infinite for Erlang C, 0 for a group without a queue.
    definition : whose wait counts (no matter under infinite patience).
    max_occupancy, max_abandonment : caps in (0, 1]; None for no cap on abandonment.
    """
    kept = promise(aht_seconds, threshold_seconds, share, patience_seconds, definition, max_occupancy, max_abandonment)
    return heads_of_promise(load, kept)


def heads_of_promise(load: Values, params: Floats) -> Heads:
    """The least whole number of heads for each load and row of `promise`."""
    loads = checked("load", load)
    shape = np.broadcast_shapes(loads.shape, params.shape[:-1])
    flat = np.ascontiguousarray(np.broadcast_to(loads, shape)).ravel()
    rows = params.reshape(-1, 6)
    if len(rows) == 1 and flat.size:
        return np.asarray(_heads_of_group(flat, rows[0]).reshape(shape))
    unique, inverse = np.unique(rows, axis=0, return_inverse=True)
    group = np.broadcast_to(inverse.reshape(params.shape[:-1]), shape).ravel()
    out = np.empty(flat.size, np.int64)
    if 8 * len(unique) > flat.size:
        _each(flat, group, unique, out)
        return out.reshape(shape)
    order = np.argsort(group, kind="stable") if (np.diff(group) < 0).any() else slice(None)
    ends = np.searchsorted(group[order], np.arange(len(unique) + 1))
    placed = flat[order]
    heads = [_heads_of_group(placed[ends[g] : ends[g + 1]], unique[g]) for g in range(len(unique))]
    out[order] = np.concatenate(heads) if heads else out
    return out.reshape(shape)


@njit(cache=True)
def _real(load: Floats, group: Heads, params: Floats, out: Floats) -> None:
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


def real_heads(
    load: Values,
    aht_seconds: Values,
    threshold_seconds: Values,
    share: Values,
    *,
    patience_seconds: Values = math.inf,
    definition: ServiceLevelDefinition = ServiceLevelDefinition.OFFERED,
    max_occupancy: Values = 1.0,
    max_abandonment: Values | None = None,
) -> Floats:
    """The real number of heads that just keeps the promise; arguments as for `required_heads`."""
    kept = promise(aht_seconds, threshold_seconds, share, patience_seconds, definition, max_occupancy, max_abandonment)
    return real_heads_of_promise(load, kept)


def real_heads_of_promise(load: Values, params: Floats) -> Floats:
    """The real number of heads for each load and row of `promise`."""
    loads = checked("load", load)
    shape = np.broadcast_shapes(loads.shape, params.shape[:-1])
    rows = np.ascontiguousarray(np.broadcast_to(params, (*shape, 6))).reshape(-1, 6)
    out = np.empty(rows.shape[0])
    _real(np.broadcast_to(loads, shape).ravel(), np.arange(len(rows)), rows, out)
    return out.reshape(shape)


@njit(cache=True)
def _log_blocking(load: float, heads: float) -> float:
    if heads == math.floor(heads):
        weight, shift = free_weight(int(heads) + 1, load)
    else:
        weight, shift = real_inverse_blocking(heads, load)
    return -math.log(weight) - shift


@njit(cache=True)
def _load_at_blocking(heads: Floats, blocking: Floats, out: Floats) -> None:
    for i in range(heads.size):
        goal, low, high = math.log(blocking[i]), 0.0, heads[i] + 1.0
        while _log_blocking(high, heads[i]) < goal:
            low, high = high, 2.0 * high
        for _ in range(200):
            middle = 0.5 * (low + high)
            if middle in (low, high):
                break
            if _log_blocking(middle, heads[i]) <= goal:
                low = middle
            else:
                high = middle
        out[i] = 0.5 * (low + high)


def _share_of_blocking(blocking: Values) -> Floats:
    b = checked("blocking", blocking)
    if not ((b > 0) & (b < 1)).all():
        raise InputError(f"blocking must be in (0, 1), got {b.ravel()[~((b > 0) & (b < 1)).ravel()][0]}")
    return b


def erlang_b_load(heads: Values, blocking: Values) -> Floats:
    """The load (erlangs) at which `heads` lines block that share of contacts, 0 < blocking < 1."""
    n, b = np.broadcast_arrays(checked("heads", heads), _share_of_blocking(blocking))
    out = np.empty(n.size)
    _load_at_blocking(n.ravel().astype(float), b.ravel(), out)
    return out.reshape(n.shape)


@njit(cache=True)
def _lines(load: Floats, blocking: Floats, out: Heads) -> None:
    for i in range(load.size):
        inverse, n = 1.0, 0
        while load[i] > 0.0 and inverse * blocking[i] * (1.0 + _SLACK) < 1.0:
            n += 1
            inverse = 1.0 + inverse * n / load[i]
        out[i] = n


def erlang_b_lines(load: Values, blocking: Values) -> Heads:
    """The least whole number of lines that block at most that share of contacts, 0 < blocking < 1."""
    a, b = np.broadcast_arrays(checked("load", load), _share_of_blocking(blocking))
    out = np.empty(a.size, np.int64)
    _lines(a.ravel().astype(float), b.ravel(), out)
    return out.reshape(a.shape)
