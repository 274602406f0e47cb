"""The verdict on one change of owner, each thing read on its own: slow and plain, to hold the board's reading against."""

from __future__ import annotations

from datetime import timedelta

from wfm.database import UnitOfWork
from wfm.domain.exchange.eligibility import place_for
from wfm.domain.exchange.offers import Decision, Verdict
from wfm.domain.exchange.schedule import PlannedShift, ScheduleStatus
from wfm.domain.exchange.trades import TERMS, Change, Side, decide


def verdict(uow: UnitOfWork, taker_id, shift, skills, returned, now, viewer) -> Decision:
    """What the rules say of `shift` going to a rep, who gives `returned` back or nothing."""
    changing = [p for p in (shift, returned) if p is not None]
    horizons = _horizons(uow, changing)
    if any(p.schedule not in horizons for p in changing):
        return Decision(Verdict.REFUSED, ("the shift is not in a published schedule",))
    if not uow.reps.active(taker_id):
        return Decision(Verdict.REFUSED, (f"rep {taker_id} no longer works here",))
    taker = uow.reps.get(taker_id)
    side = _side(uow, taker, horizons, returned, shift)
    if not shift.shift.agent:
        return decide(
            Change(shift, side, None, skills, horizons, (), _seats(uow, [(taker, shift)])), now, TERMS, viewer
        )
    owner = uow.reps.get(shift.shift.agent)
    giver = _side(uow, owner, horizons, shift, returned)
    moves = [(taker, shift)] + ([(owner, returned)] if returned is not None else [])
    back = tuple(sorted(taker.skills)) if returned is not None else ()
    change = Change(shift, side, giver, tuple(sorted(owner.skills)), horizons, back, _seats(uow, moves))
    return decide(change, now, TERMS, viewer)


def _published(uow: UnitOfWork):
    return [record for record in uow.schedules.heads() if record.status is ScheduleStatus.PUBLISHED]


def _horizons(uow: UnitOfWork, changing: list[PlannedShift]):
    first, last = min(p.start for p in changing), max(p.end for p in changing) + timedelta(days=8)
    own = {p.schedule for p in changing}
    grids = {record.id: record.horizon.grid for record in _published(uow)}
    near = {id for id, grid in grids.items() if id in own or (grid.end > first and grid.start < last)}
    return {record.id: record.horizon for record in _published(uow) if record.id in near}


def _side(uow: UnitOfWork, rep, horizons, gives, gets) -> Side:
    grids = [horizon.grid for horizon in horizons.values()]
    start, end = min(g.start for g in grids) - timedelta(days=56), max(g.end for g in grids) + timedelta(days=1)
    shifts, off = uow.schedules.shifts_of(rep.id, start, end), uow.time_off.approved(start, end).get(rep.id, ())
    return Side(rep, uow.contracts.get(rep.contract), shifts, off, gives, gets)


def _seats(uow: UnitOfWork, moves):
    changing = {planned.id for _, planned in moves}
    everyone = [p for record in _published(uow) for p in uow.schedules.get(record.id).shifts if p.shift.agent]
    staying: dict[str, dict[int, tuple]] = {}
    for rep, planned in moves:
        site = place_for(rep, planned.shift.site)
        if site is not None:
            near = [p for p in everyone if p.shift.site == site and p.start < planned.end and planned.start < p.end]
            staying.setdefault(site, {}).update((p.id, (p.start, p.end)) for p in near if p.id not in changing)
    return {site: (uow.sites.get(site).seats, tuple(spans.values())) for site, spans in staying.items()}
