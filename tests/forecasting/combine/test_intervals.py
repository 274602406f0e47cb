"""Bands that cover what they say, on ordinary counts and on thin ones."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy.stats import poisson

from forecasting.combine.accuracy import poisson_floor, wape
from forecasting.combine.intervals import NO_BANDS, UNTESTED, conformal_quantile, day_bands, error_bands
from tests.forecasting.views import coverage


def sample(seed: int, cells: int = 4000, spread: float = 0.1, scale: float = 1.0):
    """Means over three decades and outcomes with more than counting noise."""
    rng = np.random.default_rng(seed)
    mean = np.exp(rng.uniform(np.log(0.2), np.log(300), cells)) * scale
    return mean, rng.poisson(mean * rng.gamma(1 / spread**2, spread**2, cells)).astype(float)


@pytest.mark.parametrize("level", [0.5, 0.8, 0.95])
@pytest.mark.parametrize("whole", [True, False])
def test_finished_bands_cover_new_outcomes(level, whole):
    """Calibrated on one sample, a band covers another within five points, rounded or not."""
    bands = error_bands(*sample(1))
    mean, actual = sample(2)
    low, high = bands.band(mean, level, whole)
    assert coverage(actual, low, high) == pytest.approx(level, abs=0.05)
    assert (low >= 0).all()
    assert (low <= high).all()
    if whole:
        assert np.array_equal(low, np.round(low))
        assert np.array_equal(high, np.round(high))


def test_quantiles_rise_with_their_level():
    """Higher levels give higher quantiles, and the upper one is passed by its share."""
    bands = error_bands(*sample(1))
    mean, actual = sample(2)
    curves = [bands.quantile(mean, q) for q in (0.1, 0.5, 0.9, 0.98)]
    assert all((a <= b).all() for a, b in pairwise(curves))
    assert (actual <= curves[2]).mean() == pytest.approx(0.9, abs=0.03)


def test_classes_of_days_are_calibrated_apart():
    """Days that err three times as much get wider bands, and both cover."""
    mean, calm = sample(1, spread=0.05, scale=5)
    _, wild = sample(1, spread=0.4, scale=5)
    kind = np.repeat([0, 2], mean.size)
    bands = day_bands(np.tile(mean, 2), np.concatenate([calm, wild]), kind)
    for number, actual in ((0, calm), (2, wild)):
        low, high = bands.band(mean, np.full(mean.size, number), 0.8, True)
        assert coverage(actual, low, high) == pytest.approx(0.8, abs=0.03)


def test_without_a_test_counting_noise_remains():
    """A queue that could not be tested has Poisson bands, and closed slots none."""
    mean = np.array([0.0, 4.0, 100.0])
    low, high = UNTESTED.band(mean, np.zeros(3, int), 0.8, True)
    assert (low[0], high[0]) == (0.0, 0.0)
    assert high[1:].tolist() == poisson.ppf(0.9, mean[1:]).tolist()
    assert error_bands(np.ones(10), np.ones(10)) is NO_BANDS


def test_conformal_rank_by_hand():
    """Of nine errors the 0.9 quantile is the ninth, the 0.1 quantile the first, the median the fifth."""
    errors = np.arange(1.0, 10.0)
    assert [conformal_quantile(errors, q) for q in (0.1, 0.5, 0.9, 0.99)] == [1, 5, 9, 9]


def test_poisson_floor_is_what_true_rates_still_miss():
    """The floor equals the mean error of true rates in a large sample."""
    rng = np.random.default_rng(0)
    rates = rng.uniform(0.5, 30, 200_000)
    assert poisson_floor(rates) == pytest.approx(wape(rng.poisson(rates).astype(float), rates), rel=0.01)
    assert np.isnan(poisson_floor(np.zeros(3)))


def test_wape_by_hand():
    """A value worked out on paper, missing ones left out."""
    actual = np.array([10.0, np.nan, 20.0])
    assert wape(actual, np.array([12.0, 5.0, 15.0])) == pytest.approx(7 / 30)
