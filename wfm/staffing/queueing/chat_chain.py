"""Chat: one rep holds several chats at once, each slower the more there are; a birth-death chain, not AHT / concurrency.

The chain counts chats in the system. Routing is to the rep with the fewest, so j chats on n heads are spread
evenly: n - j mod n heads hold q = j div n, the others q + 1, and a head with q chats ends them at rate q / h(q),
h(q) being the handle time while q are held (the AHT by concurrency). Beyond n x concurrency chats wait, and
the wait is that of M/M/n+M.
"""

from __future__ import annotations

import math

import numpy as np

from wfm.domain.arrays import Floats, Ints
from wfm.domain.errors import InputError
from wfm.domain.planning import ServiceLevelDefinition
from wfm.machine import kernel
from wfm.staffing.queueing.erlang import TINY, Service, Values, checked, impatience, levels
from wfm.staffing.queueing.inverse import CERTAIN, check_shares
from wfm.staffing.queueing.waiting import wait_masses


def handle_times(aht_seconds: float, concurrency: int, slowdown: float) -> Floats:
    """h(1..concurrency): the handle time grows by `slowdown` of the AHT with every further chat in hand, seconds.

    >>> handle_times(400.0, concurrency=3, slowdown=0.25).tolist()
    [400.0, 500.0, 600.0]
    """
    if concurrency < 1:
        raise InputError(f"concurrency must be >= 1, got {concurrency}")
    checked("concurrency_slowdown", slowdown)
    return checked("aht_seconds", aht_seconds) * (1.0 + slowdown * np.arange(concurrency))


def _checked_handle(handle_seconds: Values) -> Floats:
    handle = checked("handle_seconds", handle_seconds)
    if not (handle > 0).all():
        raise InputError(f"handle_seconds must be > 0, got {handle.min():g}")
    return handle


@kernel
def _finish_rate(chats: int, heads: int, handle: Floats) -> float:
    q, more = divmod(chats, heads)
    rate = more * (q + 1) / handle[q] if more else 0.0
    return rate + ((heads - more) * q / handle[q - 1] if q else 0.0)


@kernel
def chat_weight(arrivals: float, heads: int, handle: Floats) -> tuple[float, float]:
    """Weight of the states with a free slot relative to the last of them, as (mantissa, exponent)."""
    total, term, shift = 1.0, 1.0, 0.0
    for j in range(heads * handle.size - 1, 0, -1):
        term *= _finish_rate(j, heads, handle) / arrivals
        total += term
        if total > 1e150:
            total *= 1e-150
            term *= 1e-150
            shift += 150.0 * math.log(10.0)
    return total, shift


@kernel
def _chat_wait(arrivals: float, heads: int, handle: Floats, theta: float, t: float) -> tuple[float, ...]:
    rate = heads * handle.size / handle[-1]
    if theta == 0.0 and arrivals >= rate:
        return 0.0, 1.0, 0.0, 1.0, 0.0, 0.0, math.inf, math.inf
    weight, shift = chat_weight(arrivals, heads, handle)
    return wait_masses(weight, shift, arrivals, rate, theta, t)


