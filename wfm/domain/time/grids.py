"""Consecutive intervals of equal length: the axis that every array travels with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from wfm.domain.errors import InputError
from wfm.domain.time.units import DAY, SLOT_LENGTHS
from wfm.domain.time.zones import local_midnight, zone_of

Instants = npt.NDArray[np.datetime64]


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
