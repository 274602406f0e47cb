"""Offered load over the day: interval by interval, or carried over from one interval to the next for long contacts."""

from __future__ import annotations

import numpy as np

from wfm.domain.arrays import Floats

LONG = 0.5
"""Contacts longer than this share of an interval are still busy in the next one, and the load is carried over."""


def offered_load(volume: Floats, aht_seconds: Floats, slot_seconds: float) -> Floats:
    """Erlangs per interval, shape (count,): volume x AHT / interval, or `modified_load` where the AHT is long.

    `volume` contacts per interval, `aht_seconds` > 0 where there is volume.

    >>> offered_load(np.array([60.0, 90.0]), np.array([300.0, 300.0]), slot_seconds=900.0).tolist()
    [20.0, 30.0]
    """
    total = volume.sum()
    mean_aht = float((volume * aht_seconds).sum() / total) if total > 0 else 0.0
    if mean_aht <= LONG * slot_seconds:
        return volume * aht_seconds / slot_seconds
    return modified_load(volume, aht_seconds, slot_seconds)


def modified_load(volume: Floats, aht_seconds: Floats, slot_seconds: float) -> Floats:
    """Mean of m over each interval, where m' = arrival rate - m / AHT (Jennings, Mandelbaum, Massey and Whitt 1996).

    m is the mean number busy if nobody ever waited; the first interval starts in its steady state.
    """
    result = np.zeros(volume.size)
    m = volume[0] * aht_seconds[0] / slot_seconds if volume.size else 0.0
    for i in range(volume.size):
        if aht_seconds[i] <= 0:
            m = 0.0
            continue
        steady = volume[i] * aht_seconds[i] / slot_seconds
        span = slot_seconds / aht_seconds[i]
        decay = float(np.exp(-span))
        result[i] = steady + (m - steady) * (1.0 - decay) / span
        m = steady + (m - steady) * decay
    return result
