"""The backlog of a deferrable queue as a probability law, interval by interval, and the on-time share that follows.

First come, first served: the work waiting W follows Lindley's recursion W <- max(0, W + X - c), where X is the
compound Poisson work that arrives in an interval (exponential handle times) and c what its heads can do. A contact
is on time when the capacity from its arrival to its deadline covers the work ahead of it and its own. (It starts
while the other reps still hold a contact each, and by the exponential law each of those is as long as its own.)
Where heads fall, each rep who leaves finishes the contact in hand, which by the exponential law takes one more AHT.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wfm.staffing.demand import Demand, Performance
from wfm.staffing.erlang import Floats

BINS = 1024
"""Steps of work in which the backlog's law is kept."""

_MOMENTS = (1 / 6, 1 / 2, 5 / 6)

Spectrum = npt.NDArray[np.complex128]


@dataclass(frozen=True, slots=True)
class _Capacity:
    """Cumulative rep's seconds over the grid, and the time at which a given amount has been done."""

    total: Floats
    slot_seconds: float
    beyond: float
    most: float

    def until(self, seconds: float) -> float:
        """Rep's seconds from the grid's start to a moment; after the grid they grow by `beyond` an interval."""
        slots, last = seconds / self.slot_seconds, self.total.size - 1
        return float(np.interp(slots, np.arange(last + 1), self.total)) + max(0.0, slots - last) * self.beyond

    def moment(self, done: Floats) -> Floats:
        """The moment by which that much has been done, infinite where it never is."""
        last = self.total.size - 1
        rising = self.total + np.arange(last + 1) * 1e-9
        late = np.maximum(0.0, done - rising[-1])
        with np.errstate(divide="ignore", invalid="ignore"):
            after = np.where(late > 0, late / self.beyond if self.beyond > 0 else math.inf, 0.0)
        return np.asarray((np.interp(done, rising, np.arange(last + 1)) + after) * self.slot_seconds)


def _spread(demand: Demand, heads: Floats, seconds: Floats) -> float:
    """A reach for the backlog: its largest mean and six standard deviations of what arrives before it clears."""
    mean, top, load = demand.backlog * (seconds[0] if seconds.size else 0.0), 0.0, 0.0
    for work, capacity in zip(demand.volume * seconds, heads * demand.slot_seconds, strict=True):
        mean = max(0.0, mean + work - capacity)
        top, load = max(top, mean + work), load + work
    worst = seconds.max() if seconds.size else 1.0
    return max(top, demand.backlog * worst) + 6.0 * math.sqrt(2.0 * load * worst) + 12.0 * worst


def _arrivals(volumes: Floats, mean_bins: float, z: Spectrum) -> Spectrum:
    """Transforms of compound Poisson work with geometric sizes of that mean, in bins; one row per volume."""
    return np.asarray(np.exp(volumes[:, None] * (1.0 / (1.0 + mean_bins * (1.0 - z)) - 1.0)), np.complex128)


def _convolved(law: Floats, spectra: Spectrum) -> Floats:
    """The law after adding independent work, one row per spectrum; what would pass the last bin stays in it."""
    wide = np.fft.irfft(np.fft.rfft(law, 2 * BINS) * spectra, 2 * BINS, axis=-1)
    result = np.maximum(wide[:, :BINS], 0.0)
    result[:, -1] += np.maximum(0.0, 1.0 - result.sum(axis=-1))
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


def _in_hand(demand: Demand, heads: Floats, seconds: Floats, i: int) -> float:
    """Work in the hands of reps when an interval ends with nobody waiting: what all but one hold, or the load.

    A group does not finish its last contacts at full speed, so the backlog of a group at work does not fall below.
    """
    if i + 1 >= heads.size or heads[i + 1] == 0:
        return 0.0
    load = demand.volume[i] * seconds[i] / demand.slot_seconds
    return float(min(max(0.0, min(heads[i], heads[i + 1]) - 1.0), load) * seconds[i])


def _floored(law: Floats, bins: float) -> tuple[Floats, float]:
    """The law with all below a floor lifted to it, and the mean of the lift in bins."""
    floor = min(BINS - 1, round(bins))
    lift = float((law[:floor] * (floor - np.arange(floor))).sum())
    result = law.copy()
    result[floor] += result[:floor].sum()
    result[:floor] = 0.0
    return result, lift


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


def backlog_performance(demand: Demand, heads: Floats, seconds: Floats, business: bool = True) -> Performance:
    """On-time share, mean wait, and occupancy per interval of arrival for heads that work first come first served.

    `heads` and `seconds` (rep's seconds per contact) have shape (count,). Deadlines past the grid's end are
    judged as if the mean capacity of the grid went on.
    """
    count, slot = demand.grid.count, demand.slot_seconds
    level, wait, busy = np.ones(count), np.zeros(count), np.zeros(count)
    if count == 0:
        return Performance(level, wait, busy, np.zeros(0))
    done = heads * slot + np.maximum(0.0, -np.diff(heads, append=heads[-1])) * seconds
    capacity = _Capacity(np.concatenate(([0.0], np.cumsum(done))), slot, float(heads.mean()) * slot, float(heads.max()))
    step = max(_spread(demand, heads, seconds), 1e-9) / BINS
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(2 * BINS))
    amounts = np.arange(BINS, dtype=float) * step
    law = np.zeros(BINS)
    law[min(BINS - 1, round(demand.backlog * seconds[0] / step))] = 1.0
    for i in range(count):
        full, can = law, float(done[i])
        if demand.volume[i] > 0:
            laws = _convolved(law, _arrivals(demand.volume[i] * np.array((*_MOMENTS, 1.0)), seconds[i] / step, z))
            full = laws[-1]
            level[i], wait[i] = _seen(demand, i, laws[:-1], amounts, capacity, float(seconds[i]), business)
        law, lift = _floored(_served(full, can / step), _in_hand(demand, heads, seconds, i) / step)
        used = float((full * np.minimum(amounts, can)).sum()) - lift * step
        busy[i] = min(1.0, max(0.0, used / can)) if can > 0 else 0.0
    return Performance(level, wait, busy, np.zeros(count))


def _seen(
    demand: Demand, i: int, laws: Floats, amounts: Floats, capacity: _Capacity, handle: float, business: bool
) -> tuple[float, float]:
    """On-time share and mean wait of the arrivals of one interval, from the law of the work ahead at some moments."""
    start = i * demand.slot_seconds
    moments: Floats = start + np.array(_MOMENTS) * demand.slot_seconds
    others = max(0.0, capacity.most - 1.0) * handle
    ready = capacity.moment(capacity.until(start) + np.maximum(0.0, amounts - others))
    step, shares, waits = amounts[1], [], []
    for law, moment, end in zip(laws, moments, deadlines(demand, moments, business), strict=True):
        room = capacity.until(float(end)) - capacity.until(start) - handle
        below = np.concatenate(([0.0], np.cumsum(law)))
        shares.append(float(np.interp(room / step + 0.5, np.arange(BINS + 1), below)))
        likely = law > 1e-9
        waits.append(float((law[likely] * np.maximum(ready[likely] - moment, 0.0)).sum()))
    return min(1.0, float(np.mean(shares))), float(np.mean(waits))
