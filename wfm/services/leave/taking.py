"""Leave takes the published shifts that lie in it, as the centre's setting says, in the unit of work that approves it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from wfm.database import TimeOffRequest, UnitOfWork
from wfm.domain.accounts import Principal
from wfm.domain.exchange import (
    Fate,
    OfferKind,
    OfferState,
    PlannedShift,
    ShiftOffer,
    TakenShift,
    taken_by_leave,
    taken_words,
)
from wfm.domain.people import Shift
from wfm.domain.time import Horizon
from wfm.services.leave.checks import GRANTED, Moment

AROUND = timedelta(days=2)
"""How far from days without a zone the same days of any zone may reach."""

GONE = "the rep whose shift it was cannot work it as it was offered"
"""Why offers are withdrawn whose shift leave has taken: for everyone's eyes, so it says nothing of leave."""

ACTIONS = {Fate.OPENED: "release", Fate.SHORTENED: "shorten", Fate.ENDED: "shorten", Fate.RELEASED: "remove"}
"""How the log names what becomes of a shift."""


class Away(NamedTuple):
    """When a rep is away, start <= t < end."""

    rep: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class SettledLeave(TimeOffRequest):
    """Leave as an act left it; `shifts` are what became of the rep's published shifts, `told` the same in words, if any."""

    shifts: tuple[TakenShift, ...] = ()
    told: str = ""


def settled(request: TimeOffRequest, shifts: Sequence[TakenShift], zone: str, *notes: str) -> SettledLeave:
    """The leave with what became of shifts, told on the rep's clock."""
    stored = {field.name: getattr(request, field.name) for field in fields(TimeOffRequest)}
    words = "; ".join(part for part in (taken_words(shifts, zone), *notes) if part)
    return SettledLeave(**stored, shifts=tuple(shifts), told=words)


def taken_ids(shifts: Iterable[TakenShift]) -> dict[str, object]:
    """Which shifts became what, as the log of the leave has it."""
    found: dict[str, list[int]] = {}
    for one in shifts:
        found.setdefault(one.fate.value, []).append(one.planned.id)
    return {"taken": found} if found else {}


def hold_shifts(unit: UnitOfWork, rep: str, start: Moment, end: Moment, leave: int | None = None) -> None:
    """Hold a rep with the shifts that leave may take or has opened, all that is offered for them, and their places.

    Trades hold the same, so that a shift is traded or taken, one after the other.
    """
    shifts = {p.id: p for p in unit.schedules.shifts_of(rep, _roughly(start) - AROUND, _roughly(end) + AROUND)}
    if leave is not None:
        opened = [offer.shift for offer in unit.offers.opened_by(leave)]
        shifts.update((planned.id, planned) for planned in unit.schedules.shifts(opened))
    offers = unit.offers.around(shifts)
    ids = {*shifts, *(offer.shift for offer in offers), *(offer.in_return for offer in offers if offer.in_return)}
    places = {planned.shift.site for planned in shifts.values()}
    for person in unit.reps.get_many([rep] if leave is not None else ()).values():
        places |= {person.site, *(terms.site for terms in person.terms)}
    sites = sorted(place for place in places if place)
    unit.hold(("rep", rep), GRANTED, *(("site", id) for id in sites), *(("shift", id) for id in sorted(ids)))


def _roughly(moment: Moment) -> datetime:
    if not isinstance(moment, datetime):
        return datetime.combine(moment, datetime.min.time(), UTC)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def taken_shifts(
    unit: UnitOfWork, away: Sequence[Away], now: datetime, alone: bool = False
) -> list[tuple[TakenShift, ...]]:
    """What each of these absences would take of the published shifts; nothing is written.

    One takes of what those before it have left, or with `alone` each of the shifts as they are.
    """
    ahead = [one for one in away if one.end > now]
    if not ahead:
        return [() for _ in away]
    start, end = max(now, min(one.start for one in ahead)), max(one.end for one in ahead)
    shifts = unit.published.shifts_of({one.rep for one in ahead}, start, end)
    if not shifts:
        return [() for _ in away]
    takes = unit.centre.settings().leave_takes
    horizons = _horizons(unit, [planned for held in shifts.values() for planned in held])
    left: dict[int, PlannedShift | None] = {}
    found = []
    for one in away:
        taken = []
        for stored in shifts.get(one.rep, ()):
            planned = stored if alone else left.get(stored.id, stored)
            if planned is None:
                continue
            part = taken_by_leave(planned, horizons[planned.schedule], one.start, one.end, takes, now)
            if part is not None:
                taken.append(part)
                left[stored.id] = part.left
        found.append(tuple(taken))
    return found


