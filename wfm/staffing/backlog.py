"""The backlog of a deferrable queue as a probability law, interval by interval, and the on-time share that follows.

First come, first served: the work waiting W follows Lindley's recursion W <- max(0, W + X - c), where X is the
compound Poisson work that arrives in an interval (exponential handle times) and c what its heads can do. A contact
is on time when the capacity from its arrival to its deadline, less its own handling, covers the work ahead of it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wfm.staffing.demand import Demand, Performance
from wfm.staffing.erlang import Floats

BINS = 2048
_MOMENTS = (0.125, 0.375, 0.625, 0.875)

Spectrum = npt.NDArray[np.complex128]


@dataclass(frozen=True, slots=True)
class _Capacity:
    """Cumulative rep's seconds over the grid, and the time at which a given amount has been done."""

    total: Floats
    slot_seconds: float

    def until(self, seconds: float) -> float:
        """Rep's seconds from the grid's start to a moment; what comes after the grid goes on as in its last interval."""
        return float(np.interp(seconds / self.slot_seconds, np.arange(self.total.size), self.total))

    def moment(self, done: Floats) -> Floats:
        """The moment by which that much has been done, infinite where it never is."""
        rising = self.total + np.arange(self.total.size) * 1e-9
        slots = np.interp(done, rising, np.arange(self.total.size), right=math.inf)
        return np.asarray(slots * self.slot_seconds)


def _spread(demand: Demand, heads: Floats, seconds: Floats) -> float:
    """A reach for the backlog: its largest mean and six standard deviations of what arrives before it clears."""
    mean, top, load = demand.backlog * (seconds[0] if seconds.size else 0.0), 0.0, 0.0
    for work, capacity in zip(demand.volume * seconds, heads * demand.slot_seconds, strict=True):
        mean = max(0.0, mean + work - capacity)
        top, load = max(top, mean + work), load + work
    worst = seconds.max() if seconds.size else 1.0
    return max(top, demand.backlog * worst) + 6.0 * math.sqrt(2.0 * load * worst) + 12.0 * worst


def _arrivals(volume: float, mean_bins: float, z: Spectrum) -> Spectrum:
    """Transform of compound Poisson work with geometric sizes of that mean, in bins."""
    return np.exp(volume * (1.0 / (1.0 + mean_bins * (1.0 - z)) - 1.0))


def _convolved(law: Floats, spectrum: Spectrum) -> Floats:
    """The law after adding independent work; what would pass the last bin stays in it."""
    wide = np.fft.irfft(np.fft.rfft(law, 2 * BINS) * spectrum, 2 * BINS)
    result = np.maximum(wide[:BINS], 0.0)
    result[-1] += max(0.0, 1.0 - result.sum())
    return result


def _served(law: Floats, bins: float) -> Floats:
    """The law after an amount of work is done, split between the two nearest bins."""
    whole, part = int(bins), bins - int(bins)

    def moved(by: int) -> Floats:
        if by == 0:
            return law
        result = np.zeros_like(law)
        result[: max(0, BINS - by)] = law[by:]
        result[0] += law[:by].sum()
        return result

    return (1.0 - part) * moved(whole) + part * moved(whole + 1)


def deadlines(demand: Demand, arrivals: Floats, business: bool) -> Floats:
    """The moment (seconds from the grid's start) by which contacts arriving at `arrivals` must be done."""
    slot = demand.slot_seconds
    open_seconds = np.concatenate(([0.0], np.cumsum(np.where(demand.open, slot, 0.0))))
    axis = np.arange(demand.grid.count + 1) * slot
    if not business or demand.open.all():
        return np.asarray(arrivals + demand.queue.target.seconds)
    due = np.interp(arrivals, axis, open_seconds) + demand.queue.target.seconds
    last_open = open_seconds[-1]
    rising = open_seconds + np.arange(axis.size) * 1e-9
    return np.where(due <= last_open, np.interp(due, rising, axis), axis[-1] + np.maximum(0.0, due - last_open))


def backlog_performance(
    demand: Demand, heads: Floats, seconds: Floats, business: bool = True
) -> Performance:
    """On-time share, mean wait, and occupancy per interval of arrival for heads that work first come first served.

    `heads` and `seconds` (rep's seconds per contact) have shape (count,). Deadlines past the grid's end are
    judged as if the mean capacity of the grid went on.
    """
    count, slot = demand.grid.count, demand.slot_seconds
    level, wait, busy = np.ones(count), np.zeros(count), np.zeros(count)
    horizon = math.ceil(demand.queue.target.seconds / slot) + 1
    steady = float(np.mean(heads)) * slot if count else 0.0
    capacity = _Capacity(np.concatenate(([0.0], np.cumsum(np.concatenate((heads * slot, np.full(horizon, steady)))))), slot)
    step = max(_spread(demand, heads, seconds), 1e-9) / BINS
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(2 * BINS))
    amounts = np.arange(BINS, dtype=float) * step
    law = np.zeros(BINS)
    law[min(BINS - 1, round(demand.backlog * (seconds[0] if count else 0.0) / step))] = 1.0
    for i in range(count):
        volume, handle, can = demand.volume[i], seconds[i], heads[i] * slot
        if volume > 0:
            moments: Floats = np.asarray((i + np.array(_MOMENTS)) * slot, float)
            due = deadlines(demand, moments, business)
            shares, waits = [], []
            for u, moment, end in zip(_MOMENTS, moments, due, strict=True):
                ahead = _convolved(law, _arrivals(u * volume, handle / step, z))
                room = capacity.until(float(end) - handle) - capacity.until(i * slot)
                shares.append(float(np.interp(room / step + 0.5, np.arange(BINS + 1), np.concatenate(([0.0], np.cumsum(ahead))))))
                begin = np.maximum(capacity.moment(capacity.until(i * slot) + amounts), moment) - moment
                seen = ahead > 1e-12
                waits.append(float((ahead[seen] * begin[seen]).sum()))
            level[i], wait[i] = min(1.0, float(np.mean(shares))), float(np.mean(waits))
        full = _convolved(law, _arrivals(volume, handle / step, z)) if volume > 0 else law
        busy[i] = min(1.0, float((full * np.minimum(amounts, can)).sum()) / can) if can > 0 else 0.0
        law = _served(full, can / step)
    return Performance(level, wait, busy, np.zeros(count))
