"""Whether an activity fits into a shift: hand changes and files ask here."""

from __future__ import annotations

from wfm.domain.limits import MOST_NAME
from wfm.domain.people.shifts import Activity, Shift
from wfm.domain.texts import text_fault
from wfm.domain.time import DAY, clock


def piece_fault(shift: Shift, activity: Activity, slot_minutes: int) -> str | None:
    """Why an activity cannot be put into a shift, as the end of a sentence about it; None where it fits.

    It must lie inside the shift and on its slots, and overlap none of its pieces: a shift that is changed is asked
    without the piece that gives way. Times are told on the shift's axis, from the midnight of its day.

    >>> piece_fault(Shift("r1", 480, 990), Activity("coaching", 600, 630), 15) is None
    True
    >>> piece_fault(Shift("r1", 480, 990), Activity("coaching", 960, 1020), 15)
    'must lie inside the shift 08:00-16:30, got 16:00-17:00'
    """
    told = _told(shift, activity.start, activity.end)
    if fault := "must not be empty" if not activity.id.strip() else text_fault(activity.id, MOST_NAME, ""):
        return f"has a name that {fault}"
    if activity.end <= activity.start:
        return f"must end after it starts, got {told}"
    if activity.start < shift.start or activity.end > shift.end:
        return f"must lie inside the shift {_told(shift, shift.start, shift.end)}, got {told}"
    if activity.start % slot_minutes or activity.end % slot_minutes:
        return f"must start and end on a slot of {slot_minutes} min, got {told}"
    for other in shift.pieces:
        if activity.start < other.end and other.start < activity.end:
            return f"must not overlap {other.name} {_told(shift, other.start, other.end)}, got {told}"
    return None


def _told(shift: Shift, start: int, end: int) -> str:
    midnight = shift.day * DAY
    return f"{clock(start - midnight)}-{clock(end - midnight)}"