@kernel
def _cell(arrivals: float, heads: float, handle: Floats, theta: float, t: float, out: Floats) -> None:
    if arrivals < TINY or heads == 0.0:
        served = 1.0 if arrivals < TINY else 0.0
        w = (served, 1.0 - served, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        if arrivals >= TINY:
            wait = 1.0 / theta if theta > 0.0 else math.inf
            w = (0.0, 1.0, 0.0, 0.0, 0.0, 1.0 if theta > 0.0 else 0.0, wait, math.inf)
    else:
        w = _chat_wait(arrivals, int(heads), handle, theta, t)
    free, late, soon_served, late_served, soon_lost, lost, wait, wait_served = w
    offered, answered, excluding, virtual = levels(w, theta, t)
    served = free + soon_served + late_served
    capacity = heads * handle.size / handle[-1]
    out[0] = min(1.0, arrivals * served / capacity) if heads > 0.0 else 0.0
    out[1] = late + soon_served + soon_lost
    out[2] = offered + soon_lost + late * (-math.expm1(-theta * t) if theta > 0.0 else 0.0)
    out[3], out[4], out[5], out[6] = offered, answered, excluding, virtual
    out[7] = wait_served / served if served > 0.0 else math.inf
    out[8], out[9] = wait, lost
    out[10] = arrivals * wait if arrivals > 0.0 else 0.0


@kernel
def _cells(arrivals: Floats, heads: Floats, handle: Floats, theta: Floats, t: Floats, out: Floats) -> None:
    for i in range(arrivals.size):
        _cell(arrivals[i], heads[i], handle[i], theta[i], t[i], out[i])


def chat_service(
    arrivals_per_second: Values,
    heads: Values,
    handle_seconds: Floats,
    patience_seconds: Values = math.inf,
    threshold_seconds: Values = 30.0,
) -> Service:
    """Service of whole heads who hold up to len(handle_seconds) chats, h(q) seconds each while q are held.

    `handle_seconds` has a last axis of the concurrency. Occupancy is the share of the greatest throughput in use.
    """
    lam, n = checked("arrivals_per_second", arrivals_per_second), np.floor(checked("heads", heads))
    handle = _checked_handle(handle_seconds)
    patience = checked("patience_seconds", patience_seconds, infinite=True)
    theta = np.minimum(impatience(np.ones(()), patience), 1e9)
    t = checked("threshold_seconds", threshold_seconds)
    shape = np.broadcast_shapes(lam.shape, n.shape, handle.shape[:-1], theta.shape, t.shape)
    flat = [np.broadcast_to(x, shape).ravel().astype(float) for x in (lam, n, theta, t)]
    table = np.ascontiguousarray(np.broadcast_to(handle, (*shape, handle.shape[-1]))).reshape(-1, handle.shape[-1])
    out = np.empty((flat[0].size, 11))
    _cells(flat[0], flat[1], table, flat[2], flat[3], out)
    return Service(*(out[:, k].reshape(shape) for k in range(11)))


@kernel
def _enough(lam: float, heads: int, handle: Floats, p: Floats, row: Floats) -> bool:
    """`p` holds theta, t in seconds, share, index of the level, occupancy cap, abandonment cap."""
    _cell(lam, float(heads), handle, p[0], p[1], row)
    fits = lam * handle[-1] / handle.size / p[4] if p[0] == 0.0 else row[0] * heads / p[4]
    return row[3 + int(p[3])] >= p[2] - 1e-12 and heads >= fits - 1e-9 and row[9] <= p[5] + 1e-12


@kernel
def _least(lam: Floats, handle: Floats, params: Floats, out: Ints) -> None:
    row = np.empty(11)
    for i in range(lam.size):
        if lam[i] == 0.0:
            out[i] = 0
            continue
        low, high, step = 0, max(1, int(lam[i] * handle[i, -1] / handle.shape[1])), 1
        while not _enough(lam[i], high, handle[i], params[i], row):
            low, high, step = high, high + step, 2 * step
        while high - low > 1:
            middle = (low + high) // 2
            if _enough(lam[i], middle, handle[i], params[i], row):
                high = middle
            else:
                low = middle
        out[i] = high


def chat_heads(
    arrivals_per_second: Values,
    handle_seconds: Floats,
    threshold_seconds: float,
    share: float,
    *,
    patience_seconds: float = math.inf,
    definition: ServiceLevelDefinition = ServiceLevelDefinition.OFFERED,
    max_occupancy: float = 1.0,
    max_abandonment: float | None = None,
) -> Ints:
    """The least whole number of heads whose chats keep the promise; arguments as for `required_heads`.

    `handle_seconds` has a last axis of the concurrency; the rest of its shape broadcasts to the arrivals'.

    >>> int(chat_heads(0.05, handle_times(400.0, 3, 0.25), threshold_seconds=30, share=0.8))
    12
    """
    lam = checked("arrivals_per_second", arrivals_per_second)
    handle = _checked_handle(handle_seconds)
    checked("threshold_seconds", threshold_seconds)
    patience = checked("patience_seconds", patience_seconds, infinite=True)
    theta = min(float(impatience(np.ones(()), patience)), 1e9)
    check_shares(share, max_occupancy, 1.0 if max_abandonment is None else max_abandonment)
    loss = 1.0 if max_abandonment is None else max_abandonment
    level = float(tuple(ServiceLevelDefinition).index(definition))
    p = np.array([theta, threshold_seconds, min(share, 1.0 - CERTAIN), level, max_occupancy, loss])
    table = np.ascontiguousarray(np.broadcast_to(handle, (*lam.shape, handle.shape[-1]))).reshape(-1, handle.shape[-1])
    out = np.empty(lam.size, np.int64)
    _least(lam.ravel().astype(float), table, np.ascontiguousarray(np.broadcast_to(p, (lam.size, 6))), out)
    return out.reshape(lam.shape)
