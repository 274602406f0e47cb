"""Shifts in words: what a rep reads of one on a phone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from wfm.domain.exchange import PlannedShift
from wfm.domain.people import Shift
from wfm.domain.time import Horizon, zone_of
from wfm.ui.base.words import day, span

Places = Mapping[str, str]


def place(site: str | None, sites: Places) -> str:
    """Where a shift is worked."""
    return "at home" if site is None else sites.get(site, site)


def local_line(planned: PlannedShift, zone: str) -> str:
    """A stored shift's local day and times: `Mon 23 Nov, 08:00–16:30`."""
    start, end = (moment.astimezone(zone_of(zone)) for moment in (planned.start, planned.end))
    later = "+1" if end.date() > start.date() else ""
    return f"{day(start.date())}, {start:%H:%M}–{end:%H:%M}{later}"


def breaks_line(planned: PlannedShift, zone: str) -> str:
    """The breaks of a stored shift with their local times: `break 1 10:00–10:15, lunch 12:00–12:30`."""
    start = planned.start.astimezone(zone_of(zone))
    by = start.hour * 60 + start.minute - planned.shift.start
    return ", ".join(f"{b.name} {span(b.start + by, b.end + by)}" for b in planned.shift.breaks)


def line_words(shifts: tuple[Shift, ...], horizon: Horizon) -> str:
    """A shift line's days and times, one after the other."""
    return " · ".join(f"{day(horizon.start + timedelta(days=s.day))} {span(s.start, s.end)}" for s in shifts)


def paid_hours(shifts: tuple[Shift, ...]) -> float:
    """Hours from start to end of all shifts."""
    return sum(s.end - s.start for s in shifts) / 60
