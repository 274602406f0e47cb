"""The trade board: shifts that reps offer, open shifts that planners post, and what each viewer may take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from wfm.database import Database, UnitOfWork
from wfm.domain.accounts import EVERYONE, Principal, Role
from wfm.domain.errors import AccessError, InputError, RefusedError
from wfm.domain.exchange import (
    TERMS,
    Decision,
    OfferKind,
    OfferState,
    PlannedShift,
    ScheduleStatus,
    ShiftOffer,
    TradeTerms,
)
from wfm.domain.people import Rep, Shift
from wfm.domain.texts import sized
from wfm.domain.time import Horizon
from wfm.services.clock import clock_now
from wfm.services.trading.swap_verdicts import active_rep, day_of, fits_a_contract, shown, verdict
from wfm.services.trading.trade_facts import Proposal, read_facts

STANDING = (OfferState.OPEN, OfferState.PENDING)
LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class BoardEntry:
    """An offer as one viewer sees it.

    `giver` and `taker` are names, "" for nobody. `returned` is the shift wanted or given in return. `decision` is
    the rules' verdict on the viewer taking it (for planners and managers: on whoever has asked for it), None where
    there is nobody to judge yet, or a shift to give in return must be chosen first.
    """

    offer: ShiftOffer
    shift: PlannedShift
    horizon: Horizon
    returned: PlannedShift | None
    giver: str
    taker: str
    mine: bool
    decision: Decision | None


def offer_shift(
    db: Database,
    who: Principal,
    shift_id: int,
    kind: OfferKind,
    note: str = "",
    wanted: int | None = None,
    *,
    now: datetime | None = None,
) -> ShiftOffer:
    """Put one's own published shift on the board, to give away or to trade (for the shift `wanted`, or for any)."""
    rep = who.require_rep()
    if kind is OfferKind.OPEN:
        raise InputError("a rep offers a shift as a giveaway or a trade; open shifts are posted by planners")
    if wanted is not None and kind is not OfferKind.TRADE:
        raise InputError("only a trade can want a shift in return")
    now = clock_now(now)
    with db.write(beside=True) as uow:
        uow.hold(("rep", rep), ("shift", shift_id))
        planned = uow.schedules.shift(shift_id)
        if planned.shift.agent != rep:
            raise AccessError("only the rep whose shift it is may offer it")
        _offerable(uow, planned, now)
        if wanted is not None:
            other = uow.schedules.shift(wanted)
            if other.shift.agent in ("", rep):
                raise RefusedError("a trade must want the shift of another rep")
            _published(uow, other)
        skills = tuple(sorted(active_rep(uow, rep).on(day_of(uow, planned)).skills))
        return put_up(uow, who, kind, planned, rep, wanted, note, skills, now)


def post_open_shift(
    db: Database,
    who: Principal,
    shift_id: int,
    skills: Sequence[str],
    note: str = "",
    *,
    now: datetime | None = None,
) -> ShiftOffer:
    """Put a published shift that nobody owns on the board, for reps who have the skills."""
    who.require(Role.PLANNER, Role.MANAGER)
    now = clock_now(now)
    with db.write() as uow:
        planned = uow.schedules.shift(shift_id)
        if planned.shift.agent:
            raise RefusedError(f"the shift on {shown(uow, planned)} belongs to a rep, so it is not open")
        _offerable(uow, planned, now)
        return put_up(uow, who, OfferKind.OPEN, planned, None, None, note, known_skills(uow, skills), now)


def create_open_shift(
    db: Database,
    who: Principal,
    schedule_id: int,
    shift: Shift,
    skills: Sequence[str],
    note: str = "",
    *,
    now: datetime | None = None,
) -> ShiftOffer:
    """Add a shift that nobody owns to a published schedule and put it on the board. Its `agent` is ignored."""
    who.require(Role.PLANNER, Role.MANAGER)
    now = clock_now(now)
    with db.write() as uow:
        record = uow.schedules.record(schedule_id)
        horizon = record.horizon
        if record.status is not ScheduleStatus.PUBLISHED:
            raise RefusedError(
                f"schedule {schedule_id} is {record.status.value}; open shifts are added to published ones"
            )
        if not 0 <= shift.start < horizon.minutes or shift.end <= shift.start:
            raise InputError(f"a shift must start within its schedule and end later, got {shift.start}..{shift.end}")
        if shift.site is not None:
            uow.sites.get(shift.site)
        if not fits_a_contract(uow, shift, horizon):
            raise InputError("no contract allows this shift, so no rep could take it")
        id = uow.schedules.add_shift(schedule_id, shift.given_to("", shift.site))
        planned = uow.schedules.shift(id)
        window = {"start": planned.start.isoformat(), "end": planned.end.isoformat()}
        uow.audit.add(who, "add", "shift", id, {"schedule": schedule_id, "to": "", "site": shift.site, **window})
        _offerable(uow, planned, now)
        return put_up(uow, who, OfferKind.OPEN, planned, None, None, note, known_skills(uow, skills), now)


