"""What leave counts, of the week's hours and days that a rep owes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from wfm.database import Database, LeaveState, TimeOffRequest, UnitOfWork
from wfm.domain.accounts import Principal, Role
from wfm.domain.people import ApprovedLeave, Contract, LeaveKind, Rep, credit_of, leave_window
from wfm.domain.time import Horizon, zone_of
from wfm.services.leave.checks import STANDING, Clocks

AROUND = timedelta(days=10)
"""How far from leave other leave may lie that counts in one week with it: a week, and a day's zones on each side."""

WEEKS = 8
"""Weeks that are counted at once: as many as a horizon may have."""


@dataclass(frozen=True, slots=True)
class LeaveCount:
    """What leave counts once it is approved: minutes and days in all, and in words what was rounded.

    `zone` is the rep's clock. What no longer stands counts nothing.
    """

    kind: LeaveKind
    zone: str
    minutes: int
    days: float
    notes: tuple[str, ...]


def counts(db: Database, who: Principal, ids: Sequence[int]) -> dict[int, LeaveCount]:
    """What each of these requests counts: one's own, or anyone's for managers and planners."""
    who.require(Role.REP, Role.MANAGER, Role.PLANNER)
    with db.read() as unit:
        requests = unit.time_off.many(ids)
        if any(request.rep != who.rep for request in requests):
            who.require(Role.MANAGER, Role.PLANNER)
        return _counted(unit, requests)


def _counted(unit: UnitOfWork, requests: Sequence[TimeOffRequest]) -> dict[int, LeaveCount]:
    if not requests:
        return {}
    names = {request.rep for request in requests}
    reps, contracts = unit.reps.get_many(names), {contract.id: contract for contract in unit.contracts.all()}
    kinds, clocks, week_start = unit.leave_kinds.all(), Clocks.of(unit), unit.centre.settings().week_start
    start, end = min(r.start for r in requests) - AROUND, max(r.end for r in requests) + AROUND
    approved = unit.time_off.approved_leave(start, end, names)
    found: dict[int, LeaveCount] = {}
    for request in requests:
        rep, kind = reps[request.rep], kinds[request.kind]
        zone = clocks.zone(rep, request.start)
        if request.state not in STANDING:
            found[request.id] = LeaveCount(kind, zone, 0, 0.0, ())
            continue
        others = list(approved.get(request.rep, ()))
        if request.state is not LeaveState.APPROVED:
            others.append(_if_approved(request, kind))
        found[request.id] = _count(request, rep, kind, contracts, others, zone, week_start)
    return found


def _if_approved(request: TimeOffRequest, kind: LeaveKind) -> ApprovedLeave:
    return ApprovedLeave(request.id, request.start, request.end, kind, request.credit_minutes, request.credit_days)


def _count(
    request: TimeOffRequest,
    rep: Rep,
    kind: LeaveKind,
    contracts: Mapping[str, Contract],
    leave: Iterable[ApprovedLeave],
    zone: str,
    week_start: int,
) -> LeaveCount:
    minutes, days, notes = 0, 0.0, list[str]()
    ordered = sorted(leave, key=lambda one: (one.start, one.id))
    for horizon in _horizons(request.start, request.end, zone, week_start):
        low, high = leave_window(horizon)
        credit = credit_of(
            rep, contracts, [one for one in ordered if one.start < high and one.end > low], horizon, zone=zone
        )
        counted = credit.counted.get(request.id, (0, 0.0))
        minutes, days = minutes + counted[0], days + counted[1]
        notes.extend(credit.notes)
    return LeaveCount(kind, zone, minutes, days, tuple(notes))


def _horizons(start: datetime, end: datetime, zone: str, week_start: int) -> Iterator[Horizon]:
    """Whole weeks of the rep's clock that hold the leave, at most eight at once."""
    info = zone_of(zone)
    first, last = start.astimezone(info).date(), end.astimezone(info).date()
    first -= timedelta(days=(first.weekday() - week_start) % 7)
    while first <= last:
        weeks = min(WEEKS, (last - first).days // 7 + 1)
        yield _weeks(first, weeks, zone, week_start)
        first += timedelta(weeks=weeks)


def _weeks(first: date, weeks: int, zone: str, week_start: int) -> Horizon:
    return Horizon(first, 7 * weeks, 15, zone, week_start=week_start)
