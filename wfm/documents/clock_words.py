"""Times of day and windows as planners write them: `08:30`, `Mon-Fri 07:00-21:00; Sat 22:00-06:00`, `09:00-13:00`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from wfm.domain.errors import InputError
from wfm.domain.planning import OperatingHours
from wfm.domain.texts import quoted
from wfm.domain.time import DAY

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def clock_minutes(text: str) -> int:
    """Minutes of a clock time such as 8:30 or 24:00; InputError otherwise."""
    match = re.fullmatch(r"(\d{1,2}):(\d\d)", text.strip())
    minutes = int(match[1]) * 60 + int(match[2]) if match else -1
    if not match or int(match[2]) > 59 or minutes > DAY:
        raise InputError(f"must be a time of day such as 08:30, got {quoted(text)}")
    return minutes


def clock_text(minute: int) -> str:
    """A minute of the day as `08:30`; its end is `24:00`."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def weekday_windows(text: str) -> list[tuple[int, int, int]]:
    """(weekday, from, to) of `Mon-Fri 08:00-20:00; Sat 09:00-13:00`, minutes of the day, 0 = Monday.

    `to` passes 1440 where the window runs past midnight, as in `Fri 22:00-06:00`.
    """
    windows: list[tuple[int, int, int]] = []
    for part in re.split(r"[;|]", text):
        if not part.strip():
            continue
        match = re.fullmatch(r"\s*([A-Za-z]+)(?:\s*-\s*([A-Za-z]+))?\s+(\d.*)", part, re.DOTALL)
        if not match:
            raise InputError(f"must read like 'Mon-Fri 08:00-20:00; Sat 09:00-13:00', got {quoted(part.strip())}")
        first = _weekday(match[1])
        last = _weekday(match[2]) if match[2] else first
        told = day_windows(match[3], part)
        windows.extend(((first + k) % 7, *window) for k in range((last - first) % 7 + 1) for window in told)
    return windows


def day_windows(text: str, within: str = "") -> list[tuple[int, int]]:
    """(from, to) of `09:00-13:00, 16:00-20:00`, minutes of the day; `to` passes 1440 in `22:00-06:00`.

    `+1` after the end says the next day where the clock alone would not: `08:00-10:00+1` is a day and two hours.
    A fault quotes `within`, the text that these windows are part of.
    """
    windows: list[tuple[int, int]] = []
    for part in text.split(","):
        match = re.fullmatch(r"\s*([\d:]+)\s*-\s*([\d:]+)(\+1)?\s*", part)
        if not match:
            like = "'Mon-Fri 08:00-20:00; Sat 09:00-13:00'" if within else "'09:00-13:00, 16:00-20:00'"
            raise InputError(f"must read like {like}, got {quoted((within or text).strip())}")
        low, high = clock_minutes(match[1]), clock_minutes(match[2])
        high += DAY if match[3] or high < low else 0
        if low in (high, DAY):
            raise InputError(f"a window must not be empty, got {quoted((within or text).strip())}")
        windows.append((low, high))
    return windows


def date_windows(text: str) -> tuple[tuple[int, int], ...]:
    """The windows of a date in words, none for `closed`."""
    return () if text.strip().casefold() == "closed" else tuple(day_windows(text))


def windows_text(windows: Iterable[tuple[int, int]]) -> str:
    """Windows of one day in words, `09:00-13:00, 16:00-20:00`, or `closed`."""
    return ", ".join(_span(low, high) for low, high in windows) or "closed"


def _span(low: int, high: int) -> str:
    """A window; `+1` stands where its end would be read as one of the day it begins on."""
    if high <= DAY:
        return f"{clock_text(low)}-{clock_text(high)}"
    return f"{clock_text(low)}-{clock_text(high - DAY)}" + ("" if high - DAY < low else "+1")


def weekly_windows(text: str) -> tuple[tuple[int, int], ...]:
    """The windows of such words, or `never`, in minutes from Monday's midnight; Sunday's may pass the week's end."""
    if text.strip().casefold() == "never":
        return ()
    return tuple(sorted((day * DAY + low, day * DAY + high) for day, low, high in weekday_windows(text)))


def weekly_text(windows: Iterable[tuple[int, int]]) -> str:
    """Weekly windows in words, `Mon 08:00-20:00|Fri 22:00-06:00`; those of a day or longer are parted at midnight."""
    parts: list[str] = []
    for low, high in windows:
        while high - low >= DAY and (low % DAY or high - low > DAY):
            midnight = low - low % DAY + DAY
            parts.append(_window(low, midnight))
            low = midnight
        if low < high:
            parts.append(_window(low, high))
    return "|".join(parts) or "never"


def opening_hours(text: str) -> OperatingHours:
    """Opening hours of `Mon-Fri 08:00-20:00; Sat 22:00-06:00`, `always` or `never`.

    InputError for windows of one weekday that overlap.
    """
    word = text.strip().casefold()
    if word in ("always", "24x7", "24/7"):
        return OperatingHours.always()
    days: list[list[tuple[int, int]]] = [[] for _ in range(7)]
    for day, low, high in [] if word == "never" else weekday_windows(text):
        days[day].append((low, high))
    for day, windows in enumerate(days):
        windows.sort()
        for first, second in pairwise(windows):
            if second[0] < first[1]:
                raise InputError(
                    f"windows of {WEEKDAYS[day].title()} must not overlap, got {_span(*first)} and {_span(*second)}"
                )
    return OperatingHours(tuple(map(tuple, days)))


def hours_text(hours: OperatingHours) -> str:
    """Opening hours in words: `Mon-Fri 07:00-21:00; Sat 22:00-06:00`, `always` or `never`; exceptions are told apart."""
    if hours.open == OperatingHours.always().open:
        return "always"
    parts: list[str] = []
    day = 0
    while day < 7:
        last = day
        while last < 6 and hours.open[last + 1] == hours.open[day]:
            last += 1
        name = WEEKDAYS[day].title() + (f"-{WEEKDAYS[last].title()}" if last > day else "")
        if hours.open[day]:
            parts.append(f"{name} {windows_text(hours.open[day])}")
        day = last + 1
    return "; ".join(parts) or "never"


def _window(low: int, high: int) -> str:
    """A window of a day at most; it may end on the next day."""
    day, start = divmod(low, DAY)
    end = high - day * DAY
    return f"{WEEKDAYS[day % 7].title()} {clock_text(start)}-{clock_text(end if end <= DAY else end - DAY)}"


def _weekday(text: str) -> int:
    short = text.casefold()[:3]
    if short not in WEEKDAYS:
        raise InputError(f"must name a weekday from Mon to Sun, got {quoted(text)}")
    return WEEKDAYS.index(short)
