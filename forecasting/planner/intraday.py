"""Re-forecast within the day: what this morning says about the afternoon, and a little about tomorrow."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from scipy.special import ndtri

from wfm.domain.arrays import Floats
from wfm.domain.errors import InputError
from wfm.domain.planning import VolumeForecast

CARRY = 0.35
"""Share of today's log deviation that is expected tomorrow, and of tomorrow's the day after."""

DAY_SHARE = 0.5
"""Share of an interval's variance beyond counting noise that its whole day has in common."""

LEAST_SPREAD = 0.02
"""A day's level is never taken as known better than to 2 %."""


@dataclass(frozen=True, slots=True)
class DayLevel:
    """What a morning says: the factor on every interval of the forecast, shape (count,), and a sentence on it.

    The factor is 1 on what has ended, the level of today on the rest of it, and fades over the days after.
    """

    factor: Floats
    note: str


def day_level(forecast: VolumeForecast, actual: Floats, now: datetime) -> DayLevel:
    """How the day of `now` runs against its forecast.

    The day's level is Gamma distributed around 1, so after O contacts where E were expected its mean is
    (O + 1/v) / (E + 1/v), v its variance (conjugate to Poisson counts; Gelman et al. 2013, section 2.6): a quiet
    first half hour moves little, a whole morning nearly all.

    Parameters
    ----------
    actual : contacts per interval of the forecast's grid, shape (count,); NaN where not known. Only intervals of the
        day of `now` that have ended are read.
    now : an instant within the forecast.

    Raises
    ------
    InputError
        For a `now` without zone or outside the forecast, or an array of another shape.
    """
    grid = forecast.grid
    if actual.shape != (grid.count,):
        raise InputError(f"actual must have one value per interval ({grid.count}), got shape {actual.shape}")
    if now.tzinfo is None or not grid.start <= now < grid.end:
        raise InputError(f"now must be an instant with a zone from {grid.start} to {grid.end}, got {now}")
    current = grid.index(now)
    days = grid.local_days()
    ahead = (days - days[current]).astype(int)
    ended = (ahead == 0) & (np.arange(grid.count) < current) & ~np.isnan(actual)
    seen, expected = float(actual[ended].sum()), float(forecast.mean[ended].sum())
    if expected <= 0:
        return DayLevel(np.ones(grid.count), "nothing was expected so far today; the forecast stands")
    # A surprise beyond counting noise shows that days differ more than the band knew: half of it is believed.
    surprise = (seen / expected - 1) ** 2 - 2 / expected
    spread = max(_day_variance(forecast, ahead == 0), surprise / 2)
    level = (seen + 1 / spread) / (expected + 1 / spread)
    factor = np.where(ahead >= 0, level ** (CARRY ** np.maximum(ahead, 0.0)), 1.0)
    factor[:current] = 1.0
    return DayLevel(
        factor,
        f"intraday: {seen:.0f} contacts came where {expected:.0f} were expected; the rest of today is scaled to {level:.0%}",
    )


def at_level(forecast: VolumeForecast, level: DayLevel) -> VolumeForecast:
    """The forecast at a day's level; intervals of factor 1 stay as they are."""
    factor = level.factor
    same = factor == 1.0
    return replace(
        forecast,
        mean=forecast.mean * factor,
        low=np.where(same, forecast.low, np.floor(forecast.low * factor)),
        high=np.where(same, forecast.high, np.ceil(forecast.high * factor)),
        quantiles={q: np.where(same, v, np.ceil(v * factor)) for q, v in forecast.quantiles.items()},
        notes=(*forecast.notes, level.note),
    )


def _day_variance(forecast: VolumeForecast, today: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> float:
    """Relative variance of the day's level, read off the band: its width less counting noise."""
    mean = forecast.mean[today]
    deviation = (forecast.high - forecast.low)[today] / (2 * float(ndtri((1 + forecast.level) / 2)))
    beyond = float((deviation**2 - mean).sum() / (mean**2).sum())
    return float(max(DAY_SHARE * beyond, LEAST_SPREAD**2))
