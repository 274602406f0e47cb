"""Methods that forecast the level of the busy days, with weekday index, profile and date effects put back after."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from statsmodels.tsa.ar_model import AutoReg
from statsmodels.tsa.exponential_smoothing.ets import ETSModel
from statsmodels.tsa.statespace.structural import UnobservedComponents

from forecasting.methods.effects import annual_effect
from forecasting.methods.training_data import Training
from wfm.domain.arrays import Floats

Path = Callable[[Floats, int], Floats]
"""From past log levels, oldest first, to those of the coming steps."""

LEAST = 10
"""Levels a path needs before it is asked."""

FLAT = 1e-9
"""Range of values below which a series is constant and nothing is left to fit."""


def filled(values: Floats) -> Floats:
    """Missing values interpolated between their neighbours; leading ones cut off."""
    known = np.flatnonzero(~np.isnan(values))
    if not known.size:
        return values[:0]
    return np.asarray(np.interp(np.arange(known[0], len(values)), known, values[known]))


class DailyLevel:
    """A path through the log levels of the busy days.

    `annual` takes a ridge annual season out first and puts it back, only with ANNUAL_DAYS of history.
    """

    def __init__(self, name: str, path: Path, annual: bool = False) -> None:
        self.name = name
        self.path = path
        self.annual = annual

    def forecast(self, training: Training) -> Floats | None:
        """Contacts per day and slot; None where history is too short."""
        axis, horizon, busy = training.axis, training.horizon, training.busy_weekdays
        if self.annual and axis.count < ANNUAL_DAYS:
            return None
        levels, season = _without_season(training) if self.annual else (training.levels, np.zeros(horizon.count))
        series = filled(levels[busy[axis.weekdays]])[-LONGEST:]
        if len(series) < LEAST:
            return None
        ahead = busy[horizon.weekdays]
        steps = max(int(ahead.sum()), 1)
        path = np.full(steps, series[-1]) if np.ptp(series) < FLAT else self.path(series, steps)
        # A quiet day takes the level of the busy day before it.
        place = np.maximum(np.cumsum(ahead) - 1, 0)
        return training.spread(path[place] + season)


ANNUAL_DAYS = 420
"""1.15 years: an annual season cannot be told from a trend on less."""

LONGEST = 364
"""Busy days a path looks back on; older ones cost time and say nothing about the level."""


def _without_season(training: Training) -> tuple[Floats, Floats]:
    """Past levels with the annual season taken out, and the season of the horizon."""
    past = annual_effect(training.axis, training.levels, training.axis)
    return training.levels - past, annual_effect(training.axis, training.levels, training.horizon)


class WeeklyLevel:
    """Damped-trend exponential smoothing of weekly mean levels."""

    def __init__(self, name: str, annual: bool) -> None:
        self.name = name
        self.annual = annual

    def forecast(self, training: Training) -> Floats | None:
        """Contacts per day and slot; None with under four weeks, or 1.15 years for the annual form."""
        axis, horizon = training.axis, training.horizon
        if axis.count < (ANNUAL_DAYS if self.annual else 28):
            return None
        levels, season = _without_season(training) if self.annual else (training.levels, np.zeros(horizon.count))
        weekly = filled(_weekly_means(np.where(training.busy_weekdays[axis.weekdays], levels, np.nan)))[-104:]
        if len(weekly) < 4:
            return None
        path = damped_trend(weekly, -(-horizon.count // 7))
        return training.spread(np.repeat(path, 7)[: horizon.count] + season)


def _weekly_means(levels: Floats) -> Floats:
    """Mean of each whole week counted back from the last day, shape (weeks,); NaN for weeks without a value."""
    weeks = len(levels) // 7
    table = levels[len(levels) - 7 * weeks :].reshape(weeks, 7)
    known = ~np.isnan(table)
    count = known.sum(axis=1)
    return np.divide(np.where(known, table, 0).sum(axis=1), count, out=np.full(weeks, np.nan), where=count > 0)


ALPHAS = (0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9)
PHIS = (0.8, 0.9, 0.95, 0.98)
"""Smoothing rates and dampings that are tried. The likelihood of a short series is flat: a grid loses nothing against
an optimiser, cannot fail to converge, and is ten times faster."""


def _likeliest(model: ETSModel, grid: list[tuple[float, ...]], steps: int) -> Floats:
    """Forecast of an ETS model with the parameters of the grid that are likeliest."""
    best = max(grid, key=lambda parameters: float(model.loglike(np.array(parameters))))
    return np.asarray(model.smooth(np.array(best)).forecast(steps))


def damped_trend(weekly: Floats, steps: int) -> Floats:
    """ETS(A, Ad, N); the mean where there are too few weeks for its parameters."""
    if len(weekly) < LEAST or np.ptp(weekly) < FLAT:
        return np.full(steps, weekly[-6:].mean())
    model = ETSModel(weekly, error="add", trend="add", damped_trend=True, initialization_method="heuristic")
    return _likeliest(model, [(a, a * b, phi) for a in ALPHAS for b in (0.02, 0.1, 0.3) for phi in PHIS], steps)


class WeeklySeason:
    """Exponential smoothing of daily log totals with a season over the open weekdays."""

    name = "ETS daily, weekly season"

    def forecast(self, training: Training) -> Floats | None:
        """Contacts per day and slot; None with under four weeks of open days."""
        axis, horizon = training.axis, training.horizon
        opened = training.open_weekdays & ~np.isnan(training.index)
        period = int(opened.sum())
        rows = opened[axis.weekdays]
        series = filled(training.levels[rows])[-LONGEST:]
        if period < 2 or len(series) < max(4 * period, LEAST) or np.ptp(series) < FLAT:
            return None
        season = training.index[axis.weekdays[rows][-len(series) :]]
        model = ETSModel(
            series + season, error="add", seasonal="add", seasonal_periods=period, initialization_method="heuristic"
        )
        ahead = opened[horizon.weekdays]
        steps = int(ahead.sum())
        if not steps:
            return None
        levels = np.full(horizon.count, -np.inf)
        path = _likeliest(model, [(a, g) for a in ALPHAS for g in (0.01, 0.05, 0.1, 0.2) if a + g < 1], steps)
        levels[ahead] = path - training.index[horizon.weekdays[ahead]]
        return training.spread(levels)


def recent_mean(series: Floats, steps: int, days: int = 15) -> Floats:
    """Mean of the last days without the highest and the lowest fifth."""
    recent = np.sort(series[-days:])
    cut = len(recent) // 5
    return np.full(steps, recent[cut : len(recent) - cut].mean())


def steady_smoothing(series: Floats, steps: int, alpha: float = 0.1) -> Floats:
    """Simple exponential smoothing at a fixed, calm rate: likelihood picks rates that are best one day ahead."""
    weights = (1 - alpha) ** np.arange(len(series))[::-1]
    return np.full(steps, float(weights @ series / weights.sum()))


def smoothing(series: Floats, steps: int) -> Floats:
    """ETS(A, N, N) by likelihood."""
    return _likeliest(ETSModel(series, error="add", initialization_method="heuristic"), [(a,) for a in ALPHAS], steps)


def local_trend(series: Floats, steps: int, half_life: float = 10.0, damping: float = 0.9) -> Floats:
    """A line through the last days, weights halving every `half_life` of them, its slope damped ahead."""
    ages = np.arange(len(series))[::-1]
    weights = 0.5 ** (ages / half_life)
    mean_age, mean = weights @ ages / weights.sum(), weights @ series / weights.sum()
    spread = weights @ (ages - mean_age) ** 2
    slope = -(weights @ ((ages - mean_age) * (series - mean))) / spread if spread > 0 else 0.0
    return np.asarray(mean + slope * mean_age + slope * np.cumsum(damping ** np.arange(1, steps + 1)))


def local_level(series: Floats, steps: int) -> Floats:
    """Local level by Kalman filter over the last half year of busy days (Durbin and Koopman 2012, section 2)."""
    model = UnobservedComponents(series[-126:], "local level")
    model.ssm.filter_concentrated = True
    ratios = (0.0005, 0.002, 0.01, 0.03, 0.1, 0.3)
    best = max(ratios, key=lambda ratio: float(model.loglike(np.array([1.0, ratio]))))
    return np.asarray(model.filter(np.array([1.0, best])).forecast(steps))


def autoregression(series: Floats, steps: int) -> Floats:
    """Levels that return to their mean: lags of one, two, five and ten busy days."""
    lags = [lag for lag in (1, 2, 5, 10) if len(series) >= 8 * lag]
    if not lags:
        return np.full(steps, series.mean())
    fit = AutoReg(series, lags=lags).fit()
    path = np.asarray(fit.predict(len(series), len(series) + steps - 1))
    # An explosive root would run away over a long horizon.
    return np.clip(path, series.min(), series.max())


LEVEL_METHODS = (
    DailyLevel("recent level", recent_mean),
    DailyLevel("steady smoothing", steady_smoothing),
    DailyLevel("ETS daily", smoothing),
    DailyLevel("local trend", local_trend),
    DailyLevel("unobserved components", local_level),
    DailyLevel("autoregression", autoregression),
    DailyLevel("harmonic regression, AR errors", autoregression, annual=True),
    DailyLevel("annual season, recent level", partial(recent_mean, days=15), annual=True),
    WeeklyLevel("ETS weekly", annual=False),
    WeeklyLevel("ETS weekly, annual season", annual=True),
    WeeklySeason(),
)
"""Every method that works on levels."""
