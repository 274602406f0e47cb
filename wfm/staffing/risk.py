"""Forecast risk: the volume at a quantile of the forecast, and the chance that a day's target is met."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from wfm.domain.contacts import VolumeForecast
from wfm.domain.errors import InputError
from wfm.staffing.erlang import Floats


def volume_at(forecast: VolumeForecast, quantile: float | None) -> Floats:
    """Contacts per interval at a quantile in (0, 1), shape (count,); the mean for None.

    A quantile that the forecast carries is taken as it is; others by a normal law on each side of the mean that
    has the forecast's band as its own.
    """
    if quantile is None:
        return forecast.mean
    if not 0 < quantile < 1:
        raise InputError(f"quantile must be in (0, 1), got {quantile}")
    for known, values in forecast.quantiles.items():
        if abs(known - quantile) < 1e-9:
            return np.asarray(values, float)
    scale = float(ndtri(quantile) / ndtri(0.5 + forecast.level / 2.0))
    edge = forecast.high if scale >= 0 else forecast.low
    return np.maximum(0.0, forecast.mean + abs(scale) * (edge - forecast.mean))
