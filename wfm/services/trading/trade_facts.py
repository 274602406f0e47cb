"""What the rules must know to judge changes of owner: read at once for one proposal or a whole board of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from wfm.database import Stay, UnitOfWork
from wfm.domain.exchange import PlannedShift, place_for
from wfm.domain.people import Contract, Rep, Span
from wfm.domain.time import Horizon
from wfm.services.clock import LOOK_BACK

AFTERWARDS = timedelta(days=8)
"""How long after a change a later schedule can feel it: its first shift's rest and its days in a row."""


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

    `horizons` are of published schedules by id, with the first and last instant of each in `spans`; `left` are reps
    who no longer work here.
    """

    horizons: Mapping[int, Horizon]
    spans: Mapping[int, Span]
    reps: Mapping[str, Rep]
    left: Collection[str]
    contracts: Mapping[str, Contract]
    shifts: Mapping[str, tuple[PlannedShift, ...]]
    time_off: Mapping[str, tuple[Span, ...]]
    sites: Mapping[str, Site]

    def horizons_around(self, changing: Sequence[PlannedShift]) -> dict[int, Horizon]:
        """The horizons of the schedules that hold the shifts or follow soon after."""
        first, last = _window(changing)
        own = {planned.schedule for planned in changing}
        return {
            id: self.horizons[id]
            for id, (start, end) in self.spans.items()
            if id in own or (end > first and start < last)
        }

    def around(self, rep: str, horizons: Collection[int]) -> tuple[tuple[PlannedShift, ...], tuple[Span, ...]]:
        """A rep's published shifts and absences that bear on these schedules."""
        start, end = _reach([self.spans[id] for id in horizons])
        shifts = tuple(p for p in self.shifts.get(rep, ()) if p.start < end and p.end > start)
        return shifts, tuple((a, b) for a, b in self.time_off.get(rep, ()) if a < end and b > start)


def read_facts(uow: UnitOfWork, proposals: Sequence[Proposal], shown: Sequence[PlannedShift] = ()) -> TradeFacts:
    """Read what bears on the proposals, and the horizons of other shifts that are shown beside them."""
    changing = [planned for proposal in proposals for planned in proposal.changing]
    if not (changing or shown):
        return TradeFacts({}, {}, {}, (), {}, {}, {}, {})
    first, last = _window([*changing, *shown])
    horizons = uow.published.horizons(first, last, {planned.schedule for planned in (*changing, *shown)})
    spans = {id: (grid.start, grid.end) for id, grid in ((id, horizon.grid) for id, horizon in horizons.items())}
    taking = {proposal.taker for proposal in proposals}
    names = sorted(taking | {p.shift.shift.agent for p in proposals if p.shift.shift.agent})
    if not names or not spans:
        return TradeFacts(horizons, spans, {}, (), {}, {}, {}, {})
    reps, start, end = uow.reps.get_many(names), *_reach(spans.values())
    return TradeFacts(
        horizons,
        spans,
        reps,
        {*uow.reps.inactive(taking), *(taking - reps.keys())},  # who was erased meanwhile does not work here either
        {contract.id: contract for contract in uow.contracts.all()},
        uow.published.shifts_of(names, start, end),
        uow.time_off.approved(start, end, names),
        _sites(uow, proposals, reps),
    )


def _sites(uow: UnitOfWork, proposals: Sequence[Proposal], reps: Mapping[str, Rep]) -> dict[str, Site]:
    """The sites that shifts would come to, with everyone who works there at their times."""
    coming = [
        (site, planned)
        for proposal in proposals
        for rep, planned in proposal.sides
        if rep in reps and (site := place_for(reps[rep], planned.shift.site)) is not None
    ]
    if not coming:
        return {}
    seats = {site.id: site.seats for site in uow.sites.all()}
    start, end = min(p.start for _, p in coming), max(p.end for _, p in coming)
    stays = uow.published.stays({site for site, _ in coming}, start, end)
    longest = {site: max((s.end - s.start for s in found), default=timedelta(0)) for site, found in stays.items()}
    return {site: Site(seats[site], found, longest[site]) for site, found in stays.items()}


def _window(shifts: Sequence[PlannedShift]) -> Span:
    """When schedules matter to a change of these shifts."""
    return min(p.start for p in shifts), max(p.end for p in shifts) + AFTERWARDS


def _reach(spans: Collection[Span]) -> Span:
    """When a rep's shifts and absences matter to schedules of these spans."""
    return min(start for start, _ in spans) - LOOK_BACK, max(end for _, end in spans) + timedelta(days=1)


def _start(stay: Stay) -> datetime:
    return stay.start
