"""A forecast by day: interval ends cannot be added up, because intervals of a day err together only in part."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from wfm.domain.arrays import Floats
from wfm.domain.planning import VolumeForecast
from wfm.domain.time import Instants

COMMON = 0.75
"""Share of an interval's variance beyond counting noise that its day has in common: with it, the bands of days cover
what they should on simulated and real series alike (half of it covers too little, all of it too much)."""


@dataclass(frozen=True, slots=True)
class DailyForecast:
    """Contacts per local day with a band; `days` are dates, all of shape (days,)."""

    days: Instants
    mean: Floats
    low: Floats
    high: Floats


def by_day(forecast: VolumeForecast) -> DailyForecast:
    """The forecast's days.

    The variance of an interval, read off its band, is counting noise plus what the level is not known by. Counting
    noise adds up; of the rest COMMON is shared by the whole day, and the square root of it adds up.
    """
    days, place = np.unique(forecast.grid.local_days(), return_inverse=True)

    def summed(values: Floats) -> Floats:
        return np.bincount(place, values, len(days)).astype(float)

    span = 2 * float(ndtri((1 + forecast.level) / 2))
    beyond = np.maximum(((forecast.high - forecast.low) / span) ** 2 - forecast.mean, 0.0)
    apart = summed(forecast.mean + (1 - COMMON) * beyond)
    together = summed(np.sqrt(COMMON * beyond)) ** 2
    mean, reach = summed(forecast.mean), span / 2 * np.sqrt(apart + together)
    return DailyForecast(days, mean, np.maximum(np.floor(mean - reach), 0.0), np.ceil(mean + reach))
