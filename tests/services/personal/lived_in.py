"""A centre in which one person has left traces everywhere, and what of them is still to be found."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import create_engine, insert, select, update

from tests.services import planned_centre as centre
from wfm.database.engine import Database
from wfm.database.repositories.runs import Upload
from wfm.database.tables import Base
from wfm.database.tables.personal_columns import Holds, holding, tables_holding
from wfm.domain.accounts import OPERATOR, Principal, Role
from wfm.domain.exchange.bids import Award, BidRound, RoundState, ShiftLine
from wfm.domain.exchange.offers import OfferKind, OfferState, ShiftOffer
from wfm.domain.exchange.schedule import Reason, ScheduleStatus, ScheduleVersion
from wfm.domain.people import Activity, DatedTerms, Rep, Team, TrainingClass, WorkMode
from wfm.domain.people.shifts import Shift
from wfm.domain.planning.runs import JobState
from wfm.domain.time import DAY, Horizon
from wfm.services.centre.accounts import create_user

REP, USER, NAME, EMAIL = "qz-anouk", "anouk.brandt@centre.example", "Anouk Brändt", "Anouk.Brandt@Home.example"
"""Who is to be erased; every name of theirs holds one word that nobody else's holds."""

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
"""After everything that is planned."""

PLANNER = Principal("pat", Role.PLANNER)
ADMIN = Principal("root", Role.ADMIN)


def live(db: Database, rep: str = REP, user: str = USER, name: str = NAME) -> int:
    """Write the centre, and a person in every table that can hold one; the id of the published schedule."""
    centre.build(db, with_history=False)
    run = centre.store(db, centre.requirement())
    create_user(db, OPERATOR, "root", "root-password-1", Role.ADMIN)
    person = Rep(
        rep, name, "full-time", {"voice-en": 0.9, "email-en": 0.7}, work_mode=WorkMode.REMOTE, hired=date(2019, 3, 4),
        wage_per_hour=21.75, home_workspace_approved=True, performance=0.83, available=((0, 5 * DAY),),
        preferred_start=540, email=EMAIL,
        zone="Pacific/Chatham", team="blue", first_day=date(2019, 3, 5), last_day=date(2026, 6, 29),
    )  # fmt: skip
    with db.write() as uow:
        uow.teams.put(Team("blue", "Blue"))
        uow.reps.put(person)
        uow.teams.put(Team("blue", "Blue", rep))
        uow.classes.put(TrainingClass("fall", "Fall", date(2019, 3, 5), date(2019, 4, 2)))
        uow.classes.add("fall", [rep])
        terms = (DatedTerms(date(2020, 2, 2), team="blue"), DatedTerms(date(2021, 3, 3), "full-time", team="blue"))
        uow.reps.set_terms(rep, terms)
        uow.audit.add(PLANNER, "set employment", "rep", rep, {"first_day": "2019-03-05", "last_day": "2026-06-29"})
        uow.audit.add(PLANNER, "set", "team", "blue", {"name": "Blue", "lead": rep})
        uow.audit.add(PLANNER, "removed", "training class", "old", {"members": [rep]})
    create_user(db, OPERATOR, user, "their-password-1", Role.REP, rep)
    me = Principal(user, Role.REP, rep)
    published = _schedules(db, rep, user, run)
    _requests(db, me)
    _bids(db, rep)
    with db.write() as uow:
        job = uow.jobs.add("schedule", {"note": f"for {name}"}, user)
        uow.jobs.claim_one(job, "host:1")
        uow.jobs.finish(job, JobState.FAILED, f"unexpected KeyError: '{rep}'")
        detail = {"file": f"{rep}.csv"}
        uow.uploads.add(Upload(0, f"hours of {name}.csv", "generic", "ab", 1, 1, 0, 0, detail, NOW, user))
        uow.audit.add(PLANNER, "set", "rep", rep, {"contract": "full-time"})
        uow.audit.add(PLANNER, "override", "bid round", 1, {"rep": rep, "line": 1, "reason": "is often ill"})
        uow.audit.add(me, "ask", "shift offer", 1, {"rep": rep, "why": f"{name}: less than 11 h of rest"})
        uow.calendars.set(rep, "f" * 64, NOW)
        uow.sessions.add("e" * 64, next(u.id for u in uow.users.all() if u.username == user), NOW)
        uow.reps.set_active(rep, False)
    return published


