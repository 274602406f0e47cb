"""What arrives in a simulation: the traffic of all queues as arrays, and the moment of a queue's next contact."""

from __future__ import annotations

import math
from typing import NamedTuple

from wfm.domain.arrays import Floats
from wfm.machine import RandomState, bare_kernel, exponential


class TrafficArrays(NamedTuple):
    """All queues of a world as compiled loops take them.

    `slot` is the length of an interval in seconds; `rates` (contacts per second) and `aht` (seconds) have shape
    (queues, intervals); `traits` (queues, 9) holds what `tallies` names; `opened` (queues, intervals + 1) is the
    cumulative open time.
    """

    slot: float
    rates: Floats
    aht: Floats
    traits: Floats
    opened: Floats


@bare_kernel
def arrival(now: float, rates: Floats, factor: float, slot: float, s: RandomState) -> float:
    """The next arrival after `now` under rates (per second) that are constant in each interval; inf for none."""
    left = exponential(s)
    i = int(now / slot)
    count = rates.size
    while i < count:
        rate = rates[i] * factor
        end = (i + 1) * slot
        if rate > 0.0:
            if now + left / rate < end:
                return now + left / rate
            left -= rate * (end - now)
        now = end
        i += 1
    return math.inf
