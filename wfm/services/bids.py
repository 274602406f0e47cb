"""Bid rounds: a planner opens one over the lines of a draft schedule, eligible reps rank the lines until it closes.

Awarding, overriding and publishing are in `wfm.services.awards`; they are named here too, so that a caller needs
one module for rounds.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from scheduler.award import draw
from wfm.database.engine import Database
from wfm.database.unit_of_work import UnitOfWork
from wfm.domain.accounts import Principal, Role
from wfm.domain.bids import BidRound, RoundState, ShiftLine, lines_to_rank
from wfm.domain.errors import AccessError, ConflictError, InputError, RefusedError
from wfm.domain.people import Rep
from wfm.domain.schedule import PlannedShift, ScheduleStatus
from wfm.domain.time import Horizon
from wfm.services.awards import award_round, outcome, override_award, publish_round
from wfm.services.rounds import RoundFile, clock_now, local_time, must_be, read_round

__all__ = [
    "Advice",
    "LineChoice",
    "RoundSummary",
    "award_round",
    "close_round",
    "eligible_lines",
    "line_choices",
    "lines",
    "my_bids",
    "open_round",
    "outcome",
    "override_award",
    "publish_round",
    "rank_lines",
    "ranking_advice",
    "rounds",
]


@dataclass(frozen=True, slots=True)
class RoundSummary:
    """A round as a list shows it: the horizon its lines lie on, how many lines, and how many reps have bid."""

    round: BidRound
    horizon: Horizon
    lines: int
    bidders: int


@dataclass(frozen=True, slots=True)
class LineChoice:
    """A line as one rep sees it: `faults` say why it is not for them, `rank` is where they put it (from 1)."""

    line: ShiftLine
    faults: tuple[str, ...]
    rank: int | None


@dataclass(frozen=True, slots=True)
class Advice:
    """How many lines a rep should rank, and why, in words.

    `ahead` reps of at least equal seniority compete for the rep's `eligible` lines; `sure` lines ranked make sure
    of one of them, None when no number does.
    """

    ahead: int
    eligible: int
    sure: int | None
    sentence: str


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
    if not max(opens_at, now) < closes_at:
        raise InputError(
            f"a bid round must close after it opens and in the future, got {opens_at.isoformat()} to {closes_at.isoformat()}"
        )
    if not 0 <= seed < 2**31:
        raise InputError(f"seed must be in 0..{2**31 - 1}, got {seed}")
    with db.write() as uow:
        uow.schedules.assign_all(schedule_id, {})  # holds the schedule: two rounds over one draft cannot both begin
        stored = uow.schedules.get(schedule_id)
        if stored.head.status is not ScheduleStatus.DRAFT:
            raise RefusedError(f"schedule {schedule_id} is {stored.head.status.value}; lines are drawn from a draft")
        if closes_at > stored.head.horizon.grid.start:
            first = local_time(stored.head.horizon.grid.start, stored.head.horizon.zone)
            raise InputError(f"a bid round must close before its schedule begins on {first}")
        running = [r for r in uow.rounds.list(schedule=schedule_id) if r.state is not RoundState.PUBLISHED]
        if running:
            raise RefusedError(f"schedule {schedule_id} is already in round {running[0].name!r}")
        drawn = _draw_lines(uow, stored.shifts, seed)
        if not drawn:
            raise RefusedError(f"schedule {schedule_id} has no rep's shifts to make lines of")
        made = BidRound(0, schedule_id, name.strip(), RoundState.DRAFT, opens_at, closes_at, seed, everyone=everyone)
        id = uow.rounds.add(made)
        uow.rounds.add_lines(id, [line for line, _ in drawn], [ids for _, ids in drawn])
        made = _catch_up(uow, uow.rounds.get(id), now)
        detail = {"schedule": schedule_id, "lines": len(drawn), "closes_at": closes_at.isoformat(), "seed": seed}
        uow.audit.add(who, "open", "bid round", id, {**detail, "everyone": everyone})
        return made


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
    """Every round, the newest first; reps see those that have opened."""
    now = clock_now(now)
    with db.read() as uow:
        found = []
        for stored in uow.rounds.list():
            round = stored.at(now)
            if round.state is RoundState.DRAFT and who.role is Role.REP:
                continue
            horizon = uow.schedules.head(round.schedule).horizon
            found.append(RoundSummary(round, horizon, len(uow.rounds.lines(round.id)), len(uow.rounds.bids(round.id))))
        return tuple(found)


def lines(db: Database, who: Principal, round_id: int, *, now: datetime | None = None) -> tuple[ShiftLine, ...]:
    """The lines of a round, by number; reps see them from the moment it opens."""
    with db.read() as uow:
        round = uow.rounds.get(round_id).at(clock_now(now))
        if round.state is RoundState.DRAFT and who.role is Role.REP:
            must_be(round, RoundState.OPEN, "show its lines", uow.schedules.head(round.schedule).horizon.zone)
        return uow.rounds.lines(round_id)


def line_choices(db: Database, who: Principal, round_id: int, *, now: datetime | None = None) -> tuple[LineChoice, ...]:
    """Every line of a round as the signed-in rep sees it: theirs to rank, or why not."""
    rep, file = _for_rep(db, who, round_id, clock_now(now))
    with db.read() as uow:
        ranked = uow.rounds.bids_of(round_id, rep)
    return tuple(
        LineChoice(line, file.faults(rep, line), ranked.index(line.id) + 1 if line.id in ranked else None)
        for line in file.lines
    )


def eligible_lines(
    db: Database, who: Principal, round_id: int, *, now: datetime | None = None
) -> tuple[ShiftLine, ...]:
    """The lines that the signed-in rep may rank."""
    rep, file = _for_rep(db, who, round_id, clock_now(now))
    return tuple(line for line in file.lines if file.may_hold(rep, line))


def ranking_advice(db: Database, who: Principal, round_id: int, *, now: datetime | None = None) -> Advice:
    """How many lines the signed-in rep must rank to be sure of one of them, as things stand."""
    rep, file = _for_rep(db, who, round_id, clock_now(now))
    mine = frozenset(line.id for line in file.lines if file.may_hold(rep, line))
    rivals = [other for other in file.takes_part() if other != rep and file.fits(other) & mine]
    own = _seniority(file, rep)
    ahead = sum(_seniority(file, other) <= own for other in rivals)
    everyone = file.round.everyone
    full = everyone and all(
        other in file.home and any(file.may_hold(other, line) for line in file.lines if line.id == file.home[other])
        for other in file.takes_part()
    )
    sure = lines_to_rank(ahead, len(rivals) - ahead, len(mine), everyone, full)
    return Advice(ahead, len(mine), sure, _advise(ahead, len(mine), sure, everyone, full))


def _seniority(file: RoundFile, rep: str) -> date:
    return file.reps[rep].hired or date.max


def _advise(ahead: int, eligible: int, sure: int | None, everyone: bool, full: bool) -> str:
    """The advice in words."""
    if eligible == 0:
        return "no line of this round is one you may work"
    before = f"{ahead} {'rep' if ahead == 1 else 'reps'} of at least your seniority may choose before you"
    if not everyone:
        if sure is None:
            return f"{before} among your {eligible} lines, so no number makes sure of one: rank all of them"
        return f"{before}: rank {sure} of your {eligible} lines to be sure of one of them"
    promise = "everyone gets a line in this round" if full else "as many reps as possible get a line in this round"
    wise = min(ahead + 1, eligible)
    kept = "a choice yields only to a rep who would have no line without it"
    advice = f"{promise}; {before}: rank {wise} of your {eligible} lines so that they cannot take all of them; {kept}"
    if sure is None:
        return f"{advice}, so no number makes entirely sure of one you ranked"
    return advice if sure <= wise else f"{advice}, and only {sure} ranked make entirely sure of one of them"


def rank_lines(
    db: Database, who: Principal, round_id: int, line_ids: Sequence[int], *, now: datetime | None = None
) -> tuple[int, ...]:
    """Replace the signed-in rep's ranking, first choice first; an empty one takes the bid back.

    RefusedError when the round is not open at this moment (the clock of the server counts), or when a line is not
    one the rep may work, with the reasons.
    """
    rep = who.require_rep()
    now = clock_now(now)
    with db.write() as uow:
        file = read_round(uow, round_id, now)
        zone = file.head.horizon.zone
        must_be(file.round, RoundState.OPEN, "take a bid", zone)
        _check_ranking(file, rep, line_ids)
        _catch_up(uow, uow.rounds.get(round_id), now)
        try:
            uow.rounds.set_bids(round_id, rep, line_ids, now)
        except ConflictError:
            must_be(uow.rounds.get(round_id).at(now), RoundState.OPEN, "take a bid", zone)
            raise
        uow.audit.add(who, "rank", "bid round", round_id, {"rep": rep, "lines": list(line_ids)})
        return tuple(line_ids)


def _check_ranking(file: RoundFile, rep: str, line_ids: Sequence[int]) -> None:
    if rep not in file.reps:
        raise AccessError(f"rep {rep!r} no longer works here, so cannot bid")
    if len(set(line_ids)) != len(line_ids):
        raise InputError(f"each line may be ranked once, got {list(line_ids)}")
    for id in line_ids:
        line = file.line(id)
        if line is None:
            raise InputError(f"ranked lines must be of round {file.round.name!r}, got line id {id}")
        faults = file.faults(rep, line)
        if faults:
            raise RefusedError(f"line {line.number} is not one you may work: {'; '.join(faults)}", faults)


def my_bids(db: Database, who: Principal, round_id: int) -> tuple[int, ...]:
    """The signed-in rep's ranked line ids, first choice first."""
    with db.read() as uow:
        uow.rounds.get(round_id)
        return uow.rounds.bids_of(round_id, who.require_rep())