def release_shift(
    db: Database, who: Principal, shift_id: int, note: str = "", *, now: datetime | None = None
) -> ShiftOffer:
    """Take another rep's published shift from them and put it on the board as an open one, asking the rep's skills."""
    who.require(Role.PLANNER, Role.MANAGER)
    now = clock_now(now)
    with db.write() as uow:
        planned = uow.schedules.shift(shift_id)
        if not planned.shift.agent:
            raise RefusedError(f"the shift on {shown(uow, planned)} is open already")
        who.require_another("release your shift", planned.shift.agent)
        _offerable(uow, planned, now)
        skills = tuple(sorted(uow.reps.get(planned.shift.agent).on(day_of(uow, planned)).skills))
        uow.schedules.move_shift(planned.id, planned.version, "", planned.shift.site)
        uow.audit.add(who, "release", "shift", planned.id, {"from": planned.shift.agent, "to": ""})
        return put_up(uow, who, OfferKind.OPEN, planned, None, None, note, skills, now)


def withdraw(db: Database, who: Principal, offer_id: int) -> ShiftOffer:
    """Take an offer off the board: the rep who made it, or for an open shift a planner or manager."""
    who.require(*EVERYONE)
    with db.write(beside=True) as uow:
        uow.hold(("shift", uow.offers.get(offer_id).shift))
        offer = uow.offers.get(offer_id)
        if offer.kind is OfferKind.OPEN:
            who.require(Role.PLANNER, Role.MANAGER)
        elif who.rep is None or who.rep != offer.offered_by:
            raise AccessError("only the rep whose shift it is may withdraw the offer")
        must_stand(offer)
        uow.offers.change(
            offer_id, offer.version, OfferState.WITHDRAWN, taken_by=offer.taken_by, in_return=offer.in_return
        )
        detail = {"shift": offer.shift, "state": OfferState.WITHDRAWN.value}
        uow.audit.add(who, "withdraw", "shift offer", offer_id, detail)
        return uow.offers.get(offer_id)


def open_shifts(
    db: Database, who: Principal, *, now: datetime | None = None, terms: TradeTerms = TERMS
) -> tuple[BoardEntry, ...]:
    """The open shifts on the board, with the verdict for the viewer."""
    return tuple(entry for entry in board(db, who, now=now, terms=terms) if entry.offer.kind is OfferKind.OPEN)


def board(
    db: Database, who: Principal, *, now: datetime | None = None, terms: TradeTerms = TERMS
) -> tuple[BoardEntry, ...]:
    """The offers that stand and have not begun, by start: all of them for planners and managers; for a rep those
    they may ask for, and those they are part of."""
    who.require(*EVERYONE)
    now = clock_now(now)
    with db.read() as uow:
        found = uow.offers.on_board(now)
        wanted = [id for offer in found for id in (offer.shift, offer.in_return) if id is not None]
        shifts = {planned.id: planned for planned in uow.schedules.shifts(wanted)}
        seen = [offer for offer in found if _concerns(who, offer, shifts)]
        proposals = {offer.id: asked for offer in seen if (asked := _asked(who, offer, shifts)) is not None}
        parties = [rep for offer in seen for rep in (offer.offered_by, offer.taken_by) if rep is not None]
        facts = read_facts(uow, list(proposals.values()), [shifts[offer.shift] for offer in seen], parties)
    viewer = who.rep if who.role is Role.REP else None
    entries = []
    for offer in seen:
        shift, asked = shifts[offer.shift], proposals.get(offer.id)
        giver, taker = (_name(facts.reps, rep) for rep in (offer.offered_by, offer.taken_by))
        returned = None if offer.in_return is None else shifts[offer.in_return]
        decision = None if asked is None else verdict(facts, asked, now, terms, viewer)
        horizon = facts.horizons[shift.schedule]
        entries.append(BoardEntry(offer, shift, horizon, returned, giver, taker, _mine(who, offer), decision))
    return tuple(entries)


