"""A binary heap of (time, payload) in two arrays, for compiled event loops."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from wfm.machine import written_in

Times = npt.NDArray[np.float64]
Payloads = npt.NDArray[np.int64]


@written_in
def push(times: Times, payloads: Payloads, size: int, time: float, payload: int) -> int:
    """Add an event; the new size."""
    i = size
    while i > 0:
        parent = (i - 1) >> 1
        if times[parent] <= time:
            break
        times[i] = times[parent]
        payloads[i] = payloads[parent]
        i = parent
    times[i] = time
    payloads[i] = payload
    return size + 1


@written_in
def pop(times: Times, payloads: Payloads, size: int) -> int:
    """Remove the first event; the new size."""
    size -= 1
    time = times[size]
    payload = payloads[size]
    i = 0
    while True:
        child = 2 * i + 1
        if child >= size:
            break
        if child + 1 < size and times[child + 1] < times[child]:
            child += 1
        if time <= times[child]:
            break
        times[i] = times[child]
        payloads[i] = payloads[child]
        i = child
    times[i] = time
    payloads[i] = payload
    return size
