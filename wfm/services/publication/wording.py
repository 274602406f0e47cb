"""Shifts and moments in words, by the clock of one horizon whichever schedule brought them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from wfm.domain.exchange import PlannedShift, when
from wfm.domain.people import Shift
from wfm.domain.time import DAY, Horizon, zone_of


def day_of(start: datetime, horizon: Horizon) -> int:
    """The day of a horizon that a moment is on."""
    return horizon.minute(start) // DAY


def day_words(start: datetime, horizon: Horizon) -> str:
    """The local day of a moment: `Tue 12 May`."""
    return _day(horizon.start + timedelta(days=day_of(start, horizon)))


def shift_words(planned: PlannedShift, horizon: Horizon) -> str:
    """A shift's local day and times: `Tue 12 May 06:00-14:30`."""
    there = Shift("", horizon.minute(planned.start), horizon.minute(planned.end))
    return when(PlannedShift(0, 0, there, planned.start, planned.end), {0: horizon})


def moment_words(moment: datetime, horizon: Horizon) -> str:
    """A moment's local day and time: `Tue 12 May 06:00`."""
    local = moment.astimezone(zone_of(horizon.zone))
    return f"{_day(local.date())} {local:%H:%M}"


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"
