"""Seeded contact histories with the features real centres show, for tests and benchmarks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from wfm.domain.arrays import Floats
from wfm.domain.planning import ContactHistory
from wfm.domain.time import TimeGrid


@dataclass(frozen=True)
class Series:
    """What to simulate: `daily` contacts on a mean open day, and the features on top.

    annual: amplitude of the log annual season. trend: log growth a year. breaks: (day, log step) pairs.
    noise: sd of the day's log level. weekdays: relative volume, 0 for closed. month_end: log lift of the first days
    of a month. gap: (first, last) days with no record. holidays: (day, factor) pairs. drift: sd of the step that the log
    level takes every week.
    """

    daily: float = 1500.0
    days: int = 400
    slot_minutes: int = 30
    open_from: int = 480
    open_to: int = 1200
    weekdays: tuple[float, ...] = (1.2, 1.1, 1.0, 1.0, 0.9, 0.5, 0.0)
    annual: float = 0.0
    trend: float = 0.0
    breaks: tuple[tuple[int, float], ...] = ()
    noise: float = 0.05
    month_start: float = 0.0
    gap: tuple[int, int] | None = None
    holidays: tuple[tuple[int, float], ...] = ()
    drift: float = 0.0
    start: date = date(2022, 1, 3)
    zone: str = "America/New_York"


def rates(series: Series, seed: int) -> tuple[TimeGrid, Floats]:
    """The grid and the true expected contacts per interval, shape (count,)."""
    rng = np.random.default_rng(seed)
    grid = TimeGrid.of_days(series.zone, series.start, series.days, series.slot_minutes)
    day = np.arange(series.days)
    weekday = (series.start.weekday() + day) % 7
    level = series.annual * np.sin(2 * np.pi * day / 365.25) + series.trend * day / 365.25
    for at, step in series.breaks:
        level = level + step * (day >= at)
    level = level + rng.normal(0, series.noise, series.days)
    if series.drift:
        level = level + np.cumsum(rng.normal(0, series.drift, series.days // 7 + 1))[day // 7]
    dates = np.datetime64(series.start, "D") + day
    of_month = (dates - dates.astype("datetime64[M]").astype("datetime64[D]")).astype(int)
    level = level + series.month_start * (of_month < 3)
    per_day = series.daily * np.exp(level) * np.array(series.weekdays)[weekday]
    for at, factor in series.holidays:
        per_day[at] *= factor
    minutes = grid.minutes_of_day()
    inside = (minutes >= series.open_from) & (minutes < series.open_to)
    place = (minutes - series.open_from) / (series.open_to - series.open_from)
    shape = np.where(inside, 0.3 + np.sin(np.pi * np.clip(place, 0, 1)) + 0.3 * np.sin(3 * np.pi * place), 0.0)
    slots = np.unique(minutes)
    whole = shape[: len(slots) * 2][np.unique(minutes[: len(slots) * 2], return_index=True)[1]].sum()
    row = (grid.local_days() - np.datetime64(series.start, "D")).astype(int)
    return grid, per_day[row] * shape / whole


def simulated_history(series: Series, seed: int, name: str = "queue") -> tuple[ContactHistory, Floats]:
    """A history of Poisson counts, and its true rates."""
    grid, expected = rates(series, seed)
    offered = np.random.default_rng(seed + 1).poisson(expected).astype(float)
    if series.gap is not None:
        row = (grid.local_days() - np.datetime64(series.start, "D")).astype(int)
        offered[(row >= series.gap[0]) & (row <= series.gap[1])] = np.nan
    return ContactHistory(name, grid, offered), expected
