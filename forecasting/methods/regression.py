"""Poisson regression of contacts on weekday, slot and time."""

from __future__ import annotations

import math

import numpy as np
import statsmodels.api as sm

from forecasting.methods.training_data import HALF, Training
from wfm.domain.arrays import Floats

DAMPING = 0.99
"""A trend is carried on with a slope that shrinks by this factor a day."""


class PoissonTrend:
    """Poisson GLM on weekday x slot cells with a trend.

    With a free parameter per weekday and slot the likelihood factors: given a day's total its slots are multinomial,
    so totals carry all that the trend can learn. The GLM is fitted on totals and spread by the profile.
    """

    def __init__(self, name: str, half_life_days: float, window_days: int) -> None:
        self.name = name
        self.half_life_days = half_life_days
        self.window_days = window_days

    def forecast(self, training: Training) -> Floats | None:
        """Contacts per day and slot; None with under three weeks of clean days."""
        axis, horizon = training.axis, training.horizon
        usable = ~np.isnan(training.totals) & training.open_weekdays[axis.weekdays]
        usable &= np.arange(axis.count) >= axis.count - self.window_days
        rows = np.flatnonzero(usable)
        if rows.size < 15 or training.totals[rows].sum() < 50:
            return None
        seen = np.unique(axis.weekdays[rows])
        ages = axis.count - 1.0 - rows
        design = np.column_stack([axis.weekdays[rows][:, None] == seen, -ages / 364.0]).astype(float)
        weights = 0.5 ** (ages / self.half_life_days)
        model = sm.GLM(training.totals[rows], design, family=sm.families.Poisson(), var_weights=weights)
        coefficients = model.fit().params
        ahead = np.cumsum(DAMPING ** np.arange(horizon.count))
        logs = np.full(7, -np.inf)
        logs[seen] = coefficients[:-1]
        trend = np.clip(coefficients[-1] * ahead / 364.0, -1.0, 1.0)
        totals = np.exp(logs[horizon.weekdays] + trend)
        index = np.nan_to_num(training.index[horizon.weekdays])
        return training.spread(np.log(totals + HALF) - index)


REGRESSION_METHODS = (
    PoissonTrend("Poisson GLM, recent", half_life_days=28, window_days=364),
    PoissonTrend("Poisson GLM, year", half_life_days=math.inf, window_days=364),
)
"""Every regression."""