def _schedules(db: Database, rep: str, user: str, run: int) -> int:
    horizon = Horizon(centre.MONDAY, 7, centre.SLOT, centre.ZONE)
    worked = [
        Shift(who, day * DAY + 480, day * DAY + 990, None) for who in (rep, "r00", "r01", "r02") for day in range(5)
    ]
    talk = Activity(f"talk with {NAME}", 540, 570)
    worked = [replace(s, activities=(talk,)) if s.agent == "r00" and s.day == 0 else s for s in worked]
    left_out = (Reason(rep, "gets 20 h: the contract asks 40 h.", cause="time off", detail=f"{NAME} is away."),)
    short = (Reason("voice-en", "voice-en needs 2 more heads.", 480, 510, 2.0, detail=f"rep {rep} is on leave"),)
    with db.write() as uow:
        draft, status = {}, ScheduleStatus.DRAFT
        for title in ("June", "second June"):
            record = ScheduleVersion(
                0, title, horizon, status, run, 1.0, 0.5, {"short": 2.0}, short, left_out, NOW, user
            )  # fmt: skip
            draft[title] = uow.schedules.add(record, worked)
        uow.publications.publish(draft["June"], 1, NOW)
    return draft["June"]


def _requests(db: Database, me: Principal) -> None:
    day = datetime(2026, 6, 3, tzinfo=UTC)
    with db.write() as uow:
        rep = me.require_rep()
        for n, reason in enumerate(("migraine, see doctor Weiss", "wedding of my sister", "")):
            id = uow.time_off.request(rep, day + timedelta(days=n), day + timedelta(days=n, hours=5), reason)
            if n == 0:
                uow.time_off.decide(id, 1, uow.time_off.get(id).state, me.username, "get well soon")
        uow.time_off.request("r01", day, day + timedelta(hours=3), f"to help {NAME} move house")
        shifts = uow.schedules.get(1).shifts
        mine, theirs = (next(s.id for s in shifts if s.shift.agent == who) for who in (rep, "r00"))
        note = f"{NAME.split()[0]} is at the dentist"
        uow.offers.add(
            ShiftOffer(0, OfferKind.GIVEAWAY, mine, rep, None, None, OfferState.DONE, note, "tired", NOW, skills=())
        )
        uow.offers.add(
            ShiftOffer(0, OfferKind.GIVEAWAY, theirs, "r00", rep, None, OfferState.DONE, f"thanks {rep}!", "", NOW, skills=())
        )  # fmt: skip


def _bids(db: Database, rep: str) -> None:
    with db.write() as uow:
        round = uow.rounds.add(BidRound(0, 2, "June bids", RoundState.PUBLISHED, NOW, NOW, 3))
        shape = ("full-time", (), "remote", None, ())
        lines = uow.rounds.add_lines(round, [ShiftLine(0, round, 1, *shape), ShiftLine(0, round, 2, *shape)], [(), ()])
        ids = lines if isinstance(lines, (list, tuple)) else [line.id for line in uow.rounds.lines(round)]
    engine = create_engine(db.url)
    with engine.begin() as connection:
        bids = Base.metadata.tables["bids"]
        connection.execute(insert(bids).values(round=round, rep=rep, rank=1, line=ids[1], at=NOW))
    engine.dispose()
    with db.write() as uow:
        uow.rounds.set_awards(round, [Award(round, rep, ids[1], 1, "You got line 2, your first choice.")])


def name_everywhere(db: Database, words: str) -> int:
    """Add words to every column that may hold some, of every row that there is; how many columns have any."""
    engine, count = create_engine(db.url), 0
    with engine.begin() as connection:
        for name in tables_holding(Holds.WORDS, Holds.DOCUMENT):
            table = Base.metadata.tables[name]
            keys = list(table.primary_key.columns)
            for column in holding(name, Holds.WORDS, Holds.DOCUMENT):
                is_document = column in holding(name, Holds.DOCUMENT)
                for row in connection.execute(select(*keys, table.c[column])).all():
                    old = row._mapping[column]
                    new = [old, {"said": words}] if is_document and column != "detail" else f"{old} {words}"
                    if is_document and column == "detail":
                        new = {**(old or {}), "said": words}
                    at = [key == row._mapping[key.name] for key in keys]
                    connection.execute(update(table).where(*at).values({column: new}))
                    count += 1
    engine.dispose()
    return count


def dump(db: Database, but: tuple[str, ...] = ()) -> str:
    """Every row of every table, some tables left out."""
    engine = create_engine(db.url)
    with engine.connect() as connection:
        rows = [
            (table.name, *(value for value in row))
            for table in Base.metadata.sorted_tables
            if table.name not in but
            for row in connection.execute(select(table).order_by(*table.primary_key.columns))
        ]
    engine.dispose()
    return json.dumps(rows, default=str, ensure_ascii=False)


def bytes_of(db: Database) -> bytes:
    """Everything in the files of an embedded database."""
    path = Path(db.url.removeprefix("sqlite:///"))
    return b"".join(file.read_bytes() for file in sorted(path.parent.glob(f"{path.name}*")))
