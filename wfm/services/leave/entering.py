"""Leave that a manager or planner enters for a rep, such as a sick call, and that they shorten or cancel."""

from __future__ import annotations

from datetime import datetime

from wfm.database import Database, LeaveState, TimeOffRequest, UnitOfWork
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import ConflictError, InputError, RefusedError
from wfm.domain.texts import sized
from wfm.services.clock import clock_now
from wfm.services.leave.checks import (
    Clocks,
    Moment,
    check_credits,
    check_employed,
    check_free,
    check_kind,
    check_years,
    noted,
    told,
    window,
)
from wfm.services.leave.giving_back import given_back
from wfm.services.leave.taking import SettledLeave, hold_shifts, settled, take_shifts, taken_ids


def enter_leave(
    db: Database,
    who: Principal,
    rep: str,
    start: Moment,
    end: Moment,
    reason: str = "",
    *,
    kind: str,
    credit_minutes: int | None = None,
    credit_days: float | None = None,
    now: datetime | None = None,
) -> SettledLeave:
    """Enter leave for another rep that needs no decision: whole days, the last included, or times, on the rep's clock.

    It takes the published shifts that lie in it. Credits that are given count in place of the kind's. RefusedError for
    one who is gone or not employed then, ConflictError when it overlaps other leave of the rep's.
    """
    who.require(Role.MANAGER, Role.PLANNER)
    who.require_another("enter your time off", rep)
    sized(reason, "the reason")
    check_years(start, end)
    now = clock_now(now)
    with db.write(beside=True) as unit:
        hold_shifts(unit, rep, start, end)
        begins, ends, zone = check_entry(unit, rep, start, end, kind, credit_minutes, credit_days)
        id = unit.time_off.request(
            rep, begins, ends, reason, kind=kind, credit_minutes=credit_minutes, credit_days=credit_days
        )
        unit.time_off.decide(id, 1, LeaveState.APPROVED, who.username)
        [taken] = take_shifts(unit, who, [unit.time_off.get(id)], now)
        return settled(noted(unit, who, "granted time off", id, taken_ids(taken)), taken, zone)


def check_entry(
    unit: UnitOfWork,
    rep: str,
    start: Moment,
    end: Moment,
    kind: str,
    credit_minutes: int | None = None,
    credit_days: float | None = None,
) -> tuple[datetime, datetime, str]:
    """The instants of leave that may be entered for a rep, and the rep's zone; the errors of `enter_leave` otherwise."""
    check_years(start, end)
    if not unit.reps.active(rep):
        raise RefusedError(f"rep {rep!r} no longer works here")
    person = unit.reps.get(rep)
    zone = Clocks.of(unit).zone(person, start)
    begins, ends = window(start, end, zone)
    check_kind(unit.leave_kinds.get(kind))
    check_credits(begins, ends, zone, credit_minutes, credit_days)
    check_employed(person, begins, ends, zone)
    check_free(unit, rep, begins, ends, zone)
    return begins, ends, zone


def shorten_leave(
    db: Database,
    who: Principal,
    id: int,
    start: Moment,
    end: Moment,
    *,
    credit_minutes: int | None = None,
    credit_days: float | None = None,
    now: datetime | None = None,
) -> SettledLeave:
    """Have approved leave of another rep begin later or end earlier; shifts that it opened go back where they can.

    Credits that were stated for all of it must be stated again, since nobody said what a part of it counts.
    """
    who.require(Role.MANAGER, Role.PLANNER)
    check_years(start, end)
    now = clock_now(now)
    with db.write(beside=True) as unit:
        request = _approved(unit, who, id, "shorten your time off")
        zone = Clocks.of(unit).zone(unit.reps.get(request.rep), request.start)
        begins, ends = window(start, end, zone)
        if begins < request.start or ends > request.end or (begins, ends) == (request.start, request.end):
            raise InputError(
                f"leave {id} is on {told(request.start, request.end, zone)}; it can only become shorter, "
                f"got {told(begins, ends, zone)}"
            )
        stated = (request.credit_minutes, request.credit_days) != (None, None)
        if stated and (credit_minutes, credit_days) == (None, None):
            raise InputError(f"the credit of leave {id} was stated for all of it; state what counts of the rest")
        check_credits(begins, ends, zone, credit_minutes, credit_days)
        unit.time_off.shorten(id, request.version, begins, ends, who.username)
        unit.time_off.credit(id, request.version + 1, credit_minutes, credit_days)
        return given_back(unit, who, "shortened time off", id, now)


def cancel_leave(
    db: Database, who: Principal, id: int, decision: str = "", *, now: datetime | None = None
) -> SettledLeave:
    """Take back approved leave of another rep, also when it has begun: nothing of it counts any more.

    The shifts that it opened, and that nobody has taken, go back to the rep where no rule speaks against it.
    """
    who.require(Role.MANAGER, Role.PLANNER)
    sized(decision, "the decision")
    now = clock_now(now)
    with db.write(beside=True) as unit:
        request = _approved(unit, who, id, "cancel your time off")
        unit.time_off.decide(id, request.version, LeaveState.WITHDRAWN, who.username, decision)
        return given_back(unit, who, "cancelled time off", id, now)


def _approved(unit: UnitOfWork, who: Principal, id: int, what: str) -> TimeOffRequest:
    """Approved leave of another rep, held so that nobody changes it meanwhile."""
    request = unit.time_off.get(id)
    hold_shifts(unit, request.rep, request.start, request.end, id)
    request = unit.time_off.get(id)
    who.require_another(what, request.rep)
    if request.state is not LeaveState.APPROVED:
        raise ConflictError(f"leave {id} is {request.state.value}; only approved leave can be changed")
    return request
