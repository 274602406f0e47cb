"""What a shift is after a change by hand: its times and pieces, with what no shift may be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from wfm.domain.errors import InputError, RefusedError
from wfm.domain.people import Activity, Break, Shift, piece_fault
from wfm.domain.texts import named, quoted
from wfm.domain.time import DAY, Horizon, clock
from wfm.services.desk.edits import Alter, Clock, PieceAct, PieceEdit

Piece = Break | Activity


def minute_of(at: Clock, horizon: Horizon, not_before: int, field: str) -> int:
    """A local time as a minute of the axis; a time of day alone is the first one from `not_before` on."""
    if at.second or at.microsecond:
        raise InputError(f"{field} must be a whole minute, got {at.isoformat()}")
    of_day = 60 * at.hour + at.minute
    if isinstance(at, time):
        return not_before + (of_day - not_before) % DAY
    check_year(at, field)
    if at.tzinfo is not None:
        minute = horizon.minute(at)
        if horizon.instant(minute) != at:
            raise InputError(
                f"{field} lies in the second pass of an hour that {horizon.zone} repeats, which shifts do not tell "
                f"from the first, got {at.isoformat()}"
            )
        return minute
    return (at.date() - horizon.start).days * DAY + of_day


def check_year(day: date, field: str) -> None:
    """InputError for a day beyond which no calendar of ours, and soon none of Python's, goes on."""
    if not 1970 <= day.year <= 2099:
        raise InputError(f"{field} must lie in the years 1970 to 2099, got {day.isoformat()}")


def check_clock(shift: Shift, old: Shift | None, horizon: Horizon) -> None:
    """InputError for a start or an end that is newly in an hour which the clock skips: the shift would be another one."""
    there = () if old is None else (old.start, old.end)
    for minute in (shift.start, shift.end):
        if minute not in there and horizon.minute(horizon.instant(minute)) != minute:
            raise InputError(
                f"{_local(minute, horizon)} is in an hour that the clock of {horizon.zone} skips; "
                "a shift must begin and end at a time that there is"
            )


def reshaped(shift: Shift, edit: Alter, horizon: Horizon) -> Shift:
    """The shift with the times and pieces that an edit asks for; InputError or RefusedError for what no shift may be."""
    changed = shift
    if edit.begins is not None:
        by = minute_of(edit.begins, horizon, shift.day * DAY, "the start") - shift.start
        changed = shift.at(lambda minute: minute + by)
    start, end = changed.start, changed.end
    if edit.start is not None:
        start = minute_of(edit.start, horizon, changed.day * DAY, "the start")
    if edit.end is not None:
        end = minute_of(edit.end, horizon, start + 1, "the end")
    changed = replace(changed, start=start, end=end)
    for piece in edit.pieces:
        changed = with_piece(changed, piece, horizon)
    if edit.locked is not None:
        changed = replace(changed, locked=edit.locked)
    check_shape(changed, horizon)
    check_clock(changed, shift, horizon)
    return changed


def with_piece(shift: Shift, edit: PieceEdit, horizon: Horizon) -> Shift:
    """The shift with a break or an activity that comes, goes or takes other times."""
    pieces: list[Piece] = [*(shift.activities if edit.activity else shift.breaks)]
    kind = "activity" if edit.activity else "break"
    if edit.act is not PieceAct.ADD:
        there = _found(shift, pieces, edit, kind)
        pieces.remove(there)
    if edit.act is PieceAct.ADD:
        if edit.at is None or edit.until is None:
            raise InputError(f"{kind} {quoted(edit.name)} must have a start and an end")
        pieces.append(_made(shift, edit, edit.at, edit.until, horizon))
    elif edit.act is PieceAct.MOVE:
        start = there.start if edit.at is None else _within(shift, edit.at, horizon, edit.name)
        end = start + there.end - there.start
        if edit.until is not None:
            end = minute_of(edit.until, horizon, start + 1, f"the end of {edit.name}")
        pieces.append(replace(there, start=start, end=end))
    if edit.activity:
        return replace(shift, activities=tuple(p for p in pieces if isinstance(p, Activity)))
    return replace(shift, breaks=tuple(p for p in pieces if isinstance(p, Break)))


def _made(shift: Shift, edit: PieceEdit, at: Clock, until: Clock, horizon: Horizon) -> Piece:
    kind = "an activity" if edit.activity else "a break"
    name = named(edit.name.strip(), f"the name of {kind}")
    if not name:
        raise InputError(f"{kind} must have a name")
    start = _within(shift, at, horizon, name)
    end = minute_of(until, horizon, start + 1, f"the end of {name}")
    return Activity(name, start, end) if edit.activity else Break(name, start, end)


