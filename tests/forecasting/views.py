"""Training views for tests of single methods."""

from __future__ import annotations

from forecasting.calendar import NO_CALENDAR, Calendar
from forecasting.cleaning import clean
from forecasting.simulated import Series, history
from forecasting.training import Training, training


def view_of(series: Series, seed: int = 1, days: int = 28, calendar: Calendar = NO_CALENDAR) -> Training:
    """The view from the end of a simulated history."""
    past, _ = history(series, seed)
    cleaned = clean(past, calendar)
    return training(cleaned, calendar, cleaned.axis.count, days)
