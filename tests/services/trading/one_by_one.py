"""The verdict on one change of owner, each thing read on its own: slow and plain, to hold the board's reading against."""

from __future__ import annotations

from datetime import UTC, datetime

from wfm.database import UnitOfWork
from wfm.domain.exchange.eligibility import place_for
from wfm.domain.exchange.offers import Decision, Verdict
from wfm.domain.exchange.schedule import PlannedShift, ScheduleStatus
from wfm.domain.exchange.surroundings import Surroundings
from wfm.domain.exchange.trades import TERMS, Change, Side, decide


def verdict(uow: UnitOfWork, taker_id, shift, skills, returned, now, viewer) -> Decision:
    """What the rules say of `shift` going to a rep, who gives `returned` back or nothing."""
    changing = [p for p in (shift, returned) if p is not None]
    if not all(p.live for p in changing):
        return Decision(Verdict.REFUSED, ("the shift is not published",))
    if not uow.reps.active(taker_id):
        return Decision(Verdict.REFUSED, (f"rep {taker_id} no longer works here",))
    taker, around = uow.reps.get(taker_id), _around(uow)
    side = _side(around, taker, returned, shift)
    if not shift.shift.agent:
        change = Change(shift, side, None, skills, around, (), _seats(uow, [(taker, shift)], around))
        return decide(change, now, TERMS, viewer)
    owner = uow.reps.get(shift.shift.agent)
    giver = _side(around, owner, shift, returned)
    moves = [(taker, shift)] + ([(owner, returned)] if returned is not None else [])
    back = tuple(sorted(taker.skills)) if returned is not None else ()
    change = Change(shift, side, giver, tuple(sorted(owner.skills)), around, back, _seats(uow, moves, around))
    return decide(change, now, TERMS, viewer)


def _published(uow: UnitOfWork):
    return [record for record in uow.schedules.heads() if record.status is ScheduleStatus.PUBLISHED]


def _around(uow: UnitOfWork) -> Surroundings:
    """Everything that is published, of whatever time."""
    shifts: dict[str, list[PlannedShift]] = {}
    for record in _published(uow):
        for planned in uow.schedules.get(record.id).shifts:
            shifts.setdefault(planned.shift.agent, []).append(planned)
    return Surroundings(
        {contract.id: contract for contract in uow.contracts.all()},
        {record.id: record.horizon for record in _published(uow)},
        {rep: sorted(held, key=lambda p: p.start) for rep, held in shifts.items()},
        0,
        zones={site.id: site.zone for site in uow.sites.all()},
        leave=uow.time_off.approved_leave(datetime(2000, 1, 1, tzinfo=UTC), datetime(2090, 1, 1, tzinfo=UTC)),
    )


def _side(around: Surroundings, rep, gives, gets) -> Side:
    return Side(rep, tuple(around.shifts.get(rep.id, ())), gives, gets)


def _seats(uow: UnitOfWork, moves, around: Surroundings):
    changing = {planned.id for _, planned in moves}
    everyone = [p for record in _published(uow) for p in uow.schedules.get(record.id).shifts if p.shift.agent]
    staying: dict[str, dict[int, tuple]] = {}
    for rep, planned in moves:
        site = place_for(around.terms(rep, planned), planned.shift.site)
        if site is not None:
            near = [p for p in everyone if p.shift.site == site and p.start < planned.end and planned.start < p.end]
            staying.setdefault(site, {}).update((p.id, (p.start, p.end)) for p in near if p.id not in changing)
    return {site: (uow.sites.get(site).seats, tuple(spans.values())) for site, spans in staying.items()}
