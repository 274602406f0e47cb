"""Redials: callers who hang up and call again raise the load until it agrees with the abandonment it causes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wfm.domain.arrays import Floats
from wfm.domain.errors import InputError
from wfm.staffing.queueing.erlang import Service, Values, checked, erlang_a


@dataclass(frozen=True, slots=True)
class RedialService:
    """The load of all attempts in erlangs, and the service over all attempts."""

    load: Floats
    service: Service


def with_redials(
    fresh_load: Values,
    heads: Values,
    aht_seconds: Values,
    patience_seconds: Values,
    redial_share: Values,
    threshold_seconds: Values = 20.0,
) -> RedialService:
    """Fixed point load = fresh_load / (1 - redial_share P(abandon | load)) of Erlang A (Aguir and others 2004).

    `redial_share` in [0, 1) is the chance that a caller who hung up calls again. load (1 - share P(abandon)) grows
    with the load, so the fixed point is one and bisection finds it.
    """
    fresh = checked("fresh_load", fresh_load)
    p = checked("redial_share", redial_share)
    if not (p < 1).all():
        raise InputError(f"redial_share must be in [0, 1), got {p.max():g}")
    fresh, p, n, aht, patience, t = np.broadcast_arrays(
        fresh, p, heads, aht_seconds, patience_seconds, threshold_seconds
    )
    low, high = fresh.astype(float), fresh / (1.0 - p)
    for _ in range(200):
        middle = 0.5 * (low + high)
        if np.all((middle == low) | (middle == high)):
            break
        fits = middle * (1.0 - p * erlang_a(middle, n, aht, patience, t).abandonment) <= fresh
        low, high = np.where(fits, middle, low), np.where(fits, high, middle)
    return RedialService(np.asarray(low), erlang_a(low, n, aht, patience, t))
