"""What a change by hand would do: rules newly broken, seats, cover before and after, notice, offers. Nothing is changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from wfm.database import Database, UnitOfWork
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import RefusedError
from wfm.domain.exchange import (
    TERMS,
    OfferKind,
    PlannedShift,
    ShiftOffer,
    Surroundings,
    newly_broken,
    peak,
    skill_fault,
    when,
)
from wfm.domain.people import Rep, Stage
from wfm.services.clock import clock_now
from wfm.services.desk.edits import Edit
from wfm.services.desk.proposals import Proposal, covering_schedules, proposed
from wfm.services.desk.reshaping import past_faults, told as piece_told
from wfm.services.schedule import coverage_change
from wfm.services.surroundings import read_surroundings
from wfm.services.trading import fits_a_contract, reach


@dataclass(frozen=True, slots=True)
class EditVerdict:
    """What a change would do.

    Attributes
    ----------
    was, becomes : the shift in words, "" where there is none.
    zone : the zone of these times.
    against : what speaks against it, one sentence each; with a reason it may be kept all the same.
    withdrawn : the offers that would leave the board.
    cover : what becomes of coverage, in one line.
    version : of what was judged; `apply_edit` keeps the change only while that is the same.
    """

    was: str
    becomes: str
    zone: str
    against: tuple[str, ...]
    withdrawn: tuple[str, ...]
    cover: str = ""
    version: int = 0

    @property
    def seen(self) -> tuple[str, ...]:
        """All that whoever keeps the change must have seen."""
        return (*self.against, *self.withdrawn)

    @property
    def needs_reason(self) -> bool:
        """Whether it is kept with a reason only."""
        return bool(self.against)


def judge_edit(db: Database, who: Principal, edit: Edit, *, now: datetime | None = None) -> EditVerdict:
    """What a change of a shift by hand would do; changes nothing.

    Planners may change drafts and the published timeline, managers the timeline, and nobody a shift of their own.

    Raises
    ------
    InputError, NotFoundError
        When there is no such shift, rep, site or piece, or a time is off the schedule's slots.
    RefusedError
        When it cannot be whatever the reason: in the past, over another shift or leave of the rep, outside employment.
    """
    who.require(Role.PLANNER, Role.MANAGER)
    with db.read() as uow:
        proposal = proposed(uow, who, edit)
        return replace(verdict_on(uow, proposal, clock_now(now)), cover=cover_told(uow, proposal))


def verdict_on(uow: UnitOfWork, proposal: Proposal, now: datetime) -> EditVerdict:
    """The verdict on a change that was read, cover left out; RefusedError where it cannot be whatever the reason."""
    around = _around(uow, proposal)
    impossible = [*_impossible(uow, proposal, around, now)]
    if impossible:
        raise RefusedError(impossible[0], impossible)
    offers = ended_offers(uow, proposal)
    against = [*_broken(proposal, around), *_seats(uow, proposal, around), *_terms(uow, proposal, now)]
    was, becomes = (
        "" if planned is None else shift_words(proposal, planned) for planned in (proposal.old, proposal.new)
    )
    withdrawn = tuple(_offer_words(uow, offer) for offer in offers)
    return EditVerdict(
        was, becomes, proposal.horizon.zone, tuple(dict.fromkeys(against)), withdrawn, version=proposal.version
    )


def shift_words(proposal: Proposal, planned: PlannedShift) -> str:
    """A shift in words: whose it is, its local times, place, pieces and lock."""
    shift = planned.shift
    owner = proposal.reps[shift.agent].name if shift.agent in proposal.reps else "open shift"
    parts = [f"{owner}, {_when(proposal, planned)}", shift.site or "at home", *map(piece_told, shift.pieces)]
    return ", ".join([*parts, *(["locked"] if shift.locked else [])])


def _when(proposal: Proposal, planned: PlannedShift) -> str:
    return when(planned, {planned.schedule: proposal.horizon})


def _around(uow: UnitOfWork, proposal: Proposal) -> Surroundings:
    """What bears on the reps' shifts: all that is published, in a draft's scope the draft's own instead."""
    reps = sorted(proposal.reps)
    around = read_surroundings(uow, *reach(proposal.touched), reps, {proposal.record.id})
    if not proposal.is_draft:
        return around
    scope, shifts = proposal.record.scope, dict[str, list[PlannedShift]]()
    for rep in reps:
        shifts[rep] = [p for p in around.shifts.get(rep, ()) if not scope.holds(rep, p.start)]
    for planned in uow.schedules.shifts_with(proposal.record.id, reps):
        shifts[planned.shift.agent].append(planned)
    return replace(around, shifts={rep: sorted(held, key=lambda p: (p.start, p.id)) for rep, held in shifts.items()})


