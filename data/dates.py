"""The days of the demo: all of them lie about the day it is made for, so that it never ages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays

WEEKS = 64
"""Weeks of history before the Monday of the planned weeks."""

PLANNED, DRAFTED = 14, 14
"""Days whose schedule is published, and days behind them of which there is a draft."""

VOLUME = {
    "New Year's Day": 0.35,
    "Martin Luther King Jr. Day": 0.85,
    "Washington's Birthday": 0.88,
    "Memorial Day": 0.60,
    "Juneteenth National Independence Day": 0.85,
    "Independence Day": 0.45,
    "Labor Day": 0.60,
    "Columbus Day": 0.92,
    "Veterans Day": 0.95,
    "Thanksgiving Day": 0.40,
    "Christmas Day": 0.25,
}
"""Volume of a holiday, relative to an ordinary day of its weekday and season, were the centre open."""

OBSERVED = 0.90
"""The same of a working day off because the holiday falls on a weekend."""

CLOSED = ("Thanksgiving Day", "Christmas Day")
"""The holidays on which the centre is closed."""


@dataclass(frozen=True, slots=True)
class DemoDates:
    """The days of a demo made for `today`.

    History begins a number of whole weeks before the Monday of the current week and ends yesterday. That week and the
    next are published, so that there are shifts around today whatever its weekday; of the two behind there is a draft.
    """

    today: date

    @property
    def monday(self) -> date:
        """The first day that is planned: the Monday of today's week."""
        return self.today - timedelta(days=self.today.weekday())

    @property
    def first_day(self) -> date:
        """The first day of history, a Monday."""
        return self.monday - timedelta(weeks=WEEKS)

    @property
    def draft(self) -> date:
        """The first day of the draft."""
        return self.monday + timedelta(days=PLANNED)

    @property
    def end(self) -> date:
        """The day after the last one that is planned."""
        return self.draft + timedelta(days=DRAFTED)

    @property
    def outage(self) -> date:
        """The day on which callers could hardly get through: a Tuesday in the spring of the history."""
        return _ordinary(self.monday - timedelta(weeks=36) + timedelta(days=1))

    @property
    def lost(self) -> date:
        """The day of which nothing was recorded in the afternoon."""
        return _ordinary(self.monday - timedelta(weeks=18) + timedelta(days=2))

    @property
    def sale(self) -> date:
        """The first of three days of a sale: the Tuesday of the second planned week."""
        return self.monday + timedelta(days=8)

    def closed(self) -> dict[date, str]:
        """The days on which the centre is closed, with their names, from the first of history to the last planned."""
        days = (self.first_day + timedelta(days=i) for i in range((self.end - self.first_day).days))
        return {day: name for day in days if (name := _holidays(day.year).get(day)) in CLOSED}

    def short(self) -> date | None:
        """The day of the inventory, when the centre closes early: the last Saturday planned, unless a day is closed."""
        return None if any(day >= self.monday for day in self.closed()) else self.end - timedelta(days=2)


@lru_cache(maxsize=32)
def _holidays(year: int) -> dict[date, str]:
    """The public holidays of a year by the rules of the United States."""
    return {day: str(name) for day, name in holidays.country_holidays("US", years=year, language="en_US").items()}


def holiday_volume(day: date) -> float:
    """Volume of a day, relative to an ordinary one of its weekday and season.

    >>> holiday_volume(date(2026, 11, 27)), holiday_volume(date(2026, 11, 26))
    (1.35, 0.4)
    """
    name = _holidays(day.year).get(day)
    if name in VOLUME:
        return VOLUME[name]
    if _holidays(day.year).get(day - timedelta(days=1)) == "Thanksgiving Day":
        return 1.35
    around = {(12, 24): 0.60, (12, 26): 1.20, (12, 31): 0.70}.get((day.month, day.day))
    return around or (OBSERVED if name else 1.0)


def _ordinary(day: date) -> date:
    """The day, or the same weekday as many weeks before it as it takes until no holiday is within two weeks of it."""
    while any(holiday_volume(day + timedelta(days=7 * n)) != 1.0 for n in (-2, -1, 0, 1, 2)):
        day -= timedelta(days=7)
    return day
