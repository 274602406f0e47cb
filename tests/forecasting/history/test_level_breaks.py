"""Breaks in level: found within a week, never invented."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from forecasting.combine.accuracy import wape
from forecasting.history.level_breaks import FEWEST_AFTER, find_breaks
from forecasting.queue_forecast import forecast
from forecasting.simulated import Series, simulated_history
from wfm.domain.time import local_midnight


def levels(step: float, after: int, seed: int = 0, noise: float = 0.04) -> np.ndarray:
    """A hundred noisy days and `after` more at another level."""
    rng = np.random.default_rng(seed)
    return 5 + rng.normal(0, noise, 100 + after) + step * (np.arange(100 + after) >= 100)


@pytest.mark.parametrize("step", [0.4, -0.4])
@pytest.mark.parametrize(("after", "found"), [(1, False), (FEWEST_AFTER, True), (40, True)])
def test_a_clear_step_is_found_from_the_fourth_day(step, after, found):
    """One odd day is none, four are enough, at the right day and of the right size."""
    breaks = find_breaks(levels(step, after))
    assert bool(breaks) is found
    if found:
        assert abs(breaks[0].position - 100) <= 1
        assert breaks[0].step == pytest.approx(step, abs=0.08)


def test_noise_trend_and_season_are_no_breaks():
    """What climbs slowly, or only shakes, is left to the smoothing methods."""
    days = np.arange(300)
    for seed in range(20):
        noise = np.random.default_rng(seed).normal(0, 0.05, 300)
        assert find_breaks(5 + noise) == ()
        assert find_breaks(5 + noise + 0.002 * days) == ()
        assert find_breaks(5 + noise + 0.3 * np.sin(2 * np.pi * days / 260)) == ()


def test_two_breaks_are_told_apart():
    """Each is found at its own day, the latest first."""
    series = levels(0.5, 60)
    series[40:] -= 0.4
    found = find_breaks(series)
    assert [abs(b.position - p) <= 1 for b, p in zip(found, (100, 40), strict=True)] == [True, True]


def test_forecast_recovers_within_a_week():
    """Seven days after a step of a third the forecast is nearly as good as without one, and says what it saw."""
    series = Series(days=340, breaks=((300, 0.35),))
    past, truth = simulated_history(series, 5)
    start = local_midnight(series.start + timedelta(days=308), series.zone)
    result = forecast(past, start, 28)
    low = past.grid.index(start)
    assert wape(truth[low : low + result.grid.count], result.mean) < 0.10
    assert any("level changed by" in note for note in result.notes)
