"""A centre where everyone has something of their own: the stage on which every service is called by everyone."""

from __future__ import annotations

import itertools
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tests.services import planned_centre
from tests.services.small_centre import MONDAY, NOW, ZONE, add_schedule, fill, rep, shift, week
from wfm.database.engine import Database, initialise, open_database
from wfm.database.repositories.leave import LeaveState
from wfm.domain.accounts import NOBODY, OPERATOR, Principal, Role
from wfm.domain.exchange.offers import OfferKind, OfferState, ShiftOffer
from wfm.domain.people import Team, TrainingClass
from wfm.domain.planning.runs import RequirementRun
from wfm.domain.time import local_midnight
from wfm.services.bidding import awards, bid_rounds
from wfm.services.centre import accounts

PASSWORD = "correct-horse-battery"
ROLES = {"ada": Role.REP, "mo": Role.MANAGER, "pat": Role.PLANNER, "ann": Role.ADMIN}
"""Accounts, each of a rep of the same name."""

STAFF = ("mo", "pat", "ann")
OTHER = "bea"
"""A rep whose things someone may try to touch; her own account is of role rep."""

TAKER = "cy"
"""A rep who has asked for a shift of everybody's."""

EVERYBODY = (*ROLES, OTHER)
ABSENT = datetime.now(UTC).date() + timedelta(days=40)
AFTER = NOW + timedelta(days=3)
DRAFT_WEEKS = {"free": 1, "open": 2, "processed": 3}
"""Drafts by what they are for, and how many weeks after the published one they begin."""


@dataclass(frozen=True)
class Stage:
    """A database and what stands in it, by rep where each has one."""

    db: Database
    principals: dict[str, Principal]
    published: int
    drafts: dict[str, int]
    free_shift: dict[str, int]
    posted: int
    unposted: int
    offered: dict[str, int]
    pending: dict[str, int]
    trade: int
    leave: dict[str, int]
    entered: dict[str, int]
    rounds: dict[str, int]
    line: int
    job: int
    requirement: RequirementRun
    token: str

    def file(self, name: str) -> Path:
        """A file beside the database."""
        return Path(self.db.url.removeprefix("sqlite:///")).with_name(name)

    def on(self, path: Path) -> Stage:
        """The same stage on a copy of its database."""
        return Stage(**{**vars(self), "db": open_database(f"sqlite:///{path}")})


def dump(db: Database) -> str:
    """All that a database holds."""
    with db.read() as uow:
        connection = uow.users._session.connection().connection.driver_connection
        return "\n".join(connection.iterdump())


def absence(day: int = 0) -> tuple[datetime, datetime]:
    """A whole local day, well ahead of the real clock."""
    first = ABSENT + timedelta(days=day)
    return local_midnight(first, ZONE), local_midnight(first + timedelta(days=1), ZONE)


