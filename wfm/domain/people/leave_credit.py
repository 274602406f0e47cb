"""What leave and closed holidays count for one rep on a horizon: so many minutes and days of the week they are in.

A day of leave counts what its kind says, else the mean day of the contract of that day, and one day; a part of a day
counts its hours and no day, and as long as a mean day it is a day. Only days count on which the rep could work, and
those of a week at most the contract's most hours and days. Where no sum of shifts then meets the week, the parts are
rounded to a day or nothing, so that a week counts the same in whichever schedule its days lie.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby

from wfm.domain.people.agents import Leave
from wfm.domain.people.contracts import Contract
from wfm.domain.people.leave_days import Piece, could_work, pieces_of, start_of_work
from wfm.domain.people.leave_kinds import ApprovedLeave
from wfm.domain.people.leave_rounding import Claim, rounded
from wfm.domain.people.reps import Rep
from wfm.domain.time import DAY, Horizon, local_midnight


@dataclass(frozen=True, slots=True)
class LeaveCredit:
    """Leave on a horizon's axis, in words what was rounded and why, and by leave's id the minutes and days it counts."""

    leave: tuple[Leave, ...]
    notes: tuple[str, ...] = ()
    counted: Mapping[int, tuple[int, float]] = field(default_factory=dict)


def leave_of(
    rep: Rep,
    contracts: Mapping[str, Contract],
    approved: Iterable[ApprovedLeave],
    horizon: Horizon,
    *,
    zone: str | None = None,
    closed_days: Collection[date] = (),
) -> tuple[Leave, ...]:
    """The rep's leave on the horizon's axis, an entry or more for each day of it; see `credit_of`."""
    return credit_of(rep, contracts, approved, horizon, zone=zone, closed_days=closed_days).leave


def credit_of(
    rep: Rep,
    contracts: Mapping[str, Contract],
    approved: Iterable[ApprovedLeave],
    horizon: Horizon,
    *,
    zone: str | None = None,
    closed_days: Collection[date] = (),
) -> LeaveCredit:
    """The rep's leave on the horizon's axis and what it counts, in the whole weeks that the horizon touches.

    Parameters
    ----------
    contracts : by id, those of all the rep's terms.
    approved : the rep's approved leave that touches `leave_window` of the horizon.
    zone : the rep's clock, by which days are told apart; None for the rep's own, else the axis's.
    closed_days : local dates on which an exception of the opening hours closes all that the rep serves.
    """
    reading = _Reading(rep, contracts, tuple(approved), horizon, zone or rep.zone or horizon.zone, closed_days)
    days = reading.days()
    notes: list[str] = []
    for _, group in groupby((day for day in days if day.counts), key=lambda day: day.week):
        week = list(group)
        notes.extend(rounded([day.claim for day in week], *reading.week_of(week[0].week, days)))
    entries = [entry for day in days for entry in day.entries() if _touches(entry, horizon)]
    return LeaveCredit(tuple(sorted(entries, key=lambda e: (e.start, e.end))), tuple(notes), _counted(days))


def _counted(days: Iterable[_Day]) -> dict[int, tuple[int, float]]:
    """Minutes and days by leave; a date on which two of them lie counts for its first."""
    found: dict[int, tuple[int, float]] = {}
    for day in days:
        if day.leave is not None and day.counts:
            minutes, number = found.get(day.leave, (0, 0.0))
            found[day.leave] = (minutes + day.claim.minutes, number + day.claim.days)
    return found


def leave_window(horizon: Horizon) -> tuple[datetime, datetime]:
    """The instants between which leave and closed days matter to a horizon, whatever the rep's clock."""
    first, last = _span(horizon)
    begins, ends = (horizon.start + timedelta(days=day) for day in (first - 2, last + 3))
    return local_midnight(begins, horizon.zone), local_midnight(ends, horizon.zone)


def _span(horizon: Horizon) -> tuple[int, int]:
    """First and last day of the weeks that the horizon touches; weeks counted from day 0 end with it."""
    week = horizon.weeks - 1
    last = horizon.days_of(week)[1] if horizon.cut_at_end(week) else horizon.days - 1
    return horizon.days_of(0)[0], last


def _touches(entry: Leave, horizon: Horizon) -> bool:
    """Whether an entry counts in a week of the horizon, or blocks a shift that starts in it."""
    counts = entry.days > 0 or entry.paid_minutes > 0
    return counts or (entry.end > 0 and entry.start < horizon.minutes + DAY)


