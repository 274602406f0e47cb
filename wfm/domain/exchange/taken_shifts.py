"""What leave makes of a published shift that lies in it: opened, taken off, or as much as is left of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from wfm.domain.exchange.schedule import PlannedShift
from wfm.domain.planning import LeaveTakes
from wfm.domain.texts import some_of
from wfm.domain.time import Horizon, zone_of

LEAST_LEFT = timedelta(hours=1)
"""The least that is worth keeping of a shift: of which less lies outside of the leave is opened whole."""


class Fate(StrEnum):
    """What became of a shift when leave began or ceased to count."""

    OPENED = "opened"
    SHORTENED = "shortened"
    ENDED = "ended early"
    RELEASED = "taken off"
    RETURNED = "returned"
    STAYS_OPEN = "left open"


@dataclass(frozen=True, slots=True)
class TakenShift:
    """A shift as it was before, what became of it, and what its rep then has of it: None for nothing.

    `why` says what keeps an open shift from its rep.
    """

    planned: PlannedShift
    fate: Fate
    left: PlannedShift | None = None
    why: str = ""


def taken_by_leave(
    planned: PlannedShift, horizon: Horizon, start: datetime, end: datetime, takes: LeaveTakes, now: datetime
) -> TakenShift | None:
    """What leave, start <= t < end, makes of a shift on the axis it is stored on; None where it takes nothing of it.

    What was worked stays: a shift that has begun ends at the slot after now, or where the leave begins if that is later.
    """
    if planned.end <= max(start, now) or planned.start >= end or end <= now:
        return None
    if planned.start <= now:
        return _ended(planned, horizon, start, now)
    if takes is LeaveTakes.RELEASE:
        return TakenShift(planned, Fate.RELEASED)
    parts = _parts(planned, horizon, start, end) if takes is LeaveTakes.SHORTEN else []
    longest = max(parts, key=_length, default=None)
    if longest is None or _length(longest) < LEAST_LEFT:
        return TakenShift(planned, Fate.OPENED)
    return TakenShift(planned, Fate.SHORTENED, longest)


def _ended(planned: PlannedShift, horizon: Horizon, start: datetime, now: datetime) -> TakenShift | None:
    last = _slot(horizon, now, later=True)
    if start > now:
        last = max(last, _slot(horizon, start, later=False))
    if last >= planned.shift.end:
        return None
    left = _cut(planned, horizon, planned.shift.start, last)
    return TakenShift(planned, Fate.RELEASED) if left is None else TakenShift(planned, Fate.ENDED, left)


def _parts(planned: PlannedShift, horizon: Horizon, start: datetime, end: datetime) -> list[PlannedShift]:
    """What of a shift lies before the leave, and what behind it."""
    shift = planned.shift
    before = _cut(planned, horizon, shift.start, _slot(horizon, start, later=False)) if start > planned.start else None
    behind = _cut(planned, horizon, _slot(horizon, end, later=True), shift.end) if end < planned.end else None
    return [part for part in (before, behind) if part is not None]


def _slot(horizon: Horizon, at: datetime, later: bool) -> int:
    """The last slot's start that is not later than an instant, or the first one that is not earlier.

    Where an hour comes twice, a minute of the axis is the first of both.
    """
    length = horizon.slot_minutes
    slot = horizon.minute(at) // length * length
    while not later and horizon.instant(slot) > at:
        slot -= length
    while later and horizon.instant(slot) < at:
        slot += length
    return slot


def _cut(planned: PlannedShift, horizon: Horizon, start: int, end: int) -> PlannedShift | None:
    """The part of a shift with the pieces that lie inside of it; None where nothing is left."""
    begins, ends = horizon.instant(start), horizon.instant(end)
    if end <= start or ends <= begins:
        return None
    shift = planned.shift
    breaks = tuple(piece for piece in shift.breaks if start <= piece.start and piece.end <= end)
    activities = tuple(piece for piece in shift.activities if start <= piece.start and piece.end <= end)
    part = replace(shift, start=start, end=end, breaks=breaks, activities=activities)
    return replace(planned, shift=part, start=begins, end=ends)


def _length(planned: PlannedShift) -> timedelta:
    return planned.end - planned.start


def taken_words(taken: Sequence[TakenShift], zone: str) -> str:
    """What became of shifts on a rep's clock: `2 shifts opened, 1 shortened to 08:00-12:00, 1 taken off`; "" for none."""
    counted: dict[Fate, list[TakenShift]] = {}
    for one in taken:
        counted.setdefault(one.fate, []).append(one)
    parts = [f"{len(found)} {_SAID[fate](found, zone)}" for fate in Fate if (found := counted.get(fate))]
    if not parts:
        return ""
    number, rest = parts[0].split(" ", 1)
    parts[0] = f"{number} {'shift' if number == '1' else 'shifts'} {rest}"
    words = ", ".join(parts)
    locked = sum(one.planned.shift.locked for one in taken if one.fate not in (Fate.RETURNED, Fate.STAYS_OPEN))
    return f"{words}; {locked} of them locked by a planner" if locked else words


def _times(found: Sequence[TakenShift], zone: str) -> str:
    """What is left of shifts, with the day where there are several."""
    info = zone_of(zone)
    said = []
    for left in (one.left for one in found if one.left is not None):
        start, end = left.start.astimezone(info), left.end.astimezone(info)
        day = f"{start:%a} {start.day} {start:%b} " if len(found) > 1 else ""
        said.append(f"{day}{start:%H:%M}-{end:%H:%M}")
    return some_of(said, 5)


def _ends(found: Sequence[TakenShift], zone: str) -> str:
    """When shifts that had begun end."""
    return some_of([f"{one.left.end.astimezone(zone_of(zone)):%H:%M}" for one in found if one.left is not None], 5)


def _reasons(found: Sequence[TakenShift]) -> str:
    return some_of(list(dict.fromkeys(one.why for one in found)), 2)


_SAID: dict[Fate, Callable[[Sequence[TakenShift], str], str]] = {
    Fate.OPENED: lambda found, zone: "opened",
    Fate.SHORTENED: lambda found, zone: f"shortened to {_times(found, zone)}",
    Fate.ENDED: lambda found, zone: f"that had begun ended at {_ends(found, zone)}",
    Fate.RELEASED: lambda found, zone: "taken off",
    Fate.RETURNED: lambda found, zone: "returned to the rep",
    Fate.STAYS_OPEN: lambda found, zone: f"left open ({_reasons(found)})",
}
"""How the shifts of each fate are told."""
