"""How the rules decide on a change of a published shift's owner: allowed, needs a manager, or refused, with reasons.

The rules are the scheduler's own: what the change breaks is what each rep's shifts break after it less what they
broke before (`whole_weeks`). On top of them stand the house's terms for trades (`TradeTerms`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from wfm.domain.exchange.eligibility import place_for, skill_fault
from wfm.domain.exchange.offers import Decision, Verdict
from wfm.domain.exchange.schedule import PlannedShift
from wfm.domain.exchange.surroundings import Surroundings
from wfm.domain.exchange.whole_weeks import newly_broken
from wfm.domain.people import Rep, Span, Terms
from wfm.domain.time import Horizon

MINIMA = ("weekly hours", "days per week")
"""Rules whose lower bound protects a rep; one who gives a shift away may forgo it when a manager agrees."""


@dataclass(frozen=True, slots=True)
class TradeTerms:
    """The house's terms: what needs a manager although no rule forbids it.

    Attributes
    ----------
    notice : a shift that starts sooner than this needs a manager.
    paid_tolerance : largest difference of paid minutes between the two shifts of a trade.
    overtime : paid minutes of a week above which a change that adds time needs a manager (FLSA: 40 hours).
    """

    notice: timedelta = timedelta(hours=24)
    paid_tolerance: int = 30
    overtime: int = 2400


TERMS = TradeTerms()
"""The terms where none are set."""


@dataclass(frozen=True, slots=True)
class Side:
    """One rep of a change: the published shifts they hold around it, and the ones that go and come."""

    rep: Rep
    shifts: tuple[PlannedShift, ...]
    gives: PlannedShift | None = None
    gets: PlannedShift | None = None

    def after(self, around: Surroundings) -> tuple[PlannedShift, ...]:
        """The shifts they would hold."""
        kept = tuple(p for p in self.shifts if self.gives is None or p.id != self.gives.id)
        return kept if self.gets is None else (*kept, owned_by(self.rep, self.gets, around))


@dataclass(frozen=True, slots=True)
class Change:
    """A shift goes to `taker` from `giver` (None: it was open), who gets one back where `taker.gives` says so.

    `skills` are what the shift asks of the taker, `returned_skills` what the shift given back asks of the giver;
    `around` tells of the published schedules around, and all else that both sides are judged by; `seats` gives each
    site's seats and the shifts there (start, end) that the change does not touch.
    """

    shift: PlannedShift
    taker: Side
    giver: Side | None
    skills: tuple[str, ...]
    around: Surroundings
    returned_skills: tuple[str, ...] = ()
    seats: Mapping[str, tuple[int, tuple[Span, ...]]] = field(default_factory=dict)

    @property
    def returned(self) -> PlannedShift | None:
        """The shift given back in a trade."""
        return self.taker.gives

    def terms(self, side: Side, planned: PlannedShift) -> Terms:
        """What one side works under on the day of a shift."""
        return self.around.terms(side.rep, planned)

    def when(self, planned: PlannedShift) -> str:
        """A shift's local day and times."""
        return when(planned, self.around.horizons)


def owned_by(rep: Rep, planned: PlannedShift, around: Surroundings) -> PlannedShift:
    """The stored shift as this rep would work it, at their place of work on that day."""
    place = place_for(around.terms(rep, planned), planned.shift.site)
    return replace(planned, shift=planned.shift.given_to(rep.id, place))


def decide(change: Change, now: datetime, terms: TradeTerms = TERMS, viewer: str | None = None) -> Decision:
    """The verdict on a change with a sentence per reason.

    `viewer` is the rep who reads it: what stands against the other rep is then told without particulars, because
    their time off and availability are their own affair. None is for managers, who see all.
    """
    refused = [*_outright(change, now)]
    if refused:
        return Decision(Verdict.REFUSED, tuple(refused))
    sides = [side for side in (change.taker, change.giver) if side is not None]
    found = [(side, *_rules(side, change)) for side in sides]
    refused = [text for side, hard, _ in found for text in _told(side, hard, viewer)]
    refused += _seats(change)
    if refused:
        return Decision(Verdict.REFUSED, tuple(refused))
    review = [text for side, _, waived in found for text in _told(side, waived, viewer)]
    review += _terms(change, now, terms)
    review += [text for side in sides for text in _told(side, [*_overtime(side, change, terms)], viewer)]
    return Decision(Verdict.REVIEW if review else Verdict.ALLOWED, tuple(review))


def _outright(change: Change, now: datetime) -> Iterator[str]:
    """What needs no rule: the past, one's own shift, the skills asked."""
    for planned in (change.shift, change.returned):
        if planned is not None and planned.start <= now:
            yield f"the shift on {change.when(planned)} has already begun"
    taker, giver = change.taker, change.giver
    if giver is not None and giver.rep.id == taker.rep.id:
        yield "it is your own shift"
        return
    fault = skill_fault(change.terms(taker, change.shift), change.skills)
    if fault is not None:
        yield f"{taker.rep.name} cannot work the shift: {fault}"
    if giver is not None and change.returned is not None:
        fault = skill_fault(change.terms(giver, change.returned), change.returned_skills)
        if fault is not None:
            yield f"{giver.rep.name} cannot work the shift given in return: {fault}"


