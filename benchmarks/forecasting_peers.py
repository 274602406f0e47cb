"""Forecasts of other libraries on the same days: each takes a history before an origin and returns a day x slot table.

A library that is not installed raises ImportError, which the table shows.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np

from forecasting import FALLBACK, Calendar, CleanedHistory, clean, to_table, training
from wfm.domain.arrays import Floats
from wfm.domain.planning import ContactHistory

Peer = Callable[[ContactHistory, Calendar, int], Floats]


def last_same_weekday(history: ContactHistory, calendar: Calendar, days: int) -> Floats:
    """Seasonal naive: the last recorded day of the same weekday, as it was."""
    cleaned = clean(history, calendar)
    table = to_table(history.grid, history.offered, cleaned.axis.first, cleaned.axis.count)
    result = np.zeros((days, table.shape[1]))
    for day in range(days):
        rows = table[cleaned.axis.weekdays == (cleaned.axis.weekdays[-1] + 1 + day) % 7]
        rows = rows[~np.isnan(rows).all(axis=1)]
        result[day] = np.nan_to_num(rows[-1]) if len(rows) else 0.0
    return result


def cleaned_mean_of_six(history: ContactHistory, calendar: Calendar, days: int) -> Floats:
    """What careful planners do: mean of the last six clean same weekdays, with holiday factors."""
    cleaned = clean(history, calendar)
    values = FALLBACK.forecast(training(cleaned, calendar, cleaned.axis.count, days))
    assert values is not None
    return values


def _days_and_profile(
    history: ContactHistory, calendar: Calendar, days: int
) -> tuple[CleanedHistory, list[date], Floats]:
    """Cleaned history, the dates ahead, and their share per slot: what the day-total libraries are given."""
    cleaned = clean(history, calendar)
    view = training(cleaned, calendar, cleaned.axis.count, days)
    return cleaned, view.horizon.dates, view.profile[view.horizon.weekdays]


def prophet(history: ContactHistory, calendar: Calendar, days: int) -> Floats:
    """Prophet on day totals with its own country holidays x the weekday profile."""
    import pandas as pd
    from prophet import Prophet

    logging.getLogger("cmdstanpy").setLevel(logging.ERROR)
    logging.getLogger("prophet").setLevel(logging.ERROR)
    cleaned, ahead, profile = _days_and_profile(history, calendar, days)
    usable = ~np.isnan(cleaned.totals) & cleaned.open_weekdays[cleaned.axis.weekdays]
    frame = pd.DataFrame({"ds": pd.to_datetime(cleaned.axis.dates), "y": cleaned.totals})[usable]
    model = Prophet()
    if calendar.country:
        model.add_country_holidays(calendar.country)
    model.fit(frame)
    return np.maximum(model.predict(pd.DataFrame({"ds": pd.to_datetime(ahead)})).yhat.to_numpy(), 0)[:, None] * profile


def _statsforecast(kind: str) -> Peer:
    def run(history: ContactHistory, calendar: Calendar, days: int) -> Floats:
        """A statsforecast model on the totals of open days, holidays bridged, x the weekday profile."""
        from statsforecast.models import AutoARIMA, AutoETS

        cleaned, ahead, profile = _days_and_profile(history, calendar, days)
        opened = cleaned.open_weekdays
        totals = np.where(cleaned.teaches, cleaned.totals, np.nan)[opened[cleaned.axis.weekdays]]
        known = np.flatnonzero(~np.isnan(totals))
        series = np.interp(np.arange(len(totals)), known, totals[known])
        season = int(opened.sum())
        model = AutoARIMA(season_length=season) if kind == "ARIMA" else AutoETS(season_length=season)
        weekdays = np.array([day.weekday() for day in ahead])
        result = np.zeros(days)
        path = model.forecast(y=series, h=int(opened[weekdays].sum()))["mean"]
        result[opened[weekdays]] = np.maximum(path, 0)
        return result[:, None] * profile

    return run


def lightgbm(history: ContactHistory, calendar: Calendar, days: int) -> Floats:
    """LightGBM on calendar and lags of at least the horizon: weeks 4 to 8 and the mean of the last six, per slot."""
    import lightgbm as lgb

    cleaned = clean(history, calendar)
    axis, slots = cleaned.axis, cleaned.cells.shape[1]
    cells = np.where(cleaned.teaches[:, None], cleaned.cells, np.nan)
    kinds = calendar.holidays(axis.first, axis.first + timedelta(days=axis.count + days))

    def features(row: int, known: int) -> Floats:
        """Of day `row`, seen from the end of day `known - 1`; shape (slots, features)."""
        day = axis.first + timedelta(days=row)
        same = [
            r for r in range(known - 1, max(-1, known - 80), -1) if (row - r) % 7 == 0 and not np.isnan(cells[r]).all()
        ]
        recent = np.array([cells[r] for r in same[:6]]) if same else np.full((1, slots), np.nan)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            base = np.column_stack([np.nanmean(recent, axis=0), np.nanmedian(recent, axis=0), recent[0]])
        flags = [
            day.weekday(),
            day.day,
            day.month,
            day in kinds,
            day - timedelta(days=1) in kinds,
            day + timedelta(days=1) in kinds,
        ]
        return np.column_stack([base, np.arange(slots), np.tile(np.array(flags, float), (slots, 1))])

    rows = [r for r in range(56, axis.count) if not np.isnan(cleaned.cells[r]).all()]
    design = np.vstack([features(r, max(28, r - (r * 5) % 28)) for r in rows])
    target = np.concatenate([cleaned.cells[r] for r in rows])
    keep = ~np.isnan(target)
    settings = {"objective": "l1", "learning_rate": 0.05, "verbose": -1, "num_threads": 1, "seed": 0}
    model = lgb.train(settings, lgb.Dataset(design[keep], target[keep]), num_boost_round=300)
    ahead = np.vstack([features(axis.count + d, axis.count) for d in range(days)])
    values = np.maximum(model.predict(ahead), 0).reshape(days, slots)
    weekdays = (axis.weekdays[-1] + 1 + np.arange(days)) % 7
    return values * cleaned.open_weekdays[weekdays][:, None]


PEERS: tuple[tuple[str, Peer], ...] = (
    ("last same weekday", last_same_weekday),
    ("cleaned mean of 6", cleaned_mean_of_six),
    ("Prophet, days x profile", prophet),
    ("statsforecast AutoETS, days x profile", _statsforecast("ETS")),
    ("statsforecast AutoARIMA, days x profile", _statsforecast("ARIMA")),
    ("LightGBM, lags and calendar", lightgbm),
)
"""Who is compared, weakest first."""
