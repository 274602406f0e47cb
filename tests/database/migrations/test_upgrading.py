"""A database of the version before, opened by this one: everything there, and what is new as it goes without saying."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Column, Connection, MetaData, Table, insert, inspect, select

from tests.database import filled
from tests.database.migrations.test_migrations import plain_engine
from tests.database.test_documents import COLUMNS, ROWS, connected
from tests.database.test_round_trips import CONTRACT, PLAIN, QUEUE, REP, SITE
from wfm.database.engine import initialise
from wfm.database.migrations import REVISIONS
from wfm.database.migrations.steps import upgrade
from wfm.database.tables import Base
from wfm.domain.exchange import ScheduleStatus, Scope
from wfm.domain.planning import CentreSettings

BEFORE = "0003"
NEW = {
    "centre": {"leave_takes": "shorten"},
    "schedules": {"first_minute": 0, "scope": "", "whole": True},
    "shifts": {"left_by": None, "activities": []},
    "shift_offers": {"leave": None},
}
"""What rows of the version before say in columns that are new."""

ROWS_EACH = 12
MONDAY, MADE = date(2026, 6, 1), datetime(2026, 5, 20, 12, tzinfo=UTC)


def old_tables(connection: Connection) -> dict[str, Table]:
    """The tables that a database has, with the columns that it has, as this version types them; nothing by default."""
    found = inspect(connection)
    tables = {}
    for table in Base.metadata.sorted_tables:
        if found.has_table(table.name):
            there = {column["name"] for column in found.get_columns(table.name)}
            columns = [Column(c.name, c.type, primary_key=c.primary_key) for c in table.columns if c.name in there]
            tables[table.name] = Table(table.name, MetaData(), *columns)
    return tables


def rows_of(connection: Connection, tables: dict[str, Table]) -> dict[str, list[str]]:
    """Every row of these tables and columns, as text; a NaN is equal to a NaN there."""
    return {
        name: [repr(tuple(row)) for row in connection.execute(select(table).order_by(*table.primary_key.columns))]
        for name, table in tables.items()
    }


def test_every_row_of_the_version_before_is_kept(database_url: str) -> None:
    """Odd values in every table: the dump of what was there is the same, and new columns say what goes without saying."""
    assert REVISIONS[-2].startswith(BEFORE)
    engine = plain_engine(database_url)
    with engine.begin() as connection:
        upgrade(connection, REVISIONS[-2])
        tables = old_tables(connection)
        for name, table in tables.items():
            whole = Base.metadata.tables[name]
            rows = [filled.row(whole, n) for n in range(ROWS_EACH)]
            kept: list[dict[str, Any]] = [{c.name: row[c.name] for c in table.columns} for row in rows]
            connection.execute(insert(table), kept)
        before = rows_of(connection, tables)
    assert min(map(len, before.values())) == ROWS_EACH
    initialise(database_url).close()
    with engine.begin() as connection:
        assert rows_of(connection, tables) == before
        for name, said in NEW.items():
            found = Base.metadata.tables[name]
            values = {repr(tuple(row)) for row in connection.execute(select(*(found.c[column] for column in said)))}
            assert values == {repr(tuple(said.values()))}, name
        assert connection.execute(select(Base.metadata.tables["scope_reps"])).all() == []
    engine.dispose()


def test_a_centre_of_the_version_before_reads_as_it_was(database_url: str) -> None:
    """Its reps are employed without end, in no team, under the same terms every day; its weeks begin on Mondays."""
    engine = plain_engine(database_url)
    with engine.begin() as connection:
        upgrade(connection, REVISIONS[-2])
    engine.dispose()
    with connected(database_url) as (raw, mark):
        for table, rows in ROWS.items():
            for row in rows:
                places = ", ".join([mark] * len(row))
                raw.execute(f"INSERT INTO {table} ({COLUMNS[table]}) VALUES ({places})", row)  # noqa: S608
    db = initialise(database_url)
    with db.read() as unit:
        assert (unit.sites.all(), unit.queues.all(), unit.contracts.all()) == ((SITE,), (QUEUE,), (CONTRACT,))
        assert unit.reps.all() == (REP, PLAIN)
        assert unit.centre.settings() == CentreSettings(week_start=0)
    db.close()


def test_published_schedules_of_the_version_before_are_the_timeline(database_url: str) -> None:
    """Their shifts are live, with offers and rounds as they were; a draft made before can be published beside them."""
    engine = plain_engine(database_url)
    with engine.begin() as connection:
        upgrade(connection, REVISIONS[-2])
        tables = old_tables(connection)
        for number, (status, day) in enumerate((("archived", 0), ("published", 0), ("published", 7), ("draft", 3)), 1):
            _old_schedule(connection, tables, number, status, day)
        offer = {"kind": "open", "offered_by": None, "taken_by": None, "in_return": None, "state": "open", "note": ""}
        offers = [
            {**offer, "id": n, "shift": n, "reason": "", "created_at": MADE, "version": 1, "skills": []} for n in (1, 2)
        ]
        connection.execute(insert(tables["shift_offers"]), offers)
    engine.dispose()
    db = initialise(database_url)
    with db.write() as unit:
        assert [p.id for p in unit.published.shifts_between(MADE, MADE + timedelta(days=30))] == []
        assert unit.published.basis(Scope(MADE, MADE + timedelta(days=30))).keys() == {2, 3}
        assert [offer.id for offer in unit.offers.on_board(MADE)] == [2]
        kept = unit.publications.history()
        assert [(p.schedule, p.by, p.brought) for p in kept] == [(3, "", 1), (2, "", 1), (1, "", 1)]
        assert unit.publications.after(kept[0].id) is None
        made, archived = unit.publications.publish(4, 1, MADE, "pat")
        assert (made.brought, made.replaced, archived) == (1, 1, (2,))
        assert unit.schedules.record(3).status is ScheduleStatus.PUBLISHED
    db.close()


def _old_schedule(connection: Connection, tables: dict[str, Table], id: int, status: str, day: int) -> None:
    """A schedule of a week, of the version before, with one open shift on its last day."""
    head = filled.row(Base.metadata.tables["schedules"], 1)
    first, published = MONDAY + timedelta(days=day), None if status == "draft" else MADE + timedelta(minutes=id)
    head |= {
        "id": id,
        "first_day": first,
        "days": 7,
        "slot_minutes": 15,
        "zone": "UTC",
        "weekday": None,
        "week_start": 0,
    }
    head |= {"status": status, "requirement_run": None, "published_at": published, "basis": {}, "version": 1}
    head |= {"terms": {}, "shortfalls": [], "unscheduled": []}
    start, at = 6 * 1440 + 480, datetime.combine(first, time(8), UTC) + timedelta(days=6)
    shift = {"id": id, "schedule": id, "rep": None, "start": start, "end": start + 480, "start_at": at, "site": None}
    shift |= {"end_at": at + timedelta(hours=8), "breaks": [], "locked": False, "version": 1}
    connection.execute(insert(tables["schedules"]), {c.name: head[c.name] for c in tables["schedules"].columns})
    connection.execute(insert(tables["shifts"]), shift)
