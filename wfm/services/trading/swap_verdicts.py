"""A change of a shift's owner as it stands in the database, and the rules' verdict on it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from wfm.database import Database, UnitOfWork
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import RefusedError
from wfm.domain.exchange import (
    TERMS,
    Change,
    Decision,
    PlannedShift,
    Side,
    TradeTerms,
    Verdict,
    decide,
    place_for,
    when,
)
from wfm.domain.people import Rep, Shift, Span
from wfm.domain.time import Horizon
from wfm.services.clock import clock_now
from wfm.services.trading.trade_facts import Proposal, TradeFacts, read_facts


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
        uow.reps.get(rep)
        proposal = Proposal(rep, shift, standing_skills(uow, shift), returned)
        return verdict(read_facts(uow, [proposal]), proposal, clock_now(now), terms, viewer=rep)


def verdict(facts: TradeFacts, proposal: Proposal, now: datetime, terms: TradeTerms, viewer: str | None) -> Decision:
    """The verdict on a proposal that was read; of an owned shift the skills of its owner are asked."""
    if not all(planned.live for planned in proposal.changing):
        return Decision(Verdict.REFUSED, ("the shift is not published",))
    if proposal.taker in facts.left:
        return Decision(Verdict.REFUSED, (left(proposal.taker),))
    return decide(_change(facts, proposal), now, terms, viewer)


def _change(facts: TradeFacts, proposal: Proposal) -> Change:
    shift, returned, around = proposal.shift, proposal.returned, facts.around
    taker, seats = _side(facts, proposal, proposal.taker, gives=returned, gets=shift), _seats(facts, proposal)
    if not shift.shift.agent:
        return Change(shift, taker, None, proposal.skills, around, (), seats)
    giver = _side(facts, proposal, shift.shift.agent, gives=shift, gets=returned)
    asked = tuple(sorted(around.terms(giver.rep, shift).skills))
    back = () if returned is None else tuple(sorted(around.terms(taker.rep, returned).skills))
    return Change(shift, taker, giver, asked, around, back, seats)


def _side(
    facts: TradeFacts, proposal: Proposal, id: str, gives: PlannedShift | None, gets: PlannedShift | None
) -> Side:
    """A rep with the published shifts that bear on the change."""
    return Side(facts.reps[id], facts.held(id, proposal.changing), gives, gets)


def _seats(facts: TradeFacts, proposal: Proposal) -> dict[str, tuple[int, tuple[Span, ...]]]:
    """For each site that a shift comes to: its seats, and the shifts there at that time that stay as they are."""
    changing = {planned.id for _, planned in proposal.sides}
    staying: dict[str, dict[int, Span]] = {}
    for rep, planned in proposal.sides:
        site = place_for(facts.around.terms(facts.reps[rep], planned), planned.shift.site)
        if site is not None:
            staying.setdefault(site, {}).update(facts.sites[site].others(planned, changing))
    return {site: (facts.sites[site].seats, tuple(spans.values())) for site, spans in staying.items()}


def active_rep(uow: UnitOfWork, id: str) -> Rep:
    """The rep, who must still work here."""
    rep = uow.reps.get(id)
    if not uow.reps.active(id):
        raise RefusedError(left(id))
    return rep


def left(id: str) -> str:
    """Why a rep who has left can take nothing."""
    return f"rep {id} no longer works here"


def standing_skills(uow: UnitOfWork, shift: PlannedShift) -> tuple[str, ...]:
    """What an open shift asks, by the offer that stands on it."""
    return next((o.skills for o in uow.offers.standing(shift.id) if o.shift == shift.id), ())


def shown(uow: UnitOfWork, planned: PlannedShift) -> str:
    """A shift's local day and times."""
    return when(planned, {planned.schedule: uow.schedules.record(planned.schedule).horizon})


def day_of(uow: UnitOfWork, planned: PlannedShift) -> date:
    """The local date on which a shift starts, by the axis of its schedule."""
    return uow.schedules.record(planned.schedule).horizon.start + timedelta(days=planned.shift.day)


def fits_a_contract(uow: UnitOfWork, shift: Shift, horizon: Horizon) -> bool:
    """Whether a shift obeys a template of any contract, on any clock that somebody may work by."""
    own = {rep.zone for rep in uow.reps.all() if rep.zone is not None}
    zones = {horizon.zone, *own, *(site.zone for site in uow.sites.all())}
    clocks = {horizon.ahead(zone, shift.start) for zone in zones}
    return any(contract.template_of(shift, ahead) for contract in uow.contracts.all() for ahead in clocks)
