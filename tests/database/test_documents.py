"""Documents and columns of the database as the first release wrote them: databases in the field read as before."""

from __future__ import annotations

import math
import sqlite3
from contextlib import closing

from tests.database.test_round_trips import CONTRACT, PLAIN, QUEUE, REP, SITE
from wfm.database.engine import Database

SHIFTS = (
    '[{"id": "day", "earliest": 360, "latest": 840, "step": 30, "spans": [510, 540], "min_gap": 60, "breaks": '
    '[{"name": "lunch", "minutes": 30, "paid": false, "earliest": 180, "latest": 300}]}, '
    '{"id": "late", "earliest": 900, "latest": 900, "step": 15, "spans": [480], "min_gap": 0, "breaks": []}]'
)
HOURS = "[[[420, 1260]], [[420, 1260]], [[420, 1260]], [[420, 1260]], [[420, 1260]], [], []]"
TARGET = '{"share": 0.85, "seconds": 30, "definition": "virtual", "max_occupancy": 0.9, "max_abandonment": 0.05}'

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
            *("2020-02-29", 18.25, 1, "nesting", 91.5, "[[480, 1080], [10000, 11000]]", 540, "ana@example.com", 1, 1),
        ),
        (
            *("r2", "Bo", "full", "{}", '["en"]', "remote", None, None, None),
            *(None, None, 1, "live", None, None, None, None, 1, 1),
        ),
    ],
}


def _rows(url: str, table: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection, connection:
        return connection.execute(f"SELECT * FROM {table} ORDER BY id").fetchall()  # noqa: S608


def test_what_is_put_is_stored_as_ever(sqlite_database: Database, sqlite_url: str) -> None:
    """Column by column and byte by byte."""
    with sqlite_database.write() as unit:
        unit.sites.put(SITE)
        unit.queues.put(QUEUE)
        unit.contracts.put(CONTRACT)
        unit.reps.put_many([REP, PLAIN])
    assert {table: _rows(sqlite_url, table) for table in ROWS} == ROWS


def test_what_was_stored_is_read_as_ever(sqlite_database: Database, sqlite_url: str) -> None:
    """Rows written by hand, without this program."""
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as connection, connection:
        for table, rows in ROWS.items():
            for row in rows:
                places = ", ".join("?" * len(row))
                connection.execute(f"INSERT INTO {table} VALUES ({places})", row)  # noqa: S608
    with sqlite_database.read() as unit:
        assert unit.sites.all() == (SITE,)
        assert unit.queues.all() == (QUEUE,)
        assert unit.contracts.all() == (CONTRACT,)
        assert unit.reps.all() == (REP, PLAIN)


def test_a_document_that_lacks_a_newer_key_takes_its_default(sqlite_database: Database, sqlite_url: str) -> None:
    """What a template did not have yet when it was stored is what goes without saying."""
    sparse = '[{"id": "late", "earliest": 900, "latest": 900, "step": 15, "spans": [480]}]'
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as connection, connection:
        connection.execute("INSERT INTO contracts VALUES ('c', 0, 1, 0, 1, 5, 660, NULL, NULL, ?, 1)", (sparse,))
    with sqlite_database.read() as unit:
        assert unit.contracts.get("c").shifts == (CONTRACT.shifts[1],)
