"""Time zones: local times and the instants they mean."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from wfm.domain.errors import InputError
from wfm.domain.texts import quoted

_ZONE_NAME = re.compile(r"[A-Za-z0-9_+-]{1,32}(/[A-Za-z0-9_+-]{1,32}){0,2}")


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


@lru_cache(maxsize=16384)
def is_steady(zone: str, first: date, last: date) -> bool:
    """Whether the clock of a zone stands still from the beginning of one local day to the end of another.

    >>> is_steady("America/New_York", date(2026, 3, 6), date(2026, 3, 7))
    True
    >>> is_steady("America/New_York", date(2026, 3, 7), date(2026, 3, 8))
    False
    """
    days = range((last - first).days + 2)
    info = zone_of(zone)
    offsets = {datetime.combine(first + timedelta(days=d), time(), info).utcoffset() for d in days}
    return len(offsets) <= 1
