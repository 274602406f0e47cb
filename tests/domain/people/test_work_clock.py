"""Whose clock a shift goes by, what it pays, and which weekend it is worked in."""

from __future__ import annotations

from datetime import date

import pytest

from wfm.domain.people.contracts import BreakTemplate, Contract, ShiftTemplate
from wfm.domain.people.shifts import Break, Shift
from wfm.domain.people.work_clock import WorkClock
from wfm.domain.time import DAY, Horizon

NIGHT = ShiftTemplate("night", 1320, 1320, 60, (480,), 0, (BreakTemplate("meal", 60, False, 120, 240),))
CONTRACT = Contract("c", (0, 2400), (0, 7), 7, 0, (NIGHT,))


def night(day: int, start: int = 1320) -> Shift:
    """A night of eight hours with an unpaid meal after three of them."""
    begin = day * DAY + start
    return Shift("a", begin, begin + 480, None, (Break("meal", begin + 180, begin + 240),))


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 7), 6), (date(2026, 10, 31), 8), (date(2026, 6, 6), 7)])
def test_a_night_over_a_clock_change_pays_what_it_lasts(day: date, hours: int) -> None:
    """Less its meal; by the clock where the horizon is not asked for real time."""
    horizon = Horizon(day, 7, 60, "America/New_York", elapsed=True)
    assert WorkClock(horizon).paid_minutes(CONTRACT, night(0)) == 60 * hours
    assert WorkClock(Horizon(day, 7, 60, "America/New_York")).paid_minutes(CONTRACT, night(0)) == 420


def test_templates_start_on_the_rep_s_clock() -> None:
    """Ten in the evening in Manila is ten in the morning in New York in summer, nine in winter."""
    for day, start in ((date(2026, 6, 1), 600), (date(2026, 12, 1), 540)):
        clock = WorkClock(Horizon(day, 7, 60, "America/New_York"), "Asia/Manila")
        assert clock.template_of(CONTRACT, night(0, start)) is NIGHT
        assert clock.start_of_day(night(0, start)) == 1320
        assert clock.template_of(CONTRACT, night(0)) is None
        assert clock.paid_minutes(CONTRACT, night(0)) == 480


def test_a_weekend_is_worked_by_its_hours() -> None:
    """A Friday night reaches into it and a Sunday night begins in it; by starts alone only where no clock is asked for."""
    horizon = Horizon(date(2026, 6, 1), 14, 60, "America/New_York", elapsed=True)
    weekends = [WorkClock(horizon).weekend(night(day)) for day in range(7)]
    assert weekends == [None, None, None, None, 0, 0, 0]
    assert WorkClock(Horizon(date(2026, 6, 1), 14, 60, "America/New_York")).weekend(night(4)) is None
    until_midnight = Shift("a", 4 * DAY + 960, 5 * DAY)
    assert WorkClock(horizon).weekend(until_midnight) is None
    assert WorkClock(horizon).weekend(night(11)) == 1


def test_a_weekend_is_that_of_the_rep_s_clock() -> None:
    """Sunday evening in New York is Monday in Manila; Friday noon there is Saturday."""
    manila = WorkClock(Horizon(date(2026, 6, 1), 14, 60, "America/New_York"), "Asia/Manila")
    assert manila.weekend(Shift("a", 6 * DAY + 780, 6 * DAY + 1200)) is None
    assert manila.weekend(Shift("a", 4 * DAY + 660, 4 * DAY + 1140)) == 0
