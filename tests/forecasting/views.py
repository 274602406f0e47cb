"""Training views for tests of single methods."""

from __future__ import annotations

from forecasting.history.calendar import NO_CALENDAR, Calendar
from forecasting.history.cleaning import clean
from forecasting.methods.training_data import Training, training
from forecasting.simulated import Series, simulated_history


def view_of(series: Series, seed: int = 1, days: int = 28, calendar: Calendar = NO_CALENDAR) -> Training:
    """The view from the end of a simulated history."""
    past, _ = simulated_history(series, seed)
    cleaned = clean(past, calendar)
    return training(cleaned, calendar, cleaned.axis.count, days)
