"""What a rep may give in return for a shift that is offered as a trade."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from wfm.database import Database, UnitOfWork
from wfm.domain.accounts import Principal
from wfm.domain.exchange import TERMS, Decision, PlannedShift, TradeTerms
from wfm.services.clock import clock_now
from wfm.services.trading.swap_verdicts import verdict
from wfm.services.trading.trade_facts import Proposal, read_facts


def return_choices(
    db: Database, who: Principal, offer_ids: Sequence[int], *, now: datetime | None = None, terms: TradeTerms = TERMS
) -> dict[int, tuple[tuple[PlannedShift, Decision], ...]]:
    """For each of these trades, the signed-in rep's shifts that may be given in return, with the verdict on each.

    These are the shifts still to come, up to the end of what is published around the offered one; where a certain shift is
    wanted, that alone.
    """
    rep = who.require_rep()
    now = clock_now(now)
    with db.read() as uow:
        offers = uow.offers.many(offer_ids)
        shifts = {planned.id: planned for planned in uow.schedules.shifts(offer.shift for offer in offers)}
        ends = _ends(uow, shifts.values())
        own = uow.published.shifts_of([rep], now, max(ends.values(), default=now)).get(rep, ())
        asked = {
            offer.id: [
                Proposal(rep, shifts[offer.shift], offer.skills, planned)
                for planned in own
                if now < planned.start < ends[offer.shift] and offer.in_return in (None, planned.id)
            ]
            for offer in offers
        }
        facts = read_facts(uow, [proposal for group in asked.values() for proposal in group])
    return {
        id: tuple((p.returned, verdict(facts, p, now, terms, rep)) for p in group if p.returned is not None)
        for id, group in asked.items()
    }


def _ends(uow: UnitOfWork, shifts: Collection[PlannedShift]) -> dict[int, datetime]:
    """When what is published around each of these shifts ends, by the shift's id: the last of the schedules it lies in."""
    if not shifts:
        return {}
    start, end = min(p.start for p in shifts), max(p.end for p in shifts)
    own = {planned.schedule for planned in shifts}
    grids = {id: horizon.grid for id, horizon in uow.published.horizons(start, end, own).items()}
    return {
        p.id: max(g.end for id, g in grids.items() if id == p.schedule or (g.start <= p.start < g.end)) for p in shifts
    }
