"""The backlog of a deferrable queue as a probability law, interval by interval, and the on-time share that follows.

First come, first served: the work waiting W follows Lindley's recursion W <- max(0, W + X - c), where X is the
compound Poisson work that arrives in an interval (exponential handle times) and c what its heads can do. A contact
is on time when the capacity from its arrival to its deadline covers the work ahead of it and its own. (It starts
while the other reps still hold a contact each, and by the exponential law each of those is as long as its own.)
Where heads fall, each rep who leaves finishes the contact in hand, which by the exponential law takes one more AHT.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from wfm.domain.arrays import Floats
from wfm.staffing.channels import backlog_steps as steps
from wfm.staffing.channels.queue_load import Performance, QueueLoad

BINS = 1024
"""Steps of work in which the backlog's law is kept."""

_MOMENTS = (1 / 6, 1 / 2, 5 / 6)

Spectrum = npt.NDArray[np.complex128]


def _spread(queue_load: QueueLoad, heads: Floats, seconds: Floats) -> float:
    """A reach for the backlog: its largest mean and six standard deviations of what arrives before it clears."""
    mean, top, load = queue_load.backlog * (seconds[0] if seconds.size else 0.0), 0.0, 0.0
    for work, capacity in zip(queue_load.volume * seconds, heads * queue_load.slot_seconds, strict=True):
        mean = max(0.0, mean + work - capacity)
        top, load = max(top, mean + work), load + work
    worst = seconds.max() if seconds.size else 1.0
    return max(top, queue_load.backlog * worst) + 6.0 * math.sqrt(2.0 * load * worst) + 12.0 * worst


def _arrivals(volumes: Floats, mean_bins: float, z: Spectrum) -> Spectrum:
    """Transforms of compound Poisson work with geometric sizes of that mean, in bins; one row per volume."""
    return np.asarray(np.exp(volumes[:, None] * (1.0 / (1.0 + mean_bins * (1.0 - z)) - 1.0)), np.complex128)


def _convolved(law: Floats, spectra: Spectrum) -> Floats:
    """The law after adding independent work, one row per spectrum; what would pass the last bin stays in it."""
    wide = np.fft.irfft(np.fft.rfft(law, 2 * BINS) * spectra, 2 * BINS, axis=-1)
    result = np.maximum(wide[:, :BINS], 0.0)
    result[:, -1] += np.maximum(0.0, 1.0 - result.sum(axis=-1))
    return result


def _arrived(law: Floats, volumes: Floats, mean_bins: float) -> Floats:
    """The law after compound Poisson work, one row per mean number of contacts."""
    if volumes.max() <= steps.FEW:
        return np.asarray(steps.few_arrivals(law, volumes, mean_bins))
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(2 * BINS))
    return _convolved(law, _arrivals(volumes, mean_bins, z))


def _in_hand(queue_load: QueueLoad, heads: Floats, seconds: Floats, i: int) -> float:
    """Work in the hands of reps when an interval ends with nobody waiting: what all but one hold, or the load.

    A group does not finish its last contacts at full speed, so the backlog of a group at work does not fall below.
    """
    if i + 1 >= heads.size or heads[i + 1] == 0:
        return 0.0
    load = queue_load.volume[i] * seconds[i] / queue_load.slot_seconds
    return float(min(max(0.0, min(heads[i], heads[i + 1]) - 1.0), load) * seconds[i])


def deadlines(queue_load: QueueLoad, arrivals: Floats, business: bool) -> Floats:
    """The moment (seconds from the grid's start) by which contacts arriving at `arrivals` must be done."""
    slot = queue_load.slot_seconds
    open_seconds = np.concatenate(([0.0], np.cumsum(np.where(queue_load.open, slot, 0.0))))
    axis = np.arange(queue_load.grid.count + 1) * slot
    if not business or queue_load.open.all():
        return np.asarray(arrivals + queue_load.queue.target.seconds)
    due = np.interp(arrivals, axis, open_seconds) + queue_load.queue.target.seconds
    last_open = open_seconds[-1]
    rising = open_seconds + np.arange(axis.size) * 1e-9
    return np.where(due <= last_open, np.interp(due, rising, axis), axis[-1] + np.maximum(0.0, due - last_open))


def backlog_performance(queue_load: QueueLoad, heads: Floats, seconds: Floats, business: bool = True) -> Performance:
    """On-time share, mean wait, and occupancy per interval of arrival for heads that work first come first served.

    `heads` and `seconds` (rep's seconds per contact) have shape (count,). Deadlines past the grid's end are
    judged as if the mean capacity of the grid went on.
    """
    count, slot = queue_load.grid.count, queue_load.slot_seconds
    level, wait, busy = np.ones(count), np.zeros(count), np.zeros(count)
    if count == 0:
        return Performance(level, wait, busy, np.zeros(0))
    done = heads * slot + np.maximum(0.0, -np.diff(heads, append=heads[-1])) * seconds
    capacity = steps.Capacity(np.concatenate(([0.0], np.cumsum(done))), slot, float(heads.mean()) * slot)
    step = max(_spread(queue_load, heads, seconds), 1e-9) / BINS
    moments = (np.arange(count)[:, None] + np.array(_MOMENTS)) * slot
    ends = deadlines(queue_load, moments.ravel(), business).reshape(moments.shape)
    others = max(0.0, float(heads.max()) - 1.0)
    law = np.zeros(BINS)
    law[min(BINS - 1, round(queue_load.backlog * seconds[0] / step))] = 1.0
    for i in range(count):
        full, can = law, float(done[i])
        if queue_load.volume[i] > 0:
            laws = _arrived(law, queue_load.volume[i] * np.array((*_MOMENTS, 1.0)), seconds[i] / step)
            full = laws[-1]
            level[i], wait[i] = steps.seen(
                laws[:-1], moments[i], ends[i], step, seconds[i], others * seconds[i], i * slot, capacity
            )
        law, lift = steps.served(full, can / step, _in_hand(queue_load, heads, seconds, i) / step)
        busy[i] = min(1.0, max(0.0, (steps.used(full, step, can) - lift * step) / can)) if can > 0 else 0.0
    return Performance(level, wait, busy, np.zeros(count))
