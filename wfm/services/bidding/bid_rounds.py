"""Bid rounds: a planner opens one over the lines of a draft schedule, eligible reps rank the lines until it closes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from scheduler import draw
from wfm.database import Database, UnitOfWork
from wfm.domain.accounts import EVERYONE, Principal, Role
from wfm.domain.errors import InputError, RefusedError
from wfm.domain.exchange import BidRound, PlannedShift, RoundState, ScheduleStatus, ShiftLine
from wfm.domain.people import Rep
from wfm.domain.texts import named
from wfm.domain.time import Horizon
from wfm.services.bidding.round_file import catch_up, is_about, local_time, must_be, must_be_about
from wfm.services.clock import clock_now


@dataclass(frozen=True, slots=True)
class RoundSummary:
    """A round as a list shows it: the horizon its lines lie on, how many lines, and how many reps have bid."""

    round: BidRound
    horizon: Horizon
    lines: int
    bidders: int


def open_round(
    db: Database,
    who: Principal,
    schedule_id: int,
    name: str,
    opens_at: datetime,
    closes_at: datetime,
    seed: int,
    *,
    everyone: bool = True,
    now: datetime | None = None,
) -> BidRound:
    """Draw up a round over the lines of a draft schedule: one line for each rep's shifts, the rep removed.

    `seed` draws between reps hired on the same day. With `everyone`, nobody goes without a line where all could
    have one; otherwise seniority alone decides. The round opens by itself at `opens_at` and closes at `closes_at`.
    """
    who.require(Role.PLANNER)
    now = clock_now(now)
    if not name.strip():
        raise InputError("a bid round must have a name")
    named(name.strip(), "the name of a bid round")
    if opens_at.tzinfo is None or closes_at.tzinfo is None:
        raise InputError(f"a bid round must carry a time zone, got {opens_at.isoformat()} to {closes_at.isoformat()}")
    if not max(opens_at, now) < closes_at:
        raise InputError(
            f"a bid round must close after it opens and in the future, got {opens_at.isoformat()} to {closes_at.isoformat()}"
        )
    if not 0 <= seed < 2**31:
        raise InputError(f"seed must be in 0..{2**31 - 1}, got {seed}")
    with db.write() as uow:
        uow.schedules.assign_all(schedule_id, {})  # holds the schedule: two rounds over one draft cannot both begin
        stored = uow.schedules.get(schedule_id)
        if stored.record.status is not ScheduleStatus.DRAFT:
            raise RefusedError(f"schedule {schedule_id} is {stored.record.status.value}; lines are drawn from a draft")
        if closes_at > stored.record.scope.start:
            first = local_time(stored.record.scope.start, stored.record.horizon.zone)
            raise InputError(f"a bid round must close before its schedule begins on {first}")
        running = uow.rounds.running(schedule_id)
        if running is not None:
            raise RefusedError(f"schedule {schedule_id} is already in round {running.name!r}")
        locked = sum(planned.shift.locked and bool(planned.shift.agent) for planned in stored.shifts)
        if locked:
            held = "a locked shift" if locked == 1 else f"{locked:,} locked shifts"
            raise RefusedError(
                f"schedule {schedule_id} holds {held}; what is locked stays its rep's, so unlock it first"
            )
        drawn = _draw_lines(uow, stored.shifts, seed)
        if not drawn:
            raise RefusedError(f"schedule {schedule_id} has no rep's shifts to make lines of")
        made = BidRound(0, schedule_id, name.strip(), RoundState.DRAFT, opens_at, closes_at, seed, everyone=everyone)
        id = uow.rounds.add(made)
        uow.rounds.add_lines(id, [line for line, _ in drawn], [ids for _, ids in drawn])
        window = {"opens_at": opens_at.isoformat(), "closes_at": closes_at.isoformat()}
        detail = {"schedule": schedule_id, "lines": len(drawn), "seed": seed, "everyone": everyone, **window}
        uow.audit.add(who, "open", "bid round", id, {**detail, "state": made.state.value})
        return catch_up(uow, uow.rounds.get(id), now)


def _draw_lines(uow: UnitOfWork, shifts: Sequence[PlannedShift], seed: int) -> list[tuple[ShiftLine, tuple[int, ...]]]:
    """Each rep's shifts as a line, numbered by what they are, so that a number tells nothing of the rep."""
    by_rep: dict[str, list[PlannedShift]] = {}
    for planned in shifts:
        if planned.shift.agent:
            by_rep.setdefault(planned.shift.agent, []).append(planned)
    reps = uow.reps.get_many(tuple(by_rep))

    def order(rep: str) -> tuple[str, list[str], str, list[int], str]:
        person = reps[rep]
        starts = [planned.shift.start for planned in by_rep[rep]]
        return person.contract, sorted(person.skills), person.site or "", starts, draw(seed, rep)

    return [_line(number, reps[rep], by_rep[rep]) for number, rep in enumerate(sorted(by_rep, key=order), start=1)]


def _line(number: int, rep: Rep, own: Sequence[PlannedShift]) -> tuple[ShiftLine, tuple[int, ...]]:
    shifts = tuple(planned.shift.given_to("", planned.shift.site) for planned in own)
    skills = tuple(sorted(rep.skills))
    line = ShiftLine(0, 0, number, rep.contract, skills, rep.work_mode.value, rep.site, shifts)
    return line, tuple(planned.id for planned in own)


def rounds(db: Database, who: Principal, *, now: datetime | None = None) -> tuple[RoundSummary, ...]:
    """Every round, the newest first; reps see those that have opened and are about them."""
    who.require(*EVERYONE)
    now = clock_now(now)
    with db.read() as uow:
        stored = [round.at(now) for round in uow.rounds.list()]
        seen = [round for round in stored if round.state is not RoundState.DRAFT or who.role is not Role.REP]
        records, sizes = uow.schedules.many(round.schedule for round in seen), uow.rounds.sizes()
    if who.role is Role.REP:
        seen = [round for round in seen if is_about(records[round.schedule], who.rep)]
    return tuple(RoundSummary(round, records[round.schedule].horizon, *sizes[round.id]) for round in seen)


def lines(db: Database, who: Principal, round_id: int, *, now: datetime | None = None) -> tuple[ShiftLine, ...]:
    """The lines of a round, by number; reps see them from the moment it opens."""
    who.require(*EVERYONE)
    with db.read() as uow:
        round = uow.rounds.get(round_id).at(clock_now(now))
        if who.role is Role.REP:
            record = uow.schedules.record(round.schedule)
            must_be_about(round, record, who.rep)
            if round.state is RoundState.DRAFT:
                must_be(round, RoundState.OPEN, "show its lines", record.horizon.zone)
        return uow.rounds.lines(round_id)


def close_round(db: Database, who: Principal, round_id: int, *, now: datetime | None = None) -> BidRound:
    """End bidding now, before its time; no bid is taken any more."""
    who.require(Role.PLANNER)
    now = clock_now(now)
    with db.write() as uow:
        stored = uow.rounds.get(round_id)
        must_be(stored.at(now), RoundState.OPEN, "close it", uow.schedules.record(stored.schedule).horizon.zone)
        uow.rounds.set_state(round_id, stored.version, RoundState.CLOSED, closes_at=now)
        detail = {"state": RoundState.CLOSED.value, "bidders": len(uow.rounds.bids(round_id))}
        uow.audit.add(who, "close", "bid round", round_id, detail)
        return uow.rounds.get(round_id)
