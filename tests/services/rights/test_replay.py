"""A busy little day is told whole by the audit log: who has which shift, what stands, what was granted, bid and won."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.services.rights.replaying import replayed, stored
from tests.services.rights.stage import AFTER, EVERYBODY, Stage, absence, build
from tests.services.small_centre import MONDAY, NOW, add_schedule, shift, week
from wfm.database.repositories.leave import LeaveState
from wfm.domain.accounts import OPERATOR, Principal, Role
from wfm.domain.errors import NotFoundError, WfmError
from wfm.domain.exchange.offers import OfferKind, OfferState
from wfm.domain.people import DatedTerms, Team, TrainingClass
from wfm.domain.planning import LeaveTakes
from wfm.services import audit, desk, leave
from wfm.services.bidding import awards, bid_rounds, ranking
from wfm.services.centre import classes, rep_teams, rep_terms, settings
from wfm.services.timeline import publishing, rebasing, renaming, undoing
from wfm.services.trading import offers, swaps

ACTIONS = 600
STANDING = (OfferState.OPEN, OfferState.PENDING)
PLANNER = Principal("zoe", Role.ADMIN)


class Day:
    """People who act at random; what they may not do is refused and leaves no trace."""

    def __init__(self, stage: Stage, seed: int) -> None:
        self.stage, self.db, self.rng = stage, stage.db, random.Random(seed)
        self.done: Counter[str] = Counter()
        self.day = 0

    def act(self) -> None:
        """One action of one person."""
        steps: list[Callable[[Principal], object]] = [
            self.offer, self.take, self.take, self.withdraw, self.decide, self.decide, self.decide, self.decide, self.release, self.release, self.add, self.edit, self.ask, self.allow,
            self.settle, self.give_back, self.grant, self.shorten, self.cancel, self.rank,
            self.change_terms, self.take_back, self.employ, self.move,
            self.lead, self.disband, self.teach, self.join, self.close_class, self.week, self.takes,
        ]  # fmt: skip
        step = self.rng.choice(steps)
        who = self.stage.principals[self.rng.choice(EVERYBODY)]
        try:
            step(who)
        except WfmError:
            return
        self.done[step.__name__] += 1

    def finish(self) -> None:
        """The rounds end: one by the clock, one by hand; a draft takes the place of the published week."""
        processed, open_round = self.stage.rounds["processed"], self.stage.rounds["open"]
        held = {a.rep: a.line for a in awards.outcome(self.db, PLANNER, processed)}
        awards.override_award(self.db, PLANNER, processed, "ada", held["bea"], "private", now=AFTER)
        awards.publish_round(self.db, PLANNER, processed, now=AFTER)
        bid_rounds.close_round(self.db, PLANNER, open_round, now=NOW + timedelta(hours=1))
        awards.award_round(self.db, PLANNER, open_round, now=AFTER)
        with self.db.read() as uow:
            away = uow.time_off.list(LeaveState.APPROVED, end=NOW + timedelta(days=60))
        for request in away:  # nobody is made to work in it
            leave.cancel_leave(self.db, PLANNER, request.id, now=NOW)
        later = self._later_round()
        awards.award_round(self.db, PLANNER, later, now=AFTER)
        draft = add_schedule(self.db, [s for name in EVERYBODY for s in week(name)])
        accepted = publishing.undone_by(self.db, PLANNER, draft, now=NOW)
        publishing.publish(self.db, PLANNER, draft, accepted=accepted, now=NOW)
        part = add_schedule(self.db, week("ada"), days=3)
        publishing.publish(self.db, PLANNER, part, now=NOW)
        undoing.undo(self.db, PLANNER, reason="a mistake", now=NOW)
        renaming.rename(self.db, PLANNER, part, "another")
        rebasing.rebase(self.db, PLANNER, part)

    def _later_round(self) -> int:
        """A round that nobody opens or closes: the clock does."""
        closes = NOW + timedelta(days=2)
        opens = NOW + timedelta(hours=2)
        made = bid_rounds.open_round(self.db, PLANNER, self.stage.drafts["free"], "late", opens, closes, 3, now=NOW)
        line = bid_rounds.lines(self.db, PLANNER, made.id, now=NOW)[0].id
        ranking.rank_lines(self.db, self.stage.principals["ada"], made.id, [line], now=opens + timedelta(hours=1))
        return made.id

    def _one(self, options: Sequence[Any]) -> Any:
        if not options:
            raise NotFoundError("there is none")
        return self.rng.choice(options)

    def _shift(self) -> int:
        with self.db.read() as uow:
            return self._one(uow.schedules.get(self.stage.published).shifts).id

    def _offer(self) -> int:
        with self.db.read() as uow:
            return self._one(uow.offers.list(*STANDING)).id

    def offer(self, who: Principal) -> object:
        kind = self.rng.choice([OfferKind.GIVEAWAY, OfferKind.TRADE])
        with self.db.read() as uow:
            own = [p.id for p in uow.schedules.get(self.stage.published).shifts if p.shift.agent == who.rep]
        return offers.offer_shift(self.db, who, self._one(own), kind, "private", now=NOW)

    def take(self, who: Principal) -> object:
        back = self._shift() if self.rng.random() < 0.3 else None
        return swaps.take(self.db, who, self._offer(), back, now=NOW)

    def withdraw(self, who: Principal) -> object:
        return offers.withdraw(self.db, who, self._offer())

    def decide(self, who: Principal) -> object:
        return swaps.decide(self.db, who, self._offer(), self.rng.random() < 0.7, "private", now=NOW)

    def release(self, who: Principal) -> object:
        return offers.release_shift(self.db, who, self._shift(), now=NOW)

    def add(self, who: Principal) -> object:
        made = shift("", self.rng.randrange(7), 60 * self.rng.randrange(6, 17))
        return offers.create_open_shift(self.db, who, self.stage.published, made, ["voice-en"], now=NOW)

    def edit(self, who: Principal) -> object:
        """Another owner or none, another hour or day, a lock; now and then it is gone."""
        id, at = self._shift(), datetime.combine(MONDAY, time(self.rng.randrange(6, 14)))
        made = self.rng.choice([
            desk.Alter(id, rep=self.rng.choice(["", *EVERYBODY])),
            desk.Alter(id, begins=at + timedelta(days=self.rng.randrange(7))),
            desk.Alter(id, locked=self.rng.random() < 0.5),
            desk.Remove(id),
            desk.Add(self.rng.choice(["", *EVERYBODY]), MONDAY, at.time(), template="short4"),
        ])  # fmt: skip
        return desk.apply_edit(self.db, who, made, reason="a fair", now=NOW)

    def ask(self, who: Principal) -> object:
        return leave.ask(self.db, who, *absence(self.rng.randrange(1, 20)), "private")

    def allow(self, who: Principal) -> object:
        day = absence(self.rng.randrange(1, 20))[0].date()
        return leave.set_allotment(self.db, who, day, self.rng.choice([8, 16, 24]))

    def settle(self, who: Principal) -> object:
        with self.db.read() as uow:
            id = self._one(uow.time_off.list(LeaveState.REQUESTED)).id
        return leave.decide(self.db, who, id, self.rng.random() < 0.5, "private", now=NOW)

    def give_back(self, who: Principal) -> object:
        with self.db.read() as uow:
            id = self._one(uow.time_off.list(rep=who.rep)).id
        return leave.withdraw(self.db, who, id, now=NOW)

    def grant(self, who: Principal) -> object:
        first, kind = self.rng.randrange(20, 40), self.rng.choice(["sick", "unpaid"])
        days = absence(first)[0], absence(first + self.rng.randrange(3))[1]
        if self.rng.random() < 0.3:  # in the published week
            start = datetime.combine(MONDAY, time(8)) + timedelta(
                days=self.rng.randrange(5), hours=self.rng.randrange(9)
            )
            days = start, start + timedelta(hours=self.rng.choice([3, 24]))
        credit = self.rng.choice([None, 480])
        return leave.enter_leave(
            self.db, who, self.rng.choice(EVERYBODY), *days, "private", kind=kind, credit_minutes=credit, now=NOW
        )

    def _approved(self) -> Any:
        with self.db.read() as uow:
            return self._one(uow.time_off.list(LeaveState.APPROVED))

    def shorten(self, who: Principal) -> object:
        found = self._approved()
        return leave.shorten_leave(
            self.db, who, found.id, found.start, found.end - timedelta(hours=1), credit_days=1, now=NOW
        )

    def cancel(self, who: Principal) -> object:
        return leave.cancel_leave(self.db, who, self._approved().id, "private", now=NOW)

    def rank(self, who: Principal) -> object:
        round = self.stage.rounds["open"]
        lines = [line.id for line in bid_rounds.lines(self.db, OPERATOR, round, now=NOW)]
        chosen = self.rng.sample(lines, self.rng.randrange(len(lines) + 1))
        return ranking.rank_lines(self.db, who, round, chosen, now=NOW)

    def _day(self) -> date:
        return absence(self.rng.randrange(1, 6))[0].date()

    def _rep(self) -> str:
        return self.rng.choice(EVERYBODY)

    def change_terms(self, who: Principal) -> object:
        said = self.rng.choice([{"contract": "full"}, {"team": "blue"}, {"skills": {"voice-en": 0.5}}])
        return rep_terms.set_terms(self.db, who, self._rep(), DatedTerms(self._day(), **said))

    def take_back(self, who: Principal) -> object:
        with self.db.read() as uow:
            rep, day = self._one([(rep.id, terms.first_day) for rep in uow.reps.all() for terms in rep.terms])
        return rep_terms.remove_terms(self.db, who, rep, day)

    def employ(self, who: Principal) -> object:
        last_day = self.rng.choice([None, absence(30)[0].date()])
        return rep_terms.set_employment(self.db, who, self._rep(), None, last_day)

    def move(self, who: Principal) -> object:
        team, day = self.rng.choice([None, "blue", "red"]), self.rng.choice([None, self._day()])
        return rep_teams.move_to_team(self.db, who, team, [self._rep()], day)

    def lead(self, who: Principal) -> object:
        return rep_teams.set_team(self.db, who, Team(self.rng.choice(["blue", "red"]), "x", self._rep()))

    def disband(self, who: Principal) -> object:
        rep_teams.set_team(self.db, who, Team("grey", "Grey"))
        return rep_teams.remove_team(self.db, who, "grey")

    def teach(self, who: Principal) -> object:
        return classes.set_class(self.db, who, TrainingClass("fall", "Fall", self._day(), absence(9)[0].date()))

    def join(self, who: Principal) -> object:
        rep = self._rep()
        if self.rng.random() < 0.3:
            return classes.leave_class(self.db, who, [rep])
        return classes.add_to_class(self.db, who, "fall", [rep])

    def close_class(self, who: Principal) -> object:
        classes.set_class(self.db, who, TrainingClass("old", "Old", date(2020, 1, 1), date(2020, 2, 1)))
        classes.add_to_class(self.db, who, "old", [self._rep()])
        return classes.remove_class(self.db, who, "old")

    def week(self, who: Principal) -> object:
        return settings.set_week_start(self.db, who, self.rng.randrange(7))

    def takes(self, who: Principal) -> object:
        return settings.set_leave_takes(self.db, who, self.rng.choice(list(LeaveTakes)))


@pytest.mark.parametrize("seed", [1, 2])
def test_the_log_tells_the_day(tmp_path: Path, seed: int) -> None:
    """From the state in the morning and the log alone comes the state in the evening."""
    stage = build(tmp_path / "wfm.db")
    morning, first = stored(stage.db), audit.entries(stage.db, OPERATOR, limit=1)[0].id
    day = Day(stage, seed)
    for _ in range(ACTIONS):
        day.act()
    day.finish()
    log = [entry for entry in audit.every_entry(stage.db, OPERATOR) if entry.id > first][::-1]
    evening = stored(stage.db)
    assert replayed(morning, log) == evening
    assert evening != morning
    kinds = {name for name in vars(Day) if not name.startswith("_")} - {"act", "finish"}
    assert set(day.done) == kinds, f"never done: {kinds - set(day.done)}"
    assert "private" not in repr(log)
    clock = [(entry.action, entry.entity) for entry in log if entry.who == "clock"]
    assert clock == [("opened", "bid round"), ("close", "bid round")]
    stage.db.close()