def _others(proposal: Proposal, around: Surroundings, rep: str) -> list[PlannedShift]:
    """A rep's shifts but the one that changes."""
    return [p for p in around.shifts.get(rep, ()) if proposal.old is None or p.id != proposal.old.id]


def _impossible(uow: UnitOfWork, proposal: Proposal, around: Surroundings, now: datetime) -> Iterator[str]:
    """What cannot be whatever the reason."""
    old, new = proposal.old, proposal.new
    was, becomes = (None if planned is None else planned.shift for planned in (old, new))
    yield from past_faults(was, becomes, proposal.horizon, now)
    if new is None:
        return
    yield from _outside(uow, proposal, new)
    rep = proposal.reps.get(new.shift.agent)
    if rep is None:
        return
    for other in _others(proposal, around, rep.id):
        if other.start < new.end and new.start < other.end:
            yield f"{rep.name} has another shift at that time, on {when(other, around.horizons)}"
    if _away(around, rep, new) > (_away(around, rep, old) if old is not None and old.shift.agent == rep.id else 0):
        yield f"{rep.name} has approved leave at that time; shorten or cancel the leave first"
    day = proposal.day_of(new)
    if not rep.works_on(day):
        yield f"{rep.name} is not employed on {day:%a} {day.day} {day:%b}"
    moved = old is None or proposal.hands_over or proposal.day_of(old) != day
    if moved and rep.on(day).stage is Stage.TRAINING:
        yield f"{rep.name} is in training on {day:%a} {day.day} {day:%b} and takes no contacts"


def _outside(uow: UnitOfWork, proposal: Proposal, new: PlannedShift) -> Iterator[str]:
    """Days and reps that neither the draft nor any published schedule is about."""
    old, day, rep = proposal.old, proposal.day_of(new), new.shift.agent
    name = proposal.reps[rep].name if rep else "open shifts"
    if proposal.is_draft:
        if not proposal.record.scope.holds(rep, new.start):
            about = f" for {proposal.record.scope_words}" if proposal.record.scope_words else ""
            yield f"draft {proposal.record.id}{about} does not cover {name} on {day:%a} {day.day} {day:%b}"
    elif old is not None and proposal.day_of(old) != day and not covering_schedules(uow, rep, day):
        yield f"no published schedule covers {day:%a} {day.day} {day:%b} for {name}"


def _away(around: Surroundings, rep: Rep, planned: PlannedShift) -> float:
    """Seconds of a shift that lie in the rep's leave."""
    spans = [min(planned.end, off.end) - max(planned.start, off.start) for off in around.leave.get(rep.id, ())]
    return sum((span for span in spans if span > timedelta(0)), timedelta(0)).total_seconds()