def close_round(db: Database, who: Principal, round_id: int, *, now: datetime | None = None) -> BidRound:
    """End bidding now, before its time; no bid is taken any more."""
    who.require(Role.PLANNER)
    now = clock_now(now)
    with db.write() as uow:
        stored = uow.rounds.get(round_id)
        must_be(stored.at(now), RoundState.OPEN, "close it", uow.schedules.head(stored.schedule).horizon.zone)
        uow.rounds.set_state(round_id, stored.version, RoundState.CLOSED, closes_at=now)
        uow.audit.add(who, "close", "bid round", round_id, {"bidders": len(uow.rounds.bids(round_id))})
        return uow.rounds.get(round_id)


def _for_rep(db: Database, who: Principal, round_id: int, now: datetime) -> tuple[str, RoundFile]:
    """The round as judged for the signed-in rep, who sees it once it has opened."""
    rep = who.require_rep()
    with db.read() as uow:
        file = read_round(uow, round_id, now)
    if file.round.state is RoundState.DRAFT:
        must_be(file.round, RoundState.OPEN, "show its lines", file.head.horizon.zone)
    if rep not in file.reps:
        raise AccessError(f"rep {rep!r} no longer works here, so has no part in the round")
    return rep, file


def _catch_up(uow: UnitOfWork, stored: BidRound, now: datetime) -> BidRound:
    """Store that a round has opened, once its time has come; whoever does it first does it for all."""
    if stored.state is not RoundState.DRAFT or now < stored.opens_at:
        return stored
    with suppress(ConflictError):  # someone else has opened it at this very moment
        uow.rounds.set_state(stored.id, stored.version, RoundState.OPEN)
    return uow.rounds.get(stored.id)
