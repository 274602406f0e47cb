"""Histories that go wrong: short, empty, spiked, constant, gapped, fractional, thin, freshly opened."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from forecasting.history.calendar import Calendar, SpecialDay
from forecasting.queue_forecast import ForecastOptions, forecast
from forecasting.simulated import Series, simulated_history
from wfm.domain.errors import InputError
from wfm.domain.planning.contacts import ContactHistory, OperatingHours, VolumeForecast
from wfm.domain.time import TimeGrid, local_midnight

ZONE = "America/New_York"
FIRST = date(2022, 1, 3)


def flat(days: int, values: float | np.ndarray, slot: int = 60, zone: str = ZONE) -> ContactHistory:
    """A history of given values from a Monday on."""
    grid = TimeGrid.of_days(zone, FIRST, days, slot)
    return ContactHistory("q", grid, np.broadcast_to(np.asarray(values, float), (grid.count,)).copy())


def after(days: int, zone: str = ZONE) -> datetime:
    """Local midnight that many days on."""
    return local_midnight(FIRST + timedelta(days=days), zone)


def sound(result: VolumeForecast) -> None:
    """What every forecast must keep, whatever the history was."""
    for values in (result.mean, result.low, result.high, result.aht_seconds):
        assert np.isfinite(values).all()
        assert (values >= 0).all()
    assert (result.low <= result.high).all()
    assert (result.low <= result.mean + 1e-9).all()
    assert (result.high > result.mean - 1).all()
    assert not result.components or sum(w.weight for w in result.components) == pytest.approx(1)
    assert result.reason


def test_constant_series_is_continued():
    """A series that never changes is forecast as it is."""
    result = forecast(flat(60, 12.0), after(60), 14)
    assert result.mean == pytest.approx(np.full(result.grid.count, 12.0), rel=0.02)


def test_all_zeros_give_zero_and_say_so():
    """Nothing but zeros is forecast as zero, as a stated fallback."""
    result = forecast(flat(60, 0.0), after(60), 7)
    assert result.mean.sum() == 0
    assert "no contacts were recorded" in result.reason
    assert result.notes[0].startswith("fallback")


def test_history_after_the_start_only_gives_zero():
    """A queue whose records all lie at or after the start has no history."""
    result = forecast(flat(30, 5.0), after(0), 7)
    assert result.mean.sum() == 0
    assert result.method == "none"


def test_queue_that_opened_yesterday_is_forecast_like_yesterday():
    """One day of records stands in for every weekday, and the note says so."""
    result = forecast(flat(1, 6.0), after(1), 7)
    assert result.mean == pytest.approx(np.full(result.grid.count, 6.0), rel=0.2)
    assert any("only 1 days of history" in note for note in result.notes)


def test_queue_that_opened_yesterday_after_recorded_zeros():
    """Zeros before a queue opened are not its past."""
    values = np.concatenate([np.zeros(24 * 40), np.full(24, 6.0)])
    result = forecast(flat(41, values), after(41), 7)
    assert result.mean == pytest.approx(np.full(result.grid.count, 6.0), rel=0.2)


@pytest.mark.parametrize("days", [2, 6, 7, 13])
def test_under_two_weeks_is_a_stated_fallback(days):
    """Short histories are forecast by what was seen, and say that they are short."""
    result = forecast(flat(days, 10.0), after(days), 14)
    assert result.mean == pytest.approx(np.full(result.grid.count, 10.0), rel=0.1)
    assert any("days of history" in note for note in result.notes)


def test_two_weeks_are_no_fallback():
    """From fourteen days on the note is gone."""
    result = forecast(flat(14, 10.0), after(14), 7)
    assert not any("days of history" in note for note in result.notes)


def test_one_huge_spike_changes_little():
    """A slot of a million contacts is noted and does not lift the forecast."""
    past, _ = simulated_history(Series(days=120), 1)
    spiked = np.array(past.offered)
    spiked[past.grid.index(local_midnight(FIRST + timedelta(days=100), ZONE)) + 24] = 1e6
    start = after(120)
    calm = forecast(past, start, 7)
    wild = forecast(ContactHistory("q", past.grid, spiked), start, 7)
    assert wild.mean.sum() == pytest.approx(calm.mean.sum(), rel=0.03)


@pytest.mark.parametrize("fill", [np.nan, 0.0])
def test_a_month_without_records_is_bridged(fill):
    """A month missing, or recorded as zeros by a broken export, is not taken for a month without contacts."""
    past, _ = simulated_history(Series(days=200), 2)
    rows = (past.grid.local_days() - np.datetime64(FIRST, "D")).astype(int)
    broken = np.where((rows >= 150) & (rows < 180), np.where(past.offered > 0, fill, past.offered), past.offered)
    start = after(200)
    whole = forecast(past, start, 7)
    result = forecast(ContactHistory("q", past.grid, broken), start, 7)
    assert result.mean.sum() == pytest.approx(whole.mean.sum(), rel=0.06)


def test_a_queue_that_closed_is_forecast_at_zero():
    """Two weeks of recorded zeros at the end are a closed queue; one week is an outage."""
    past, _ = simulated_history(Series(days=150), 3)
    rows = (past.grid.local_days() - np.datetime64(FIRST, "D")).astype(int)
    for silent, expected in ((16, True), (8, False)):
        values = np.where(rows >= 150 - silent, 0.0, past.offered)
        result = forecast(ContactHistory("q", past.grid, values), after(150), 7)
        assert bool(result.mean.sum() == 0) is expected


def test_fractional_counts_have_fractional_bands():
    """Values that are no counts are forecast without rounding; counts have whole bands."""
    past, _ = simulated_history(Series(days=120), 4)
    halves = ContactHistory("q", past.grid, past.offered * 0.37)
    ends = forecast(halves, after(120), 7).high
    assert (ends != np.round(ends)).any()
    ends = forecast(past, after(120), 7).high
    assert (ends == np.round(ends)).all()


def test_negative_counts_and_wrong_intervals_are_refused():
    """Impossible input is one sentence with the value seen."""
    with pytest.raises(InputError, match="offered must be finite and >= 0, got -1"):
        flat(3, -1.0)
    with pytest.raises(InputError, match="slot_minutes must be one of"):
        TimeGrid.of_days(ZONE, FIRST, 3, 20)


def test_chosen_components_that_cannot_work_fall_back():
    """A method that needs a year, asked for alone on a month, is replaced by weekday means and told."""
    options = ForecastOptions(components=("ETS weekly, annual season",))
    result = forecast(flat(30, 8.0), after(30), 7, options=options)
    assert result.mean == pytest.approx(np.full(result.grid.count, 8.0), rel=0.05)
    assert any("weekday means stand in" in note for note in result.notes)


def test_special_days_are_adjusted_or_closed():
    """A planner's factor multiplies the day, no forecast empties it, exclude leaves it ordinary."""
    past, _ = simulated_history(Series(days=120), 5)
    monday = FIRST + timedelta(days=126)
    plain = forecast(past, after(120), 14)
    rows = plain.grid.local_days() == np.datetime64(monday, "D")
    for treatment, factor, expected in (("adjust", 1.5, 1.5), ("no forecast", None, 0.0), ("exclude", None, 1.0)):
        calendar = Calendar(None, None, (SpecialDay(monday, treatment, factor, "sale"),))
        result = forecast(past, after(120), 14, calendar=calendar)
        assert result.mean[rows].sum() == pytest.approx(expected * plain.mean[rows].sum(), rel=1e-6)
        assert result.mean[~rows] == pytest.approx(plain.mean[~rows])


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    days=st.integers(1, 70),
    horizon=st.integers(1, 20),
    daily=st.sampled_from([0.3, 20.0, 900.0]),
    missing=st.floats(0, 1),
    zeros=st.floats(0, 1),
    scale=st.sampled_from([1.0, 0.37]),
    weekdays=st.tuples(*[st.sampled_from([0.0, 0.1, 1.0])] * 7),
    seed=st.integers(0, 2**16),
    country=st.sampled_from([None, "US", "DE", "IL"]),
)
def test_any_history_gives_a_sound_forecast(days, horizon, daily, missing, zeros, scale, weekdays, seed, country):
    """Whatever was recorded: finite, non-negative, ordered ends, weights of one, a reason, and no warning."""
    past, _ = simulated_history(Series(days=days, daily=daily, weekdays=weekdays, slot_minutes=60), seed)
    rng = np.random.default_rng(seed)
    values = past.offered * scale
    values = np.where(rng.random(values.size) < zeros * 0.3, 0.0, values)
    values = np.where(rng.random(values.size) < missing, np.nan, values)
    start = after(days)
    result = forecast(
        ContactHistory("q", past.grid, values),
        start,
        horizon,
        calendar=Calendar(country, None),
        hours=OperatingHours.daily(0, 1200),
        options=ForecastOptions(origins=2, quantiles=(0.5, 0.95)),
    )
    sound(result)
    assert result.grid == TimeGrid.of_days(ZONE, FIRST + timedelta(days=days), horizon, 60)
    assert (result.quantiles[0.5] <= result.quantiles[0.95]).all()


@settings(max_examples=8, deadline=None, derandomize=True)
@given(factor=st.sampled_from([2.0, 5.0, 10.0]), seed=st.integers(0, 100))
def test_forecast_scales_with_history(factor, seed):
    """Contacts counted in other units give the same forecast in those units, up to the half contact under logs."""
    past, _ = simulated_history(Series(days=80, daily=20_000, slot_minutes=60), seed)
    options = ForecastOptions(origins=1)
    one = forecast(past, after(80), 7, options=options)
    many = forecast(ContactHistory("q", past.grid, past.offered * factor), after(80), 7, options=options)
    assert many.mean.sum() == pytest.approx(factor * one.mean.sum(), rel=0.01)
