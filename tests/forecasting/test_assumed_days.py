"""What a forecast assumes of holidays and of days with hours of their own is told, with the evidence for it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

import numpy as np
import pytest

from forecasting.history.calendar import Calendar, SpecialDay
from forecasting.queue_forecast import forecast
from wfm.domain.planning.contacts import ContactHistory, VolumeForecast
from wfm.domain.planning.hours import HoursException, OperatingHours
from wfm.domain.time import TimeGrid, local_midnight

ZONE, US = "America/New_York", Calendar("US", None)
WEEKDAYS = OperatingHours.daily(480, 1080, (0, 1, 2, 3, 4))
THANKSGIVING, CHRISTMAS = date(2026, 11, 26), date(2026, 12, 25)


def recorded(
    first: date, last: date, closed: Collection[date] = (), *, zeros: bool = False, share: float = 1.0
) -> ContactHistory:
    """Poisson contacts on weekdays from 08:00 to 18:00, on US holidays a `share` of them; none on `closed` days."""
    grid = TimeGrid.of_days(ZONE, first, (last - first).days + 1, 30)
    mean = np.where(WEEKDAYS.mask(grid), 12.0, 0.0)
    days = grid.local_days()
    for day in US.holidays(first, last):
        mean[days == np.datetime64(day)] *= share
    offered = np.random.default_rng(5).poisson(mean).astype(float)
    offered[~WEEKDAYS.mask(grid)] = np.nan
    for day in closed:
        offered[days == np.datetime64(day)] = 0.0 if zeros else np.nan
    return ContactHistory("calls", grid, offered)


def told(
    past: ContactHistory, start: date, days: int, hours: OperatingHours = WEEKDAYS, calendar: Calendar = US
) -> tuple[VolumeForecast, list[str]]:
    """The forecast and its sentences on dates."""
    found = forecast(past, local_midnight(start, ZONE), days, hours=hours, calendar=calendar)
    return found, [
        note for note in found.notes if ", Thu 2" in note or ", Fri 2" in note or ", Sun 2" in note or ", Mon 2" in note
    ]


def contacts(found: VolumeForecast, day: date) -> float:
    return float(found.mean[found.grid.local_days() == np.datetime64(day)].sum())


def test_a_holiday_never_seen_is_named() -> None:
    """Eight weeks that saw no holiday: Thanksgiving is a full day, and that nothing is known of it is said."""
    found, notes = told(recorded(date(2026, 3, 2), date(2026, 5, 22)), date(2026, 5, 23), 7)
    assert notes == [
        "Memorial Day, Mon 2026-05-25: never seen, nor any other holiday open; assumed at 100% of an ordinary Monday. "
        "If the queue is closed then, say so: wfm hours close 2026-05-25 --queue calls"
    ]
    assert contacts(found, date(2026, 5, 25)) == pytest.approx(240, rel=0.15)


def test_a_holiday_never_seen_is_taken_from_the_others() -> None:
    """Four holidays at half the volume: Thanksgiving is assumed near that, and they are the evidence."""
    past = recorded(date(2026, 5, 4), date(2026, 11, 20), share=0.5)
    found, (note,) = told(past, date(2026, 11, 21), 7)
    assert note.startswith("Thanksgiving Day, Thu 2026-11-26: never seen; assumed at ")
    assert "from 6 other holidays (3 more, 2026-09-07, 2026-10-12, 2026-11-11)" in note
    assert contacts(found, THANKSGIVING) == pytest.approx(130, rel=0.2)


@pytest.mark.parametrize("zeros", [False, True])
def test_where_all_holidays_were_closed_one_never_seen_is(zeros: bool) -> None:
    """Days without a row, or with nothing but zeros; the evidence is named, and nothing is expected."""
    closed = US.holidays(date(2026, 5, 4), date(2026, 11, 20))
    past = recorded(date(2026, 5, 4), date(2026, 11, 20), closed, zeros=zeros)
    found, notes = told(past, date(2026, 11, 21), 40)
    assert notes[0] == (
        "Thanksgiving Day, Thu 2026-11-26: never seen; planned closed, as all 6 holidays seen were "
        "(3 more, 2026-09-07, 2026-10-12, 2026-11-11)"
    )
    assert contacts(found, THANKSGIVING) == contacts(found, CHRISTMAS) == 0
    assert contacts(found, date(2026, 12, 3)) > 150


def test_a_holiday_that_few_keep_is_not_closed_by_those_that_all_keep() -> None:
    """Memorial Day, Independence Day and Labor Day closed say nothing of Columbus Day; one of its kind closed does."""
    first, last = date(2026, 4, 6), date(2026, 9, 25)
    all_keep = (date(2026, 5, 25), date(2026, 7, 3), date(2026, 9, 7))
    past = recorded(date(2026, 6, 22), last, all_keep)
    found, (note,) = told(past, date(2026, 9, 28), 21)
    assert note.startswith(
        "Columbus Day, Mon 2026-10-12: never seen, nor any other holiday open; 2 other holidays seen were closed"
    )
    assert contacts(found, date(2026, 10, 12)) > 150
    found, (note,) = told(recorded(first, last, (*all_keep, date(2026, 6, 19))), date(2026, 9, 28), 21)
    assert "never seen; planned closed, as all 4 holidays seen were" in note
    assert contacts(found, date(2026, 10, 12)) == 0


def test_a_holiday_seen_is_told_with_its_dates() -> None:
    """Seen twice at 40 %, or closed each time, by its own name."""
    first, last = date(2024, 11, 1), date(2026, 11, 20)
    seen = (date(2024, 11, 28), date(2025, 11, 27))
    _, notes = told(recorded(first, last, share=0.4), date(2026, 11, 21), 7)
    assert notes[0].startswith("Thanksgiving Day, Thu 2026-11-26: assumed at 4")
    assert notes[0].endswith("of an ordinary Thursday, seen 2 times (2024-11-28, 2025-11-27)")
    found, notes = told(recorded(first, last, seen), date(2026, 11, 21), 7)
    assert notes == [
        "Thanksgiving Day, Thu 2026-11-26: planned closed, as it was closed each of 2 times it was seen "
        "(2024-11-28, 2025-11-27)"
    ]
    assert contacts(found, THANKSGIVING) == 0


def test_days_with_hours_of_their_own() -> None:
    """Closed is zero, a short day keeps its hours, an extra Sunday gets a mean day, and each is told."""
    exceptions = (
        HoursException(THANKSGIVING, (), "Thanksgiving"),
        HoursException(date(2026, 12, 24), ((480, 720),), "Christmas Eve"),
        HoursException(date(2026, 12, 13), ((600, 840),)),
    )
    hours = OperatingHours(WEEKDAYS.open, exceptions)
    past = recorded(date(2026, 6, 1), date(2026, 11, 20))
    found, notes = told(past, date(2026, 11, 21), 35, hours)
    assert "Thanksgiving, Thu 2026-11-26: closed by its opening hours, nothing is expected" in notes
    assert "Christmas Eve, Thu 2026-12-24: opening hours of its own" in notes
    assert contacts(found, THANKSGIVING) == 0
    sunday = found.mean[found.grid.local_days() == np.datetime64("2026-12-13")]
    assert np.flatnonzero(sunday).tolist() == list(range(20, 28))
    assert sunday.sum() == pytest.approx(8 * 12, rel=0.15)
    assert any(note.startswith("Sun 2026-12-13 is open though its weekday is not") for note in found.notes)
    short = found.mean[found.grid.local_days() == np.datetime64("2026-12-24")]
    assert np.flatnonzero(short).tolist() == list(range(16, 24))


def test_a_special_day_and_a_holiday_on_a_closed_weekday() -> None:
    """What the planner said goes before; a holiday on a Saturday without hours changes nothing and is not told."""
    past = recorded(date(2026, 6, 1), date(2026, 11, 20))
    planned = Calendar("US", None, (SpecialDay(THANKSGIVING, "adjust", 0.3),))
    _, notes = told(past, date(2026, 11, 21), 7, calendar=planned)
    assert notes == ["Thanksgiving Day, Thu 2026-11-26: as the special day of that date says"]
    saturday = recorded(date(2026, 3, 2), date(2026, 6, 26))
    _, notes = told(saturday, date(2026, 7, 4), 1)
    assert notes == []


def test_a_long_forecast_names_every_holiday() -> None:
    """All of a year, each once."""
    past = recorded(date(2026, 1, 5), date(2026, 11, 20))
    found, _ = told(past, date(2026, 11, 21), 364)
    open_ones = [
        d for d in US.holidays(date(2026, 11, 21), date(2026, 11, 21) + timedelta(days=363)) if d.weekday() < 5
    ]
    assert len(open_ones) >= 9
    for day in open_ones:
        assert sum(str(day) in note.partition(":")[0] for note in found.notes) == 1
