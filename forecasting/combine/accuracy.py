"""How good a forecast was: WAPE, pinball loss, coverage, and the floor that counting noise alone leaves."""

from __future__ import annotations

import math

import numpy as np
from scipy.stats import poisson

from wfm.domain.arrays import Floats


def _known(actual: Floats, *others: Floats) -> tuple[Floats, ...]:
    """The entries where an actual value was recorded."""
    keep = ~np.isnan(actual)
    return tuple(np.asarray(values, float)[keep] for values in (actual, *others))


def wape(actual: Floats, mean: Floats) -> float:
    """Weighted absolute percentage error, sum |actual - mean| / sum actual; NaN without volume.

    >>> wape(np.array([10.0, 30.0]), np.array([12.0, 28.0]))
    0.1
    """
    observed, expected = _known(actual, mean)
    volume = float(observed.sum())
    return float(np.abs(observed - expected).sum()) / volume if volume > 0 else math.nan


def pinball(actual: Floats, quantile: Floats, level: float) -> float:
    """Pinball loss of a quantile forecast over volume (Koenker and Bassett 1978), a share; NaN without volume.

    >>> pinball(np.array([10.0, 30.0]), np.array([12.0, 28.0]), level=0.5)
    0.05
    """
    observed, expected = _known(actual, quantile)
    volume = float(observed.sum())
    gap = observed - expected
    loss = np.maximum(level * gap, (level - 1) * gap).sum()
    return float(loss) / volume if volume > 0 else math.nan


def coverage(actual: Floats, low: Floats, high: Floats) -> float:
    """Share of recorded values inside low..high, ends included; NaN without any.

    >>> coverage(np.array([10.0, 30.0]), low=np.array([8.0, 31.0]), high=np.array([12.0, 40.0]))
    0.5
    """
    observed, lower, upper = _known(actual, low, high)
    return float(((observed >= lower) & (observed <= upper)).mean()) if observed.size else math.nan


def weighted_wape(actual: Floats, expected: Floats, weights: Floats) -> float:
    """WAPE of a mean such as AHT, each interval weighted by its contacts; NaN without volume."""
    keep = ~np.isnan(actual) & ~np.isnan(weights) & (weights > 0)
    volume = float((weights[keep] * actual[keep]).sum())
    error = float((weights[keep] * np.abs(actual[keep] - expected[keep])).sum())
    return error / volume if volume > 0 else math.nan


def poisson_floor(mean: Floats) -> float:
    """WAPE that remains when the true rates are known and only Poisson noise is left; NaN without volume.

    The mean absolute deviation of a Poisson count is 2 exp(-m) m^(k+1) / k! with k = floor(m) (Crow 1958).

    >>> round(poisson_floor(np.array([4.0, 100.0])), 3)
    0.092
    """
    rates = np.asarray(mean, float)
    rates = rates[rates > 0]
    if not rates.size:
        return math.nan
    whole = np.floor(rates)
    deviation = 2 * (whole + 1) * poisson.pmf(whole + 1, rates)
    return float(deviation.sum() / rates.sum())
