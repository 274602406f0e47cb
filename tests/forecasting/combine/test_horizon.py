"""Bands far ahead: they widen as the level's past says, stay as tested where they were tested, and cover."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from forecasting.combine.horizon import UNSEEN_SEASON, USUAL_DRIFT, level_variance, widened
from forecasting.history.calendar import NO_CALENDAR
from forecasting.history.cleaning import clean
from forecasting.queue_forecast import forecast
from forecasting.simulated import Series, simulated_history
from tests.forecasting.views import coverage
from wfm.domain.planning.contacts import ComponentWeight
from wfm.domain.time import local_midnight

STEADY = Series(days=700 + 364, slot_minutes=60, noise=0.02)
WEIGHTS = (ComponentWeight("recent level", 1.0, 0.1),)


def variance(series: Series, days: int, past: int, seed: int = 5):
    """Further variance after `past` days of a series."""
    known, _ = simulated_history(replace(series, days=past), seed)
    return level_variance(clean(known), NO_CALENDAR, WEIGHTS, days, 84)


def test_a_wandering_level_gains_variance_and_a_steady_one_little():
    """The past errors of long leads tell one from the other; the gain goes on with time."""
    steady, wandering = (variance(replace(STEADY, drift=drift), 364, 700) for drift in (0.0, 0.04))
    assert steady[:42].max() == 0
    assert (np.diff(wandering[42:]) > 0).all()
    assert wandering[-1] > 3 * steady[-1]
    assert 0 < steady[-1] < USUAL_DRIFT * 52


def test_a_season_never_seen_is_reckoned_with():
    """Under 1.15 years of history half a year ahead is least known; the usual drift stands in for tests."""
    short = variance(STEADY, 364, 120)
    lead = 364 / 2 + 42
    season = UNSEEN_SEASON**2 * 2
    assert short[int(lead)] == pytest.approx(USUAL_DRIFT * 26 + season, rel=0.02)
    assert short[-1] < short[int(lead)] + USUAL_DRIFT * 26


def test_spreads_add_in_quadrature():
    """Against a normal level times a normal error, drawn; no variance changes nothing, ends stay on their side."""
    rng = np.random.default_rng(1)
    mean, own, extra = 1000.0, 50.0, 0.01
    drawn = rng.normal(mean, own, 400_000) + mean * rng.normal(0, np.sqrt(extra), 400_000)
    for level in (0.1, 0.3, 0.7, 0.9):
        edge = np.quantile(rng.normal(mean, own, 400_000), level)
        found = widened(np.array([mean]), np.array([edge]), np.array([extra]), level, whole=False)
        assert found[0] == pytest.approx(np.quantile(drawn, level), rel=0.003)
    same = widened(np.full(2, 10.0), np.array([7.0, 7.0]), np.array([0.0, 0.5]), 0.1, whole=True)
    assert same[0] == 7.0
    assert same[1] == max(np.floor(10 - np.hypot(3, 10 * 1.2816 * np.sqrt(0.5))), 0)


def test_the_tested_horizon_is_left_alone():
    """Four weeks ahead nothing is added: the first four weeks of a longer forecast are no narrower."""
    past, _ = simulated_history(replace(STEADY, days=300), 3)
    start = local_midnight(STEADY.start + timedelta(days=300), STEADY.zone)
    near, far = forecast(past, start, 28), forecast(past, start, 182)
    assert (far.high - far.low)[-24 * 7 :].sum() > 1.5 * (far.high - far.low)[: 24 * 7].sum()
    assert (near.high - near.low).sum() <= (far.high - far.low)[: near.grid.count].sum() + 1


@pytest.mark.parametrize("drift", [0.0, 0.015])
def test_bands_of_a_year_cover(drift):
    """Over four wandering series the 80 % band holds about what it should from the second half of a year on."""
    inside = []
    for seed in range(4):
        series = replace(STEADY, drift=drift, noise=0.05)
        whole, _ = simulated_history(series, 40 + seed)
        start = local_midnight(series.start + timedelta(days=700), series.zone)
        result = forecast(whole, start, 364)
        low = whole.grid.index(start) + 182 * 24
        busy = result.mean[182 * 24 :] > 0
        actual = whole.offered[low : low + len(busy)][busy[: len(whole.offered) - low]]
        edges = (result.low[182 * 24 :][busy], result.high[182 * 24 :][busy])
        inside.append(coverage(actual, *(edge[: len(actual)] for edge in edges)))
    assert 0.7 < np.mean(inside) < 0.95
