"""The forecasting methods that are combined: each turns a training view into contacts per day and slot.

A new method is one class here (or in a file of its own) and one entry in COMPONENTS at the foot.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
import statsmodels.api as sm
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

from forecasting.days import Ints
from forecasting.effects import annual_effect
from forecasting.training import Training
from wfm.domain.contacts import Floats


class Component(Protocol):
    """A forecasting method."""

    name: str

    def forecast(self, training: Training) -> Floats | None:
        """Expected contacts, shape (horizon, slots), >= 0; None where this history is too short for the method."""
        ...


def weekday_index(totals: Floats, weekdays: Ints, weeks: int = 12) -> Floats:
    """Log volume of each weekday relative to the week's mean, over the last weeks, shape (7,); NaN for closed ones."""
    index = np.full(7, np.nan)
    logs = np.log(totals + 0.5)
    for weekday in range(7):
        rows = logs[weekdays == weekday]
        rows = rows[~np.isnan(rows)][-weeks:]
        if rows.size:
            index[weekday] = rows.mean()
    return index - np.nanmean(index) if not np.isnan(index).all() else index


def _weekly(levels: Floats) -> Floats:
    """Mean of each whole week counted back from the last day, gaps filled from the neighbours, shape (weeks,)."""
    weeks = len(levels) // 7
    table = levels[len(levels) - 7 * weeks :].reshape(weeks, 7)
    known = ~np.isnan(table)
    count = known.sum(axis=1)
    means = np.divide(np.where(known, table, 0).sum(axis=1), count, out=np.full(weeks, np.nan), where=count > 0)
    return _filled(means)


def _filled(values: Floats) -> Floats:
    """NaN replaced by linear interpolation; leading ones are cut off."""
    known = np.flatnonzero(~np.isnan(values))
    if not known.size:
        return values[:0]
    return np.asarray(np.interp(np.arange(known[0], len(values)), known, values[known]))


def damped_path(weekly: Floats, weeks: int) -> Floats:
    """Log level of the coming weeks by exponential smoothing with a damped additive trend, shape (weeks,)."""
    recent = weekly[-104:]
    if len(recent) < 8 or np.ptp(recent) < 1e-9:
        return np.full(weeks, recent[-8:].mean())
    model = ETSModel(
        recent,
        error="add",
        trend="add",
        damped_trend=True,
        initialization_method="heuristic" if len(recent) >= 10 else "estimated",
    )
    return np.asarray(model.fit(disp=False).forecast(weeks))


