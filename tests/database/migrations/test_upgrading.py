"""A database of the version before, opened by this one: everything there, and what is new as it goes without saying."""

from __future__ import annotations

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
from wfm.domain.planning import CentreSettings

BEFORE = "0002"
NEW = {
    "reps": dict.fromkeys(("zone", "team", "first_day", "last_day")),
    "queues": {"exceptions": None, "min_heads": 0},
    "contracts": {"closed_day_credit": False},
    "schedules": {"week_start": None, "elapsed": False},
    "time_off": {"kind": "vacation", "credit_minutes": None, "credit_days": None},
}
"""What rows of the version before say in columns that are new."""

ROWS_EACH = 12


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
            values = {tuple(row) for row in connection.execute(select(*(found.c[column] for column in said)))}
            assert values == {tuple(said.values())}, name
        for name in ("teams", "rep_terms", "training_classes", "class_members", "centre"):
            assert connection.execute(select(Base.metadata.tables[name])).all() == [], name
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
