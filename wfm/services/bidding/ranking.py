"""The reps' side of a bid round: what they may rank, how much they should, and their ranking while it is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from wfm.database import Database
from wfm.domain.accounts import Principal
from wfm.domain.errors import AccessError, InputError, RefusedError
from wfm.domain.exchange import RoundState, ShiftLine, lines_to_rank
from wfm.services.bidding.round_file import RoundFile, catch_up, must_be, must_be_about, read_round
from wfm.services.clock import clock_now


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


def line_choices(db: Database, who: Principal, round_id: int, *, now: datetime | None = None) -> tuple[LineChoice, ...]:
    """Every line of a round as the signed-in rep sees it: theirs to rank, or why not."""
    rep, file = _for_rep(db, who, round_id, clock_now(now))
    with db.read() as uow:
        ranked = uow.rounds.bids_of(round_id, rep)
    return tuple(
        LineChoice(line, file.faults(rep, line), ranked.index(line.id) + 1 if line.id in ranked else None)
        for line in file.lines
    )


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
        return "you may work no line of this round"
    before = f"{ahead} {'rep' if ahead == 1 else 'reps'} of at least your seniority may choose before you"
    if not everyone:
        if sure is None:
            return f"{before} among your {eligible} lines, so none is sure: rank all of them"
        return f"{before}: rank {sure} of your {eligible} lines to be sure of one of them"
    promise = "everyone gets a line in this round" if full else "as many reps as possible get a line in this round"
    wise = min(ahead + 1, eligible)
    so_many = f"rank {wise} of your {eligible} lines so that they cannot take all of them"
    if ahead >= eligible:
        so_many = f"rank all {eligible} of your lines"
    kept = "a choice yields only to a rep who would have no line without it"
    advice = f"{promise}; {before}: {so_many}; {kept}"
    if sure is None:
        return f"{advice}, so no number of ranked lines guarantees one of them"
    return advice if sure <= wise else f"{advice}; only ranking {sure} guarantees one of them"


def rank_lines(
    db: Database, who: Principal, round_id: int, line_ids: Sequence[int], *, now: datetime | None = None
) -> tuple[int, ...]:
    """Replace the signed-in rep's ranking, first choice first; an empty one takes the bid back.

    RefusedError when the round is not open at this moment (the clock of the server counts), or when a line is not
    one the rep may work, with the reasons.
    """
    rep = who.require_rep()
    now = clock_now(now)
    with db.read() as uow:
        file = read_round(uow, round_id, now)
    zone = file.record.horizon.zone
    must_be(file.round, RoundState.OPEN, "take a bid", zone)
    _check_ranking(file, rep, line_ids)  # before the unit that writes: lines do not change, and awards judge again
    with db.write(beside=True) as uow:
        uow.hold(("round", round_id))
        stored = catch_up(uow, uow.rounds.get(round_id), now)
        must_be(stored.at(now), RoundState.OPEN, "take a bid", zone)
        _must_work_here(uow.reps.active(rep), rep)
        uow.rounds.set_bids(round_id, rep, line_ids, now)
        uow.audit.add(who, "rank", "bid round", round_id, {"rep": rep, "lines": list(line_ids)})
        return tuple(line_ids)


def _must_work_here(works: bool, rep: str) -> None:
    if not works:
        raise AccessError(f"rep {rep!r} no longer works here, so cannot bid")


def _check_ranking(file: RoundFile, rep: str, line_ids: Sequence[int]) -> None:
    _must_work_here(rep in file.reps, rep)
    must_be_about(file.round, file.record, rep)
    if len(set(line_ids)) != len(line_ids):
        raise InputError(f"each line may be ranked once, got {list(line_ids)}")
    for id in line_ids:
        line = file.line(id)
        if line is None:
            raise InputError(f"ranked lines must be of round {file.round.name!r}, got line id {id}")
        faults = file.faults(rep, line)
        if faults:
            raise RefusedError(f"you may not work line {line.number}: {'; '.join(faults)}", faults)


def _for_rep(db: Database, who: Principal, round_id: int, now: datetime) -> tuple[str, RoundFile]:
    """The round as judged for the signed-in rep, who sees it once it has opened."""
    rep = who.require_rep()
    with db.read() as uow:
        file = read_round(uow, round_id, now)
    if file.round.state is RoundState.DRAFT:
        must_be(file.round, RoundState.OPEN, "show its lines", file.record.horizon.zone)
    if rep not in file.reps:
        raise AccessError(f"rep {rep!r} no longer works here, so has no part in the round")
    must_be_about(file.round, file.record, rep)
    return rep, file
