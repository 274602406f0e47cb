"""Time off: asked for by reps, granted within the day's allotment or decided by a manager, never by oneself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from wfm.database import Database, LeaveState, TimeOffRequest, UnitOfWork
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import AccessError, ConflictError, InputError, RefusedError
from wfm.domain.exchange import PlannedShift
from wfm.domain.texts import sized
from wfm.domain.time import local_midnight, zone_of

STANDING = (LeaveState.REQUESTED, LeaveState.APPROVED)

GRANTED = ("leave", "granted")
"""What every unit of work holds that grants leave: the hours of a day are everyone's."""

HOURS_A_DAY = 8.0
"""Most hours that one rep's day off takes from the day's allotment: a working day, not the clock's."""


def ask(db: Database, who: Principal, start: datetime, end: datetime, reason: str = "") -> TimeOffRequest:
    """Ask for time off as the signed-in rep, start <= t < end.

    It is granted at once where every local day it touches has an allotment with enough hours left that someone else
    has set, and no published shift of the rep's lies in it; it waits for a manager otherwise. InputError when it has
    begun or does not end, ConflictError when it overlaps an earlier one.
    """
    rep = who.require_rep()
    sized(reason, "the reason")
    start, end = _window(start, end)
    if start < datetime.now(UTC):
        raise InputError(f"time off must be asked for before it starts, got {start.isoformat()}")
    with db.write(beside=True) as unit:
        unit.hold(("rep", rep), GRANTED)
        earlier = unit.time_off.list(*STANDING, rep=rep, start=start, end=end)
        if earlier:
            there = earlier[0]
            raise ConflictError(
                f"there is time off from {there.start:%Y-%m-%d %H:%M} UTC already ({there.state.value})"
            )
        asked = hours_by_day(start, end, _zone(unit, rep))
        free = not unit.schedules.shifts_of(rep, start, end)
        fits = free and _fits_allotments(unit, _zone(unit, rep), asked)
        granted = fits and _set_by_others(unit, who, rep, asked)
        id = unit.time_off.request(rep, start, end, reason)
        if granted:
            unit.time_off.decide(id, 1, LeaveState.APPROVED, "allotment", "within the day's allotment")
        return _noted(unit, who, "asked for time off", id)


def grant(db: Database, who: Principal, rep: str, start: datetime, end: datetime, reason: str = "") -> TimeOffRequest:
    """Enter time off for another rep that needs no decision, such as a sick day."""
    who.require(Role.MANAGER, Role.PLANNER)
    who.require_another("enter your time off", rep)
    sized(reason, "the reason")
    start, end = _window(start, end)
    with db.write() as unit:
        if not unit.reps.active(rep):
            raise RefusedError(f"rep {rep!r} no longer works here")
        id = unit.time_off.request(rep, start, end, reason)
        unit.time_off.decide(id, 1, LeaveState.APPROVED, who.username)
        return _noted(unit, who, "granted time off", id)


def decide(
    db: Database, who: Principal, id: int, approve: bool, decision: str = "", *, clashing: Collection[int] | None = None
) -> TimeOffRequest:
    """Approve or refuse a request; ConflictError when it is not waiting any more.

    `clashing` are the ids of the published shifts in it that the decider has seen (`clashes`): ConflictError when an
    approval would leave another one without its rep. None asks for no such promise.
    """
    who.require(Role.MANAGER, Role.PLANNER)
    sized(decision, "the decision")
    with db.write(beside=True) as unit:
        unit.hold(("rep", unit.time_off.get(id).rep), GRANTED)
        request = unit.time_off.get(id)
        who.require_another("decide on your time off", request.rep)
        if request.state is not LeaveState.REQUESTED:
            raise ConflictError(f"time-off request {id} is {request.state.value} and no longer waits for a decision")
        if approve and clashing is not None:
            _no_other_shift(unit, request, clashing)
        state = LeaveState.APPROVED if approve else LeaveState.REFUSED
        unit.time_off.decide(id, request.version, state, who.username, decision)
        return _noted(unit, who, state.value, id)


def _no_other_shift(unit: UnitOfWork, request: TimeOffRequest, seen: Collection[int]) -> None:
    for planned in unit.schedules.shifts_of(request.rep, request.start, request.end):
        if planned.id not in seen:
            raise ConflictError(
                f"a shift on {planned.start:%Y-%m-%d %H:%M} UTC has come into this time off since it was looked at; "
                "look again before you approve"
            )


