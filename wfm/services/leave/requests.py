"""Leave that reps ask for: granted within the day's allotment or decided by a manager, never by oneself."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from wfm.database import Database, LeaveState, TimeOffRequest, UnitOfWork
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import AccessError, ConflictError, InputError
from wfm.domain.exchange import PlannedShift
from wfm.domain.people import VACATION
from wfm.domain.texts import sized
from wfm.services.clock import clock_now
from wfm.services.leave.checks import (
    GRANTED,
    STANDING,
    Clocks,
    Moment,
    check_credits,
    check_employed,
    check_free,
    check_kind,
    check_years,
    noted,
    window,
)
from wfm.services.leave.day_allotments import fits_allotments, hours_by_day, set_by_others
from wfm.services.leave.giving_back import given_back
from wfm.services.leave.taking import SettledLeave, hold_shifts, settled, take_shifts, taken_ids


def ask(
    db: Database,
    who: Principal,
    start: Moment,
    end: Moment,
    reason: str = "",
    *,
    kind: str = VACATION,
    now: datetime | None = None,
) -> TimeOffRequest:
    """Ask for leave as the signed-in rep: whole days, the last one included, or times, on the rep's own clock.

    It is granted at once where every local day it touches has an allotment with enough hours left that someone else
    has set, and no published shift of the rep's lies in it; it waits for a manager otherwise. InputError when it has
    begun or does not end, ConflictError when it overlaps an earlier one, RefusedError outside employment or for a kind
    that is not asked for.
    """
    rep = who.require_rep()
    sized(reason, "the reason")
    check_years(start, end)
    with db.write(beside=True) as unit:
        unit.hold(("rep", rep), GRANTED)
        person = unit.reps.get(rep)
        zone = Clocks.of(unit).zone(person, start)
        begins, ends = window(start, end, zone)
        if begins < (now or datetime.now(UTC)):
            raise InputError(f"time off must be asked for before it starts, got {start.isoformat()}")
        check_kind(unit.leave_kinds.get(kind), asked=True)
        check_employed(person, begins, ends, zone)
        check_free(unit, rep, begins, ends, zone)
        asked = hours_by_day(begins, ends, zone)
        free = not unit.schedules.shifts_of(rep, begins, ends)
        fits = free and fits_allotments(unit, zone, asked)
        granted = fits and set_by_others(unit, who, rep, asked)
        id = unit.time_off.request(rep, begins, ends, reason, kind=kind)
        if granted:
            unit.time_off.decide(id, 1, LeaveState.APPROVED, "allotment", "within the day's allotment")
        return noted(unit, who, "asked for time off", id)


def decide(
    db: Database,
    who: Principal,
    id: int,
    approve: bool,
    decision: str = "",
    *,
    clashing: Collection[int] | None = None,
    credit_minutes: int | None = None,
    credit_days: float | None = None,
    now: datetime | None = None,
) -> SettledLeave:
    """Approve or refuse a request; an approval takes the published shifts that lie in it.

    ConflictError when it is not waiting any more.
    `clashing` are the ids of the published shifts in it that the decider has seen (`clashes`): ConflictError when an
    approval would take another one from its rep. None asks for no such promise. Credits that are given count in
    place of the kind's.
    """
    who.require(Role.MANAGER, Role.PLANNER)
    sized(decision, "the decision")
    now = clock_now(now)
    with db.write(beside=True) as unit:
        request = unit.time_off.get(id)
        hold_shifts(unit, request.rep, request.start, request.end)
        request = unit.time_off.get(id)
        who.require_another("decide on your time off", request.rep)
        if request.state is not LeaveState.REQUESTED:
            raise ConflictError(f"time-off request {id} is {request.state.value} and no longer waits for a decision")
        if approve:
            _check_approval(unit, request, clashing, credit_minutes, credit_days)
        state = LeaveState.APPROVED if approve else LeaveState.REFUSED
        unit.time_off.decide(id, request.version, state, who.username, decision)
        if approve and (credit_minutes, credit_days) != (None, None):
            unit.time_off.credit(id, request.version + 1, credit_minutes, credit_days)
        [taken] = take_shifts(unit, who, [request], now) if approve else [()]
        zone = Clocks.of(unit).zone(unit.reps.get(request.rep), request.start)
        return settled(noted(unit, who, state.value, id, taken_ids(taken)), taken, zone)


def _check_approval(
    unit: UnitOfWork, request: TimeOffRequest, clashing: Collection[int] | None, minutes: int | None, days: float | None
) -> None:
    rep = unit.reps.get(request.rep)
    zone = Clocks.of(unit).zone(rep, request.start)
    check_employed(rep, request.start, request.end, zone)
    check_free(unit, request.rep, request.start, request.end, zone, besides=(request.id,))
    check_credits(request.start, request.end, zone, minutes, days)
    if clashing is not None:
        _no_other_shift(unit, request, clashing)


def _no_other_shift(unit: UnitOfWork, request: TimeOffRequest, seen: Collection[int]) -> None:
    for planned in unit.schedules.shifts_of(request.rep, request.start, request.end):
        if planned.id not in seen:
            raise ConflictError(
                f"a shift on {planned.start:%Y-%m-%d %H:%M} UTC has come into this time off since it was looked at; "
                "look again before you approve"
            )


def withdraw(db: Database, who: Principal, id: int, *, now: datetime | None = None) -> SettledLeave:
    """Take back one's own request, granted or not, before it begins; shifts that it opened come back where they can."""
    rep = who.require_rep()
    now = clock_now(now)
    with db.write(beside=True) as unit:
        request = unit.time_off.get(id)
        if request.rep != rep:
            raise AccessError(f"time-off request {id} is not yours")
        hold_shifts(unit, rep, request.start, request.end, id)
        request = unit.time_off.get(id)
        if request.state not in STANDING or request.start <= now:
            raise ConflictError(f"time-off request {id} is {request.state.value} or has begun; it cannot be withdrawn")
        unit.time_off.decide(id, request.version, LeaveState.WITHDRAWN, who.username)
        return given_back(unit, who, "withdrew", id, now)


def my_requests(db: Database, who: Principal) -> tuple[TimeOffRequest, ...]:
    """The signed-in rep's requests, by start."""
    rep = who.require_rep()
    with db.read() as unit:
        return unit.time_off.list(rep=rep)


def list_requests(
    db: Database,
    who: Principal,
    *states: LeaveState,
    rep: str | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
) -> tuple[TimeOffRequest, ...]:
    """Requests by start, of the given states, of one rep, touching start <= t < end; with their reasons."""
    who.require(Role.MANAGER, Role.PLANNER)
    with db.read() as unit:
        return unit.time_off.list(*states, rep=rep, start=start, end=end)


def clashes(db: Database, who: Principal, ids: Sequence[int]) -> dict[int, tuple[PlannedShift, ...]]:
    """For each of these requests for time off, the published shifts that it would leave without their rep."""
    who.require(Role.MANAGER, Role.PLANNER)
    with db.read() as unit:
        requests = unit.time_off.many(ids)
        if not requests:
            return {}
        start, end = min(r.start for r in requests), max(r.end for r in requests)
        shifts = unit.published.shifts_of({r.rep for r in requests}, start, end)
    return {r.id: tuple(p for p in shifts.get(r.rep, ()) if p.start < r.end and p.end > r.start) for r in requests}
