"""The wall-clock axis of a schedule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np
import numpy.typing as npt

from wfm.domain.errors import InputError
from wfm.domain.time.grids import TimeGrid
from wfm.domain.time.units import DAY, SLOT_LENGTHS
from wfm.domain.time.zones import is_steady, to_utc, zone_of

FIRST_YEAR, LAST_YEAR = 1900, 2999
"""Years in which a horizon begins; the calendar ends not far from where a file may put one by mistake."""


@dataclass(frozen=True, slots=True)
class Horizon:
    """The wall-clock axis of a schedule: whole minutes from local midnight of `start`; every day has 1440.

    Shifts, breaks, availability and demand of one scheduling problem are placed on it.
    `weekday` states the weekday of day 0 (0 = Monday) where it is not the date's own. Weeks begin on the weekday
    `week_start`, so that the first and the last may be broken; None counts them from day 0. With `elapsed` rest and
    paid time are real time, through clock changes; otherwise they are the clock's.
    """

    start: date
    days: int
    slot_minutes: int
    zone: str
    weekday: int | None = None
    week_start: int | None = None
    elapsed: bool = False

    def __post_init__(self) -> None:
        if not FIRST_YEAR <= self.start.year <= LAST_YEAR:
            raise InputError(f"start must be in the years {FIRST_YEAR} to {LAST_YEAR}, got {self.start}")
        if not 1 <= self.days <= 56:
            raise InputError(f"days must be in 1..56, got {self.days}")
        if self.slot_minutes not in SLOT_LENGTHS:
            raise InputError(f"slot_minutes must be one of {SLOT_LENGTHS}, got {self.slot_minutes}")
        if self.weekday is not None and not 0 <= self.weekday <= 6:
            raise InputError(f"weekday must be in 0..6, got {self.weekday}")
        if self.week_start is not None and not 0 <= self.week_start <= 6:
            raise InputError(f"week_start must be in 0..6, got {self.week_start}")
        zone_of(self.zone)

    @property
    def first_weekday(self) -> int:
        """Weekday of day 0, 0 = Monday."""
        return self.start.weekday() if self.weekday is None else self.weekday

    @property
    def minutes(self) -> int:
        """Length of the horizon in minutes."""
        return self.days * DAY

    @property
    def slots(self) -> int:
        """Number of slots of the horizon."""
        return self.days * DAY // self.slot_minutes

    @property
    def lead(self) -> int:
        """Days of the first week that lie before day 0."""
        return 0 if self.week_start is None else (self.first_weekday - self.week_start) % 7

    @property
    def weeks(self) -> int:
        """Weeks that the horizon touches; the first and the last one are perhaps not whole."""
        return (self.days + self.lead + 6) // 7

    def week_of(self, day: int) -> int:
        """The week a day is in; week 0 holds day 0.

        >>> Horizon(date(2026, 6, 3), 14, 15, "UTC", week_start=0).week_of(5)  # a Monday, after a first Wednesday
        1
        """
        return (day + self.lead) // 7

    def days_of(self, week: int) -> tuple[int, int]:
        """First and last day of a whole week, which may lie outside the horizon.

        >>> Horizon(date(2026, 6, 3), 14, 15, "UTC", week_start=0).days_of(0)
        (-2, 4)
        """
        first = 7 * week - self.lead
        return first, first + 6

    def cut_at_end(self, week: int) -> bool:
        """Whether a calendar week runs past the horizon's end; weeks counted from day 0 are never called cut."""
        return self.week_start is not None and self.days_of(week)[1] >= self.days

    def lasted(self, start: int, end: int) -> int:
        """Minutes from one wall-clock minute to another: by the clock, or with `elapsed` in real time.

        >>> Horizon(date(2026, 10, 31), 2, 60, "America/New_York", elapsed=True).lasted(22 * 60, 30 * 60)
        540
        """
        first, last = min(start, end), max(start, end)
        if not self.elapsed or is_steady(self.zone, self._date(first), self._date(last)):
            return end - start
        return round((self.instant(end) - self.instant(start)).total_seconds() / 60)

    def ahead(self, zone: str, minute: int) -> int:
        """By how many minutes the clock of a zone is ahead of this axis at one of its minutes.

        >>> Horizon(date(2026, 6, 1), 7, 15, "America/New_York").ahead("Asia/Manila", 480)
        720
        """
        if zone == self.zone:
            return 0
        there = self.instant(minute).astimezone(zone_of(zone)).replace(tzinfo=None)
        here = datetime.combine(self.start, time()) + timedelta(minutes=minute)
        return round((there - here).total_seconds() / 60)

    def ahead_at(self, zone: str | None, minutes: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """The same at each of some minutes, shape (minutes,); a zone of None is the axis's own."""
        result, day_of = np.zeros(len(minutes), np.int64), minutes // DAY
        if zone is None or zone == self.zone:
            return result
        for day in np.unique(day_of).tolist():
            mine, date = day_of == day, self.start + timedelta(days=day)
            if is_steady(self.zone, date, date) and is_steady(zone, date - timedelta(days=1), date + timedelta(days=1)):
                result[mine] = self.ahead(zone, day * DAY)
            else:
                result[mine] = [self.ahead(zone, minute) for minute in minutes[mine].tolist()]
        return result

    def _date(self, minute: int) -> date:
        return self.start + timedelta(days=minute // DAY)

    @property
    def grid(self) -> TimeGrid:
        """The absolute intervals the horizon spans."""
        return TimeGrid.of_days(self.zone, self.start, self.days, self.slot_minutes)

    def instant(self, minute: int) -> datetime:
        """The instant (UTC) of a wall-clock minute; the first pass of a repeated hour, past the gap of a skipped one.

        >>> Horizon(date(2026, 6, 1), 7, 15, "America/New_York").instant(DAY + 8 * 60).isoformat()
        '2026-06-02T12:00:00+00:00'
        """
        local = datetime.combine(self.start, time()) + timedelta(minutes=minute)
        return to_utc(local, self.zone)

    def minute(self, instant: datetime) -> int:
        """The wall-clock minute of an instant.

        >>> Horizon(date(2026, 6, 1), 7, 15, "America/New_York").minute(datetime.fromisoformat("2026-06-02T12:00Z"))
        1920
        """
        local = instant.astimezone(zone_of(self.zone)).replace(tzinfo=None)
        return int((local - datetime.combine(self.start, time())).total_seconds() // 60)

    def wall_slots(self, grid: TimeGrid) -> npt.NDArray[np.int64]:
        """For each interval of an absolute grid, the slot of this clock it starts in (may be outside).

        The grid may be of another zone: it is the instants that are placed.
        """
        local = TimeGrid(self.zone, grid.start, grid.slot_minutes, grid.count).local()
        minutes = (local - np.datetime64(self.start, "m")).astype("timedelta64[m]").astype(np.int64)
        return minutes // self.slot_minutes

    def from_grid(self, grid: TimeGrid, values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Heads of an absolute grid on the wall-clock axis, shape (slots,): the larger value where an hour
        repeats, nothing where one is skipped or the grid does not reach. A finer grid's largest value counts."""
        wall = self.wall_slots(grid)
        inside = (wall >= 0) & (wall < self.slots)
        result = np.zeros(self.slots)
        np.maximum.at(result, wall[inside], np.asarray(values, float)[inside])
        return result

    def to_grid(self, grid: TimeGrid, values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Wall-clock values read at each interval of an absolute grid, shape (grid.count,); 0 outside the horizon."""
        wall = self.wall_slots(grid)
        inside = (wall >= 0) & (wall < self.slots)
        result = np.zeros(grid.count)
        result[inside] = np.asarray(values, float)[wall[inside]]
        return result
