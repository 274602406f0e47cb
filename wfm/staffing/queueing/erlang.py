"""Erlang B, C and A: the service that a given number of heads gives, vectorised, for whole or real heads.

Load is in erlangs (contacts per interval x AHT / interval), times in seconds. Inputs broadcast like numpy's.
Sources: Erlang B and C, Cooper 1981; Erlang A, Mandelbaum and Zeltyn 2007 ("Service engineering in action: the
Palm/Erlang-A queue") and Garnett, Mandelbaum and Reiman 2002; real heads, Jagerman 1974.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wfm.domain.arrays import Floats
from wfm.domain.errors import InputError
from wfm.domain.planning import ServiceLevelDefinition
from wfm.machine import kernel
from wfm.staffing.queueing.waiting import Wait, group_weight, real_inverse_blocking, wait_masses

Values = npt.ArrayLike

TINY = 1e-100
"""A load below this is no load: the weights of its states would leave the range of a double."""

ENDLESS = 1e15
"""Callers who would wait this many AHTs never hang up."""


@dataclass(frozen=True, slots=True)
class Service:
    """What customers and reps feel, arrays of one shape; shares in 0..1, times in seconds.

    `occupancy` busy / staffed time; `p_wait` share that waits; `p_wait_within` share whose wait, ended by an
    answer or by hanging up, is at most the threshold; `offered`, `answered`, `excluding_short`, `virtual` the four
    service levels; `asa` mean wait of the answered, `mean_wait` of all (both infinite where the queue grows without
    end or nobody answers); `abandonment` share that hangs up; `queue_length` mean number waiting.
    """

    occupancy: Floats
    p_wait: Floats
    p_wait_within: Floats
    offered: Floats
    answered: Floats
    excluding_short: Floats
    virtual: Floats
    asa: Floats
    mean_wait: Floats
    abandonment: Floats
    queue_length: Floats

    def level(self, definition: ServiceLevelDefinition) -> Floats:
        """The service level of one definition."""
        return np.asarray(getattr(self, definition.value), float)


def checked(name: str, values: Values, lowest: float = 0.0, *, infinite: bool = False) -> Floats:
    """Values as floats after a check that they are numbers >= `lowest`; InputError names the first that is not."""
    array = np.asarray(values, dtype=float)
    fine = (array >= lowest) & (infinite | np.isfinite(array))
    if not fine.all():
        where = np.flatnonzero(~fine.ravel())[0]
        at = f" at index {where}" if array.ndim else ""
        kind = "a number" if infinite else "a finite number"
        raise InputError(f"{name} must be {kind} >= {lowest:g}, got {array.ravel()[where]}{at}")
    return array


def erlangs(volume: Values, aht_seconds: Values, interval_seconds: Values) -> Floats:
    """Offered load in erlangs: contacts per interval x AHT / interval.

    >>> float(erlangs(120, 300, 1800))
    20.0
    """
    interval = checked("interval_seconds", interval_seconds)
    if not (interval > 0).all():
        raise InputError(f"interval_seconds must be > 0, got {interval.min()}")
    return np.asarray(checked("volume", volume) * checked("aht_seconds", aht_seconds) / interval)


@kernel
def _blocking(load: Floats, heads: Floats) -> Floats:
    result = np.empty(load.size)
    for i in range(load.size):
        if load[i] == 0.0:
            result[i] = 1.0 if heads[i] == 0.0 else 0.0
            continue
        if heads[i] == math.floor(heads[i]):
            weight, shift = group_weight(heads[i] + 1.0, load[i])
        else:
            weight, shift = real_inverse_blocking(heads[i], load[i])
        result[i] = math.exp(-shift) / weight
    return result


def erlang_b(load: Values, heads: Values) -> Floats:
    """Share of contacts blocked by `heads` lines that let nobody wait (Erlang B); real heads by Jagerman's integral.

    >>> round(float(erlang_b(20.0, 30)), 4)
    0.0085
    """
    a, n = np.broadcast_arrays(checked("load", load), checked("heads", heads))
    return np.asarray(_blocking(np.ravel(a), np.ravel(n)).reshape(a.shape))


@kernel
def wait_of(load: float, heads: float, theta: float, t: float) -> Wait:
    """`wait_masses` of M/M/n+M in units of the AHT, with the cases that have no wait or no end.

    An endless queue (infinite patience, load >= heads) and an empty group return `wait_served` = inf.
    """
    if load < TINY:
        return 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    if heads == 0.0:
        lost = 1.0 if theta > 0.0 else 0.0
        return 0.0, 1.0, 0.0, 0.0, 0.0, lost, 1.0 / theta if theta > 0.0 else math.inf, math.inf
    if theta == 0.0 and load >= heads:
        return 0.0, 1.0, 0.0, 1.0, 0.0, 0.0, math.inf, math.inf
    weight, shift = group_weight(heads, load)
    return wait_masses(weight, shift, load, heads, theta, t)


@kernel
def levels(wait: Wait, theta: float, t: float) -> tuple[float, float, float, float]:
    """The four service levels: offered, answered, excluding short abandons, virtual."""
    free, late, soon_served, late_served, soon_lost, _, _, _ = wait
    offered = free + soon_served
    served = offered + late_served
    stayed = offered + late * (math.exp(-theta * t) if theta * t < math.inf else 0.0)
    answered = offered / served if served > 0.0 else 0.0
    excluding = offered / stayed if stayed > 0.0 else 0.0
    return offered, answered, excluding, offered + soon_lost


@kernel
def misses(wait: Wait, theta: float, t: float) -> tuple[float, float, float, float]:
    """One less the four service levels, without cancellation."""
    free, late, soon_served, late_served, soon_lost, _, _, _ = wait
    offered = free + soon_served
    served = offered + late_served
    stayed_late = late * math.exp(-theta * t) if theta < math.inf else 0.0
    stayed = offered + stayed_late
    answered = late_served / served if served > 0.0 else 1.0
    excluding = stayed_late / stayed if stayed > 0.0 else 1.0
    return soon_lost + late, answered, excluding, late


@kernel
def _service(load: Floats, heads: Floats, theta: Floats, t: Floats, out: Floats) -> None:
    for i in range(load.size):
        w = wait_of(load[i], heads[i], theta[i], t[i])
        offered, answered, excluding, virtual = levels(w, theta[i], t[i])
        free, late, soon_served, late_served, soon_lost, lost, wait, wait_served = w
        served = free + soon_served + late_served
        gone = 0.0 if theta[i] == 0.0 else (1.0 if theta[i] == math.inf else -math.expm1(-theta[i] * t[i]))
        out[0, i] = min(1.0, load[i] * served / heads[i]) if heads[i] > 0.0 else 0.0
        out[1, i] = late + soon_served + soon_lost
        out[2, i] = offered + soon_lost + late * gone
        out[3, i], out[4, i], out[5, i], out[6, i] = offered, answered, excluding, virtual
        out[7, i] = wait_served / served if served > 0.0 else math.inf
        out[8, i] = wait
        out[9, i] = lost
        out[10, i] = load[i] * wait if load[i] > 0.0 else 0.0


def impatience(aht: Floats, patience: Floats) -> Floats:
    """AHT / patience; a patience of over `ENDLESS` AHTs is one without end: waits that long leave the range of a double."""
    with np.errstate(divide="ignore"):
        theta = np.where(patience > 0, aht / patience, np.inf)
    return np.where(theta * ENDLESS < 1.0, 0.0, theta)


def erlang_a(
    load: Values, heads: Values, aht_seconds: Values, patience_seconds: Values, threshold_seconds: Values = 20.0
) -> Service:
    """M/M/n+M: callers wait, and hang up after an exponential time of mean `patience_seconds` (Erlang A).

    Infinite patience gives Erlang C; patience 0 gives Erlang B (whoever finds no free head is lost).
    With no load every level is 1; with no heads every level is 0.

    >>> service = erlang_a(20.0, 22, aht_seconds=300, patience_seconds=180)
    >>> round(float(service.offered), 3), round(float(service.abandonment), 3)
    (0.786, 0.058)
    """
    a, n = checked("load", load), checked("heads", heads)
    aht = checked("aht_seconds", aht_seconds)
    patience = checked("patience_seconds", patience_seconds, infinite=True)
    seconds = checked("threshold_seconds", threshold_seconds)
    if not ((aht > 0) | (a == 0)).all():
        raise InputError("aht_seconds must be > 0 where there is load, got 0")
    aht = np.where(aht > 0, aht, 1.0)
    theta, t = impatience(aht, patience), seconds / aht
    arrays = np.broadcast_arrays(a, n, theta, t, aht)
    shape = arrays[0].shape
    flat = [np.ravel(x).astype(float) for x in arrays]
    out = np.empty((11, flat[0].size))
    _service(flat[0], flat[1], flat[2], flat[3], out)
    out[7:9] *= flat[4]
    return Service(*(row.reshape(shape) for row in out))
