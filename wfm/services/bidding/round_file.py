"""What a bid round is judged by: its lines, the reps who may take part, and every rule of theirs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from statistics import fmean

from wfm.database import UnitOfWork
from wfm.domain.accounts import CLOCK
from wfm.domain.errors import AccessError, RefusedError
from wfm.domain.exchange import (
    BidRound,
    PlannedShift,
    RoundState,
    ScheduleVersion,
    ShiftLine,
    Surroundings,
    line_fault,
    line_faults,
)
from wfm.domain.people import Agent, Rep, Shift, WorkClock
from wfm.domain.rules import Recall
from wfm.domain.time import DAY, zone_of
from wfm.services.clock import LOOK_AHEAD, LOOK_BACK
from wfm.services.surroundings import read_surroundings


@dataclass(slots=True)
class RoundFile:
    """One round with all that is needed to judge it, read in one transaction.

    `home` is the line each rep's draft shifts became: the scheduler made them for that rep, so they suit.
    """

    round: BidRound
    record: ScheduleVersion
    lines: tuple[ShiftLine, ...]
    line_shifts: dict[int, tuple[PlannedShift, ...]]
    reps: dict[str, Rep]
    around: Surroundings
    held: dict[str, tuple[Shift, ...]]
    home: dict[str, int]
    _recall: Recall = field(default_factory=Recall)
    _groups: dict[object, list[ShiftLine]] = field(default_factory=dict)
    _fits: dict[str, frozenset[int]] = field(default_factory=dict)
    _agents: dict[str, Agent] = field(default_factory=dict)
    _faults: dict[tuple[str, int], tuple[str, ...]] = field(default_factory=dict)

    def line(self, id: int) -> ShiftLine | None:
        """The line of that id, None when it is not of this round."""
        return next((line for line in self.lines if line.id == id), None)

    def faults(self, rep: str, line: ShiftLine) -> tuple[str, ...]:
        """Every reason why the rep may not hold the line; empty when they may."""
        key = (rep, line.id)
        if key not in self._faults:
            person = self.reps[rep]
            if line.id not in self.fits(rep):
                self._faults[key] = tuple(filter(None, [self._fault(person, line)]))
                return self._faults[key]
            self._faults[key] = line_faults(
                person,
                self._agent(person),
                self.around.contracts,
                line,
                self.record.horizon,
                self.held.get(rep, ()),
                self._recall,
            )
        return self._faults[key]

    def may_hold(self, rep: str, line: ShiftLine) -> bool:
        """Whether no rule speaks against the rep holding the line."""
        return not self.faults(rep, line)

    def fits(self, rep: str) -> frozenset[int]:
        """The lines whose contract, skills and places suit the rep, the rules of their own aside (cheap)."""
        if rep not in self._fits:
            person = self.reps[rep]
            if not is_about(self.record, rep):
                self._fits[rep] = frozenset()
            elif person.terms or person.training is not None:  # what is asked of each day of each line matters
                self._fits[rep] = frozenset(line.id for line in self.lines if self._fault(person, line) is None)
            else:
                kinds = [group for group in self._kinds().values() if self._fault(person, group[0]) is None]
                self._fits[rep] = frozenset(line.id for group in kinds for line in group)
        return self._fits[rep]

    def _fault(self, person: Rep, line: ShiftLine) -> str | None:
        if not is_about(self.record, person.id):
            return f"the round is held for {self.record.scope_words or 'others'}"
        return line_fault(person, line, self.record.horizon.start)

    def _kinds(self) -> dict[object, list[ShiftLine]]:
        """The lines grouped by what they ask."""
        if not self._groups:
            for line in self.lines:
                self._groups.setdefault((line.contract, line.skills, places_of(line)), []).append(line)
        return self._groups

    def takes_part(self) -> tuple[str, ...]:
        """The reps of the scope for whom at least one line is meant, in order of id."""
        return tuple(rep for rep in sorted(self.reps) if self.fits(rep))

    def misfit(self, rep: str, line: ShiftLine) -> float:
        """Hours between the rep's preferred start and the line's starts on their clock, on average; 0 without a preference."""
        agent = self._agent(self.reps[rep])
        wish, clock = agent.preferences.start, WorkClock(self.record.horizon, agent.zone)
        if wish is None or not line.shifts:
            return 0.0
        apart = [abs(clock.start_of_day(s) - wish) for s in line.shifts]
        return fmean(min(minutes, DAY - minutes) for minutes in apart) / 60

    def _agent(self, rep: Rep) -> Agent:
        if rep.id not in self._agents:
            self._agents[rep.id] = self.around.agent(rep, self.record.horizon)
        return self._agents[rep.id]


def read_round(uow: UnitOfWork, round_id: int, now: datetime) -> RoundFile:
    """Everything about a round, as of this transaction and this moment."""
    round = uow.rounds.get(round_id).at(now)
    stored = uow.schedules.get(round.schedule)
    grid = stored.record.horizon.grid
    by_id = {planned.id: planned for planned in stored.shifts}
    ids = uow.rounds.shift_ids(round_id)
    line_shifts = {line: tuple(by_id[i] for i in group if i in by_id) for line, group in ids.items()}
    held: dict[str, list[Shift]] = {}
    for planned in stored.shifts:
        held.setdefault(planned.shift.agent, []).append(planned.shift)
    home = {group[0].shift.agent: line for line, group in line_shifts.items() if group and group[0].shift.agent}
    return RoundFile(
        round=round,
        record=stored.record,
        lines=uow.rounds.lines(round_id),
        line_shifts=line_shifts,
        reps={rep.id: rep for rep in uow.reps.all()},
        around=read_surroundings(uow, grid.start - LOOK_BACK, grid.end + LOOK_AHEAD),
        held={rep: tuple(shifts) for rep, shifts in held.items() if rep},
        home=home,
    )


def catch_up(uow: UnitOfWork, stored: BidRound, now: datetime) -> BidRound:
    """Store that a round has opened, once its time has come; whoever does it first does it for all, in the clock's name."""
    if stored.state is not RoundState.DRAFT or now < stored.opens_at:
        return stored
    uow.rounds.set_state(stored.id, stored.version, RoundState.OPEN)
    uow.audit.add(CLOCK, "opened", "bid round", stored.id, {"state": RoundState.OPEN.value})
    return uow.rounds.get(stored.id)