class WeeklyLevel:
    """Damped-trend ETS on the weekly mean of log totals x weekday index x profile."""

    def __init__(self, name: str, annual: bool) -> None:
        self.name = name
        self.annual = annual

    def forecast(self, training: Training) -> Floats | None:
        """None with under three weeks, and for the annual form with under 1.15 years."""
        axis, horizon = training.axis, training.horizon
        if axis.count < 21 or (self.annual and axis.count < 420):
            return None
        index = weekday_index(training.totals, axis.weekdays)
        logs = np.log(training.totals + 0.5) - index[axis.weekdays]
        if np.isnan(logs).all():
            return None
        future = np.zeros(horizon.count)
        if self.annual:
            future = annual_effect(axis, logs, horizon)
            logs = logs - annual_effect(axis, logs, axis)
        weekly = _weekly(logs)
        path = damped_path(weekly, -(-horizon.count // 7))
        levels = np.repeat(path, 7)[: horizon.count] + future + index[horizon.weekdays]
        return training.spread(np.maximum(np.exp(np.nan_to_num(levels, nan=-np.inf)) - 0.5, 0.0))


class DailySmoothing:
    """ETS with a weekly season on daily log totals x profile."""

    name = "ETS daily"

    def forecast(self, training: Training) -> Floats | None:
        """None with under four weeks of days."""
        axis, horizon = training.axis, training.horizon
        open_days = training.open_weekdays[axis.weekdays]
        period = int(training.open_weekdays.sum())
        index = weekday_index(training.totals, axis.weekdays)
        residual = np.log(training.totals + 0.5) - index[axis.weekdays]
        filled = _filled(residual[open_days])[-364:]
        if len(filled) < 4 * period or period < 2 or np.ptp(filled) < 1e-9:
            return None
        weekdays = axis.weekdays[open_days][-len(filled) :]
        values = filled + index[weekdays]
        fit = ETSModel(
            values, error="add", seasonal="add", seasonal_periods=period, initialization_method="heuristic"
        ).fit(disp=False)
        opened = training.open_weekdays[horizon.weekdays]
        levels = np.full(horizon.count, -np.inf)
        levels[opened] = fit.forecast(int(opened.sum()))
        return training.spread(np.maximum(np.exp(levels) - 0.5, 0.0))


class PoissonTrend:
    """Poisson GLM on weekday x slot cells with a trend.

    With a free parameter per weekday and slot the likelihood factors: day totals carry everything the trend can learn
    (the cells given the total are multinomial), so the GLM is fitted on days and spread by the weighted profile.
    """

    def __init__(self, name: str, half_life_days: float, window_days: int) -> None:
        self.name = name
        self.half_life_days = half_life_days
        self.window_days = window_days

    def forecast(self, training: Training) -> Floats | None:
        """None with under three weeks of clean days."""
        axis, horizon = training.axis, training.horizon
        rows = np.flatnonzero(~np.isnan(training.totals) & training.open_weekdays[axis.weekdays])
        rows = rows[rows >= axis.count - self.window_days]
        if rows.size < 15 or training.totals[rows].sum() < 50:
            return None
        seen = np.unique(axis.weekdays[rows])
        ages = axis.count - 1.0 - rows
        design = np.column_stack([axis.weekdays[rows][:, None] == seen, -ages / 364.0])
        weights = 0.5 ** (ages / self.half_life_days)
        model = sm.GLM(training.totals[rows], design.astype(float), family=sm.families.Poisson(), var_weights=weights)
        coefficients = model.fit().params
        ahead = 1.0 + np.arange(horizon.count)
        levels = np.full(7, -np.inf)
        levels[seen] = coefficients[:-1]
        totals = np.exp(levels[horizon.weekdays] + coefficients[-1] * ahead / 364.0)
        return training.spread(totals)


class WeekdayCells:
    """Mean or median of the last same weekdays, slot by slot."""

    def __init__(self, name: str, weeks: int, cleaned: bool, median: bool) -> None:
        self.name = name
        self.weeks = weeks
        self.cleaned = cleaned
        self.median = median

    def forecast(self, training: Training) -> Floats | None:
        """None where a weekday that is open was never observed."""
        cells = training.cells if self.cleaned else training.raw
        slots = cells.shape[1]
        typical = np.zeros((7, slots))
        for weekday in np.flatnonzero(training.open_weekdays):
            rows = cells[training.axis.weekdays == weekday]
            rows = rows[~np.isnan(rows).all(axis=1)][-self.weeks :]
            if not rows.size:
                continue
            seen = ~np.isnan(rows).all(axis=0)
            average = np.nanmedian if self.median else np.nanmean
            typical[weekday, seen] = average(rows[:, seen], axis=0)
        factors = training.factors if self.cleaned else np.ones(training.horizon.count)
        return np.asarray(typical[training.horizon.weekdays] * factors[:, None])


COMPONENTS: tuple[Component, ...] = (
    WeekdayCells("naive", 1, cleaned=False, median=False),
    WeekdayCells("median of 6 weekdays", 6, cleaned=False, median=True),
    WeekdayCells("cleaned mean of 6 weekdays", 6, cleaned=True, median=False),
    WeekdayCells("cleaned mean of 8 weekdays", 8, cleaned=True, median=False),
    WeeklyLevel("ETS weekly", annual=False),
    WeeklyLevel("ETS weekly, annual", annual=True),
    DailySmoothing(),
    PoissonTrend("Poisson GLM, recent", half_life_days=28, window_days=364),
    PoissonTrend("Poisson GLM, year", half_life_days=1e9, window_days=364),
)
"""Every method the combination may weigh."""