def build(path: Path) -> Stage:
    """The stage in a new SQLite file."""
    db = initialise(f"sqlite:///{path}")
    with db.write() as uow:
        uow.queues.put_many([planned_centre.VOICE, planned_centre.EMAIL])
        uow.teams.put(Team("blue", "Blue"))
        uow.classes.put(TrainingClass("fall", "Fall", ABSENT, ABSENT + timedelta(days=20)))
    hired = {name: date(2020, 1, 6) for name in EVERYBODY} | {TAKER: date(2024, 1, 8)}
    fill(db, [rep(name, skills=("voice-en",), hired=day) for name, day in hired.items()], {"hq": 10})
    principals = _accounts(db)
    weekly = [s for name in EVERYBODY for s in week(name, days=(0, 1, 2))]
    published = add_schedule(db, [*weekly, shift(TAKER, 3), shift("", 4), shift("", 5)])
    run = planned_centre.requirement(first=MONDAY, email=0)
    with db.write() as uow:
        uow.publications.publish(published, 1, NOW)
        ids = {(p.shift.agent, p.shift.day): p.id for p in uow.schedules.get(published).shifts}
        leave = {name: uow.time_off.request(name, *absence(), "private") for name in EVERYBODY}
        entered = {name: _entered(uow, name) for name in EVERYBODY}
        job = uow.jobs.add("forecast", {}, OPERATOR.username)
        stored = uow.requirements.add(run)
        made = uow.requirements.get(stored)
        offered = {name: _offer(db, uow, name, ids[name, 1]) for name in EVERYBODY}
        pending = {name: _offer(db, uow, name, ids[name, 2], asked_by=TAKER) for name in EVERYBODY}
        trade = _offer(db, uow, TAKER, ids[TAKER, 3], OfferKind.TRADE)
        posted = _offer(db, uow, None, ids["", 4], OfferKind.OPEN)
        uow.audit.add("zoe", "offer", "shift offer", posted)
    drafts = {name: _draft(db, weeks) for name, weeks in DRAFT_WEEKS.items()}
    rounds = {name: _round(db, drafts[name]) for name in ("open", "processed")}
    awards.award_round(db, OPERATOR, rounds["processed"], now=AFTER)
    line = bid_rounds.lines(db, OPERATOR, rounds["open"], now=NOW)[0].id
    free = {name: ids[name, 0] for name in EVERYBODY}
    unposted, token = ids["", 5], secrets.token_urlsafe(32)
    return Stage(
        db, principals, published, drafts, free, posted, unposted, offered, pending, trade, leave, entered, rounds, line, job,
        made, token,
    )  # fmt: skip


def _accounts(db: Database) -> dict[str, Principal]:
    """Accounts of everyone, signed in; `off` was switched off after it signed in, and `zoe` keeps the centre an admin."""
    for name, role in {**ROLES, OTHER: Role.REP}.items():
        accounts.create_user(db, OPERATOR, name, PASSWORD, role, name)
    accounts.create_user(db, OPERATOR, "zoe", PASSWORD, Role.ADMIN)
    accounts.create_user(db, OPERATOR, "off", PASSWORD, Role.PLANNER)
    found: dict[str, Principal] = {"nobody": NOBODY}
    for name in (*EVERYBODY, "off"):
        token = accounts.sign_in(db, name, PASSWORD).token
        if name == "off":
            accounts.set_active(db, OPERATOR, name, False)
        found[name] = accounts.principal_of(db, token) or NOBODY
    return found


def _offer(db, uow, name: str | None, shift_id: int, kind=OfferKind.GIVEAWAY, asked_by: str | None = None) -> int:
    skills = ("voice-en",)
    made = uow.offers.add(ShiftOffer(0, kind, shift_id, name, None, None, OfferState.OPEN, "", "", NOW, skills=skills))
    if asked_by is not None:
        uow.offers.change(made, 1, OfferState.PENDING, taken_by=asked_by)
    return int(made)


def _entered(uow, name: str) -> int:
    """Two days of leave that stand approved."""
    made = uow.time_off.request(name, absence(60)[0], absence(61)[1], "private", kind="sick")
    uow.time_off.decide(made, 1, LeaveState.APPROVED, "zoe")
    return int(made)


def _draft(db: Database, weeks: int) -> int:
    shifts = [s for name in EVERYBODY for s in week(name, days=(0, 1))]
    return add_schedule(db, shifts, MONDAY + timedelta(weeks=weeks))


def _round(db: Database, draft: int) -> int:
    closes = NOW + timedelta(days=2)
    return bid_rounds.open_round(db, OPERATOR, draft, f"round {draft}", NOW, closes, 1, now=NOW).id


def copies(stage: Stage, folder: Path) -> Iterator[Stage]:
    """The stage again and again, each on a copy of its own."""
    for number in itertools.count():
        path = folder / f"copy{number}.db"
        with (
            closing(sqlite3.connect(stage.db.url.removeprefix("sqlite:///"))) as original,
            closing(sqlite3.connect(path)) as copy,
        ):
            original.backup(copy)
        yield stage.on(path)