def withdraw(db: Database, who: Principal, id: int) -> TimeOffRequest:
    """Take back one's own request, granted or not, before it begins."""
    rep = who.require_rep()
    with db.write(beside=True) as unit:
        unit.hold(("rep", rep), GRANTED)
        request = unit.time_off.get(id)
        if request.rep != rep:
            raise AccessError(f"time-off request {id} is not yours")
        if request.state not in STANDING or request.start <= datetime.now(UTC):
            raise ConflictError(f"time-off request {id} is {request.state.value} or has begun; it cannot be withdrawn")
        unit.time_off.decide(id, request.version, LeaveState.WITHDRAWN, who.username)
        return _noted(unit, who, "withdrew", id)


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


def set_allotment(db: Database, who: Principal, day: date, hours: float) -> None:
    """Allow that many hours of leave on a local day without a manager's decision; whoever sets it gains nothing by it."""
    who.require(Role.MANAGER, Role.PLANNER)
    with db.write() as unit:
        unit.allotments.set(day, hours)
        unit.audit.add(who, "set", "allotment", day.isoformat(), {"hours": hours})


def allotments(db: Database, who: Principal, first: date, last: date) -> dict[date, float]:
    """Hours of leave allowed per day from first to last, both included."""
    who.require(Role.REP, Role.MANAGER, Role.PLANNER)
    with db.read() as unit:
        return unit.allotments.of(first, last)


def hours_by_day(start: datetime, end: datetime, zone: str) -> dict[date, float]:
    """Hours that an absence takes from each local day's allotment: its own, at most a working day's."""
    info = zone_of(zone)
    day, last = start.astimezone(info).date(), end.astimezone(info).date()
    taken: dict[date, float] = {}
    while day <= last:
        low, high = max(start, local_midnight(day, zone)), min(end, local_midnight(day + timedelta(days=1), zone))
        if high > low:
            taken[day] = min(HOURS_A_DAY, (high - low).total_seconds() / 3600)
        day += timedelta(days=1)
    return taken


def _noted(unit: UnitOfWork, who: Principal, action: str, id: int) -> TimeOffRequest:
    """The request as it stands now, written to the log without its reason."""
    request = unit.time_off.get(id)
    window = {"start": request.start.isoformat(), "end": request.end.isoformat()}
    unit.audit.add(who, action, "time off", id, {"rep": request.rep, **window, "state": request.state.value})
    return request


def _set_by_others(unit: UnitOfWork, who: Principal, rep: str, days: Iterable[date]) -> bool:
    """Whether someone else set the allotments of all days, by any account of the rep's.

    Of a day that the log no longer knows of, only those who cannot set allotments are sure not to have set it.
    """
    keys = [day.isoformat() for day in days]
    setters = unit.audit.last_by("allotment", keys)
    if who.role is not Role.REP and len(setters) < len(keys):
        return False
    accounts = [unit.users.by_name(name) for name in set(setters.values())]
    return who.username not in setters.values() and all(a is None or a.rep != rep for a in accounts)


def _fits_allotments(unit: UnitOfWork, zone: str, asked: Mapping[date, float]) -> bool:
    allowed = unit.allotments.of(min(asked), max(asked))
    used = dict.fromkeys(asked, 0.0)
    low, high = local_midnight(min(asked), zone), local_midnight(max(asked) + timedelta(days=1), zone)
    for other in unit.time_off.list(LeaveState.APPROVED, start=low, end=high):
        for day, hours in hours_by_day(other.start, other.end, zone).items():
            used[day] = used.get(day, 0.0) + hours
    return all(day in allowed and used[day] + hours <= allowed[day] + 1e-9 for day, hours in asked.items())


def _zone(unit: UnitOfWork, rep: str) -> str:
    """The zone whose days a rep's leave is counted in: the site's, else the first queue's, else UTC."""
    site = unit.reps.get(rep).site
    if site is not None:
        return unit.sites.get(site).zone
    queues = unit.queues.all()
    return queues[0].zone if queues else "UTC"


def _window(start: datetime, end: datetime) -> tuple[datetime, datetime]:
    """The window in UTC, in which moments compare as they follow one another: clock times of one zone do not."""
    if start.tzinfo is None or end.tzinfo is None:
        raise InputError(f"time off must carry a time zone, got {start.isoformat()} to {end.isoformat()}")
    if start.year < 1970 or end.year > 2099:  # beyond them no calendar of ours, and soon none of Python's, goes on
        raise InputError(f"time off must lie in the years 1970 to 2099, got {start.isoformat()} to {end.isoformat()}")
    begins, ends = start.astimezone(UTC), end.astimezone(UTC)
    if not begins < ends:
        raise InputError(f"time off must start before it ends, got {start.isoformat()} to {end.isoformat()}")
    if ends - begins > timedelta(days=366):
        raise InputError(f"time off must last at most 366 days, got {(ends - begins).days}")
    return begins, ends
