"""From a target to heads: exact inverses of Erlang C and A, cell by cell or through a table of thresholds.

A single cell is searched on the number of heads. Where many cells share AHT, patience and target, the largest load
that n heads can serve is solved once for every n in range, and each cell is then one look-up. Both give the
same whole number; targets and caps that are met exactly are met (tolerance 1e-12 of the miss, 1e-9 of a head).
"""

from __future__ import annotations

import math

import numpy as np

from wfm.domain.arrays import Floats, Ints
from wfm.domain.errors import InputError
from wfm.domain.planning import ServiceLevelDefinition
from wfm.staffing.queueing.erlang import Values, checked, impatience
from wfm.staffing.queueing.head_search import each, least_heads, look_up, real, table

CERTAIN = 1e-9
"""A target of 100 % is read as all but one contact in a thousand million: no finite group promises more."""

_DEFINITIONS = tuple(ServiceLevelDefinition)


def _heads_of_group(load: Floats, p: Floats) -> Ints:
    """Ints of cells that share one promise: by table when that is less work than searching each."""
    out = np.zeros(load.size, np.int64)
    busy = load[load > 0] if (load == 0).any() else load
    if not busy.size:
        return out
    low, high = float(busy.min()), float(busy.max())
    first, last = least_heads(low, int(low) + 1, p), least_heads(high, int(high) + 1, p)
    if last - first >= load.size:
        each(load, np.zeros(load.size, np.int64), p[None, :], out)
    else:
        look_up(load, table(first, last, p), first, p, out)
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
    parts = (
        impatience(aht, patience),
        t / aht,
        np.maximum(1.0 - level, CERTAIN),
        float(_DEFINITIONS.index(definition)),
        occupancy,
        loss,
    )
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
) -> Ints:
    """The least whole number of heads that keeps a promise, for every cell.

    Parameters
    ----------
    load : erlangs, >= 0; everything broadcasts to its shape or beyond.
    aht_seconds, threshold_seconds : seconds; the promise is `share` (0..1) within the threshold.
    patience_seconds : mean patience; infinite for Erlang C, 0 for a group without a queue.
    definition : whose wait counts (no matter under infinite patience).
    max_occupancy, max_abandonment : caps in (0, 1]; None for no cap on abandonment.

    >>> [int(n) for n in required_heads([5.0, 20.0, 80.0], aht_seconds=300, threshold_seconds=20, share=0.8)]
    [8, 25, 88]
    """
    kept = promise(aht_seconds, threshold_seconds, share, patience_seconds, definition, max_occupancy, max_abandonment)
    return heads_of_promise(load, kept)


def heads_of_promise(load: Values, params: Floats) -> Ints:
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
        each(flat, group, unique, out)
        return out.reshape(shape)
    order = np.argsort(group, kind="stable") if (np.diff(group) < 0).any() else slice(None)
    ends = np.searchsorted(group[order], np.arange(len(unique) + 1))
    placed = flat[order]
    heads = [_heads_of_group(placed[ends[g] : ends[g + 1]], unique[g]) for g in range(len(unique))]
    out[order] = np.concatenate(heads) if heads else out
    return out.reshape(shape)


def real_heads_of_promise(load: Values, params: Floats) -> Floats:
    """The real number of heads for each load and row of `promise`."""
    loads = checked("load", load)
    shape = np.broadcast_shapes(loads.shape, params.shape[:-1])
    rows = np.ascontiguousarray(np.broadcast_to(params, (*shape, 6))).reshape(-1, 6)
    out = np.empty(rows.shape[0])
    real(np.broadcast_to(loads, shape).ravel(), np.arange(len(rows)), rows, out)
    return out.reshape(shape)
