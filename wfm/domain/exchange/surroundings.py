"""What bears on shifts from outside of their schedule: clocks, weeks, contracts, leave, and what is published around."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial

from wfm.domain.exchange.schedule import PlannedShift, on_axis
from wfm.domain.people import (
    Agent,
    ApprovedLeave,
    Contract,
    Leave,
    Rep,
    Shift,
    Terms,
    WorkClock,
    Worked,
    after,
    agent_of,
    before,
    clock_of,
    leave_of,
)
from wfm.domain.planning import OperatingHours
from wfm.domain.time import DAY, Horizon


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The centre around some shifts, as of one transaction: a view to judge by, nothing is read any more.

    Attributes
    ----------
    contracts : all of them by id.
    horizons : those of published schedules by id; `shifts` are each rep's published shifts in them, by start.
    week_start : the weekday on which the centre's weeks begin.
    zones, seats : those of sites by id.
    leave : each rep's approved leave.
    hours : the opening hours of every queue by its skill.
    scopes : the reps whom a schedule is about, of those that are not about everyone.
    """

    contracts: Mapping[str, Contract]
    horizons: Mapping[int, Horizon]
    shifts: Mapping[str, Sequence[PlannedShift]] = field(default_factory=dict)
    week_start: int = 0
    zones: Mapping[str, str] = field(default_factory=dict)
    seats: Mapping[str, int] = field(default_factory=dict)
    leave: Mapping[str, Sequence[ApprovedLeave]] = field(default_factory=dict)
    hours: Mapping[str, Sequence[OperatingHours]] = field(default_factory=dict)
    scopes: Mapping[int, frozenset[str]] = field(default_factory=dict)

    def agent(
        self,
        rep: Rep,
        horizon: Horizon,
        shifts: Iterable[PlannedShift] | None = None,
        skills: Collection[str] | None = None,
    ) -> Agent:
        """The rep as a horizon sees them.

        `shifts` are the published ones that they hold, None for all on record: those outside the horizon are history or
        fixed. Who works on a closed day is not paid for it twice, nor is a shift in leave that was approved since.
        `skills` are those that count, None for all.
        """
        held = [p for p in (self.shifts.get(rep.id, ()) if shifts is None else shifts) if not self.is_away(rep, p)]
        worked, planned = [self.worked(rep, p, horizon) for p in held], self.planned_days(rep.id, horizon)
        approved, closed = self.leave.get(rep.id, ()), self._closed(rep)
        closed -= {self.date_of(p) for p in held} if closed else set()
        leave: tuple[Leave, ...] = ()
        if approved or closed:
            clock = clock_of(rep, horizon.start, self.zones)
            leave = leave_of(rep, self.contracts, approved, horizon, zone=clock, closed_days=closed)
        return agent_of(
            rep,
            horizon,
            self.zones,
            self.contracts,
            skills=skills,
            leave=leave,
            before=before(rep, horizon, worked, planned),
            after=after(rep, horizon, worked, planned),
        )

    def date_of(self, planned: PlannedShift) -> date:
        """The local date on which a shift starts, by the axis of its schedule."""
        return self.horizons[planned.schedule].start + timedelta(days=planned.shift.day)

    def terms(self, rep: Rep, planned: PlannedShift) -> Terms:
        """What holds for a rep on the day of a shift."""
        return rep.on(self.date_of(planned))

    def contract(self, rep: Rep, planned: PlannedShift) -> Contract:
        """The contract that a rep works under on the day of a shift."""
        return self.contracts[self.terms(rep, planned).contract]

    def on_axis(self, planned: PlannedShift, horizon: Horizon) -> Shift:
        """A published shift on the axis of another horizon."""
        return on_axis(planned.shift, self.horizons[planned.schedule], horizon)

    def paid_minutes(self, rep: Rep, planned: PlannedShift) -> int:
        """What a shift pays a rep, in real time and by the contract of its day."""
        own = replace(self.horizons[planned.schedule], elapsed=True)
        clock = clock_of(rep, self.date_of(planned), self.zones)
        return WorkClock(own, None if clock == own.zone else clock).paid_minutes(
            self.contract(rep, planned), planned.shift
        )

    def is_away(self, rep: Rep, planned: PlannedShift) -> bool:
        """Whether the whole of a rep's shift lies in leave: that counts in its place."""
        return self._minutes_away(rep, planned) * 60 >= (planned.end - planned.start).total_seconds()

    def _minutes_away(self, rep: Rep, planned: PlannedShift) -> int:
        """Minutes of a rep's shift that lie in leave."""
        spans = [min(planned.end, leave.end) - max(planned.start, leave.start) for leave in self.leave.get(rep.id, ())]
        return sum(round(span.total_seconds() / 60) for span in spans if span > timedelta(0))

    def worked(self, rep: Rep, planned: PlannedShift, horizon: Horizon) -> Worked:
        """A shift of a rep as the axis of another horizon has it; what of it lies in leave is not paid as work."""
        start, end = self._span(planned, horizon)
        return Worked(start, end, planned.shift.site is not None, partial(self.attended_minutes, rep, planned))

    def attended_minutes(self, rep: Rep, planned: PlannedShift) -> int:
        """What a shift pays a rep but for the part of it that lies in leave."""
        return max(0, self.paid_minutes(rep, planned) - self._minutes_away(rep, planned))

    def _span(self, planned: PlannedShift, horizon: Horizon) -> tuple[int, int]:
        own, shift = self.horizons[planned.schedule], planned.shift
        if own.zone != horizon.zone:
            return horizon.minute(planned.start), horizon.minute(planned.end)
        by = (own.start - horizon.start).days * DAY
        return shift.start + by, shift.end + by

    def planned_days(self, rep: str, horizon: Horizon) -> frozenset[int]:
        """The days of the horizon's axis that published schedules cover which are about a rep."""
        spans = [((other.start - horizon.start).days, other.days) for other in self.horizons_of(rep)]
        return frozenset(day for first, days in spans for day in range(first, first + days))

    def horizons_of(self, rep: str) -> Iterator[Horizon]:
        """The horizons of the published schedules that are about a rep."""
        for number, horizon in self.horizons.items():
            if number not in self.scopes or rep in self.scopes[number]:
                yield horizon

    def _closed(self, rep: Rep) -> set[date]:
        """The dates on which an exception closes all that the rep serves."""
        dates = {x.day for hours in self.hours.values() for one in hours for x in one.exceptions if not x.windows}
        return {day for day in dates if self._all_closed(rep.on(day).skills, day)}

    def _all_closed(self, skills: Collection[str], day: date) -> bool:
        served = [hours for skill in skills for hours in self.hours.get(skill, ())]
        return any(hours.closed_on(day) for hours in served) and not any(hours.windows_on(day) for hours in served)
