"""Opening hours follow the local clock, run past midnight, and give way to those of single dates."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from tests.documents.things import opening_hours
from wfm.domain.errors import InputError
from wfm.domain.planning.hours import HoursException, OperatingHours
from wfm.domain.time import DAY, TimeGrid


def test_opening_hours_follow_the_local_clock_over_a_change() -> None:
    """08:00 to 20:00 is 48 quarter hours on every open day, on 23- and 25-hour days as well."""
    hours = OperatingHours.daily(480, 1200, (0, 1, 2, 3, 4, 6))
    for first in (date(2026, 3, 6), date(2026, 10, 30)):  # Friday to Monday around a change
        grid = TimeGrid.of_days("America/New_York", first, 4, 15)
        mask = hours.mask(grid)
        per_day = [int(mask[grid.local_days() == day].sum()) for day in np.unique(grid.local_days())]
        assert per_day == [48, 0, 48, 48]
        assert grid.minutes_of_day()[mask].min() == 480
        assert grid.minutes_of_day()[mask].max() == 1185


def test_hours_are_half_open_and_always_is_always() -> None:
    """The interval that starts at closing time is closed."""
    grid = TimeGrid.of_days("UTC", date(2026, 1, 5), 1, 60)
    assert np.flatnonzero(OperatingHours.daily(480, 540).mask(grid)).tolist() == [8]
    assert OperatingHours.always().mask(grid).all()


@pytest.mark.parametrize("window", [(-1, 60), (60, 60), (0, 2881), (1440, 1500)])
def test_hours_outside_the_day_are_refused(window: tuple[int, int]) -> None:
    """0 <= from < 1440, from < to <= 2880."""
    OperatingHours.daily(1439, 2880)
    with pytest.raises(InputError, match="operating hours of weekday 0 must satisfy"):
        OperatingHours((((window),),) + ((),) * 6)
    with pytest.raises(InputError, match="must name 7 weekdays, got 1"):
        OperatingHours(((),))


NIGHTS = OperatingHours.daily(1320, 1800, (0, 1, 2, 3, 4))
"""22:00 to 06:00, Monday to Friday."""


def opened(hours: OperatingHours, first: date, days: int, zone: str = "UTC") -> list[str]:
    """The open hours of some days as `day hour`."""
    grid = TimeGrid.of_days(zone, first, days, 60)
    return [f"{t.day} {t.hour}" for t in grid.local()[hours.mask(grid)].tolist()]


def hours_of(day: int, low: int, high: int) -> list[str]:
    return [f"{day} {hour}" for hour in range(low, high)]


def test_a_night_belongs_to_the_weekday_it_begins_on() -> None:
    """Friday's night ends on Saturday; Monday before 06:00 is closed, since Sunday has no night."""
    found = opened(NIGHTS, date(2026, 12, 11), 4)  # Friday to Monday
    assert found == hours_of(11, 0, 6) + hours_of(11, 22, 24) + hours_of(12, 0, 6) + hours_of(14, 22, 24)


def test_a_day_that_is_closed_ends_the_night_before_at_midnight() -> None:
    """Christmas closed: nothing from midnight to midnight, and the night before it ends at 24:00."""
    hours = OperatingHours(NIGHTS.open, (HoursException(date(2026, 12, 25), (), "Christmas"),))
    assert opened(hours, date(2026, 12, 24), 3) == hours_of(24, 0, 6) + hours_of(24, 22, 24)
    assert hours.closed_on(date(2026, 12, 25))
    assert not hours.closed_on(date(2026, 12, 26))  # a Saturday without hours is no exception


def test_a_short_day_keeps_what_runs_into_it_and_ends_what_runs_out_of_it() -> None:
    """24 December from 08:00 to 12:00: the night of the 23rd stays to 06:00, that of the 24th is gone."""
    hours = OperatingHours(NIGHTS.open, (HoursException(date(2026, 12, 24), ((480, 720),)),))
    assert opened(hours, date(2026, 12, 24), 2) == hours_of(24, 0, 6) + hours_of(24, 8, 12) + hours_of(25, 22, 24)


def test_an_extra_day_may_run_past_midnight() -> None:
    """A Sunday that is usually closed, open from 20:00 to 02:00, also where only the Monday is looked at."""
    hours = OperatingHours(
        OperatingHours.daily(480, 600, (0,)).open, (HoursException(date(2026, 12, 13), ((1200, 1560),)),)
    )
    assert opened(hours, date(2026, 12, 13), 2) == hours_of(13, 20, 24) + hours_of(14, 0, 2) + hours_of(14, 8, 10)
    assert opened(hours, date(2026, 12, 14), 1) == hours_of(14, 0, 2) + hours_of(14, 8, 10)
    assert hours.windows_on(date(2026, 12, 13)) == ((1200, 1560),)
    assert hours.windows_on(date(2026, 12, 14)) == ((480, 600),)


def test_a_closed_day_ends_the_extra_hours_of_the_day_before() -> None:
    """Whatever their order when they are given."""
    closed, late = HoursException(date(2026, 12, 25)), HoursException(date(2026, 12, 24), ((1320, 1560),))
    hours = OperatingHours(OperatingHours.always().open, (closed, late))
    assert opened(hours, date(2026, 12, 24), 2) == hours_of(24, 22, 24)


def test_a_night_over_a_clock_change_keeps_to_the_clock() -> None:
    """22:00 to 06:00 is seven hours where one is skipped, and nine where one comes twice."""
    for first, length in ((date(2026, 3, 7), 7), (date(2026, 10, 31), 9)):  # Saturdays before a change in New York
        hours = OperatingHours.daily(1320, 1800, (5,))
        assert len(opened(hours, first, 2, "America/New_York")) == length


def test_a_date_twice_and_windows_that_overlap_are_refused() -> None:
    """In a sentence each, with the date; windows that touch are fine."""
    day = date(2026, 12, 24)
    HoursException(day, ((480, 600), (600, 720)))
    with pytest.raises(InputError, match="at most one exception, got two for 2026-12-24"):
        OperatingHours(NIGHTS.open, (HoursException(day), HoursException(day, ((0, 60),))))
    with pytest.raises(InputError, match="2026-12-24 must not overlap, got 08:00-12:00 and 11:00-13:00"):
        HoursException(day, ((660, 780), (480, 720)))


@given(hours=opening_hours(), first=st.dates(date(2000, 1, 1), date(2030, 1, 1)), near=st.booleans())
@settings(max_examples=60, deadline=None)
def test_the_mask_says_what_the_windows_say(hours: OperatingHours, first: date, near: bool) -> None:
    """Minute by minute from the windows of a date and of the one before."""
    if near:  # exceptions where the grid is
        moved = (first + timedelta(days=2 * i) for i in range(3))
        moved_ones = tuple(HoursException(d, e.windows, e.name) for d, e in zip(moved, hours.exceptions, strict=False))
        hours = OperatingHours(hours.open, moved_ones)
    grid = TimeGrid.of_days("America/New_York", first, 7, 60)
    days, minutes = grid.local_days().tolist(), grid.minutes_of_day().tolist()

    def is_open(day: date, minute: int) -> bool:
        carried = [] if hours.closed_on(day) else hours.windows_on(day - timedelta(days=1))
        return any(a <= minute < b for a, b in hours.windows_on(day)) or any(a <= minute + DAY < b for a, b in carried)

    assert hours.mask(grid).tolist() == [is_open(d, m) for d, m in zip(days, minutes, strict=True)]