def _within(shift: Shift, at: Clock, horizon: Horizon, name: str) -> int:
    """When a piece is to begin: a time of day that the shift does not reach is one of the shift's own day."""
    minute = minute_of(at, horizon, shift.start, f"the start of {name}")
    return minute if isinstance(at, datetime) or minute < shift.end else shift.day * DAY + minute % DAY


def _found(shift: Shift, pieces: list[Piece], edit: PieceEdit, kind: str) -> Piece:
    """The piece that is meant; InputError where there is none, or several of the name."""
    of_name = [piece for piece in pieces if piece.name == edit.name]
    if edit.was is not None:
        of_name = [piece for piece in of_name if piece.start % DAY == 60 * edit.was.hour + edit.was.minute]
    if not of_name:
        there = ", ".join(told(piece) for piece in pieces) or "none"
        at = f" at {edit.was:%H:%M}" if edit.was is not None else ""
        raise InputError(f"the shift has no {kind} {quoted(edit.name)}{at}; it has {there}")
    if len(of_name) > 1:
        starts = ", ".join(clock(piece.start % DAY) for piece in of_name)
        raise InputError(f"the shift has several of {kind} {quoted(edit.name)}; say which by its start: {starts}")
    return of_name[0]


def told(piece: Piece) -> str:
    """A piece with its times: `lunch 12:00-12:30`."""
    return f"{piece.name} {clock(piece.start % DAY)}-{clock(piece.end % DAY)}"


def check_shape(shift: Shift, horizon: Horizon) -> None:
    """InputError or RefusedError unless the shift is on the slots, ends later, and holds its pieces one after another."""
    fault = next(_faults(shift, horizon), None)
    if fault is not None:
        raise fault


def _faults(shift: Shift, horizon: Horizon) -> Iterator[InputError | RefusedError]:
    span = f"{clock(shift.start % DAY)}-{clock(shift.end % DAY)}"
    if not 0 < shift.end - shift.start <= DAY:
        length = shift.end - shift.start
        yield InputError(f"a shift must end after it starts and last at most 24 hours, got {length} minutes")
    times = [shift.start, shift.end, *(t for b in shift.breaks for t in (b.start, b.end))]
    off = next((t for t in times if t % horizon.slot_minutes), None)
    if off is not None:
        yield InputError(f"times must be multiples of {horizon.slot_minutes} minutes, got {clock(off % DAY)}")
    for rest in shift.breaks:
        if rest.end <= rest.start:
            yield InputError(f"{rest.name} must end after it starts, got {told(rest)}")
        if rest.start < shift.start or rest.end > shift.end:
            yield RefusedError(
                f"break {told(rest)} would lie outside the shift {span}; move or remove it in the same change"
            )
    for one, other in pairwise(shift.breaks):
        if other.start < one.end:
            yield RefusedError(f"{told(one)} and {told(other)} would overlap; move or remove one of them")
    for activity in shift.activities:
        others = [other for other in shift.activities if other is not activity]
        fault = piece_fault(replace(shift, activities=tuple(others)), activity, horizon.slot_minutes)
        if fault is not None:
            yield RefusedError(f"activity {activity.id} {fault}; move or remove it in the same change")


def past_faults(old: Shift | None, new: Shift | None, horizon: Horizon, now: datetime) -> Iterator[str]:
    """What of a change lies in the past, which stays as it was: of a running shift only what is to come may change."""
    minute = horizon.minute(now)
    if old is None or horizon.instant(old.start) > now:
        if new is not None and horizon.instant(new.start) <= now:
            yield f"the shift would begin at {_local(new.start, horizon)}, which is in the past"
        return
    if horizon.instant(old.end) <= now:
        yield "the shift is over, and the past stays as it was"
        return
    if new is None or new.start != old.start or (new.agent, new.site, new.locked) != (old.agent, old.site, old.locked):
        yield "the shift has begun: only its end, and breaks and activities still to come, may change"
        return
    if horizon.instant(new.end) < now:
        yield f"the shift has begun and cannot end at {_local(new.end, horizon)}, which is in the past"
    begun, then = ({piece for piece in shift.pieces if piece.start <= minute} for shift in (old, new))
    for piece in sorted(begun ^ then, key=lambda p: (p.start, p.end)):
        yield f"{told(piece)} has begun or would, so it stays as it was"


def _local(minute: int, horizon: Horizon) -> str:
    local = datetime.combine(horizon.start, time()) + timedelta(minutes=minute)
    return f"{local:%a} {local.day} {local:%b} {local:%H:%M}"
