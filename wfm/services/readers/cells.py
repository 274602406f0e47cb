"""Cells as channels, clock times, opening hours and lists."""

from __future__ import annotations

import re

from wfm.domain.errors import InputError
from wfm.domain.planning import Channel, OperatingHours
from wfm.domain.time import DAY
from wfm.services.readers.formats import CHANNELS, bare

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def channel_of(text: str) -> Channel:
    """The channel a word stands for; InputError naming the known ones."""
    found = CHANNELS.get(bare(text))
    if found is None:
        raise InputError(f"must be one of {', '.join(c.value for c in Channel)}, got {text!r}")
    return found


def clock_minutes(text: str) -> int:
    """Minutes of a clock time such as 8:30 or 24:00; InputError otherwise."""
    match = re.fullmatch(r"(\d{1,2}):(\d\d)", text.strip())
    minutes = int(match[1]) * 60 + int(match[2]) if match else -1
    if not match or int(match[2]) > 59 or minutes > DAY:
        raise InputError(f"must be a time of day such as 08:30, got {text!r}")
    return minutes


def weekday_windows(text: str) -> list[tuple[int, int, int]]:
    """(weekday, from, to) of `Mon-Fri 08:00-20:00; Sat 09:00-13:00`, minutes of the day, 0 = Monday.

    `to` passes 1440 where the window runs past midnight, as in `Fri 22:00-06:00`.
    """
    windows: list[tuple[int, int, int]] = []
    for part in re.split(r"[;|]", text):
        if not part.strip():
            continue
        match = re.fullmatch(r"\s*([A-Za-z]+)(?:\s*-\s*([A-Za-z]+))?\s+([\d:]+)\s*-\s*([\d:]+)\s*", part)
        if not match:
            raise InputError(f"must read like 'Mon-Fri 08:00-20:00; Sat 09:00-13:00', got {part.strip()!r}")
        first = _weekday(match[1])
        last = _weekday(match[2]) if match[2] else first
        low, high = clock_minutes(match[3]), clock_minutes(match[4])
        if low in (high, DAY):
            raise InputError(f"a window must not be empty, got {part.strip()!r}")
        high += DAY if high < low else 0
        windows.extend(((first + k) % 7, low, high) for k in range((last - first) % 7 + 1))
    return windows


def availability(text: str) -> tuple[tuple[int, int], ...] | None:
    """Weekly windows in minutes from Monday's midnight; None (always) for an empty cell."""
    if not text.strip():
        return None
    return tuple(sorted((day * DAY + low, day * DAY + high) for day, low, high in weekday_windows(text)))


def opening_hours(text: str) -> OperatingHours:
    """Opening hours of `Mon-Fri 08:00-20:00; Sat 09:00-13:00`, or `always`."""
    if text.strip().casefold() in ("always", "24x7", "24/7"):
        return OperatingHours.always()
    days: list[list[tuple[int, int]]] = [[] for _ in range(7)]
    for day, low, high in weekday_windows(text):
        days[day].append((low, min(high, DAY)))
        if high > DAY:
            days[(day + 1) % 7].append((0, high - DAY))
    return OperatingHours(tuple(tuple(sorted(windows)) for windows in days))


def hours_text(hours: OperatingHours) -> str:
    """Opening hours in words: `Mon-Fri 07:00-21:00; Sat 09:00-13:00`, or `always`."""
    if hours == OperatingHours.always():
        return "always"
    parts: list[str] = []
    day = 0
    while day < 7:
        last = day
        while last < 6 and hours.open[last + 1] == hours.open[day]:
            last += 1
        name = WEEKDAYS[day].title() + (f"-{WEEKDAYS[last].title()}" if last > day else "")
        parts.extend(f"{name} {_clock(low)}-{_clock(high)}" for low, high in hours.open[day])
        day = last + 1
    return "; ".join(parts) or "never"


def listed_in(text: str) -> tuple[str, ...]:
    """The entries of a cell such as `en|es`, separated by | or ;."""
    return tuple(part.strip() for part in re.split(r"[|;]", text) if part.strip())


def _weekday(text: str) -> int:
    short = text.casefold()[:3]
    if short not in WEEKDAYS:
        raise InputError(f"must name a weekday from Mon to Sun, got {text!r}")
    return WEEKDAYS.index(short)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
