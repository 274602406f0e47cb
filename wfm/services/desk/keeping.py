"""Keeping a change by hand: judged again at that moment, with a reason where something speaks against it, and logged."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from wfm.database import Database, UnitOfWork
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import ConflictError, RefusedError
from wfm.domain.exchange import OfferKind, OfferState, PlannedShift, ShiftOffer
from wfm.domain.texts import sized, some_of
from wfm.services.clock import clock_now
from wfm.services.desk.edits import Edit
from wfm.services.desk.proposals import Proposal, asks_to_post, proposed
from wfm.services.desk.verdicts import EditVerdict, ended_offers, verdict_on
from wfm.services.trading import put_up


@dataclass(frozen=True, slots=True)
class KeptEdit:
    """A change that was kept: the number of the shift, what it did, and the offer that an open shift was posted with."""

    shift: int
    verdict: EditVerdict
    offer: int | None = None


def apply_edit(
    db: Database,
    who: Principal,
    edit: Edit,
    *,
    expected: int | None = None,
    reason: str = "",
    accepted: Collection[str] | None = None,
    now: datetime | None = None,
) -> KeptEdit:
    """Keep a change of a shift by hand. An open shift of the timeline is posted on the board.

    Parameters
    ----------
    expected : the `version` of the verdict that was seen; None for the shift as it is now.
    reason : why, where something speaks against it; the audit log keeps it.
    accepted : the sentences that were `seen`; None for whatever they are now.

    Raises
    ------
    RefusedError
        When it cannot be (`judge_edit`), something speaks against it and there is no reason, or more speaks against it
        than was seen.
    ConflictError
        When the shift has changed since it was seen.
    """
    who.require(Role.PLANNER, Role.MANAGER)
    sized(reason, "the reason")
    now = clock_now(now)
    with db.write(beside=True) as uow:
        held = _subjects(uow, proposed(uow, who, edit))
        uow.hold(*held)
        proposal = proposed(uow, who, edit)  # what was read before it was held may be another by now
        if not _subjects(uow, proposal) <= held:
            raise ConflictError("the shift has just changed; look at it again")
        if expected is not None and expected != proposal.version:
            raise ConflictError("the shift has changed since it was looked at; look at it again")
        found = verdict_on(uow, proposal, now)
        _must_be_agreed(found, reason, accepted)
        kept = _written(uow, who, proposal, found, reason.strip())
        offer = _settle_offers(uow, who, proposal, kept, now)
        return KeptEdit(kept, found, offer)


def _must_be_agreed(found: EditVerdict, reason: str, accepted: Collection[str] | None) -> None:
    unseen = [] if accepted is None else [text for text in found.seen if text not in accepted]
    if unseen:
        raise RefusedError(f"since it was checked, more speaks against the change: {some_of(unseen, 1)}", unseen)
    if found.needs_reason and not reason.strip():
        raise RefusedError(f"the change needs a reason: {some_of(found.against, 1)}", found.against)


def _subjects(uow: UnitOfWork, proposal: Proposal) -> set[tuple[str, str | int]]:
    """All that the decision rests on: the reps, the shift and those offered for it, the sites, the draft."""
    held: set[tuple[str, str | int]] = {("rep", rep) for rep in proposal.reps}
    held |= {("site", planned.shift.site) for planned in proposal.touched if planned.shift.site is not None}
    if proposal.is_draft:
        held.add(("schedule", proposal.record.id))
    if proposal.old is not None:
        held.add(("shift", proposal.old.id))
        held |= {("shift", offer.shift) for offer in ended_offers(uow, proposal)}
    return held


def _written(uow: UnitOfWork, who: Principal, proposal: Proposal, found: EditVerdict, reason: str) -> int:
    """Store the change and log it; the number of the shift."""
    old, new, schedules = proposal.old, proposal.new, uow.schedules
    if new is None and old is not None:
        id, action = old.id, "remove"
        (schedules.remove_shift if proposal.is_draft else schedules.take_off)(id, old.version)
    elif old is None and new is not None:
        id, action = schedules.add_shift(proposal.record.id, new.shift), "add"
    elif old is not None and new is not None:
        id, action = old.id, "change"
        schedules.replace_shift(id, old.version, new.shift)
    else:
        raise ValueError("a change has a shift before or after it")
    if proposal.is_draft:
        schedules.touch(proposal.record.id, proposal.record.version)
    before, after = (None if planned is None else _document(planned) for planned in (old, new))
    owners = {"from": old.shift.agent if old else "", "to": new.shift.agent if new else ""}
    detail = {"schedule": proposal.record.id, **owners, "was": before, "is": after}
    told = {"broken": list(found.against), "reason": reason} if found.against or reason else {}
    uow.audit.add(who, action, "draft shift" if proposal.is_draft else "shift", id, {**detail, **told})
    return id


def _document(planned: PlannedShift) -> Mapping[str, object]:
    """A shift as the log keeps it: its instants and place, its pieces in minutes of its schedule's axis."""
    shift = planned.shift
    return {
        "start": planned.start.isoformat(),
        "end": planned.end.isoformat(),
        "site": shift.site,
        "breaks": [[b.name, b.start, b.end] for b in shift.breaks],
        "activities": [[a.id, a.start, a.end] for a in shift.activities],
        "locked": shift.locked,
    }


def _settle_offers(uow: UnitOfWork, who: Principal, proposal: Proposal, id: int, now: datetime) -> int | None:
    """Withdraw the offers of what changed; post a shift that nobody owns by now, or that was posted before."""
    ended = ended_offers(uow, proposal)
    for offer in ended:
        _withdraw(uow, who, offer)
    new = proposal.new
    if new is None or new.shift.agent or proposal.is_draft:
        return None
    posted = any(offer.kind is OfferKind.OPEN and offer.shift == id for offer in ended)
    if not (proposal.hands_over or posted or asks_to_post(uow, proposal)):
        return None
    note = next((offer.note for offer in ended if offer.kind is OfferKind.OPEN), "")
    planned = uow.schedules.shift(id)
    return put_up(uow, who, OfferKind.OPEN, planned, None, None, note, proposal.skills, now).id


def _withdraw(uow: UnitOfWork, who: Principal, offer: ShiftOffer) -> None:
    state, told = OfferState.WITHDRAWN, "a planner or manager changed the shift"
    uow.offers.change(offer.id, offer.version, state, taken_by=offer.taken_by, in_return=offer.in_return, reason=told)
    uow.audit.add(who, "withdraw", "shift offer", offer.id, {"shift": offer.shift, "state": state.value})
