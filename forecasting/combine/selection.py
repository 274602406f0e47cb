"""Which methods work on a history, how much each counts, and how far their mean was off in the past."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from forecasting.combine.accuracy import wape
from forecasting.combine.backtest import backtest, predict
from forecasting.combine.combination import combine, combined_backtest, reason, weighted_mean
from forecasting.combine.horizon import level_variance
from forecasting.combine.intervals import UNTESTED, DayBands, day_bands
from forecasting.combine.options import ForecastOptions
from forecasting.history import Calendar, CleanedHistory
from forecasting.methods import FALLBACK, Training, training
from wfm.domain.arrays import Floats
from wfm.domain.planning import ComponentWeight


@dataclass(frozen=True, slots=True)
class Selection:
    """The combination for one horizon.

    Attributes
    ----------
    view : what the methods learned from; its horizon begins after the last day of history.
    table : weighted mean of contacts per day and slot, shape (horizon, slots).
    weights : each method's share and backtest error.
    bands, error : of the combination in the backtest; Poisson bands and NaN where there was none.
    variance : of the log level of each horizon day beyond what the backtest shows, shape (horizon,); 0 where tested.
    reason, notes : sentences for planners.
    """

    view: Training
    table: Floats
    weights: tuple[ComponentWeight, ...]
    bands: DayBands
    error: float
    variance: Floats
    reason: str
    notes: tuple[str, ...]


def select(cleaned: CleanedHistory, calendar: Calendar, days: int, options: ForecastOptions) -> Selection:
    """Test every method on the past, forecast `days` days with each, and weigh them."""
    view = training(cleaned, calendar, cleaned.axis.count, days)
    failures: dict[str, str] = {}
    components, span = options.chosen(), options.tested(days, cleaned.axis.count)
    test = backtest(cleaned, calendar, components, span, options.origins, span, view.shift, failures)
    found = predict(view, components, failures)
    if not found:
        failures["none"] = "fallback: none of the chosen methods could work on this history; weekday means stand in"
        found = predict(view, (FALLBACK,), failures)
    if test is not None and not set(test.names) & set(found):
        test = None
    weights = combine(test, tuple(found))
    bands, error = UNTESTED, math.nan
    if test is not None:
        past = combined_backtest(test, weights)
        bands, error = day_bands(past, test.actual, test.day_class), wape(test.actual, past)
    said = reason(weights, int(test.origins.max()) + 1 if test else 0, span)
    notes = (*_break_notes(view), *failures.values())
    further = level_variance(cleaned, calendar, weights, days, span) if days > span else np.zeros(days)
    return Selection(view, weighted_mean(weights, found), weights, bands, error, further, said, notes)


def _break_notes(view: Training) -> list[str]:
    """One sentence per break in level that was found."""
    notes = []
    for row in np.flatnonzero(np.diff(view.shift)):
        step = math.expm1(float(view.shift[row] - view.shift[row + 1]))
        day = view.axis.dates[row + 1]
        notes.append(f"the level changed by {step:+.0%} around {day}; older days were brought to the new level")
    return notes