@dataclass(slots=True)
class _Day:
    """A local date with leave or a closed holiday: the stretches of the axis it takes, what it counts, and in which week."""

    claim: Claim
    stretches: list[tuple[int, int]]
    week: int
    counts: bool
    leave: int | None

    def entries(self) -> Iterator[Leave]:
        """What it blocks; what it counts stands with the first."""
        for number, (start, end) in enumerate(self.stretches):
            credit = (self.claim.minutes, self.claim.days) if self.counts and not number else (0, 0)
            yield Leave(start, end, *credit)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One rep's leave, read day by day."""

    rep: Rep
    contracts: Mapping[str, Contract]
    approved: tuple[ApprovedLeave, ...]
    horizon: Horizon
    zone: str
    closed: Collection[date]

    def days(self) -> list[_Day]:
        """The dates with leave or a closed holiday, in order of where they count."""
        pieces = self._pieces()
        found = [self._day(day, pieces.get(day, ())) for day in self._dates() if day in pieces or day in self.closed]
        return sorted((day for day in found if day.stretches), key=lambda day: day.stretches[0])

    def week_of(self, week: int, days: Sequence[_Day]) -> tuple[Contract | None, frozenset[date]]:
        """The contract of a whole week, None where it changes or employment cuts it; and the dates that may be worked,
        around the leave."""
        dates = [day for day in self._dates() if self.horizon.week_of(self._counting(day) // DAY) == week]
        ids = {self.rep.on(day).contract for day in dates}
        contract = self.contracts[ids.pop()] if len(ids) == 1 and all(map(self.rep.works_on, dates)) else None
        closed = {day.claim.date for day in days if day.claim.closed}
        free = {day for day in dates if day not in closed and self._could_work(day, around=True)}
        return contract, frozenset(free)

    def _dates(self) -> list[date]:
        """The local dates that lie in the weeks of the horizon, and one more on each side."""
        first, last = _span(self.horizon)
        return [self.horizon.start + timedelta(days=day) for day in range(first - 1, last + 2)]

    def _pieces(self) -> dict[date, list[Piece]]:
        found: dict[date, list[Piece]] = {}
        for leave in self.approved:
            for piece in pieces_of(leave, self.zone, lambda day: self._could_work(day), self._mean_day):
                found.setdefault(piece.date, []).append(piece)
        return found

    def _mean_day(self, day: date) -> int:
        return self._contract(day).mean_day

    def _contract(self, day: date) -> Contract:
        return self.contracts[self.rep.on(day).contract]

    def _could_work(self, day: date, around: bool = False) -> bool:
        """Whether a shift of the day's contract fits the rep's availability, and the leave."""
        spans = [(leave.start, leave.end) for leave in self.approved] if around else []
        return self.rep.works_on(day) and could_work(self.rep.available, self._contract(day), day, self.zone, spans)

    def _counting(self, day: date) -> int:
        """The minute of the axis at which a whole day counts: where its work would begin, on the rep's clock."""
        return self.horizon.minute(start_of_work(self._contract(day), day, self.zone))

    def _day(self, day: date, pieces: Sequence[Piece]) -> _Day:
        contract = self._contract(day)
        claim = Claim(day, contract)
        for piece in pieces:
            claim.add(piece, self._could_work(day))
        stretches = [stretch for piece in pieces for stretch in self._stretches(piece)]
        if day in self.closed and contract.closed_day_credit and (claim.empty or claim.part) and self._could_work(day):
            claim.close()
            if not stretches:
                stretches = [self._closed_stretch(contract, day)]
        first, last = _span(self.horizon)
        axis_day = stretches[0][0] // DAY if stretches else 0
        leave = pieces[0].leave.id if pieces else None
        return _Day(claim, stretches, self.horizon.week_of(axis_day), first <= axis_day <= last, leave)

    def _stretches(self, piece: Piece) -> list[tuple[int, int]]:
        """What a piece takes of the axis, that where it counts first: a day on the rep's clock may begin the day before
        on the axis, while the work of it does not."""
        start = self.horizon.minute(piece.start)
        end = max(self.horizon.minute(piece.end), start + 1)
        seam = self._counting(piece.date) // DAY * DAY
        if piece.whole and start < seam < end:
            return [(seam, end), (start, seam)]
        return [(start, end)]

    def _closed_stretch(self, contract: Contract, day: date) -> tuple[int, int]:
        """A closed holiday from the first start of a shift on: what runs into it from the eve may end."""
        first = min(template.earliest for template in contract.shifts)
        midnight = local_midnight(day, self.zone)
        start = self.horizon.minute(midnight + timedelta(minutes=first))
        return start, max(self.horizon.minute(local_midnight(day + timedelta(days=1), self.zone)), start + 1)
