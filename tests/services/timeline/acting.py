"""Planners, a manager and reps who act on one timeline at random and at once, and what must hold after every act."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from benchmarks.trust.means.centre import MONDAY, ZONE, add_draft, at, fill, publish_now, rep, shift, who
from benchmarks.trust.means.databases import Tables
from tests.services.timeline.holding import REPS, WEEKS, broken
from wfm.database.engine import Database
from wfm.domain.accounts import Principal
from wfm.domain.errors import WfmError
from wfm.domain.exchange import OfferKind, ScheduleStatus, ScheduleVersion
from wfm.domain.people import Team
from wfm.domain.time import Horizon
from wfm.services import bidding, centre, desk, leave, timeline, trading

SEATS = 4
KINDS = ("sick", "vacation", "personal")


def lived_in(db: Database) -> None:
    """Reps in two teams with three published weeks and accounts, one planner of them a second of the other."""
    team = [
        replace(rep(f"r{k}", site="hq" if k % 3 == 0 else None), team="red" if k % 2 else "blue") for k in range(REPS)
    ]
    with db.write() as unit:
        unit.teams.put_many([Team("red", "Red"), Team("blue", "Blue")])
    fill(db, team, seats=SEATS)
    shifts = [
        shift(person.id, 7 * week + (k + day) % 7, 360 + 60 * (k % 5), person.site)
        for k, person in enumerate(team)
        for week in range(WEEKS)
        for day in range(4)
    ]
    publish_now(db, add_draft(db, shifts, days=7 * WEEKS))
    for day in range(7 * WEEKS):
        leave.set_allotment(db, who(db, "mo"), MONDAY + timedelta(days=day), 12)


class Actor:
    """One user: what they do is drawn from their own dice, and what is refused leaves no trace."""

    def __init__(self, db: Database, tables: Tables, seed: int, seen: set[int]) -> None:
        self.db, self.tables, self.rng, self.seen = db, tables, random.Random(seed), seen
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.broken: list[str] = []
        self._acts: list[Callable[[], object]] = [
            self.make, self.make, self.publish, self.publish, self.publish, self.rebase, self.undo, self.undo,
            self.discard, self.rename, self.bid, self.move, self.stretch, self.give, self.give, self.add, self.remove, self.piece,
            self.lock, self.offer, self.offer, self.take, self.take, self.decide, self.withdraw, self.ask, self.settle,
            self.sick, self.cancel,
        ]  # fmt: skip

    def act(self) -> None:
        """One act, and a look at what must hold after it."""
        step = self.rng.choice(self._acts)
        try:
            found = step()
        except WfmError as error:
            self.refused[f"{step.__name__}: {type(error).__name__}"] += 1
            found = None
        if found is not None:
            self.done[step.__name__] += 1
        self.broken += [f"after {step.__name__}: {text}" for text in broken(self.db, self.tables, self.seen, self.rng)]

    def _planner(self) -> Principal:
        return who(self.db, self.rng.choice(("pat", "pia")))

    def _rep(self) -> Principal:
        return who(self.db, f"r{self.rng.randrange(REPS)}")

    def _id(self, query: str) -> int | None:
        rows = self.tables.rows(query)
        return int(self.rng.choice(rows)["id"]) if rows else None

    def _live(self, where: str = "rep IS NOT NULL") -> int | None:
        return self._id(f"SELECT id FROM shifts WHERE live AND {where} ORDER BY id")  # noqa: S608

    def _draft(self) -> int | None:
        return self._id("SELECT id FROM schedules WHERE status = 'draft' ORDER BY id DESC LIMIT 3")

    # planning

    def make(self) -> object:
        """A draft of some days and reps: what is published there, a little otherwise, as a search would leave it."""
        first, days = self.rng.randrange(7 * WEEKS - 2), self.rng.randint(1, 7)
        horizon = Horizon(MONDAY + timedelta(days=first), min(days, 7 * WEEKS - first), 15, ZONE)
        reps = self.rng.choice(
            [None, {"r1", "r3", "r5", "r7", "r9"}, set(self.rng.sample([f"r{k}" for k in range(REPS)], 3))]
        )
        with self.db.read() as unit:
            record = ScheduleVersion(
                0, "acted", horizon, ScheduleStatus.DRAFT, None, None, None, {}, (), (), datetime.now(UTC), "pat",
                reps=None if reps is None else frozenset(reps), scope_words="some" if reps else "",
            )  # fmt: skip
            basis = unit.published.basis(record.scope)
            there = unit.published.in_scope(record)
        shifts = []
        for planned in there:
            dice, own = self.rng.random(), planned.shift
            if dice < 0.25 and not own.activities and own.start_of_day < 15 * 60:
                shifts.append(own.at(lambda minute: minute + 60))
            elif dice < 0.9:
                shifts.append(own)
        with self.db.write() as unit:
            id = unit.schedules.add(record, shifts, basis)
            unit.audit.add("pat", "make", "schedule", str(id), {"shifts": len(shifts)})
        return id

    def publish(self) -> object:
        """The newest drafts, sometimes over what changed since."""
        draft, planner = self._draft(), self._planner()
        if draft is None:
            return None
        accepted = timeline.undone_by(self.db, planner, draft) if self.rng.random() < 0.5 else ()
        return timeline.publish(self.db, planner, draft, accepted=accepted, reason="acted")

    def rebase(self) -> object:
        """A draft brought up to date."""
        draft = self._draft()
        return None if draft is None else timeline.rebase(self.db, self._planner(), draft)

    def undo(self) -> object:
        """The newest publication taken back."""
        found = self._id("SELECT id FROM publications WHERE undone_at IS NULL ORDER BY id DESC LIMIT 2")
        return None if found is None else timeline.undo(self.db, self._planner(), found, reason="acted")

    def discard(self) -> object:
        """A draft deleted."""
        draft = self._draft()
        if draft is None:
            return None
        centre.delete_schedule(self.db, self._planner(), draft)
        return draft

    def rename(self) -> object:
        """A draft with another name."""
        draft = self._draft()
        return (
            None if draft is None else timeline.rename(self.db, self._planner(), draft, f"name {self.rng.randrange(9)}")
        )

    def bid(self) -> object:
        """A round over a draft from its opening to its publication."""
        draft, planner, now = self._draft(), self._planner(), datetime.now(UTC)
        if draft is None:
            return None
        made = bidding.open_round(
            self.db, planner, draft, "acted", now, now + timedelta(hours=1), self.rng.randrange(9), now=now
        )
        later = now + timedelta(hours=2)
        bidding.award_round(self.db, planner, made.id, now=later)
        return bidding.publish_round(self.db, planner, made.id, now=later)

    # by hand

    def _edit(self, edit: desk.Edit) -> object:
        boss = self.rng.choice((self._planner(), who(self.db, "mo")))
        found = desk.judge_edit(self.db, boss, edit)
        return desk.apply_edit(self.db, boss, edit, expected=found.version, reason="acted", accepted=found.seen)

    def move(self) -> object:
        """A shift at another time, perhaps on another day."""
        shift = self._any_shift()
        day = MONDAY + timedelta(days=self.rng.randrange(7 * WEEKS))
        clock = time(self.rng.randint(6, 14))
        begins = datetime.combine(day, clock) if self.rng.random() < 0.3 else clock
        return None if shift is None else self._edit(desk.Alter(shift, begins=begins))

    def stretch(self) -> object:
        """A shift that ends at another time."""
        shift = self._any_shift()
        return None if shift is None else self._edit(desk.Alter(shift, end=time(self.rng.randint(13, 23))))

    def give(self) -> object:
        """A shift for another rep, or for nobody."""
        shift = self._any_shift("true")
        to = self.rng.choice((*(f"r{k}" for k in range(REPS)), desk.NOBODY, desk.NOBODY))
        return None if shift is None else self._edit(desk.Alter(shift, rep=to, skills=("en",) if not to else ()))

    def add(self) -> object:
        """A new shift, now and then an open one."""
        to = self.rng.choice((*(f"r{k}" for k in range(REPS)), desk.NOBODY))
        day = MONDAY + timedelta(days=self.rng.randrange(7 * WEEKS))
        start = time(self.rng.randint(6, 15))
        return self._edit(desk.Add(to, day, start=start, template="day8", skills=("en",) if not to else ()))

    def remove(self) -> object:
        """A shift that goes."""
        shift = self._any_shift("true")
        return None if shift is None else self._edit(desk.Remove(shift))

    def piece(self) -> object:
        """An activity that comes into a shift."""
        shift = self._any_shift()
        piece = desk.PieceEdit(desk.PieceAct.ADD, "coaching", True, time(self.rng.randint(7, 20)), time(23, 30))
        if shift is None:
            return None
        return self._edit(desk.Alter(shift, pieces=(replace(piece, until=time(piece.at.hour, 30)),)))  # type: ignore[union-attr]

    def lock(self) -> object:
        """A shift locked, or not any more."""
        shift = self._any_shift()
        return None if shift is None else self._edit(desk.Alter(shift, locked=self.rng.random() < 0.5))

    def _any_shift(self, where: str = "rep IS NOT NULL") -> int | None:
        if self.rng.random() < 0.2:
            query = "SELECT s.id AS id FROM shifts s JOIN schedules h ON h.id = s.schedule WHERE h.status = 'draft' ORDER BY s.id"
            return self._id(query)
        return self._live(where)

    # trades

    def offer(self) -> object:
        """A shift on the board."""
        shift = self._live()
        if shift is None:
            return None
        owner = self.tables.one("SELECT rep FROM shifts WHERE id = :id", id=shift)
        kind = self.rng.choice((OfferKind.GIVEAWAY, OfferKind.TRADE))
        return trading.offer_shift(self.db, who(self.db, owner), shift, kind) if owner else None

    def take(self) -> object:
        """An offer taken by somebody."""
        offer, taker, back = self._id("SELECT id FROM shift_offers WHERE state = 'open' ORDER BY id"), self._rep(), None
        if offer is None:
            return None
        if self.tables.one("SELECT kind FROM shift_offers WHERE id = :id", id=offer) == OfferKind.TRADE.value:
            back = self._live(f"rep = '{taker.rep}'")
        return trading.take(self.db, taker, offer, back)

    def decide(self) -> object:
        """What waits for a manager."""
        offer, yes = (
            self._id("SELECT id FROM shift_offers WHERE state = 'pending' ORDER BY id"),
            self.rng.random() < 0.7,
        )
        return None if offer is None else trading.decide(self.db, who(self.db, "mo"), offer, yes, "" if yes else "no")

    def withdraw(self) -> object:
        """An offer taken back."""
        offer = self._id("SELECT id FROM shift_offers WHERE state IN ('open', 'pending') ORDER BY id")
        if offer is None:
            return None
        giver = self.tables.one("SELECT offered_by FROM shift_offers WHERE id = :id", id=offer)
        return trading.withdraw(self.db, who(self.db, giver or "mo"), offer)

    # leave

    def _absence(self) -> tuple[datetime, datetime]:
        start = at(self.rng.randrange(7 * WEEKS), self.rng.choice((0, 6, 11)))
        return start, start + timedelta(hours=self.rng.choice((4, 8, 24)))

    def ask(self) -> object:
        """Leave asked for, granted at once where the day allows."""
        return leave.ask(self.db, self._rep(), *self._absence())

    def settle(self) -> object:
        """Leave that waits, decided."""
        request = self._id("SELECT id FROM time_off WHERE state = 'requested' ORDER BY id")
        return None if request is None else leave.decide(self.db, who(self.db, "mo"), request, self.rng.random() < 0.8)

    def sick(self) -> object:
        """Leave entered."""
        absent = f"r{self.rng.randrange(REPS)}"
        return leave.enter_leave(self.db, who(self.db, "mo"), absent, *self._absence(), kind=self.rng.choice(KINDS))

    def cancel(self) -> object:
        """Leave cancelled."""
        request = self._id("SELECT id FROM time_off WHERE state = 'approved' ORDER BY id")
        return None if request is None else leave.cancel_leave(self.db, who(self.db, "mo"), request)


def act_at_once(db: Database, tables: list[Tables], actions: int, seed: int) -> list[Actor]:
    """Three users who act in threads of their own, so many acts in all."""
    seen: set[int] = set()
    actors = [Actor(db, each, seed * 10 + n, seen) for n, each in enumerate(tables)]

    def run(actor: Actor) -> None:
        for _ in range(actions // len(actors)):
            actor.act()

    faults: list[BaseException] = []

    def kept(actor: Actor) -> None:
        try:
            run(actor)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=kept, args=(actor,)) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return actors
