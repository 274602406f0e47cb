"""Time: the grid of intervals that every array travels with, and the wall-clock axis that shifts live on.

All daylight-saving logic of the project is in this file. Stored instants are UTC; people and models live
on local time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt

from wfm.domain.errors import InputError
from wfm.domain.texts import quoted

DAY = 1440
"""Minutes of a wall-clock day."""

SLOT_LENGTHS = (5, 10, 15, 30, 60)
"""Interval lengths a planner may choose, in minutes."""

_ZONE_NAME = re.compile(r"[A-Za-z0-9_+-]{1,32}(/[A-Za-z0-9_+-]{1,32}){0,2}")

Instants = npt.NDArray[np.datetime64]


@lru_cache(maxsize=64)
def zone_of(name: str) -> ZoneInfo:
    """The time zone of an IANA name; InputError for an unknown one."""
    told = f"time zone must be an IANA name such as America/New_York, got {quoted(name)}"
    if not _ZONE_NAME.fullmatch(name):  # each part of a name is looked for as a package, however many there are
        raise InputError(told)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InputError(told) from error


def to_utc(local: datetime, zone: str) -> datetime:
    """The instant of a naive local time; `fold` tells the two passes of a repeated hour apart.

    A local time that daylight saving skips is moved forward by the length of the gap.

    >>> to_utc(datetime(2026, 3, 8, 2, 30), "America/New_York").isoformat()  # skipped: 03:30 is meant
    '2026-03-08T07:30:00+00:00'
    """
    return local.replace(tzinfo=zone_of(zone)).astimezone(UTC)


def is_ambiguous(local: datetime, zone: str) -> bool:
    """Whether a naive local time happens twice, at the end of daylight saving.

    >>> is_ambiguous(datetime(2026, 11, 1, 1, 30), "America/New_York")
    True
    """
    info = zone_of(zone)
    first = local.replace(tzinfo=info, fold=0).utcoffset()
    second = local.replace(tzinfo=info, fold=1).utcoffset()
    return first is not None and second is not None and first > second


def is_skipped(local: datetime, zone: str) -> bool:
    """Whether a naive local time does not exist, at the start of daylight saving.

    >>> is_skipped(datetime(2026, 3, 8, 2, 30), "America/New_York")
    True
    """
    aware = local.replace(tzinfo=zone_of(zone))
    return aware.astimezone(UTC).astimezone(zone_of(zone)).replace(tzinfo=None) != local.replace(fold=0)


def local_midnight(day: date, zone: str) -> datetime:
    """The instant at which a local date begins.

    >>> local_midnight(date(2026, 7, 1), "America/New_York").isoformat()
    '2026-07-01T04:00:00+00:00'
    """
    return to_utc(datetime.combine(day, time()), zone)


@lru_cache(maxsize=256)
def _local_times(zone: str, start: datetime, slot_minutes: int, count: int) -> Instants:
    """Naive local time (datetime64[m]) of every slot; offsets are looked up once a day, and per slot on change days."""
    info = zone_of(zone)
    first = np.datetime64(start.replace(tzinfo=None), "m")
    utc = first + np.arange(count) * np.timedelta64(slot_minutes, "m")
    offsets = np.empty(count, dtype="timedelta64[m]")
    per_day = DAY // slot_minutes

    def offset(index: int) -> timedelta:
        moment = (start + timedelta(minutes=index * slot_minutes)).astimezone(info)
        return moment.utcoffset() or timedelta()

    for low in range(0, count, per_day):
        high = min(low + per_day, count)
        before, after = offset(low), offset(high)
        if before == after:
            offsets[low:high] = np.timedelta64(before)
        else:
            offsets[low:high] = [np.timedelta64(offset(i)) for i in range(low, high)]
    local = utc + offsets
    local.flags.writeable = False
    return local


@dataclass(frozen=True, slots=True)
class TimeGrid:
    """Consecutive intervals of equal length: the axis of every array of counts, seconds or heads.

    Attributes
    ----------
    zone : IANA name of the local time that people read.
    start : first instant, timezone-aware, kept in UTC.
    slot_minutes : length of one interval: 5, 10, 15, 30 or 60.
    count : number of intervals, >= 0.
    """

    zone: str
    start: datetime
    slot_minutes: int
    count: int

    def __post_init__(self) -> None:
        if self.start.tzinfo is None:
            raise InputError(f"start must carry a time zone, got {self.start.isoformat()}")
        if self.slot_minutes not in SLOT_LENGTHS:
            raise InputError(f"slot_minutes must be one of {SLOT_LENGTHS}, got {self.slot_minutes}")
        if self.count < 0:
            raise InputError(f"count must be >= 0, got {self.count}")
        zone_of(self.zone)
        object.__setattr__(self, "start", self.start.astimezone(UTC))

    @classmethod
    def of_days(cls, zone: str, first: date, days: int, slot_minutes: int) -> TimeGrid:
        """Whole local days from local midnight to local midnight: 23 or 25 hours where daylight saving changes.

        >>> [TimeGrid.of_days("Europe/Madrid", date(2026, 3, day), 1, 15).count for day in (28, 29)]
        [96, 92]
        """
        start = local_midnight(first, zone)
        end = local_midnight(first + timedelta(days=days), zone)
        return cls(zone, start, slot_minutes, int((end - start).total_seconds() // 60) // slot_minutes)

    @property
    def end(self) -> datetime:
        """The instant after the last interval."""
        return self.start + timedelta(minutes=self.slot_minutes * self.count)

    @property
    def slots_per_day(self) -> int:
        """Intervals in a wall-clock day without a clock change."""
        return DAY // self.slot_minutes

    def instants(self) -> Instants:
        """UTC start of every interval, datetime64[m], shape (count,)."""
        first = np.datetime64(self.start.replace(tzinfo=None), "m")
        return first + np.arange(self.count) * np.timedelta64(self.slot_minutes, "m")

    def local(self) -> Instants:
        """Naive local start of every interval, datetime64[m], shape (count,); a repeated hour appears twice."""
        return _local_times(self.zone, self.start, self.slot_minutes, self.count)

    def local_days(self) -> Instants:
        """Local date of every interval, datetime64[D], shape (count,)."""
        return self.local().astype("datetime64[D]")

    def minutes_of_day(self) -> npt.NDArray[np.int64]:
        """Local minute of day (0..1439) of every interval, shape (count,)."""
        local = self.local()
        return np.asarray(local - local.astype("datetime64[D]")).astype(np.int64)

    def weekdays(self) -> npt.NDArray[np.int64]:
        """Local weekday of every interval, 0 = Monday, shape (count,)."""
        days: npt.NDArray[np.int64] = self.local_days().astype(np.int64)
        weekdays: npt.NDArray[np.int64] = (days + 3) % 7
        return weekdays

    def index(self, instant: datetime) -> int:
        """The interval an instant falls in; it may lie outside 0..count-1.

        >>> TimeGrid.of_days("UTC", date(2026, 1, 1), 1, 15).index(datetime(2026, 1, 1, 8, 40, tzinfo=UTC))
        34
        """
        return int((instant - self.start).total_seconds() // (60 * self.slot_minutes))

    def slice(self, low: int, high: int) -> TimeGrid:
        """The grid of intervals low..high-1."""
        return TimeGrid(
            self.zone, self.start + timedelta(minutes=low * self.slot_minutes), self.slot_minutes, high - low
        )


@dataclass(frozen=True, slots=True)
class Horizon:
    """The wall-clock axis of a schedule: whole minutes from local midnight of `start`; every day has 1440.

    Shifts, breaks, availability and demand of one scheduling problem are placed on it.
    `weekday` states the weekday of day 0 (0 = Monday) where it is not the date's own.
    """

    start: date
    days: int
    slot_minutes: int
    zone: str
    weekday: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.days <= 56:
            raise InputError(f"days must be in 1..56, got {self.days}")
        if self.slot_minutes not in SLOT_LENGTHS:
            raise InputError(f"slot_minutes must be one of {SLOT_LENGTHS}, got {self.slot_minutes}")
        if self.weekday is not None and not 0 <= self.weekday <= 6:
            raise InputError(f"weekday must be in 0..6, got {self.weekday}")
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
    def weeks(self) -> int:
        """Weeks of the horizon, the last one perhaps not whole; week k is days 7k..7k+6."""
        return (self.days + 6) // 7

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

        >>> Horizon(date(2026, 6, 1), 7, 15, "America/New_York").minute(datetime(2026, 6, 2, 12, tzinfo=UTC))
        1920
        """
        local = instant.astimezone(zone_of(self.zone)).replace(tzinfo=None)
        return int((local - datetime.combine(self.start, time())).total_seconds() // 60)

    def wall_slots(self, grid: TimeGrid) -> npt.NDArray[np.int64]:
        """For each interval of an absolute grid in the same zone, the wall-clock slot it falls in (may be outside)."""
        minutes = (grid.local() - np.datetime64(self.start, "m")).astype("timedelta64[m]").astype(np.int64)
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


def clock(minute: int) -> str:
    """The time of day of a wall-clock minute, `08:30`; `00:30+1` half an hour past the first midnight.

    >>> clock(510), clock(1470)
    ('08:30', '00:30+1')
    """
    day, rest = divmod(minute, DAY)
    return f"{rest // 60:02d}:{rest % 60:02d}" + (f"+{day}" if day > 0 else "")


def spans(flags: Sequence[bool] | npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The runs of true values as half-open (low, high) index pairs.

    >>> spans([True, True, False, True])
    [(0, 2), (3, 4)]
    """
    padded = np.concatenate(([False], np.asarray(flags, bool), [False]))
    edges = np.flatnonzero(padded[1:] != padded[:-1])
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
