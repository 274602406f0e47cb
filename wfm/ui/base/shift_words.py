"""Shifts in words: what a rep reads of one on a phone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from wfm.domain.exchange import PlannedShift
from wfm.domain.people import Activity, Break, Shift
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


def pieces_told(planned: PlannedShift, horizon: Horizon, zone: str) -> tuple[tuple[Break | Activity, str], ...]:
    """The breaks and activities of a stored shift in words of local time: `lunch 12:00–12:30`, `coaching 14:00–14:30`.

    `horizon` is that of the shift's schedule.
    """

    def at(minute: int) -> str:
        return f"{horizon.instant(minute).astimezone(zone_of(zone)):%H:%M}"

    return tuple((piece, f"{piece.name} {at(piece.start)}–{at(piece.end)}") for piece in planned.shift.pieces)


def pieces_line(planned: PlannedShift, horizon: Horizon, zone: str) -> str:
    """The same in one line, "" for a shift that has neither."""
    return ", ".join(words for _, words in pieces_told(planned, horizon, zone))


def line_words(shifts: tuple[Shift, ...], horizon: Horizon) -> str:
    """A shift line's days and times, one after the other, with the activities in each."""

    def told(shift: Shift) -> str:
        held = ", ".join(f"{a.name} {span(a.start, a.end)}" for a in shift.activities)
        times = f"{day(horizon.start + timedelta(days=shift.day))} {span(shift.start, shift.end)}"
        return f"{times} ({held})" if held else times

    return " · ".join(map(told, shifts))


def paid_hours(shifts: tuple[Shift, ...]) -> float:
    """Hours from start to end of all shifts."""
    return sum(s.end - s.start for s in shifts) / 60
