"""The frames of the forecast page: what is drawn is what was recorded, cleaned and forecast."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from forecasting.history.calendar import Calendar
from forecasting.history.cleaning import CleanedHistory, clean
from forecasting.planner.daily import by_day
from forecasting.queue_forecast import ForecastOptions, forecast
from forecasting.simulated import Series, simulated_history
from wfm.domain.planning.changes import QueueDay, SpecialDay
from wfm.domain.planning.contacts import ContactHistory, VolumeForecast
from wfm.domain.time import local_midnight
from wfm.ui.base.theme import LIGHT
from wfm.ui.charts import forecast_charts, forecast_frames as frames

SERIES = Series(days=70, slot_minutes=60, start=date(2026, 1, 5))


@pytest.fixture(scope="module")
def past() -> ContactHistory:
    """Ten weeks with an outage of an afternoon."""
    made, _ = simulated_history(SERIES, 3)
    values = np.array(made.offered)
    values[50 * 24 + 12 : 50 * 24 + 17] = 0
    return ContactHistory(made.queue, made.grid, values)


@pytest.fixture(scope="module")
def cleaned(past: ContactHistory) -> CleanedHistory:
    """The same beside what was cleaned."""
    return clean(past)


@pytest.fixture(scope="module")
def made(past: ContactHistory) -> VolumeForecast:
    """A week's forecast."""
    start = local_midnight(SERIES.start + timedelta(days=70), SERIES.zone)
    return forecast(past, start, 7, options=ForecastOptions(origins=2, test_days=7))


def test_history_shows_what_was_cleaned_beside_the_original(cleaned: CleanedHistory) -> None:
    """Only the day of the outage differs, and it says why."""
    frame = frames.history_days(cleaned)
    changed = frame[frame["offered"] != frame["cleaned"]]
    assert [day.date() for day in changed["time"]] == [SERIES.start + timedelta(days=50)]
    assert "outage: no contacts where many were expected" in changed["mark"].iloc[0]
    assert changed["cleaned"].iloc[0] > changed["offered"].iloc[0]
    assert frame["offered"].sum() == np.nansum(cleaned.original.offered)


def test_intervals_and_days_hold_the_same_contacts(made: VolumeForecast, cleaned: CleanedHistory) -> None:
    """Both frames begin with history and go on with the forecast; the statistical one stands beside it."""
    planned = replace(made, mean=made.mean * 2)
    by_interval, daily = frames.by_interval(planned, made, cleaned), frames.daily(planned, made, cleaned)
    for frame in (by_interval, daily):
        assert frame["mean"].sum() == pytest.approx(planned.mean.sum())
        assert frame["statistical"].sum() == pytest.approx(made.mean.sum())
        assert frame["offered"].sum() == np.nansum(cleaned.original.offered)
        assert not (frame["mean"].notna() & frame["offered"].notna()).any()
    assert len(daily) == 77
    assert len(frames.daily(made, made, None)) == 7


def test_the_errors_stand_beside_naive_and_floor(made: VolumeForecast) -> None:
    """This forecast first, then the best and worst method, the seasonal naive and what chance leaves."""
    rows = frames.error_rows(made)
    assert rows["kind"].iloc[0] == "own"
    assert rows["kind"].iloc[-1] == "floor"
    naive = next(c.error for c in made.components if c.name == frames.NAIVE)
    assert frames.naive_error(made) == naive
    assert naive in list(rows["error"])
    assert rows["error"].iloc[0] < naive
    untested = replace(made, components=(), error=math.nan, floor=math.nan)
    assert frames.error_rows(untested).empty
    assert math.isnan(frames.naive_error(untested))


def test_the_calendar_marks_holidays_and_the_planners_days() -> None:
    """Whole weeks; a special day goes before a holiday, and a queue's own before that of every queue."""
    christmas = date(2026, 12, 25)
    days = [
        QueueDay(1, "voice", SpecialDay(christmas, "adjust", 0.5, "half staffed")),
        QueueDay(2, None, SpecialDay(christmas, "no forecast")),
        QueueDay(3, "chat", SpecialDay(date(2026, 12, 23), "exclude")),
    ]
    frame = frames.calendar_days(Calendar("US", None), days, "voice", date(2026, 12, 22), date(2027, 1, 2))
    assert len(frame) == 14
    kinds = dict(zip([t.date() for t in frame["time"]], zip(frame["kind"], frame["note"], strict=True), strict=True))
    assert kinds[christmas] == (forecast_charts.SPECIAL, "adjust x 0.5: half staffed")
    assert kinds[date(2027, 1, 1)][0] == forecast_charts.HOLIDAY
    assert kinds[date(2026, 12, 23)] == (forecast_charts.ORDINARY, "")


def test_every_chart_can_be_drawn(made: VolumeForecast, cleaned: CleanedHistory) -> None:
    """Each chart names only columns its frame has."""
    interval = frames.by_interval(made, made, cleaned).rename(columns={"start": "time"})
    interval["time"] = interval["time"].dt.tz_localize(None)
    holidays = frames.calendar_days(Calendar("US", None), [], "voice", date(2026, 12, 22), date(2027, 1, 2))
    weights = pd.DataFrame([(c.name, c.weight, c.error) for c in made.components], columns=["name", "weight", "error"])
    for chart in (
        forecast_charts.forecast(interval, LIGHT, 0.8),
        forecast_charts.forecast(frames.daily(made, made, cleaned), LIGHT, 0.8, layered=True),
        forecast_charts.history(frames.history_days(cleaned), LIGHT),
        forecast_charts.components(weights, LIGHT),
        forecast_charts.errors(frames.error_rows(made), LIGHT),
        forecast_charts.calendar(holidays, LIGHT),
    ):
        used = {text.split(":")[0] for text in _fields(chart.to_dict())}
        columns = {name for rows in chart.to_dict()["datasets"].values() for row in rows for name in row}
        assert used <= columns


def _fields(part: object) -> list[str]:
    """Every field that a chart's encodings name."""
    if isinstance(part, list):
        return [name for item in part for name in _fields(item)]
    if not isinstance(part, dict):
        return []
    own = [part["field"]] if isinstance(part.get("field"), str) else []
    return own + [name for key, item in part.items() if key not in ("datasets", "params") for name in _fields(item)]


def test_a_days_band_is_narrower_than_its_intervals_added_up(made: VolumeForecast) -> None:
    """And wider than if they erred apart; contacts add up."""
    days = by_day(made)
    count = made.grid.slots_per_day
    assert days.mean == pytest.approx(made.mean.reshape(-1, count).sum(axis=1))
    width = (made.high - made.low).reshape(-1, count)
    busy = days.mean > 50
    assert ((days.high - days.low)[busy] < width.sum(axis=1)[busy]).all()
    assert ((days.high - days.low)[busy] > np.sqrt((width**2).sum(axis=1))[busy] - 2).all()
