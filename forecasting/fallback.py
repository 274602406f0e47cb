"""What stands in where history says too little, always with the reason."""

from __future__ import annotations

import math

import numpy as np

from forecasting.combine import ForecastOptions
from forecasting.history import CleanedHistory, DayAxis, closed_since
from wfm.domain.arrays import Floats
from wfm.domain.planning import ContactHistory, VolumeForecast
from wfm.domain.time import TimeGrid

SHORT_DAYS = 14
"""Histories under two weeks show no weekday twice."""


def why_nothing(known: ContactHistory, cleaned: CleanedHistory) -> str:
    """Why zero is all that can be forecast; empty where there is more to say."""
    if not known.grid.count:
        return "no contacts were recorded before the start"
    closed = closed_since(known)
    if closed is not None:
        return f"the queue has recorded nothing but zeros since {closed}"
    return "" if np.nansum(cleaned.cells) else "all contacts lie outside the hours of operation"


def zero_forecast(history: ContactHistory, grid: TimeGrid, options: ForecastOptions, why: str) -> VolumeForecast:
    """A forecast of zero, and why."""
    zeros = np.zeros(grid.count)
    return VolumeForecast(
        queue=history.queue,
        grid=grid,
        mean=zeros,
        low=zeros,
        high=zeros,
        aht_seconds=np.full(grid.count, options.aht_seconds),
        level=options.level,
        method="none",
        components=(),
        error=math.nan,
        floor=math.nan,
        reason=f"Zero is forecast because {why}; a template queue may stand in.",
        notes=(f"fallback: {why}",),
        quantiles=dict.fromkeys(options.quantiles, zeros),
    )


def unseen_filled(table: Floats, cleaned: CleanedHistory, horizon: DayAxis, notes: list[str]) -> Floats:
    """The table with weekdays that a history of under a week never saw at the mean of the days it saw."""
    if cleaned.axis.count >= SHORT_DAYS:
        return table
    notes.append(f"fallback: only {cleaned.axis.count} days of history; means of what was seen stand in for a pattern")
    if cleaned.axis.count >= 7:
        return table
    seen = np.unique(cleaned.axis.weekdays)
    usual = np.nan_to_num(cleaned.cells).mean(axis=0)
    return np.where(np.isin(horizon.weekdays, seen)[:, None], table, usual)
