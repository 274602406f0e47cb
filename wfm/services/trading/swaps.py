"""Shift trades: take what is offered if the rules allow it, or wait for a manager, who decides on what was asked."""

from __future__ import annotations

from datetime import datetime

from wfm.database import Database, UnitOfWork
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import AccessError, ConflictError, InputError, RefusedError
from wfm.domain.exchange import TERMS, OfferKind, OfferState, PlannedShift, ShiftOffer, TradeTerms, Verdict, place_for
from wfm.domain.texts import sized
from wfm.services.clock import clock_now
from wfm.services.trading.offers import must_stand
from wfm.services.trading.swap_verdicts import day_of, shown, verdict
from wfm.services.trading.trade_facts import Proposal, read_facts


def take(
    db: Database,
    who: Principal,
    offer_id: int,
    in_return: int | None = None,
    *,
    now: datetime | None = None,
    terms: TradeTerms = TERMS,
) -> ShiftOffer:
    """Take an offered shift, giving one's own shift `in_return` in a trade (by default the one that is wanted).

    The offer comes back done, or pending where a manager must agree (`reason` says why). RefusedError carries the
    rules that speak against it; ConflictError says that someone else was first.
    """
    rep = who.require_rep()
    now = clock_now(now)
    with db.write(beside=True) as uow:
        wanted = uow.offers.get(offer_id).in_return
        offer, shift, returned = _hold(uow, offer_id, rep, wanted if in_return is None else in_return)
        _must_be_open(offer)
        _check_return(uow, offer, rep, returned)
        _not_posted_by(uow, who, offer)
        if shift.shift.agent != (offer.offered_by or ""):
            raise ConflictError(f"the shift on {shown(uow, shift)} has changed hands since it was offered")
        asked = Proposal(rep, shift, offer.skills, returned)
        found = verdict(read_facts(uow, [asked]), asked, now, terms, viewer=rep)
        if found.verdict is Verdict.REFUSED:
            raise RefusedError(f"you cannot take the shift on {shown(uow, shift)}: {found.sentence}", found.reasons)
        back = None if returned is None else returned.id
        detail = {"shift": shift.id, "state": OfferState.DONE.value, "rep": rep, "in_return": back}
        if found.verdict is Verdict.REVIEW:
            uow.offers.change(
                offer.id, offer.version, OfferState.PENDING, taken_by=rep, in_return=back, reason=found.sentence
            )
            uow.audit.add(who, "ask", "shift offer", offer.id, {**detail, "state": OfferState.PENDING.value})
        else:
            _hand_over(uow, who, offer, rep, shift, returned, found.sentence)
            uow.audit.add(who, "take", "shift offer", offer.id, detail)
        return uow.offers.get(offer.id)


def decide(
    db: Database,
    who: Principal,
    offer_id: int,
    approve: bool,
    reason: str = "",
    *,
    now: datetime | None = None,
    terms: TradeTerms = TERMS,
) -> ShiftOffer:
    """Approve or refuse what a rep has asked for; the rules are judged again at this moment.

    RefusedError when a rule has come to forbid it: the offer then stays pending, to be refused or withdrawn.
    """
    who.require(Role.MANAGER, Role.PLANNER)
    if not approve and not reason.strip():
        raise InputError("a refusal must carry a reason")
    sized(reason, "the reason")
    now = clock_now(now)
    with db.write(beside=True) as uow:
        asked = uow.offers.get(offer_id)
        offer, shift, returned = _hold(uow, offer_id, asked.taken_by or "", asked.in_return)
        must_stand(offer)
        if offer.state is not OfferState.PENDING or offer.taken_by is None or offer.taken_by != asked.taken_by:
            raise RefusedError("nobody has asked for the shift, so there is nothing to decide")
        who.require_another("decide on your trade", offer.taken_by, offer.offered_by)
        told = reason.strip() or "approved by a manager"
        if approve:
            _still_theirs(uow, offer, shift, returned)
            proposal = Proposal(offer.taken_by, shift, offer.skills, returned)
            found = verdict(read_facts(uow, [proposal]), proposal, now, terms, viewer=None)
            if found.verdict is Verdict.REFUSED:
                raise RefusedError(f"a rule now forbids it: {found.sentence}", found.reasons)
            _hand_over(uow, who, offer, offer.taken_by, shift, returned, told)
        else:
            uow.offers.change(
                offer.id,
                offer.version,
                OfferState.REFUSED,
                taken_by=offer.taken_by,
                in_return=offer.in_return,
                reason=told,
            )
        action, state = ("approve", OfferState.DONE) if approve else ("refuse", OfferState.REFUSED)
        detail = {"shift": shift.id, "state": state.value, "rep": offer.taken_by, "in_return": offer.in_return}
        uow.audit.add(who, action, "shift offer", offer.id, detail)
        return uow.offers.get(offer.id)


