"""Shifts: the day they belong to, and moving them in time and between people."""

from __future__ import annotations

from hypothesis import given, settings, strategies as st

from wfm.domain.people.shifts import Break, Shift
from wfm.domain.time import DAY


def test_a_shift_belongs_to_the_day_it_starts_on() -> None:
    """A night shift to the day before midnight; before the horizon days are negative."""
    assert Shift("a", 1380, 1860).day == 0
    assert Shift("a", DAY, DAY + 60).day == 1
    assert Shift("a", -60, 30).day == -1
    assert Shift("a", -60, 30).start_of_day == 1380


def test_breaks_are_kept_in_order_of_their_start() -> None:
    """Whatever order they were given in, two equal shifts are equal."""
    first, second = Break("a", 60, 75), Break("b", 120, 150)
    assert Shift("x", 0, 480, None, (second, first)) == Shift("x", 0, 480, None, (first, second))


@settings(deadline=None)
@given(st.integers(0, 50 * DAY), st.integers(1, DAY), st.integers(-20, 20))
def test_moving_by_days_keeps_everything_but_the_day(start: int, span: int, days: int) -> None:
    """Times of day, lengths and breaks stay; moving back restores the shift."""
    shift = Shift("a", start, start + span, "hq", (Break("b", start + 1, start + 2),), True)
    moved = shift.moved(days)
    assert moved.day == shift.day + days
    assert moved.start_of_day == shift.start_of_day
    assert moved.end - moved.start == span
    assert moved.breaks[0].start - moved.start == 1
    assert moved.locked
    assert moved.moved(-days) == shift


def test_a_shift_given_away_keeps_its_times() -> None:
    """Only the rep and the place change."""
    shift = Shift("a", 480, 990, "hq", (Break("b", 540, 555),))
    given_away = shift.given_to("b", None)
    assert (given_away.agent, given_away.site) == ("b", None)
    assert (given_away.start, given_away.end, given_away.breaks) == (480, 990, shift.breaks)
