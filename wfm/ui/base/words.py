"""How values are said on screen: numbers, shares, local times, and people's text made safe for Markdown."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from wfm.domain.time import clock, zone_of

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~$:&])")


def plain(text: object) -> str:
    """Text from data as Markdown that shows it letter by letter: no formatting, links, colours, maths or HTML."""
    return _MARKDOWN.sub(r"\\\1", " ".join(str(text).split()))


def number(value: float, digits: int = 0) -> str:
    """A number with thousands separated, or a dash where nothing is known."""
    return "–" if not math.isfinite(value) else f"{value:,.{digits}f}"


def share(value: float, digits: int = 1) -> str:
    """A share as a percentage, or a dash where nothing is known."""
    return "–" if not math.isfinite(value) else f"{100 * value:.{digits}f} %"


def day(value: date) -> str:
    """A date as planners say it: `Mon 2 Mar`."""
    return f"{value:%a} {value.day} {value:%b}"


def days(first: date, last: date) -> str:
    """A span of dates with its year: `Mon 2 Mar to Sun 15 Mar 2026`."""
    return f"{day(first)} to {day(last)} {last.year}"


def moment(instant: datetime, zone: str) -> str:
    """An instant in local time: `Mon 2 Mar, 14:05`."""
    local = instant.astimezone(zone_of(zone))
    return f"{day(local.date())}, {local:%H:%M}"


def absence(start: datetime, end: datetime, zone: str) -> str:
    """Time away in local time: `Mon 2 Mar`, `Mon 2 Mar to Tue 3 Mar`, `Mon 2 Mar, 08:00–12:00`, else two moments."""
    first, last = (instant.astimezone(zone_of(zone)) for instant in (start, end))
    if (first.hour, first.minute, last.hour, last.minute) != (0, 0, 0, 0):
        if first.date() == last.date():
            return f"{moment(start, zone)}–{last:%H:%M}"
        return f"{moment(start, zone)} to {moment(end, zone)}"
    eve = last.date() - timedelta(days=1)
    return day(eve) if eve <= first.date() else f"{day(first.date())} to {day(eve)}"


def span(start: int, end: int) -> str:
    """Two minutes of the horizon as times of day: `08:30–17:00`, `22:00–06:00+1`."""
    base = start // 1440 * 1440
    return f"{clock(start - base)}–{clock(end - base)}"


def listed(items: Sequence[str], most: int = 6) -> str:
    """Items in one line with `and` before the last; how many more where there are many."""
    if len(items) > most:
        return f"{', '.join(items[:most])} and {len(items) - most} more"
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


def plural(count: int, one: str, many: str | None = None) -> str:
    """`1 shift`, `2 shifts`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
