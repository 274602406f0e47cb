"""Rolling pseudo-origins: what each component would have said in the past, beside what came."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forecasting.history import Calendar, CleanedHistory, DayStatus
from forecasting.methods import Component, Training, training
from wfm.domain.arrays import Floats

LEAST_DAYS = 28
"""Days of history an origin needs before it."""


@dataclass(frozen=True, slots=True)
class Backtest:
    """Predictions at past origins, flattened over origin, day and slot.

    Attributes
    ----------
    names : components that could forecast at every origin.
    predictions : contacts, shape (components, cells).
    actual : contacts that came, shape (cells,).
    origins : which origin each cell belongs to, 0 the latest, shape (cells,).
    day_class : ordinary, near a holiday or holiday, shape (cells,).
    """

    names: tuple[str, ...]
    predictions: Floats
    actual: Floats
    origins: npt.NDArray[np.int64]
    day_class: npt.NDArray[np.int64]

    def errors(self) -> Floats:
        """Interval WAPE of each component over all origins, shape (components,); NaN without volume."""
        volume = self.actual.sum()
        gaps = np.abs(self.predictions - self.actual).sum(axis=1)
        return np.asarray(gaps / volume if volume > 0 else np.full(len(self.names), np.nan))


def predict(view: Training, components: tuple[Component, ...], failures: dict[str, str]) -> dict[str, Floats]:
    """Forecast of every component that can make one; a component that fails is left out and its reason noted."""
    found: dict[str, Floats] = {}
    for component in components:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                values = component.forecast(view)
        except Exception as error:
            # Libraries of numerics fail in many ways; one method's failure must not take the others with it.
            failures[component.name] = f"{component.name} failed ({error}) and was left out"
            continue
        if values is None:
            continue
        if not np.isfinite(values).all():
            failures[component.name] = f"{component.name} gave no finite numbers and was left out"
            continue
        found[component.name] = np.maximum(values, 0.0)
    return found


def backtest(
    cleaned: CleanedHistory,
    calendar: Calendar,
    components: tuple[Component, ...],
    days: int,
    count: int,
    step: int,
    shift: Floats,
    failures: dict[str, str],
) -> Backtest | None:
    """Forecasts of `days` days from up to `count` origins, `step` days apart, the latest ending with the history.

    Only recorded cells of clean days and holidays are scored: a forecast is not judged by an outage. Nor is it judged
    by a break in level after its origin, which no method foresees: `shift` (log step to the present level of each
    day, shape (days,)) takes such breaks out. None where no origin has LEAST_DAYS before it.
    """
    total = cleaned.axis.count
    scored = np.isin(cleaned.status, (DayStatus.CLEAN, DayStatus.HOLIDAY))
    views: list[dict[str, Floats]] = []
    actuals: list[Floats] = []
    classes: list[npt.NDArray[np.int64]] = []
    for number in range(count):
        origin = total - days - step * number
        if origin < LEAST_DAYS:
            break
        view = training(cleaned, calendar, origin, days)
        views.append(predict(view, components, failures))
        classes.append(np.repeat(view.day_class, cleaned.cells.shape[1]))
        rows = slice(origin, origin + days)
        unbroken = np.exp(shift[rows] - shift[origin - 1])
        actuals.append(np.where(scored[rows, None], cleaned.cells[rows] * unbroken[:, None], np.nan))
    if not views:
        return None
    names = tuple(c.name for c in components if all(c.name in view for view in views))
    actual = np.concatenate([a.ravel() for a in actuals])
    known = ~np.isnan(actual)
    if not names or not np.nansum(actual):
        return None
    predictions = np.array([np.concatenate([view[name].ravel() for view in views])[known] for name in names])
    owner = np.concatenate([np.full(a.size, number) for number, a in enumerate(actuals)])[known]
    return Backtest(names, predictions, actual[known], owner, np.concatenate(classes)[known])
