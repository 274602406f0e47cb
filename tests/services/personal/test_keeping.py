"""How long data is kept: nothing goes before the centre says so, and then exactly what is older."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import create_engine, insert

from tests.house import ROOT
from tests.services import planned_centre as centre
from tests.services.personal.lived_in import ADMIN, NOW, PLANNER, REP, bytes_of, dump, live
from wfm.database.engine import Database
from wfm.database.tables import Base
from wfm.database.unit_of_work import UnitOfWork
from wfm.domain.errors import AccessError, InputError
from wfm.domain.exchange.schedule import ScheduleStatus
from wfm.domain.planning.contacts import ContactHistory
from wfm.domain.planning.runs import ForecastRun
from wfm.domain.time import TimeGrid
from wfm.services.personal.keeping import KINDS, apply_due, apply_retention, kept_kinds, set_retention
from wfm.services.schedule.schedule_coverage import coverage

LATER = datetime(2036, 1, 1, tzinfo=UTC)
"""When everything is older than a hundred days; what is stamped by this machine's clock too."""


def rows(db: Database, kind: str, now: datetime = LATER) -> int:
    """How many rows of a kind are older than it is kept."""
    return next(one.rows for one in kept_kinds(db, ADMIN, now=now) if one.kind.name == kind)


def full(db: Database) -> int:
    """A centre with something of every kind."""
    schedule = live(db)
    with db.write() as uow:
        uow.schedules.add(replace(uow.schedules.record(schedule), status=ScheduleStatus.ARCHIVED), ())
    grid = TimeGrid.of_days(centre.ZONE, centre.MONDAY - timedelta(days=100), 100, centre.SLOT)
    with db.write() as uow:
        uow.history.put_history(ContactHistory("voice-en", grid, np.ones(grid.count)))
        run = TimeGrid.of_days(centre.ZONE, centre.MONDAY, 7, centre.SLOT)
        uow.forecasts.add(ForecastRun(0, run, (), NOW, "pat"))
    centre.store(db, centre.requirement())
    return schedule


def test_nothing_is_removed_unless_the_centre_says_so(database: Database) -> None:
    """By default everything is kept for ever."""
    full(database)
    before = dump(database)
    assert apply_retention(database, ADMIN, now=LATER) == ()
    assert apply_due(database, now=LATER) == ()
    assert dump(database) == before
    assert all(one.days is None for one in kept_kinds(database, ADMIN, now=LATER))


LEFT: dict[str, Callable[[UnitOfWork], object]] = {
    "leave-reasons": lambda uow: [(r.reason, r.decision) for r in uow.time_off.list() if r.reason or r.decision],
    "leave": lambda uow: uow.time_off.list(),
    "trade-notes": lambda uow: [o for o in uow.offers.list() if o.note or o.reason],
    "trades": lambda uow: uow.offers.list(),
    "bids": lambda uow: uow.rounds.bids(1),
    "award-reasons": lambda uow: [a for a in uow.rounds.awards(1) if a.reason],
    "sessions": lambda uow: uow.sessions.user("e" * 64, NOW - timedelta(days=1)),
    "audit": lambda uow: [e for e in uow.audit.list() if e.action != "removed"],
    "jobs": lambda uow: uow.jobs.list(),
    "uploads": lambda uow: uow.uploads.list(),
    "drafts": lambda uow: [s for s in uow.schedules.heads() if s.status == "draft"],
    "archived": lambda uow: [s for s in uow.schedules.heads() if s.status == "archived"],
    "published": lambda uow: [s for s in uow.schedules.heads() if s.status == "published"],
    "requirements": lambda uow: [r for r in uow.requirements.records() if r.id != 1],
    "forecasts": lambda uow: uow.forecasts.records(),
    "history": lambda uow: uow.history.span("voice-en"),
}
"""What is there of each kind, and empty when all of it is removed."""


def test_what_is_older_goes(database: Database) -> None:
    """All of a kind, with a line of the audit log that counts; what would go was told before."""
    full(database)
    for kind, left in LEFT.items():
        with database.read() as uow:
            assert left(uow), kind
        assert rows(database, kind) == 0
        set_retention(database, ADMIN, kind, 100)
        expected = rows(database, kind)
        assert expected > 0, kind
        (removed,) = apply_retention(database, ADMIN, now=LATER)
        assert (removed.kind.name, removed.rows, removed.days) == (kind, expected, 100)
        with database.read() as uow:
            assert not left(uow), kind
            told = [e.detail for e in uow.audit.list(entity="retention", entity_id=kind) if e.action == "removed"]
        assert sum(int(str(detail["rows"])) for detail in told) == expected
        assert rows(database, kind) == (1 if kind == "audit" else 0)  # the line that tells it is an entry too
        set_retention(database, ADMIN, kind, None)
    assert set(LEFT) == {kind.name for kind in KINDS}


def test_what_is_younger_stays(database: Database) -> None:
    """Nothing of June is 150 days old on the first of July; its history began in February."""
    full(database)
    for kind in LEFT:
        set_retention(database, ADMIN, kind, 150)
    before = dump(database, but=("retention",))
    assert {one.rows for one in apply_retention(database, ADMIN, now=NOW)} == {0}
    assert dump(database, but=("retention",)) == before


def test_the_edge_of_a_time(sqlite_database: Database) -> None:
    """A schedule's last day must have passed by the whole time, wherever the centre is."""
    full(sqlite_database)
    set_retention(sqlite_database, ADMIN, "published", 100)
    last = datetime(2026, 6, 8, tzinfo=UTC)  # midnight after the last day
    assert rows(sqlite_database, "published", last + timedelta(days=100, hours=23)) == 0
    assert rows(sqlite_database, "published", last + timedelta(days=102)) == 1


