"""Opening hours: windows per weekday, which may run past midnight or be split, and days that have hours of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from wfm.domain.arrays import Flags
from wfm.domain.errors import InputError
from wfm.domain.limits import MOST_EXCEPTIONS
from wfm.domain.time import DAY, TimeGrid, clock

Windows = tuple[tuple[int, int], ...]
"""Opening times of one day as (from, to) minutes of it; `to` passes 1440 where a window runs past midnight."""

ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class HoursException:
    """One date with opening hours of its own: a holiday (no windows: closed all day), a short day, an extra day."""

    day: date
    windows: Windows = ()
    name: str = ""

    def __post_init__(self) -> None:
        _check(self.windows, f"opening hours of {self.day}")
        ordered = sorted(self.windows)
        for first, second in pairwise(ordered):
            if second[0] < first[1]:
                raise InputError(
                    f"opening hours of {self.day} must not overlap, got {_words(first)} and {_words(second)}"
                )
        object.__setattr__(self, "windows", tuple(ordered))


@dataclass(frozen=True, slots=True)
class OperatingHours:
    """Opening times per weekday: `open[0]` lists Monday's windows, 0 <= from < 1440 and from < to <= 2880.

    A window belongs to the weekday it begins on: (1320, 1800) is 22:00 to 06:00 of the next day.

    `exceptions` are dates with hours of their own, in order. They replace all windows that begin on that date, with
    what runs past its midnight. What the day before runs into it stays, unless the date is closed all day: then
    nothing is open from midnight to midnight.
    """

    open: tuple[Windows, ...]
    exceptions: tuple[HoursException, ...] = ()

    def __post_init__(self) -> None:
        if len(self.open) != 7:
            raise InputError(f"operating hours must name 7 weekdays, got {len(self.open)}")
        for weekday, windows in enumerate(self.open):
            _check(windows, f"operating hours of weekday {weekday}")
        ordered = tuple(sorted(self.exceptions, key=lambda exception: exception.day))
        if len(ordered) > MOST_EXCEPTIONS:
            raise InputError(f"a queue must have at most {MOST_EXCEPTIONS:,} exceptions, got {len(ordered):,}")
        for first, second in pairwise(ordered):
            if first.day == second.day:
                raise InputError(f"a date must have at most one exception, got two for {first.day}")
        object.__setattr__(self, "exceptions", ordered)

    @classmethod
    def always(cls) -> OperatingHours:
        """Open around the clock."""
        return cls((((0, DAY),),) * 7)

    @classmethod
    def daily(cls, low: int, high: int, weekdays: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)) -> OperatingHours:
        """Open low..high (minutes of the day) on the given weekdays.

        >>> OperatingHours.daily(480, 1080, weekdays=(5,)).open[5:]
        (((480, 1080),), ())
        """
        return cls(tuple(((low, high),) if day in weekdays else () for day in range(7)))

    def exception_on(self, day: date) -> HoursException | None:
        """The exception of a date; None where the weekday's hours hold."""
        return next((exception for exception in self.exceptions if exception.day == day), None)

    def windows_on(self, day: date) -> Windows:
        """The windows that begin on a date.

        >>> OperatingHours.daily(480, 1080).windows_on(date(2026, 12, 25))
        ((480, 1080),)
        """
        exception = self.exception_on(day)
        return self.open[day.weekday()] if exception is None else exception.windows

    def closed_on(self, day: date) -> bool:
        """Whether an exception closes the whole date; a weekday without hours is no exception."""
        exception = self.exception_on(day)
        return exception is not None and not exception.windows

    def mask(self, grid: TimeGrid) -> Flags:
        """Which intervals start within opening hours on the grid's local clock, shape (count,)."""
        minutes, weekdays = grid.minutes_of_day(), grid.weekdays()
        own, carried = np.zeros(grid.count, bool), np.zeros(grid.count, bool)
        for weekday, windows in enumerate(self.open):
            today = np.flatnonzero(weekdays == weekday)
            own[today] = _within(minutes[today], windows)
            if any(high > DAY for _, high in windows):
                after = np.flatnonzero(weekdays == (weekday + 1) % 7)
                carried[after] = _within(minutes[after] + DAY, windows)
        if self.exceptions and grid.count:
            self._except(grid, own, carried)
        return own | carried

    def _except(self, grid: TimeGrid, own: Flags, carried: Flags) -> None:
        """Put the hours of the exceptions in the place of their weekdays'."""
        minutes, days = grid.minutes_of_day(), grid.local_days()
        first, last = days[0].item(), days[-1].item()
        for exception in self.exceptions:  # in order of date, so that a closed day ends what an exception ran into it
            if not first - ONE <= exception.day <= last:
                continue
            today = _rows(days, exception.day)
            own[today] = _within(minutes[today], exception.windows)
            if not exception.windows:
                carried[today] = False
            after = _rows(days, exception.day + ONE)
            carried[after] = _within(minutes[after] + DAY, exception.windows)


def _rows(days: np.ndarray[tuple[int], np.dtype[np.datetime64]], day: date) -> slice:
    """The intervals of one date: local dates never fall back behind one another."""
    low, high = np.searchsorted(days, [np.datetime64(day), np.datetime64(day + ONE)])
    return slice(int(low), int(high))


def _within(minutes: np.ndarray[tuple[int], np.dtype[np.int64]], windows: Windows) -> Flags:
    inside = np.zeros(len(minutes), bool)
    for low, high in windows:
        inside |= (minutes >= low) & (minutes < high)
    return inside


def _check(windows: Sequence[tuple[int, int]], what: str) -> None:
    """InputError for a window that begins outside the day, is empty, or ends after the next one."""
    for low, high in windows:
        if not (0 <= low < DAY and low < high <= 2 * DAY):
            raise InputError(
                f"{what} must satisfy 0 <= from < to <= {2 * DAY} and begin before {DAY}, got {low}..{high}"
            )


def _words(window: tuple[int, int]) -> str:
    return f"{clock(window[0])}-{'24:00' if window[1] == DAY else clock(window[1])}"
