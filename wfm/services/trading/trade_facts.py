"""What the rules must know to judge changes of owner: read at once for one proposal or a whole board of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from wfm.database import Stay, UnitOfWork
from wfm.domain.exchange import PlannedShift, Surroundings, place_for
from wfm.domain.people import Rep, Span
from wfm.domain.time import Horizon
from wfm.services.clock import LOOK_AHEAD, LOOK_BACK
from wfm.services.surroundings import read_surroundings

WHOLE_WEEKS = timedelta(days=14)
"""How far the whole weeks around a change may reach, on each side."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A shift that may go to `taker`, who gives `returned` back or nothing; `skills` are what an open shift asks."""

    taker: str
    shift: PlannedShift
    skills: tuple[str, ...] = ()
    returned: PlannedShift | None = None

    @property
    def changing(self) -> tuple[PlannedShift, ...]:
        """The shifts that would change hands."""
        return (self.shift,) if self.returned is None else (self.shift, self.returned)

    @property
    def sides(self) -> tuple[tuple[str, PlannedShift], ...]:
        """Who would get which shift."""
        if self.returned is None or not self.shift.shift.agent:
            return ((self.taker, self.shift),)
        return (self.taker, self.shift), (self.shift.shift.agent, self.returned)


@dataclass(frozen=True, slots=True)
class Site:
    """A site's seats, and the shifts worked there by start; none is longer than `longest`."""

    seats: int
    stays: Sequence[Stay]
    longest: timedelta

    def others(self, planned: PlannedShift, changing: Collection[int]) -> Iterator[tuple[int, Span]]:
        """The shifts there at the time of another, those that change hands left out."""
        for place in range(bisect_left(self.stays, planned.start - self.longest, key=_start), len(self.stays)):
            stay = self.stays[place]
            if stay.start >= planned.end:
                return
            if stay.end > planned.start and stay.shift not in changing:
                yield stay.shift, (stay.start, stay.end)


@dataclass(frozen=True, slots=True)
class TradeFacts:
    """Everything that bears on some proposals, as of one transaction: a view to judge by, nothing is read any more.

    `around` tells of everything published near them; `left` are reps who no longer work here.
    """

    around: Surroundings
    reps: Mapping[str, Rep]
    left: Collection[str]
    sites: Mapping[str, Site]

    @property
    def horizons(self) -> Mapping[int, Horizon]:
        """The horizons of published schedules by id."""
        return self.around.horizons

    def held(self, rep: str, changing: Sequence[PlannedShift]) -> tuple[PlannedShift, ...]:
        """A rep's published shifts that bear on a change of these."""
        start, end = reach(changing)
        return tuple(p for p in self.around.shifts.get(rep, ()) if p.start < end and p.end > start)


def read_facts(
    uow: UnitOfWork, proposals: Sequence[Proposal], shown: Sequence[PlannedShift] = (), named: Iterable[str] = ()
) -> TradeFacts:
    """Read what bears on the proposals, and the horizons of shifts and the reps that are shown beside them."""
    changing = [planned for proposal in proposals for planned in proposal.changing]
    if not (changing or shown):
        return TradeFacts(Surroundings({}, {}), {}, (), {})
    taking = {proposal.taker for proposal in proposals}
    names = sorted(taking | {p.shift.shift.agent for p in proposals if p.shift.shift.agent})
    schedules = {planned.schedule for planned in (*changing, *shown)}
    around = read_surroundings(uow, *reach([*changing, *shown]), names, schedules)
    reps = uow.reps.get_many(sorted({*names, *named}))
    if not names or not around.horizons:
        return TradeFacts(around, reps, (), {})
    return TradeFacts(
        around,
        reps,
        {*uow.reps.inactive(taking), *(taking - reps.keys())},  # who was erased meanwhile does not work here either
        _sites(uow, proposals, reps, around),
    )


def _sites(
    uow: UnitOfWork, proposals: Sequence[Proposal], reps: Mapping[str, Rep], around: Surroundings
) -> dict[str, Site]:
    """The sites that shifts would come to, with everyone who works there at their times."""
    coming = [
        (site, planned)
        for proposal in proposals
        for rep, planned in proposal.sides
        if rep in reps
        and planned.schedule in around.horizons
        and (site := place_for(around.terms(reps[rep], planned), planned.shift.site)) is not None
    ]
    if not coming:
        return {}
    start, end = min(p.start for _, p in coming), max(p.end for _, p in coming)
    stays = uow.published.stays({site for site, _ in coming}, start, end)
    longest = {site: max((s.end - s.start for s in found), default=timedelta(0)) for site, found in stays.items()}
    return {site: Site(around.seats[site], found, longest[site]) for site, found in stays.items()}


def reach(shifts: Sequence[PlannedShift]) -> Span:
    """When published shifts and absences matter to a change of these shifts."""
    start, end = min(p.start for p in shifts), max(p.end for p in shifts)
    return start - WHOLE_WEEKS - LOOK_BACK, end + WHOLE_WEEKS + LOOK_AHEAD


def _start(stay: Stay) -> datetime:
    return stay.start
