"""What tests of forecasts look at: training views for single methods, and what share of outcomes a band held."""

from __future__ import annotations

import numpy as np

from forecasting.history.calendar import NO_CALENDAR, Calendar
from forecasting.history.cleaning import clean
from forecasting.methods.training_data import Training, training
from forecasting.simulated import Series, simulated_history
from wfm.domain.arrays import Floats


def view_of(series: Series, seed: int = 1, days: int = 28, calendar: Calendar = NO_CALENDAR) -> Training:
    """The view from the end of a simulated history."""
    past, _ = simulated_history(series, seed)
    cleaned = clean(past, calendar)
    return training(cleaned, calendar, cleaned.axis.count, days)


def coverage(actual: Floats, low: Floats, high: Floats) -> float:
    """Share of recorded values inside low..high, ends included."""
    known = ~np.isnan(actual)
    return float(((actual >= low) & (actual <= high))[known].mean())