def test_numbers_of_what_stays_are_kept(database: Database) -> None:
    """Reasons, notes, bids and runs nobody uses go; coverage, shifts, leave and awards are as they were."""
    schedule = full(database)

    def numbers() -> object:
        with database.read() as uow:
            return (
                repr(coverage(database, ADMIN, schedule)),
                uow.schedules.get(schedule).shifts,
                [(r.id, r.rep, r.start, r.end, r.state) for r in uow.time_off.list()],
                [(a.rep, a.line, a.rank) for a in uow.rounds.awards(1)],
                [(o.id, o.shift, o.state, o.taken_by) for o in uow.offers.list()],
                uow.requirements.get(1).grid,
            )

    before = numbers()
    for kind in ("leave-reasons", "trade-notes", "bids", "award-reasons", "requirements", "forecasts", "jobs", "audit"):
        set_retention(database, ADMIN, kind, 100)
    apply_retention(database, ADMIN, now=LATER)
    assert numbers() == before


def test_what_is_under_way_stays(sqlite_database: Database) -> None:
    """However old: an offer that stands, a run that runs."""
    full(sqlite_database)
    with sqlite_database.write() as uow:
        job = uow.jobs.add("forecast", {}, "pat")
        offer = uow.offers.list()[0]
        uow.offers.change(offer.id, offer.version, offer.state.PENDING, taken_by="r01")
    for kind in ("jobs", "trades", "trade-notes"):
        set_retention(sqlite_database, ADMIN, kind, 1)
    apply_retention(sqlite_database, ADMIN, now=LATER)
    with sqlite_database.read() as uow:
        assert [j.id for j in uow.jobs.list()] == [job]
        assert [(o.id, o.note) for o in uow.offers.list()] == [(offer.id, offer.note)]


def test_large_removals_are_made_of_small_units(sqlite_database: Database) -> None:
    """So that writers need not wait long; every unit tells its count."""
    row = {"kind": "generic", "sha256": "", "rows": 1, "inserted": 1, "replaced": 0, "refused": 0, "detail": {}}
    engine = create_engine(sqlite_database.url)
    with engine.begin() as connection:
        uploads = Base.metadata.tables["uploads"]
        made = [{**row, "name": f"{n}.csv", "created_at": NOW, "created_by": "pat"} for n in range(4500)]
        connection.execute(insert(uploads), made)
    engine.dispose()
    set_retention(sqlite_database, ADMIN, "uploads", 30)
    (removed,) = apply_retention(sqlite_database, ADMIN, now=LATER)
    with sqlite_database.read() as uow:
        counts = [e.detail["rows"] for e in uow.audit.list(entity="retention") if e.action == "removed"]
    assert removed.rows == 4500
    assert counts == [500, 2000, 2000]


def test_the_app_applies_once_a_day(database: Database) -> None:
    """Whichever process comes first; a new time counts at once."""
    full(database)
    set_retention(database, ADMIN, "leave-reasons", 100)
    assert [one.rows for one in apply_due(database, now=LATER)] == [3]
    assert apply_due(database, now=LATER + timedelta(hours=19)) == ()
    assert [one.rows for one in apply_due(database, now=LATER + timedelta(hours=21))] == [0]
    set_retention(database, ADMIN, "leave-reasons", 90)
    assert [one.rows for one in apply_due(database, now=LATER + timedelta(hours=22))] == [0]
    with database.read() as uow:
        assert uow.audit.list(entity="retention", entity_id="leave-reasons", who="clock")[0].detail["rows"] == 3


def test_reasons_are_gone_from_the_file(sqlite_database: Database) -> None:
    """As with an erasure: what is removed is removed."""
    live(sqlite_database)
    set_retention(sqlite_database, ADMIN, "leave-reasons", 100)
    apply_retention(sqlite_database, ADMIN, now=LATER)
    assert b"migraine" not in bytes_of(sqlite_database)
    assert REP.encode() in bytes_of(sqlite_database)


def test_who_may_and_what_can_be_said(sqlite_database: Database) -> None:
    """Admins only, kinds that there are, and no time so short that planning suffers."""
    for act in (
        lambda: kept_kinds(sqlite_database, PLANNER),
        lambda: set_retention(sqlite_database, PLANNER, "jobs", 5),
        lambda: apply_retention(sqlite_database, PLANNER),
    ):
        with pytest.raises(AccessError):
            act()
    with pytest.raises(InputError, match=r"a kind of data must be one of leave-reasons, leave, .*, got 'wages'"):
        set_retention(sqlite_database, ADMIN, "wages", 5)
    with pytest.raises(InputError, match="published must be kept for 60 to 36500 days, or never removed, got 59"):
        set_retention(sqlite_database, ADMIN, "published", 59)
    set_retention(sqlite_database, ADMIN, "published", 60)
    set_retention(sqlite_database, ADMIN, "published", None)
    assert all(one.days is None for one in kept_kinds(sqlite_database, ADMIN))
    assert all(kind.least <= kind.suggested for kind in KINDS)


def test_the_page_on_privacy_lists_every_kind() -> None:
    """With what is removed of it, and the days."""
    page = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
    rows = [f"| {kind.name} | {kind.removes} | {kind.suggested} | {kind.least} |" for kind in KINDS]
    assert "\n".join(rows) in page