def _broken(proposal: Proposal, around: Surroundings) -> Iterator[str]:
    """The rules that a rep newly breaks, over whole weeks."""
    for id, rep in proposal.reps.items():
        gone = proposal.old if proposal.old is not None and proposal.old.shift.agent == id else None
        come = proposal.new if proposal.new is not None and proposal.new.shift.agent == id else None
        kept, touched = _others(proposal, around, id), [p for p in (gone, come) if p is not None]
        before, after = (sorted([*kept, *([p] if p else [])], key=lambda p: p.start) for p in (gone, come))
        for _, text in newly_broken(rep, before, after, touched, around) if touched else ():
            yield f"{rep.name}: {text}"


def _seats(uow: UnitOfWork, proposal: Proposal, around: Surroundings) -> Iterator[str]:
    """A site that the change leaves with more people than seats at some time of the shift."""
    old, new = proposal.old, proposal.new
    site = None if new is None or not new.shift.agent else new.shift.site
    if new is None or site is None:
        return
    within = new.start, new.end
    if proposal.is_draft:
        scope, live = proposal.record.scope, uow.published.shifts_between(*within)
        there = [p for p in live if not scope.holds(p.shift.agent, p.start)]
        there += [p for p in uow.schedules.own_shifts(proposal.record.id) if p.shift.agent]
        others = [(p.start, p.end) for p in there if p.shift.site == site and (old is None or p.id != old.id)]
    else:
        stays = uow.published.stays([site], *within)[site]
        others = [(stay.start, stay.end) for stay in stays if old is None or stay.shift != old.id]
    seated = old is not None and old.shift.agent and old.shift.site == site
    now = peak([*others, *([(old.start, old.end)] if old is not None and seated else [])], within)
    then, seats = peak([*others, within], within), around.seats[site]
    if then > max(now, seats):
        yield f"{site} has {seats} {'seat' if seats == 1 else 'seats'} and would need {then} on {_when(proposal, new)}"


def _terms(uow: UnitOfWork, proposal: Proposal, now: datetime) -> Iterator[str]:
    """Skills, contracts, locks, and notice of what is published."""
    old, new = proposal.old, proposal.new
    if new is not None and new.shift.agent and old is not None and proposal.hands_over:
        rep = proposal.reps[new.shift.agent]
        fault = skill_fault(rep.on(proposal.day_of(new)), proposal.skills)
        if fault is not None:
            yield f"{rep.name} cannot do all that the shift asks: {fault}"
    if new is not None and not new.shift.agent and not fits_a_contract(uow, new.shift, proposal.horizon):
        yield "no contract allows an open shift like this, so no rep could take it"
    if proposal.changes_only_lock:
        return
    if old is not None and old.shift.locked:
        yield f"a planner has locked the shift on {_when(proposal, old)}"
    soon = [p for p in proposal.touched if p.start - now < TERMS.notice]
    if soon and not proposal.is_draft:
        hours = TERMS.notice / timedelta(hours=1)
        begins = "began already" if soon[0].start <= now else f"begins in less than {hours:g} h"
        yield f"the shift on {_when(proposal, soon[0])} {begins}"


def ended_offers(uow: UnitOfWork, proposal: Proposal) -> tuple[ShiftOffer, ...]:
    """The offers that the shift is part of, where it goes, changes hands or takes other times."""
    old = proposal.old
    if old is None or not (proposal.new is None or proposal.hands_over or proposal.changes_times):
        return ()
    return uow.offers.around([old.id])


def _offer_words(uow: UnitOfWork, offer: ShiftOffer) -> str:
    by = "" if offer.offered_by is None else f" by {uow.reps.get(offer.offered_by).name}"
    kind = "open shift" if offer.kind is OfferKind.OPEN else offer.kind.value
    return f"offer {offer.id} on the board ({kind}{by}, {offer.state.value}) is withdrawn"


def cover_told(uow: UnitOfWork, proposal: Proposal) -> str:
    """What becomes of the coverage of the days, in one line."""
    gone, come = ([] if planned is None else [planned] for planned in (proposal.old, proposal.new))
    return coverage_change(uow, gone, come, proposal.record.id if proposal.is_draft else None).told()