def is_about(record: ScheduleVersion, rep: str | None) -> bool:
    """Whether a rep is in the scope of a round's schedule."""
    return record.reps is None or rep in record.reps


def must_be_about(round: BidRound, record: ScheduleVersion, rep: str | None) -> None:
    """AccessError for a rep who is not in the scope of a round's schedule."""
    if not is_about(record, rep):
        raise AccessError(f"round {round.name!r} is about other reps, and you have no part in it")


def places_of(line: ShiftLine) -> frozenset[str | None]:
    """Where the line's shifts are worked."""
    return frozenset(shift.site for shift in line.shifts)


def must_be(round: BidRound, wanted: RoundState, what: str, zone: str) -> None:
    """RefusedError, naming the state and the time that matters, unless the round is in the wanted state."""
    if round.state is wanted:
        return
    where = {
        RoundState.DRAFT: f"opens for bids on {local_time(round.opens_at, zone)}",
        RoundState.OPEN: f"is open for bids until {local_time(round.closes_at, zone)}",
        RoundState.CLOSED: f"closed for bids on {local_time(round.closes_at, zone)}",
        RoundState.PROCESSED: f"closed for bids on {local_time(round.closes_at, zone)} and its lines are awarded",
        RoundState.PUBLISHED: "is published",
    }[round.state]
    raise RefusedError(f"cannot {what}: round {round.name!r} {where}")


def local_time(moment: datetime, zone: str) -> str:
    """`Fri 9 May 2025 17:00 (America/New_York)`."""
    local = moment.astimezone(zone_of(zone))
    return f"{local:%a} {local.day} {local:%b %Y %H:%M} ({zone})"