def _rules(side: Side, change: Change) -> tuple[list[str], list[str]]:
    """What the change newly breaks for one rep: (never allowed, only when a manager agrees)."""
    hard: list[str] = []
    waived: list[str] = []
    touched = [planned for planned in (side.gives, side.gets) if planned is not None]
    for rule, text in newly_broken(side.rep, side.shifts, side.after(change.around), touched, change.around):
        (waived if side.gets is None and rule in MINIMA else hard).append(text)
    gets, leave = side.gets, change.around.leave.get(side.rep.id, ())
    if gets is not None and not hard and any(off.start < gets.end and gets.start < off.end for off in leave):
        # one who is to work in their leave already must not be handed other work in it
        hard.append(f"the shift on {change.when(gets)} overlaps approved leave")
    return hard, waived


def _seats(change: Change) -> Iterator[str]:
    """Sites that the change would leave with more people than seats at some time of a shift that comes there."""
    leaving: list[tuple[str | None, Span]] = []
    coming: list[tuple[str | None, PlannedShift]] = []
    for planned, side in ((change.shift, change.taker), (change.returned, change.giver)):
        if planned is None or side is None:
            continue
        coming.append((place_for(change.terms(side, planned), planned.shift.site), planned))
        if planned.shift.agent:
            leaving.append((planned.shift.site, (planned.start, planned.end)))
    for site, planned in coming:
        if site is None:
            continue
        seats, others = change.seats[site]
        stretch = (planned.start, planned.end)
        now = peak([*others, *(span for place, span in leaving if place == site)], stretch)
        then = peak([*others, *((p.start, p.end) for place, p in coming if place == site)], stretch)
        if then > max(now, seats):
            yield f"{site} has {seats} seats and would need {then} on {change.when(planned)}"


def peak(spans: Sequence[Span], within: Span) -> int:
    """Most spans at one time within a stretch; all half-open."""
    inside = [(a, b) for a, b in spans if a < within[1] and within[0] < b]
    starts = [within[0], *(a for a, _ in inside if a > within[0])]
    return max(sum(a <= t < b for a, b in inside) for t in starts)


def _terms(change: Change, now: datetime, terms: TradeTerms) -> Iterator[str]:
    """What the house's terms leave to a manager, overtime aside."""
    for planned in (change.shift, change.returned):
        if planned is not None and planned.start - now < terms.notice:
            hours = terms.notice / timedelta(hours=1)
            yield f"the shift on {change.when(planned)} begins in less than {hours:g} h"
        if planned is not None and planned.shift.locked:
            yield f"a planner has locked the shift on {change.when(planned)}"
    if change.giver is not None:
        yield from _fairness(change, change.giver, terms)


def _fairness(change: Change, giver: Side, terms: TradeTerms) -> Iterator[str]:
    """A trade of unequal paid time; a one-sided change between different contracts."""
    taker, around = change.taker, change.around
    if change.returned is None:
        asked, own = (change.terms(side, change.shift).contract for side in (giver, taker))
        if own != asked:
            yield f"a rep of contract {own} would take a shift of contract {asked} and give none back"
        return
    gets, gives = (around.paid_minutes(taker.rep, planned) for planned in (change.shift, change.returned))
    if abs(gets - gives) > terms.paid_tolerance:
        yield (
            f"the shifts pay {gets / 60:g} h and {gives / 60:g} h; a difference of more than {terms.paid_tolerance} min "
            "needs a manager"
        )


def _overtime(side: Side, change: Change, terms: TradeTerms) -> Iterator[str]:
    """Weeks in which the rep's paid time grows and is above the overtime threshold."""
    if side.gets is None:
        return
    around = change.around
    first = _week(change, side.gets)
    old, new = (
        sum(around.attended_minutes(side.rep, p) for p in shifts if _week(change, p) == first)
        for shifts in (side.shifts, side.after(around))
    )
    if new > max(old, terms.overtime):
        yield (
            f"{new / 60:g} paid hours in the week of {first.day} {first:%b}, more than the regular "
            f"{terms.overtime / 60:g}"
        )


def _week(change: Change, planned: PlannedShift) -> date:
    """The first day of the calendar week that a shift is in."""
    day = change.around.date_of(planned)
    return day - timedelta(days=(day.weekday() - change.around.week_start) % 7)


def when(planned: PlannedShift, horizons: Mapping[int, Horizon]) -> str:
    """A shift's local day and times: `Tue 12 May 06:00-14:30`."""
    start = horizons[planned.schedule].start + timedelta(days=planned.shift.day)
    return f"{start:%a} {start.day} {start:%b} {_time(planned.shift.start)}-{_time(planned.shift.end)}"


def _time(minute: int) -> str:
    hours, minutes = divmod(minute % 1440, 60)
    return f"{hours:02d}:{minutes:02d}"


def _told(side: Side, found: Sequence[str], viewer: str | None) -> list[str]:
    """What was found on one side, in words fit for the reader."""
    if viewer == side.rep.id:
        return list(found)
    if viewer is None:
        return [f"{side.rep.name}: {text}" for text in found]
    return [f"something on {side.rep.name}'s side stands in the way"] if found else []
