"""Forecast risk: the volume at a quantile of the forecast, and the chance that a day's target is met."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import ndtr, ndtri

from wfm.domain.arrays import Floats
from wfm.domain.errors import InputError
from wfm.domain.planning import VolumeForecast


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


def volume_cv(forecast: VolumeForecast) -> float:
    """How far the day's volume strays from the mean, as a share: from the band, read as a normal law.

    The bands of intervals hold their own Poisson noise as well; that part is taken out.
    """
    busy = forecast.mean > 0
    if not busy.any():
        return 0.0
    half = float((forecast.high[busy] - forecast.low[busy]).sum()) / 2.0 / float(ndtri(0.5 + forecast.level / 2.0))
    noise = float(np.sqrt(forecast.mean[busy]).sum())
    return float(np.sqrt(max(0.0, half**2 - noise**2))) / float(forecast.mean[busy].sum())


def day_cv(forecast: VolumeForecast) -> float:
    """How far whole days stray, by the larger of two signs: the band, and the error on past weeks beyond chance.

    Of the backtest's interval WAPE the part that Poisson noise does not explain is taken as common to all intervals of
    a day, which is cautious; a mean absolute error of a normal law is sqrt(2 / pi) of its standard deviation.
    """
    tested = np.isfinite(forecast.error) and np.isfinite(forecast.floor)
    beyond = max(0.0, forecast.error**2 - forecast.floor**2) if tested else 0.0
    return max(volume_cv(forecast), float(np.sqrt(beyond * np.pi / 2.0)))


def chance_of_target(level_at: Callable[[float], float], share: float, cv: float) -> float:
    """The chance that a day's service level reaches `share` when its volume is lognormal with mean 1 and that cv.

    `level_at` gives the day's service level at a multiple of the forecast volume, and falls as it grows; the
    multiple at which it meets the target is found by bisection.
    """
    if not (cv >= 0 and np.isfinite(cv)):
        raise InputError(f"cv must be >= 0, got {cv}")
    if cv == 0:
        return float(level_at(1.0) >= share)
    low, high = 0.0, 8.0
    for _ in range(40):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if level_at(middle) >= share else (low, middle)
    spread = float(np.sqrt(np.log1p(cv**2)))
    return float(ndtr((np.log(max(low, 1e-300)) + 0.5 * spread**2) / spread))
