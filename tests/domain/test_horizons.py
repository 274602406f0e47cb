"""Calendar weeks of a horizon, real time through clock changes, and other clocks beside its axis."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from wfm.domain.errors import InputError
from wfm.domain.time import DAY, Horizon

ZONES = ("America/New_York", "Europe/London", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC")
MONDAY = date(2026, 6, 1)


@given(st.integers(0, 6), st.integers(1, 56), st.none() | st.integers(0, 6))
def test_every_day_is_in_one_week_of_seven_days(weekday: int, days: int, week_start: int | None) -> None:
    """Weeks follow one another without a gap, each begins on the centre's weekday, and day 0 is in week 0."""
    horizon = Horizon(MONDAY, days, 60, "UTC", weekday, week_start)
    assert horizon.week_of(0) == 0
    assert horizon.week_of(days - 1) == horizon.weeks - 1
    for week in range(horizon.weeks):
        first, last = horizon.days_of(week)
        assert last - first == 6
        assert {horizon.week_of(day) for day in range(first, last + 1)} == {week}
        assert (first + weekday) % 7 == week_start if week_start is not None else first == 7 * week
        assert horizon.cut_at_end(week) == (week_start is not None and last >= days)


@given(
    st.sampled_from(ZONES),
    st.dates(date(2026, 1, 1), date(2026, 12, 1)),
    st.integers(-3 * DAY, 9 * DAY),
    st.integers(-3 * DAY, 9 * DAY),
)
def test_real_time_is_that_of_the_standard_library(zone: str, day: date, start: int, end: int) -> None:
    """In whichever order, and without `elapsed` the clock's own."""
    lasted = Horizon(day, 7, 60, zone, elapsed=True).lasted(start, end)
    midnight = datetime(day.year, day.month, day.day)
    a, b = ((midnight + timedelta(minutes=t)).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) for t in (start, end))
    assert lasted == (b - a) / timedelta(minutes=1)
    assert Horizon(day, 7, 60, zone).lasted(start, end) == end - start


@pytest.mark.parametrize(
    ("zone", "day", "start", "hours"),
    [
        ("America/New_York", date(2026, 3, 7), 22, 7),
        ("America/New_York", date(2026, 10, 31), 22, 9),
        ("America/New_York", date(2026, 10, 30), 22, 8),
        ("Europe/London", date(2026, 10, 24), 22, 9),
        ("Australia/Lord_Howe", date(2026, 10, 3), 22, 7.5),
        ("Australia/Lord_Howe", date(2026, 4, 4), 22, 8.5),
    ],
)
def test_a_night_of_eight_hours_by_the_clock(zone: str, day: date, start: int, hours: float) -> None:
    """Seven in spring, nine in autumn, half an hour more or less on Lord Howe."""
    horizon = Horizon(day, 2, 30, zone, elapsed=True)
    assert horizon.lasted(60 * start, 60 * start + 480) == 60 * hours


@given(
    st.sampled_from(ZONES),
    st.sampled_from(ZONES),
    st.dates(date(2026, 1, 1), date(2026, 12, 1)),
    st.integers(-DAY, 8 * DAY),
)
def test_another_clock_reads_what_its_instant_is(zone: str, other: str, day: date, minute: int) -> None:
    """The minute plus what the clock is ahead is what it reads, also where the axis skips or repeats an hour."""
    horizon = Horizon(day, 7, 60, zone)
    reads = datetime(day.year, day.month, day.day) + timedelta(minutes=minute + horizon.ahead(other, minute))
    if other == zone:
        assert horizon.ahead(other, minute) == 0
    else:
        assert reads == horizon.instant(minute).astimezone(ZoneInfo(other)).replace(tzinfo=None)


@pytest.mark.parametrize("day", [date.min, date(1899, 12, 31), date(3000, 1, 1), date.max])
def test_a_horizon_lies_far_from_the_ends_of_the_calendar(day: date) -> None:
    """The days before and behind it have dates too; such a year is mistyped."""
    with pytest.raises(InputError, match=f"start must be in the years 1900 to 2999, got {day}"):
        Horizon(day, 1, 15, "UTC")
