"""What follows a bid round's close: lines awarded, overridden by a planner where need be, published as shifts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from scheduler import Bidder, Granted, award
from wfm.database import Database
from wfm.domain.accounts import CLOCK, EVERYONE, Principal, Role
from wfm.domain.errors import ConflictError, InputError, NotFoundError, RefusedError
from wfm.domain.exchange import Award, BidRound, RoundState, ScheduleStatus, ScheduleVersion, ShiftLine, Why, ordinal
from wfm.domain.people import Shift
from wfm.domain.texts import sized
from wfm.services.bidding.round_file import RoundFile, must_be, read_round
from wfm.services.clock import clock_now
from wfm.services.publication import make_official

Progress = Callable[[float, str], None]


def award_round(
    db: Database,
    who: Principal,
    round_id: int,
    *,
    now: datetime | None = None,
    on_progress: Progress | None = None,
) -> tuple[Award, ...]:
    """Award the lines of a closed round; of two planners who do so at once, one is told that the other was first.

    Bids come first, in order of hire date and then the round's draw; every other rep for whom lines are meant then
    gets one of those that are left. Each award says what the rep got and why not a line ranked higher.
    """
    who.require(Role.PLANNER)
    now = clock_now(now)
    stored, file, bids = _closed(db, round_id, now)
    awards = _award(file, bids, on_progress)
    with db.write() as uow:
        uow.rounds.set_state(round_id, stored.version, RoundState.PROCESSED)
        uow.rounds.set_awards(round_id, awards)
        uow.audit.add(who, "award", "bid round", round_id, _awarded(RoundState.PROCESSED, awards))
    return awards


def _closed(db: Database, round_id: int, now: datetime) -> tuple[BidRound, RoundFile, dict[str, tuple[int, ...]]]:
    """The round with the bids on it, after it was closed for good: no bid can arrive unseen."""
    with db.write() as uow:
        stored = uow.rounds.get(round_id)
        zone = uow.schedules.record(stored.schedule).horizon.zone
        must_be(stored.at(now), RoundState.CLOSED, "award its lines", zone)
        if stored.state is not RoundState.CLOSED:
            uow.rounds.set_state(round_id, stored.version, RoundState.CLOSED)
            stored = uow.rounds.get(round_id)
            uow.audit.add(CLOCK, "close", "bid round", round_id, {"state": RoundState.CLOSED.value})
    with db.read() as uow:
        return stored, read_round(uow, round_id, now), uow.rounds.bids(round_id)


def _awarded(state: RoundState, awards: Iterable[Award]) -> dict[str, object]:
    """A round's state and the line that each rep has, for the log: without the reasons, which are the rep's own."""
    return {"state": state.value, "awards": {award.rep: award.line for award in awards}}


def _award(file: RoundFile, bids: Mapping[str, tuple[int, ...]], on_progress: Progress | None) -> tuple[Award, ...]:
    by_id = {line.id: line for line in file.lines}
    bidders = [Bidder(rep, file.reps[rep].hired, bids.get(rep, ())) for rep in file.takes_part()]
    granted = award(
        bidders,
        [line.id for line in file.lines],
        lambda rep, line: file.may_hold(rep, by_id[line]),
        seed=file.round.seed,
        everyone=file.round.everyone,
        held=file.home,
        misfit=lambda rep, line: file.misfit(rep, by_id[line]),
        on_progress=None if on_progress is None else lambda share: on_progress(share, "awarding lines"),
    )
    return tuple(
        Award(file.round.id, g.rep, g.line, g.rank, _told(file, g, bids.get(g.rep, ()), by_id)) for g in granted
    )


def _told(file: RoundFile, granted: Granted, ranked: tuple[int, ...], lines: Mapping[int, ShiftLine]) -> str:
    """What a rep got and why not more, one sentence after the other; nobody else is named."""
    told = [_got(file, granted, ranked, lines)]
    for rank, passed in enumerate(granted.passed, start=1):
        line = lines[passed.line]
        why = str(passed.why.value)
        if passed.why is Why.RULES:
            why = f"{why}: {'; '.join(file.faults(granted.rep, line))}"
        told.append(f"Line {line.number} (your {ordinal(rank)} choice) {why}.")
    return " ".join(told)


def _got(file: RoundFile, granted: Granted, ranked: tuple[int, ...], lines: Mapping[int, ShiftLine]) -> str:
    if granted.line is not None:
        number = lines[granted.line].number
        if granted.rank is not None:
            return f"You got line {number}, your {ordinal(granted.rank)} choice."
        why = "You could get none of the lines you ranked" if ranked else "You ranked no lines"
        return f"{why}, so you were given line {number}, one of those left that you may work."
    if not any(file.may_hold(granted.rep, line) for line in file.lines):
        return "You got no line: every line of this round breaks a rule for you."
    return "You got no line: none that you may work was left."


def override_award(
    db: Database,
    who: Principal,
    round_id: int,
    rep: str,
    line_id: int | None,
    reason: str,
    *,
    now: datetime | None = None,
) -> tuple[Award, ...]:
    """Give an awarded round's line to a rep (None: no line), with a reason that the rep is told; the awards after it.

    Hard rules hold here too. Whoever had the line gets the rep's former one, where no rule forbids it. AccessError
    where the award of the planner who decides would change.
    """
    who.require(Role.PLANNER)
    if not reason.strip():
        raise InputError("an override must carry a reason")
    sized(reason, "the reason of an override")
    with db.write() as uow:
        stored = uow.rounds.get(round_id)
        file = read_round(uow, round_id, clock_now(now))
        must_be(file.round, RoundState.PROCESSED, "override an award", file.record.horizon.zone)
        uow.rounds.set_state(round_id, stored.version, RoundState.PROCESSED)
        awards = {a.rep: a for a in uow.rounds.awards(round_id)}
        changed = _override(file, awards, rep, line_id, reason.strip())
        touched = [a for a in changed.values() if a != awards.get(a.rep)]
        who.require_another("override your award", *(a.rep for a in touched), by="another planner")
        uow.rounds.set_awards(round_id, changed.values())
        uow.audit.add(who, "override", "bid round", round_id, _awarded(RoundState.PROCESSED, touched))
        return tuple(changed.values())


def _override(
    file: RoundFile, awards: Mapping[str, Award], rep: str, line_id: int | None, reason: str
) -> dict[str, Award]:
    if rep not in file.reps:
        raise NotFoundError(f"there is no rep {rep!r}")
    former = awards[rep].line if rep in awards else None
    changed = dict(awards)
    if line_id is None:
        changed[rep] = Award(file.round.id, rep, None, None, f"The planner took your line back: {reason}")
        return changed
    line = file.line(line_id)
    if line is None:
        raise InputError(f"the line must be of round {file.round.name!r}, got line id {line_id}")
    faults = file.faults(rep, line)
    if faults:
        raise RefusedError(f"line {line.number} cannot be given to {rep}: {'; '.join(faults)}", faults)
    other = next((a.rep for a in awards.values() if a.line == line_id and a.rep != rep), None)
    if other is not None:
        back = file.line(former) if former is not None else None
        if back is not None and not file.may_hold(other, back):
            back = None
        instead = f"you have line {back.number} instead" if back else "no line could be given in its place"
        told = f"The planner gave line {line.number}, which you had been awarded, to another rep; {instead}."
        changed[other] = Award(file.round.id, other, back.id if back else None, None, told)
    changed[rep] = Award(file.round.id, rep, line_id, None, f"The planner gave you line {line.number}: {reason}")
    return changed


def outcome(db: Database, who: Principal, round_id: int) -> tuple[Award, ...]:
    """The awards of a round: all of them for planners and managers, their own for a rep; none before the award."""
    who.require(*EVERYONE)
    with db.read() as uow:
        uow.rounds.get(round_id)
        awards = uow.rounds.awards(round_id)
    if who.role is Role.REP:
        own = who.require_rep()
        return tuple(a for a in awards if a.rep == own)
    return awards


def publish_round(
    db: Database, who: Principal, round_id: int, *, accepted: Collection[str] = (), now: datetime | None = None
) -> ScheduleVersion:
    """Make the draft's shifts the winners' and publish it, all at once; lines nobody got become open shifts.

    Every award is judged once more: RefusedError when one breaks a rule by now (leave granted since the award, say),
    or when it would undo changes of published shifts that are not among the `accepted`; ConflictError when the draft
    is no longer the one the lines were drawn from.
    """
    who.require(Role.PLANNER)
    now = clock_now(now)
    with db.write() as uow:
        stored = uow.rounds.get(round_id)
        uow.rounds.set_state(round_id, stored.version, RoundState.PUBLISHED)  # first: two who publish meet here
        file = replace(read_round(uow, round_id, now), round=stored)
        must_be(stored, RoundState.PROCESSED, "publish it", file.record.horizon.zone)
        awards = uow.rounds.awards(round_id)
        _still_good(file, awards)
        owners = {planned.id: "" for group in file.line_shifts.values() for planned in group}
        for given in awards:
            if given.line is not None:
                owners.update((planned.id, given.rep) for planned in file.line_shifts[given.line])
        uow.schedules.assign_all(stored.schedule, owners)
        record, reason = uow.schedules.record(stored.schedule), f"bid round {stored.name}"
        made = make_official(uow, who, record, now, accepted, reason=reason, bid_round=stored.id)
        detail = {"schedule": stored.schedule, **_awarded(RoundState.PUBLISHED, awards)}
        uow.audit.add(who, "publish", "bid round", stored.id, detail)
        return made


def _still_good(file: RoundFile, awards: tuple[Award, ...]) -> None:
    """The draft is as the lines show it, and no award breaks a rule."""
    if file.record.status is not ScheduleStatus.DRAFT:
        raise RefusedError(f"schedule {file.record.id} is {file.record.status.value}, so the round cannot be published")
    lines = {line.id: line for line in file.lines}
    drafted = {rep for rep, shifts in file.held.items() if shifts}
    if drafted != set(file.home):
        raise ConflictError(
            f"schedule {file.record.id} was changed after its lines were drawn; open a new round over it"
        )
    for id, line in lines.items():
        group = file.line_shifts.get(id, ())
        held = file.held.get(group[0].shift.agent, ()) if group else ()
        if sorted(map(_pattern, held)) != sorted(map(_pattern, line.shifts)):
            raise ConflictError(
                f"line {line.number} is no longer as schedule {file.record.id} has it; open a new round over it"
            )
    for given in awards:
        if given.line is None:
            continue
        if given.rep not in file.reps:
            raise RefusedError(f"rep {given.rep} was awarded line {lines[given.line].number} but no longer works here")
        faults = file.faults(given.rep, lines[given.line])
        if faults:
            raise RefusedError(
                f"line {lines[given.line].number} now breaks a rule for {given.rep}: {'; '.join(faults)}; "
                "override the award first",
                faults,
            )


def _pattern(shift: Shift) -> tuple[int, int, str, tuple[tuple[str, int, int], ...]]:
    """What a line shows of a shift."""
    return shift.start, shift.end, shift.site or "", tuple((p.name, p.start, p.end) for p in shift.pieces)