def _hold(
    uow: UnitOfWork, offer_id: int, rep: str, in_return: int | None
) -> tuple[ShiftOffer, PlannedShift, PlannedShift | None]:
    """The offer and its shifts, with all they touch held still until the unit ends.

    What must be held is known from a first look; what is judged is read again once it is held.
    """
    offer = uow.offers.get(offer_id)
    ids = [offer.shift] + ([in_return] if in_return is not None else [])
    planned = [uow.schedules.shift(id) for id in ids]
    reps = uow.reps.get_many([r for r in {rep, *(p.shift.agent for p in planned)} if r])
    days = {p.id: day_of(uow, p) for p in planned}
    places = {place_for(rep.on(days[p.id]), p.shift.site) for rep in reps.values() for p in planned}
    sites = sorted(place for place in places if place is not None)
    uow.hold(*(("site", id) for id in sites), *(("rep", id) for id in reps), *(("shift", id) for id in ids))
    shift = uow.schedules.shift(offer.shift)
    returned = None if in_return is None else uow.schedules.shift(in_return)
    return uow.offers.get(offer_id), shift, returned


def _must_be_open(offer: ShiftOffer) -> None:
    if offer.state is OfferState.DONE:
        raise ConflictError("someone else was first: the shift has already been taken")
    if offer.state is OfferState.PENDING:
        raise ConflictError("someone else was first: they have asked for the shift, and a manager will decide")
    must_stand(offer)


def _not_posted_by(uow: UnitOfWork, who: Principal, offer: ShiftOffer) -> None:
    """AccessError when the user put the open shift on the board, or might have where the log no longer tells who did."""
    if offer.kind is not OfferKind.OPEN:
        return
    poster = uow.audit.last_by("shift offer", [offer.id], "offer").get(str(offer.id))
    account = None if poster is None else uow.users.by_name(poster)
    unknown = poster is None and who.role is not Role.REP
    if unknown or poster == who.username or (account is not None and account.rep == who.rep):
        who.require_another("post the open shift that you take", who.rep)


def _check_return(uow: UnitOfWork, offer: ShiftOffer, rep: str, returned: PlannedShift | None) -> None:
    """The shift given in return is there exactly when the offer is a trade, is the rep's own, and is free."""
    if offer.kind is not OfferKind.TRADE:
        if returned is not None:
            raise InputError("nothing is asked in return for this shift")
        return
    if returned is None:
        raise InputError("a trade asks for one of your shifts in return")
    if returned.shift.agent != rep:
        raise AccessError("only a shift of your own can be given in return")
    if offer.in_return is not None and offer.in_return != returned.id:
        raise RefusedError("the trade asks for another shift in return")
    if any(other.id != offer.id for other in uow.offers.standing(returned.id)):
        raise RefusedError(f"your shift on {shown(uow, returned)} is part of another offer; withdraw that first")


def _still_theirs(uow: UnitOfWork, offer: ShiftOffer, shift: PlannedShift, returned: PlannedShift | None) -> None:
    """ConflictError when a shift has changed hands since the trade was asked for."""
    for planned, owner in ((shift, offer.offered_by or ""), (returned, offer.taken_by)):
        if planned is not None and planned.shift.agent != owner:
            raise ConflictError(f"the shift on {shown(uow, planned)} has changed hands since the trade was asked for")


def _hand_over(
    uow: UnitOfWork,
    who: Principal,
    offer: ShiftOffer,
    rep: str,
    shift: PlannedShift,
    returned: PlannedShift | None,
    reason: str,
) -> None:
    """Move the shifts and end the offer; each step fails whole if what it moves is not as it was read."""
    moves = [(shift, rep)] + ([(returned, offer.offered_by)] if returned is not None and offer.offered_by else [])
    for planned, owner in moves:
        place = place_for(uow.reps.get(owner).on(day_of(uow, planned)), planned.shift.site)
        uow.schedules.move_shift(planned.id, planned.version, owner, place)
        uow.audit.add(who, "move", "shift", planned.id, {"from": planned.shift.agent, "to": owner, "site": place})
    back = None if returned is None else returned.id
    uow.offers.change(offer.id, offer.version, OfferState.DONE, taken_by=rep, in_return=back, reason=reason)
