"""How good a forecast was: WAPE, and the floor that counting noise alone leaves."""

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
