"""Compiled steps of a backlog's law: work that arrives, work that is done, and what a contact finds ahead of it.

A law is an array of probabilities over amounts of work in equal bins.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from wfm.domain.arrays import Floats
from wfm.machine import kernel

FEW = 64.0
"""Contacts in an interval up to which their work is added contact by contact; beyond, transforms are faster."""


NOTHING = 1e-14
"""A probability that is left out: thousands of them change no figure."""


@kernel(fastmath={"contract"})
def _add(result: Floats, values: Floats, weight: float) -> None:
    for n in range(result.size):
        result[n] += weight * values[n]


@kernel(fastmath={"contract"})
def _one_more(power: Floats, high: int, share: float) -> int:
    """Add the work of one contact, in place; the new end of what is not nothing."""
    before, rest = 0.0, 1.0 - share
    for n in range(power.size):
        if n >= high and before <= NOTHING:
            return n
        before = share * before + rest * power[n]
        power[n] = before
    return power.size


@kernel
def few_arrivals(law: Floats, volumes: Floats, mean_bins: float) -> Floats:
    """The law after compound Poisson work with geometric sizes of that mean in bins, one row per mean number of contacts.

    The work of one contact is a recursive filter, since sizes are geometric, and a Poisson number of contacts weighs its
    powers. What would pass the last bin stays in it.
    """
    bins, rows = law.size, volumes.size
    result = np.zeros((rows, bins))
    weights, left = np.exp(-volumes), np.ones(rows)
    power, share, number = law.copy(), mean_bins / (1.0 + mean_bins), 0
    low, high = 0, bins
    while low < bins - 1 and power[low] <= NOTHING:
        low += 1
    while high > low + 1 and power[high - 1] <= NOTHING:
        high -= 1
    while True:
        for r in range(rows):
            left[r] -= weights[r]
            _add(result[r, low:high], power[low:high], weights[r])
        if left.max() < 1e-11 or number > 8.0 * FEW:
            break
        number += 1
        high = low + _one_more(power[low:], high - low, share)
        weights *= volumes / number
    for r in range(rows):
        result[r, bins - 1] += max(0.0, 1.0 - result[r].sum())
    return result


@kernel
def served(law: Floats, bins: float, floor: float) -> tuple[Floats, float]:
    """The law after an amount of work is done, split between the two nearest bins, with all below a floor lifted to it.

    Also the mean of the lift, in bins.
    """
    size = law.size
    whole = int(bins)
    part = bins - whole
    result = np.zeros(size)
    for n in range(size):
        result[max(0, n - whole)] += (1.0 - part) * law[n]
        result[max(0, n - whole - 1)] += part * law[n]
    least, lift = min(size - 1, round(floor)), 0.0
    for n in range(least):
        lift += result[n] * (least - n)
        result[least] += result[n]
        result[n] = 0.0
    return result, lift


@kernel
def used(law: Floats, step: float, can: float) -> float:
    """The mean amount of work done by a capacity."""
    total = 0.0
    for n in range(law.size):
        total += law[n] * min(n * step, can)
    return total


@kernel
def between(x: float, total: Floats) -> float:
    """Linear interpolation in an array over 0, 1, 2, ..., constant beyond its ends."""
    last = total.size - 1
    if x <= 0.0:
        return float(total[0])
    if x >= last:
        return float(total[last])
    i = int(x)
    return float(total[i] + (x - i) * (total[i + 1] - total[i]))


class Capacity(NamedTuple):
    """What a group gets done: `total` rep's seconds by the end of each interval, and `beyond` in each one after them.

    `slot` is the length of an interval in seconds.
    """

    total: Floats
    slot: float
    beyond: float


@kernel
def _done_by(moment: float, capacity: Capacity) -> float:
    """Rep's seconds done by a moment."""
    total, slot, beyond = capacity
    return between(moment / slot, total) + max(0.0, moment / slot - (total.size - 1)) * beyond


@kernel
def _reached(begun: float, ahead: float, step: float, bins: int, capacity: Capacity) -> Floats:
    """The moment at which each amount of work ahead, in bins, is done; `begun` was done before."""
    total, slot, beyond = capacity
    ready, last = np.empty(bins), total.size - 1
    i = 0
    for n in range(bins):
        done = begun + max(0.0, n * step - ahead)
        while i < last and total[i + 1] + (i + 1) * 1e-9 < done:
            i += 1
        if i == last:
            late = max(0.0, done - total[last] - last * 1e-9)
            ready[n] = (last + (late / beyond if beyond > 0.0 else (np.inf if late > 0.0 else 0.0))) * slot
        else:
            low = total[i] + i * 1e-9
            ready[n] = (i + max(0.0, done - low) / (total[i + 1] + (i + 1) * 1e-9 - low)) * slot
    return ready


@kernel
def seen(
    laws: Floats,
    moments: Floats,
    ends: Floats,
    step: float,
    handle: float,
    ahead: float,
    start: float,
    capacity: Capacity,
) -> tuple[float, float]:
    """On-time share and mean wait of contacts that arrive at some moments of an interval.

    `laws` (moments, bins) is the work ahead, `ends` when they are due, `ahead` the work the other reps hold while this
    one starts, `start` when the interval begins.
    """
    bins, begun = laws.shape[1], _done_by(start, capacity)
    ready = _reached(begun, ahead, step, bins, capacity)
    share, wait = 0.0, 0.0
    for m in range(moments.size):
        # On time: the work ahead, and the contact's own, fit into what gets done until it is due.
        room = (_done_by(ends[m], capacity) - begun - handle) / step + 0.5
        full, part = int(min(max(room, 0.0), bins)), 0.0
        if 0.0 <= room < bins:
            part = room - full
        below = 0.0
        for n in range(full):
            below += laws[m, n]
        if full < bins:
            below += part * laws[m, full]
        share += below
        # The wait: until the work ahead is done.
        for n in range(bins):
            if laws[m, n] > 1e-9:
                wait += laws[m, n] * max(ready[n] - moments[m], 0.0)
    return min(1.0, share / moments.size), wait / moments.size
