"""A change of a shift's owner as it stands in the database, and the rules' verdict on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from wfm.database import Database, UnitOfWork
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import RefusedError
from wfm.domain.exchange import (
    TERMS,
    Change,
    Decision,
    PlannedShift,
    ScheduleStatus,
    Side,
    TradeTerms,
    Verdict,
    decide,
    place_for,
    when,
)
from wfm.domain.people import Rep, Span
from wfm.domain.time import Horizon
from wfm.services.clock import LOOK_BACK, clock_now

AFTERWARDS = timedelta(days=8)
"""How long after a change a later schedule can feel it: its first shift's rest and its days in a row."""


def judge(
    db: Database,
    who: Principal,
    rep: str,
    shift_id: int,
    in_return: int | None = None,
    *,
    now: datetime | None = None,
    terms: TradeTerms = TERMS,
) -> Decision:
    """What the rules say of a rep taking over a shift, giving one of their own in return or not; changes nothing.

    Reps ask for themselves, managers and planners for anyone.
    """
    if who.rep != rep:
        who.require(Role.MANAGER, Role.PLANNER)
    with db.read() as uow:
        shift = uow.schedules.shift(shift_id)
        returned = None if in_return is None else uow.schedules.shift(in_return)
        skills = standing_skills(uow, shift)
        return verdict(uow, rep, shift, skills, returned, clock_now(now), terms, viewer=rep)


def verdict(
    uow: UnitOfWork,
    taker: str,
    shift: PlannedShift,
    skills: tuple[str, ...],
    returned: PlannedShift | None,
    now: datetime,
    terms: TradeTerms,
    viewer: str | None,
) -> Decision:
    """The verdict on the shift going to `taker`; `skills` are what an open shift asks, an owned one asks its owner's."""
    horizons = horizons_around(uow, [p for p in (shift, returned) if p is not None])
    for planned in (shift, returned):
        if planned is not None and planned.schedule not in horizons:
            return Decision(Verdict.REFUSED, ("the shift is not in a published schedule",))
    change = _read(uow, taker, shift, skills, returned, horizons)
    return decide(change, now, terms, viewer)


def _read(
    uow: UnitOfWork,
    taker_id: str,
    shift: PlannedShift,
    skills: tuple[str, ...],
    returned: PlannedShift | None,
    horizons: Mapping[int, Horizon],
) -> Change:
    taker_rep = active_rep(uow, taker_id)
    taker = _side(uow, taker_rep, horizons, gives=returned, gets=shift)
    if not shift.shift.agent:
        return Change(shift, taker, None, skills, horizons, (), _seats(uow, [(taker_rep, shift)], {shift.id}))
    owner = uow.reps.get(shift.shift.agent)
    giver = _side(uow, owner, horizons, gives=shift, gets=returned)
    moves = [(taker_rep, shift)] + ([(owner, returned)] if returned is not None else [])
    seats = _seats(uow, moves, {planned.id for _, planned in moves})
    asked, back = tuple(sorted(owner.skills)), tuple(sorted(taker_rep.skills)) if returned is not None else ()
    return Change(shift, taker, giver, asked, horizons, back, seats)


def _side(
    uow: UnitOfWork,
    rep: Rep,
    horizons: Mapping[int, Horizon],
    gives: PlannedShift | None,
    gets: PlannedShift | None,
) -> Side:
    """A rep with the published shifts and absences that bear on the change."""
    grids = [horizon.grid for horizon in horizons.values()]
    start, end = min(g.start for g in grids) - LOOK_BACK, max(g.end for g in grids) + timedelta(days=1)
    shifts = uow.schedules.shifts_of(rep.id, start, end)
    off = uow.time_off.approved(start, end).get(rep.id, ())
    return Side(rep, uow.contracts.get(rep.contract), shifts, off, gives, gets)


def _seats(
    uow: UnitOfWork, moves: list[tuple[Rep, PlannedShift]], changing: set[int]
) -> dict[str, tuple[int, tuple[Span, ...]]]:
    """For each site that a shift comes to: its seats, and the shifts there at that time that stay as they are."""
    staying: dict[str, dict[int, Span]] = {}
    for rep, planned in moves:
        site = place_for(rep, planned.shift.site)
        if site is not None:
            near = uow.offers.on_site(site, planned.start, planned.end)
            staying.setdefault(site, {}).update((p.id, (p.start, p.end)) for p in near if p.id not in changing)
    return {site: (uow.sites.get(site).seats, tuple(spans.values())) for site, spans in staying.items()}


def horizons_around(uow: UnitOfWork, shifts: list[PlannedShift]) -> dict[int, Horizon]:
    """The horizons of the published schedules that hold the shifts or follow soon after, by schedule id."""
    first, last = min(p.start for p in shifts), max(p.end for p in shifts) + AFTERWARDS
    found = {}
    own = {p.schedule for p in shifts}
    for record in uow.schedules.records(ScheduleStatus.PUBLISHED):
        grid = record.horizon.grid
        if record.id in own or (grid.end > first and grid.start < last):
            found[record.id] = record.horizon
    return found


def active_rep(uow: UnitOfWork, id: str) -> Rep:
    """The rep, who must still work here."""
    rep = uow.reps.get(id)
    if not uow.reps.active(id):
        raise RefusedError(f"rep {id} no longer works here")
    return rep


def standing_skills(uow: UnitOfWork, shift: PlannedShift) -> tuple[str, ...]:
    """What an open shift asks, by the offer that stands on it."""
    return next((o.skills for o in uow.offers.standing(shift.id) if o.shift == shift.id), ())


def shown(uow: UnitOfWork, planned: PlannedShift) -> str:
    """A shift's local day and times."""
    return when(planned, {planned.schedule: uow.schedules.record(planned.schedule).horizon})
