"""Documents and columns of the database as the first release wrote them: databases in the field read as before."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from tests.database.test_round_trips import CONTRACT, PLAIN, QUEUE, REP, SITE
from wfm.database.engine import Database

SHIFTS = (
    '[{"id": "day", "earliest": 360, "latest": 840, "step": 30, "spans": [510, 540], "min_gap": 60, "breaks": '
    '[{"name": "lunch", "minutes": 30, "paid": false, "earliest": 180, "latest": 300}]}, '
    '{"id": "late", "earliest": 900, "latest": 900, "step": 15, "spans": [480], "min_gap": 0, "breaks": []}]'
)
HOURS = "[[[420, 1260]], [[420, 1260]], [[420, 1260]], [[420, 1260]], [[420, 1260]], [], []]"
TARGET = '{"share": 0.85, "seconds": 30, "definition": "virtual", "max_occupancy": 0.9, "max_abandonment": 0.05}'

COLUMNS = {
    "sites": "id, name, seats, zone, version",
    "queues": "id, channel, language, zone, hours, target, aht_seconds, patience_seconds, concurrency, "
    "concurrency_slowdown, weight, skill, country, subdivision, version",
    "contracts": "id, paid_low, paid_high, days_low, days_high, max_consecutive_days, min_rest, start_spread, "
    "max_weekends, shifts, version",
    "reps": "id, name, contract, skills, languages, work_mode, site, office_low, office_high, hired, wage_per_hour, "
    "home_workspace_approved, stage, performance, available, preferred_start, email, active, version",
}
"""What the first release had; columns that came since are empty, or have a value that goes without saying."""

ROWS = {
    "sites": [("hq", "Headquarters", 40, "America/New_York", 1)],
    "queues": [
        (
            *("voice-es", "voice", "es", "America/New_York", HOURS, TARGET, 240.5, math.inf, 1, 0.25, 2.0),
            *("spanish", "US", "CA", 1),
        )
    ],
    "contracts": [("full", 2280, 2400, 4, 5, 5, 660, 120, 2, SHIFTS, 1)],
    "reps": [
        (
            *("r1", "Ana Díaz", "full", '{"voice-es": 1.0, "voice-en": 0.6}', '["es", "en"]', "hybrid", "hq", 2, 3),
            *(
                "2020-02-29",
                18.25,
                True,
                "nesting",
                91.5,
                "[[480, 1080], [10000, 11000]]",
                540,
                "ana@example.com",
                True,
                1,
            ),
        ),
        (
            *("r2", "Bo", "full", "{}", '["en"]', "remote", None, None, None),
            *(None, None, True, "live", None, None, None, None, True, 1),
        ),
    ],
}


@contextmanager
def connected(url: str) -> Iterator[tuple[Any, str]]:
    """The driver's own connection, which gives documents and dates as the text they are, and its placeholder."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection, connection:
            yield connection, "?"
        return
    import psycopg
    from psycopg.types.string import TextLoader

    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        for kind in ("json", "date"):
            connection.adapters.register_loader(kind, TextLoader)
        yield connection, "%s"


def _rows(database: Database, table: str) -> list[tuple[object, ...]]:
    with connected(database.url) as (connection, _):
        return list(connection.execute(f"SELECT {COLUMNS[table]} FROM {table} ORDER BY id").fetchall())  # noqa: S608


def test_what_is_put_is_stored_as_ever(database: Database) -> None:
    """Column by column and byte by byte."""
    with database.write() as unit:
        unit.sites.put(SITE)
        unit.queues.put(QUEUE)
        unit.contracts.put(CONTRACT)
        unit.reps.put_many([REP, PLAIN])
    assert {table: _rows(database, table) for table in ROWS} == ROWS


def test_what_was_stored_is_read_as_ever(database: Database) -> None:
    """Rows written by hand, without this program."""
    with connected(database.url) as (connection, mark):
        for table, rows in ROWS.items():
            for row in rows:
                places = ", ".join([mark] * len(row))
                connection.execute(f"INSERT INTO {table} ({COLUMNS[table]}) VALUES ({places})", row)  # noqa: S608
    with database.read() as unit:
        assert unit.sites.all() == (SITE,)
        assert unit.queues.all() == (QUEUE,)
        assert unit.contracts.all() == (CONTRACT,)
        assert unit.reps.all() == (REP, PLAIN)


def test_a_document_that_lacks_a_newer_key_takes_its_default(database: Database) -> None:
    """What a template did not have yet when it was stored is what goes without saying."""
    sparse = '[{"id": "late", "earliest": 900, "latest": 900, "step": 15, "spans": [480]}]'
    with connected(database.url) as (connection, mark):
        values = f"'c', 0, 1, 0, 1, 5, 660, NULL, NULL, {mark}, 1"
        insert = f"INSERT INTO contracts ({COLUMNS['contracts']}) VALUES ({values})"  # noqa: S608
        connection.execute(insert, (sparse,))
    with database.read() as unit:
        assert unit.contracts.get("c").shifts == (CONTRACT.shifts[1],)