def _horizons(unit: UnitOfWork, shifts: Iterable[PlannedShift]) -> dict[int, Horizon]:
    return {id: record.horizon for id, record in unit.schedules.many(p.schedule for p in shifts).items()}


def take_shifts(
    unit: UnitOfWork, who: Principal, leave: Sequence[TimeOffRequest], now: datetime
) -> list[tuple[TakenShift, ...]]:
    """Take from their reps the published shifts that approved leave lies over, and withdraw what is offered for them."""
    found = taken_shifts(unit, [Away(request.rep, request.start, request.end) for request in leave], now)
    last = {one.planned.id: (one, request.id) for request, taken in zip(leave, found, strict=True) for one in taken}
    if not last:
        return found
    withdraw_offers(unit, who, last, GONE)
    unit.schedules.put_all([_after(one) for one, _ in last.values()])
    for action in dict.fromkeys(ACTIONS.values()):
        details = [(id, _detail(one, by)) for id, (one, by) in last.items() if ACTIONS[one.fate] == action]
        unit.audit.add_many(who, action, "shift", details)
    opened = {id: (one.planned, by) for id, (one, by) in last.items() if one.fate is Fate.OPENED}
    made = unit.offers.add_all(list(_open_shifts(unit, opened, now)))
    details = [(offer.id, _offered(offer)) for offer in made]
    unit.audit.add_many(who, "offer", "shift offer", details)
    return found


def _after(one: TakenShift) -> PlannedShift:
    """The row that a shift becomes."""
    if one.fate is Fate.OPENED:
        return replace(one.planned, shift=one.planned.shift.given_to("", one.planned.shift.site))
    return replace(one.planned, live=False) if one.left is None else one.left


def _detail(one: TakenShift, leave: int) -> dict[str, object]:
    rep = one.planned.shift.agent
    detail: dict[str, object] = {"from": rep, "to": rep if one.left is not None else "", "leave": leave}
    if one.left is not None:
        detail |= {**_times(one.left), "was": {**_times(one.planned), "pieces": _pieces(one.planned.shift)}}
    return detail


def _times(planned: PlannedShift) -> dict[str, str]:
    return {"start": planned.start.isoformat(), "end": planned.end.isoformat()}


def _pieces(shift: Shift) -> list[list[object]]:
    """The breaks and activities of a shift, in minutes of its schedule's axis: those that were cut off do not come back."""
    return [[piece.name, piece.start, piece.end] for piece in shift.pieces]


def _open_shifts(
    unit: UnitOfWork, opened: Mapping[int, tuple[PlannedShift, int]], now: datetime
) -> Iterator[ShiftOffer]:
    """Open shifts for the board: each asks the skills that its rep has on its day."""
    horizons = _horizons(unit, [planned for planned, _ in opened.values()])
    reps = unit.reps.get_many({planned.shift.agent for planned, _ in opened.values()})
    for id, (planned, leave) in opened.items():
        day = horizons[planned.schedule].start + timedelta(days=planned.shift.day)
        skills = tuple(sorted(reps[planned.shift.agent].on(day).skills))
        yield ShiftOffer(
            0, OfferKind.OPEN, id, None, None, None, OfferState.OPEN, "", "", now, skills=skills, leave=leave
        )


def _offered(offer: ShiftOffer) -> dict[str, object]:
    said = {"kind": offer.kind.value, "state": offer.state.value, "rep": None, "wanted": None}
    return {"shift": offer.shift, **said, "leave": offer.leave}


def withdraw_offers(unit: UnitOfWork, who: Principal, shifts: Iterable[int], reason: str) -> None:
    """Take off the board whatever any of these shifts is part of."""
    standing = unit.offers.around(shifts)
    unit.offers.withdraw_all(standing, reason)
    details = [(offer.id, {"shift": offer.shift, "state": OfferState.WITHDRAWN.value}) for offer in standing]
    unit.audit.add_many(who, "withdraw", "shift offer", details)
