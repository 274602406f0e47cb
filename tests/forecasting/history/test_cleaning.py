"""What history may not teach, from both sides of each edge."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from forecasting.history.calendar import NO_CALENDAR, Calendar, SpecialDay
from forecasting.history.cleaning import DayStatus, clean
from forecasting.history.wall_table import from_table, to_table
from forecasting.simulated import Series, simulated_history
from wfm.domain.planning.contacts import ContactHistory, OperatingHours
from wfm.domain.time import TimeGrid

ZONE = "America/New_York"
FIRST = date(2022, 1, 3)


def steady(days: int = 63, daily: float = 2400.0) -> ContactHistory:
    """Equal days without any noise, hourly, around the clock."""
    grid = TimeGrid.of_days(ZONE, FIRST, days, 60)
    return ContactHistory("q", grid, np.full(grid.count, daily / 24))


def with_day(past: ContactHistory, day: int, change) -> ContactHistory:
    """The history with the contacts of one day changed."""
    values = np.array(past.offered)
    rows = past.grid.local_days() == np.datetime64(FIRST + timedelta(days=day), "D")
    values[rows] = change(values[rows])
    return ContactHistory(past.queue, past.grid, values)


def reasons(cleaned) -> dict[date, str]:
    """The reason noted for each day."""
    return {note.day: note.reason for note in cleaned.notes}


def test_clean_history_is_left_alone():
    """Nothing is noted and nothing changed where nothing is odd."""
    cleaned = clean(steady(), NO_CALENDAR)
    assert cleaned.notes == ()
    assert np.array_equal(cleaned.cleaned, cleaned.original.offered)
    assert cleaned.teaches.all()


@pytest.mark.parametrize(("factor", "odd"), [(1.5, True), (1.3, False), (0.6, True), (0.8, False)])
def test_outlier_days_beyond_thirty_per_cent_on_the_log_scale(factor, odd):
    """A single day is an outlier from |log| > 0.30, and its neighbours are not."""
    cleaned = clean(with_day(steady(), 30, lambda v: v * factor), NO_CALENDAR)
    assert bool(cleaned.status[30] == DayStatus.OUTLIER) is odd
    assert (cleaned.status == DayStatus.OUTLIER).sum() == int(odd)


@pytest.mark.parametrize(("run", "odd"), [(3, True), (4, False)])
def test_a_run_of_odd_days_is_a_new_level(run, odd):
    """Three days off are outliers, four are a new level."""
    past = steady()
    for day in range(30, 30 + run):
        past = with_day(past, day, lambda v: v * 1.6)
    assert (clean(past, NO_CALENDAR).status == DayStatus.OUTLIER).any() == odd


@pytest.mark.parametrize("silent", [1, 4])
def test_silent_hours_are_an_outage_with_the_original_beside(silent):
    """Hours of zero where a hundred are expected are replaced, and both values kept."""
    cleaned = clean(with_day(steady(), 40, lambda v: np.where(np.arange(24) < silent, 0.0, v)), NO_CALENDAR)
    note = cleaned.notes[0]
    assert note.reason.startswith("outage")
    assert (note.low, note.high, note.original) == (0, silent, 0.0)
    assert note.cleaned == pytest.approx(100 * silent, rel=0.05)
    assert cleaned.totals[40] == pytest.approx(2400, rel=0.05)
    assert cleaned.original.offered[40 * 24] == 0.0


def test_a_quiet_hour_of_a_thin_queue_is_no_outage():
    """Zeros that chance explains stay zeros."""
    cleaned = clean(with_day(steady(daily=48), 40, lambda v: np.where(np.arange(24) < 5, 0.0, v)), NO_CALENDAR)
    assert not any(note.reason.startswith("outage") for note in cleaned.notes)


def test_hours_that_stay_silent_are_new_opening_hours():
    """An outage that comes back every day is a rule: its zeros teach."""
    values = np.array(steady().offered)
    grid = steady().grid
    values[(grid.local_days() >= np.datetime64(FIRST + timedelta(days=53), "D")) & (grid.minutes_of_day() < 360)] = 0.0
    cleaned = clean(ContactHistory("q", grid, values), NO_CALENDAR)
    assert (cleaned.cells[53:, :6] == 0).all()


@pytest.mark.parametrize(
    ("hours_seen", "status"), [(20, DayStatus.CLEAN), (19, DayStatus.PARTIAL), (0, DayStatus.MISSING)]
)
def test_a_day_counts_from_eighty_per_cent(hours_seen, status):
    """Days observed to 80 % are scaled up to the whole; less is partial; none is missing."""
    cleaned = clean(with_day(steady(), 20, lambda v: np.where(np.arange(24) < hours_seen, v, np.nan)), NO_CALENDAR)
    assert cleaned.status[20] == status
    if status == DayStatus.CLEAN:
        assert cleaned.totals[20] == pytest.approx(2400)


def test_missing_is_not_zero():
    """Missing slots stay missing in the cleaned values."""
    cleaned = clean(with_day(steady(), 20, lambda v: np.full_like(v, np.nan)), NO_CALENDAR)
    assert np.isnan(cleaned.cleaned[20 * 24 : 21 * 24]).all()


def test_exports_that_leave_out_empty_slots():
    """A thin file without a single zero has left zeros out; one recorded zero shows that it has not."""
    past, _ = simulated_history(Series(days=80, daily=24.0, slot_minutes=60), 2)
    opened = OperatingHours.daily(480, 1200)
    left_out = np.where(past.offered == 0, np.nan, past.offered)
    cleaned = clean(ContactHistory("q", past.grid, left_out), NO_CALENDAR, opened)
    assert np.nansum(cleaned.cleaned == 0) > 100
    assert any("counts as zero" in r or "count as zero" in r for r in reasons(cleaned).values())
    left_out = np.array(left_out)
    left_out[np.flatnonzero(opened.mask(past.grid))[0]] = 0.0
    cleaned = clean(ContactHistory("q", past.grid, left_out), NO_CALENDAR, opened)
    assert np.nansum(cleaned.cleaned == 0) == 1


def test_closed_weekdays_and_hours():
    """A weekday under 2 % of the busiest is closed, and contacts out of hours do not count."""
    past, _ = simulated_history(Series(days=80, weekdays=(1, 1, 1, 1, 1, 0.5, 0.01)), 2)
    cleaned = clean(past, NO_CALENDAR)
    assert cleaned.open_weekdays.tolist() == [True] * 6 + [False]
    cleaned = clean(steady(), NO_CALENDAR, OperatingHours.daily(600, 720))
    assert cleaned.totals == pytest.approx(np.full(63, 200.0))


def test_holidays_and_special_days_leave_the_baseline():
    """Holidays, the planner's excluded days and adjusted days are noted with their names."""
    calendar = Calendar(
        "US",
        None,
        (
            SpecialDay(FIRST + timedelta(days=1), "exclude", None, "fire drill"),
            SpecialDay(FIRST + timedelta(days=2), "adjust", 2.0, "mailing"),
        ),
    )
    cleaned = clean(steady(), calendar)
    said = reasons(cleaned)
    assert said[date(2022, 1, 17)] == "holiday: Martin Luther King Jr. Day"
    assert said[FIRST + timedelta(days=1)] == "special day (exclude): fire drill"
    assert cleaned.status[1] == DayStatus.EXCLUDED
    assert cleaned.totals[2] == pytest.approx(1200)
    assert cleaned.status[2] == DayStatus.CLEAN or cleaned.status[2] == DayStatus.OUTLIER


def test_daylight_saving_days_have_their_hours():
    """A skipped hour is missing, a repeated one is the mean of both passes, and reading back gives each its value."""
    grid = TimeGrid.of_days(ZONE, date(2022, 3, 13), 1, 60)
    table = to_table(grid, np.arange(23.0), date(2022, 3, 13), 1)
    assert np.isnan(table[0, 2])
    assert table[0, 3] == 2.0
    grid = TimeGrid.of_days(ZONE, date(2022, 11, 6), 1, 60)
    table = to_table(grid, np.arange(25.0), date(2022, 11, 6), 1)
    assert table[0, 1] == 1.5
    assert from_table(grid, table, date(2022, 11, 6)).tolist() == [0, 1.5, 1.5, *range(3, 25)]
