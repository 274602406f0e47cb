"""The contract of every forecasting method in the registry, and independent statements of some of them."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm

from forecasting.methods.components import COMPONENTS, FALLBACK, Component
from forecasting.methods.levels import (
    autoregression,
    damped_trend,
    local_trend,
    recent_mean,
    smoothing,
    steady_smoothing,
)
from forecasting.methods.regression import PoissonTrend
from forecasting.simulated import Series, simulated_history
from tests.forecasting.views import view_of

every = pytest.mark.parametrize("component", COMPONENTS, ids=lambda c: c.name)
LONG = Series(days=460, slot_minutes=60, daily=3000, annual=0.2)


@pytest.fixture(scope="module")
def year():
    """A view over more than a year of history."""
    return view_of(LONG)


def test_names_are_unique():
    """Weights are kept by name."""
    names = [c.name for c in COMPONENTS]
    assert len(set(names)) == len(names)


@every
def test_shape_and_range(component: Component, year):
    """Contacts per day and slot, finite and not negative, zero on the closed weekday."""
    values = component.forecast(year)
    assert values is not None
    assert values.shape == (28, 24)
    assert np.isfinite(values).all()
    assert (values >= 0).all()
    assert values[year.horizon.weekdays == 6].sum() == 0
    assert values[year.horizon.weekdays == 0].sum() > 0


@every
def test_same_view_gives_the_same_forecast(component: Component, year):
    """No method draws by chance."""
    assert np.array_equal(component.forecast(year), component.forecast(year))


@every
def test_close_to_the_true_rates(component: Component):
    """On a calm queue every method comes near the truth."""
    series = Series(days=508, slot_minutes=60, daily=20_000, noise=0.01)
    _, rates = simulated_history(series, 3)
    cut = view_of(Series(days=480, slot_minutes=60, daily=20_000, noise=0.01), 3)
    values = component.forecast(cut)
    truth = rates[-28 * 24 :]
    assert values is not None
    assert np.abs(values.ravel()[: truth.size] - truth).sum() / truth.sum() < 0.06


@every
def test_ten_days_are_answered_or_declined(component: Component):
    """A short history gives a sound table or None, never an error."""
    values = component.forecast(view_of(Series(days=10, slot_minutes=60)))
    if values is not None:
        assert values.shape == (28, 24)
        assert np.isfinite(values).all()


def test_fallback_works_on_one_day():
    """The method everything falls back to needs no history."""
    assert FALLBACK.forecast(view_of(Series(days=1, slot_minutes=60))) is not None


def test_poisson_trend_equals_the_glm_on_all_cells():
    """Fitting totals gives what the full Poisson GLM on weekday x slot cells gives, weights included."""
    view = view_of(
        Series(days=70, slot_minutes=60, daily=500, open_to=720, weekdays=(1.2, 1, 0, 1, 0, 0.5, 0.4)), days=7
    )
    rows = np.flatnonzero(~np.isnan(view.totals))
    slots = np.flatnonzero(np.nansum(view.cells, axis=0) > 0)
    cells = view.cells[rows][:, slots]
    ages = view.axis.count - 1.0 - rows
    kinds = view.axis.weekdays[rows]
    names = np.add.outer(kinds * 100, np.arange(len(slots))).ravel()
    levels = np.unique(names)
    design = np.column_stack([names[:, None] == levels, np.repeat(-ages / 364.0, len(slots))]).astype(float)
    weights = np.repeat(0.5 ** (ages / 28), len(slots))
    fit = sm.GLM(cells.ravel(), design, family=sm.families.Poisson(), var_weights=weights).fit()
    tomorrow = view.horizon.weekdays[0]
    mine = levels // 100 == tomorrow
    expected = np.exp(fit.params[:-1][mine]).sum() * np.exp(fit.params[-1] * 1 / 364.0)
    values = PoissonTrend("recent", 28, 364).forecast(view)
    assert values is not None
    assert values[0].sum() == pytest.approx(expected, rel=1e-6)


def test_paths_of_a_constant_and_of_a_line():
    """A constant is continued; a line is followed by the trend methods, damped."""
    constant = np.full(60, 2.0)
    for path in (recent_mean, steady_smoothing, local_trend):
        assert path(constant, 5) == pytest.approx(np.full(5, 2.0))
    line = np.arange(60) * 0.1
    ahead = local_trend(line, 3, damping=1.0)
    assert ahead == pytest.approx([6.0, 6.1, 6.2])
    assert (np.diff(damped_trend(line, 4)) > 0).all()


def test_smoothing_weights_halve_as_told():
    """Steady smoothing is the normalised exponential mean, written out."""
    series = np.array([1.0, 4.0, 2.0, 8.0])
    weights = [0.9**3, 0.9**2, 0.9, 1.0]
    expected = sum(w * x for w, x in zip(weights, series, strict=True)) / sum(weights)
    assert steady_smoothing(series, 1)[0] == pytest.approx(expected)
    assert smoothing(np.arange(30) % 3 + 0.5, 2).shape == (2,)


def test_autoregression_stays_in_the_range_it_has_seen():
    """An explosive fit does not run away over a year."""
    series = 1.05 ** np.arange(80) + np.random.default_rng(0).normal(0, 0.1, 80)
    assert autoregression(series, 400).max() <= series.max()