def my_offers(db: Database, who: Principal) -> tuple[ShiftOffer, ...]:
    """Every offer the signed-in rep made or took, the newest first, with how it ended."""
    with db.read() as uow:
        return uow.offers.list(rep=who.require_rep())


def _name(reps: Mapping[str, Rep], rep: str | None) -> str:
    return reps[rep].name if rep is not None and rep in reps else ""


def _mine(who: Principal, offer: ShiftOffer) -> bool:
    return who.role is Role.REP and who.rep in (offer.offered_by, offer.taken_by)


def _concerns(who: Principal, offer: ShiftOffer, shifts: Mapping[int, PlannedShift]) -> bool:
    """Whether the viewer sees the offer: reps what they may ask for and what they are part of, others everything."""
    if who.role is not Role.REP or _mine(who, offer):
        return True
    directed = offer.in_return is not None and shifts[offer.in_return].shift.agent != who.rep
    return offer.state is not OfferState.PENDING and not directed


def _asked(who: Principal, offer: ShiftOffer, shifts: Mapping[int, PlannedShift]) -> Proposal | None:
    """What is judged of an offer for the viewer; None where nobody asks for it, or what they give is not chosen yet."""
    taker = who.rep if who.role is Role.REP and not _mine(who, offer) else offer.taken_by
    returned = None if offer.in_return is None else shifts[offer.in_return]
    if taker is None or (offer.kind is OfferKind.TRADE and returned is None):
        return None
    return Proposal(taker, shifts[offer.shift], offer.skills, returned)


def put_up(
    uow: UnitOfWork,
    who: Principal,
    kind: OfferKind,
    planned: PlannedShift,
    rep: str | None,
    wanted: int | None,
    note: str,
    skills: tuple[str, ...],
    now: datetime,
) -> ShiftOffer:
    """Put a shift on the board, as it was found fit to be."""
    sized(note, "a note", LONGEST_NOTE)
    made = ShiftOffer(0, kind, planned.id, rep, None, wanted, OfferState.OPEN, note.strip(), "", now, skills=skills)
    id = uow.offers.add(made)
    detail = {"shift": planned.id, "kind": kind.value, "state": made.state.value, "rep": rep, "wanted": wanted}
    uow.audit.add(who, "offer", "shift offer", id, detail)
    return uow.offers.get(id)


def _offerable(uow: UnitOfWork, planned: PlannedShift, now: datetime) -> None:
    """RefusedError unless the shift is published, still to come, and not on the board."""
    _published(uow, planned)
    if planned.start <= now:
        raise RefusedError(f"the shift on {shown(uow, planned)} has already begun")
    if uow.offers.standing(planned.id):
        raise RefusedError(f"the shift on {shown(uow, planned)} is part of another offer on the board")


def _published(uow: UnitOfWork, planned: PlannedShift) -> None:
    if not planned.live:
        raise RefusedError(f"the shift on {shown(uow, planned)} is not published; only published shifts change hands")


def known_skills(uow: UnitOfWork, skills: Sequence[str]) -> tuple[str, ...]:
    """The skills in order, each once; InputError for one that no queue asks and no rep has."""
    known = {queue.skill for queue in uow.queues.all()} | {s for rep in uow.reps.all() for s in rep.skills}
    for skill in skills:
        if skill not in known:
            raise InputError(f"skills must be of a queue or a rep, got {skill!r}")
    return tuple(sorted(set(skills)))


def must_stand(offer: ShiftOffer) -> None:
    """RefusedError in plain words unless the offer is open or waits for a manager."""
    if offer.state not in STANDING:
        ended = {
            OfferState.DONE: "has already been taken",
            OfferState.WITHDRAWN: "was withdrawn",
            OfferState.REFUSED: "was refused by a manager",
        }[offer.state]
        raise RefusedError(f"the shift {ended}, so it is no longer on the board")
