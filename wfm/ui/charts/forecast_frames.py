"""What the forecast page draws, as frames: history beside what was cleaned, forecast beside the statistical one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd

from forecasting import Calendar, CleanedHistory, by_day
from wfm.domain.planning import QueueDay, VolumeForecast
from wfm.domain.time import TimeGrid
from wfm.services.export import forecast_frame, history_frame, starts
from wfm.services.forecast import QueueToday
from wfm.ui.base import listed
from wfm.ui.charts.forecast_charts import HOLIDAY, ORDINARY, SPECIAL

NAIVE = "last same weekday"
"""The component that is the seasonal naive forecast."""


def by_interval(planned: VolumeForecast, made: VolumeForecast, cleaned: CleanedHistory | None) -> pd.DataFrame:
    """time, offered, cleaned, mean, low, high, statistical: history, then the forecast, a row per interval."""
    ahead = forecast_frame(planned).assign(statistical=made.mean, offered=np.nan, cleaned=np.nan)
    parts = [ahead]
    if cleaned is not None:
        empty = dict.fromkeys(("mean", "low", "high", "statistical"), np.nan)
        parts.insert(0, history_frame(cleaned.original).assign(cleaned=cleaned.cleaned, **empty))
    columns = ["start", "offered", "cleaned", "mean", "low", "high", "statistical"]
    return pd.concat([part[columns] for part in parts], ignore_index=True)


def daily(planned: VolumeForecast, made: VolumeForecast, cleaned: CleanedHistory | None) -> pd.DataFrame:
    """The same by day, with the day's own band; `time` is the day."""
    found, plain = by_day(planned), by_day(made)
    ahead = pd.DataFrame(
        {
            "time": found.days.astype("datetime64[ns]"),
            "offered": np.nan,
            "cleaned": np.nan,
            "mean": found.mean,
            "low": found.low,
            "high": found.high,
            "statistical": plain.mean,
        }
    )
    if cleaned is None:
        return ahead
    behind = history_days(cleaned).drop(columns="mark")
    return pd.concat([behind.assign(mean=np.nan, low=np.nan, high=np.nan, statistical=np.nan), ahead])[
        list(ahead.columns)
    ]


def history_days(cleaned: CleanedHistory) -> pd.DataFrame:
    """time (the day), offered and cleaned contacts, mark: why the day is not ordinary, empty where it is."""
    grid = cleaned.original.grid
    days = grid.local_days()
    frame = pd.DataFrame({"time": days, "offered": cleaned.original.offered, "cleaned": cleaned.cleaned})
    sums = frame.groupby("time", as_index=False).sum(min_count=1)
    reasons: dict[date, list[str]] = {}
    for note in cleaned.notes:
        reasons.setdefault(note.day, []).append(note.reason)
    dates = [moment.date() for moment in pd.DatetimeIndex(sums["time"]).to_pydatetime()]
    marks = [listed(list(dict.fromkeys(reasons[day])), 2) if day in reasons else "" for day in dates]
    return sums.assign(time=sums["time"].astype("datetime64[ns]"), mark=marks)


def error_rows(found: VolumeForecast) -> pd.DataFrame:
    """name, error, kind: this forecast, its best and worst methods, the seasonal naive, and what chance leaves."""
    tested = sorted((c for c in found.components if math.isfinite(c.error)), key=lambda c: c.error)
    rows = [("this forecast", found.error, "own")] if math.isfinite(found.error) else []
    shown = [c for c in tested if c.name != NAIVE]
    for c in [*shown[:1], *shown[-1:]] if len(shown) > 1 else shown:
        rows.append((c.name, c.error, "other"))
    rows += [(f"seasonal naive ({NAIVE})", c.error, "other") for c in tested if c.name == NAIVE]
    if math.isfinite(found.floor):
        rows.append(("chance alone (Poisson floor)", found.floor, "floor"))
    return pd.DataFrame(rows, columns=["name", "error", "kind"])


def naive_error(found: VolumeForecast) -> float:
    """The seasonal naive's error in the backtest; NaN where it was not tested."""
    return next((c.error for c in found.components if c.name == NAIVE), math.nan)


def calendar_days(calendar: Calendar, days: Sequence[QueueDay], queue: str, first: date, last: date) -> pd.DataFrame:
    """A row per day from the Monday of `first` to the Sunday of `last`, as `forecast_charts.calendar` draws it."""
    low = first - timedelta(days=first.weekday())
    high = last + timedelta(days=6 - last.weekday())
    holidays = {**calendar.observances(low, high), **calendar.holidays(low, high)}
    special = {d.special.day: d for d in sorted(days, key=lambda d: d.queue is not None) if d.queue in (None, queue)}
    rows = []
    for number in range((high - low).days + 1):
        day = low + timedelta(days=number)
        kind, note = ORDINARY, ""
        if day in holidays:
            kind, note = HOLIDAY, holidays[day]
        if day in special:
            stored = special[day].special
            factor = "" if stored.factor is None else f" x {stored.factor:g}"
            kind, note = SPECIAL, f"{stored.treatment}{factor}: {stored.name}".rstrip(": ")
        monday = day - timedelta(days=day.weekday())
        rows.append((pd.Timestamp(day), monday, f"{monday:%d %b %Y}", f"{day:%a}", day.day, kind, note))
    return pd.DataFrame(rows, columns=["time", "week", "label", "weekday", "day", "kind", "note"])


def today_rows(
    found: QueueToday, before: VolumeForecast, after: VolumeForecast, grid: TimeGrid, now: int
) -> pd.DataFrame:
    """time, actual, planned, now: the day of interval `now` and the day after."""
    days = grid.local_days()
    shown = (days >= days[now]) & (days <= days[now] + np.timedelta64(1, "D"))
    ahead = np.where(np.arange(grid.count) >= now, after.mean, np.nan)
    time = starts(grid).tz_localize(None)
    frame = pd.DataFrame({"time": time, "actual": found.actual, "planned": before.mean, "now": ahead})
    return frame[shown].reset_index(drop=True)
