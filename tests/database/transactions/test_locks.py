"""Writers: alone or beside others by name, never waiting for ever; and a database that goes and comes back."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import text

from wfm.database import locks
from wfm.database.engine import Database, open_database
from wfm.database.locks import LOCK_SECONDS, POOL_SECONDS, Subject
from wfm.domain.errors import ConflictError, StorageError

SHORT = 1
"""Seconds that stand for the long wait in these tests."""


def _inside(db: Database, beside: bool, subjects: tuple[Subject, ...], then: Callable[[], None]) -> None:
    """Call something while a unit of work of another thread is open."""
    begun, over = Event(), Event()

    def other() -> None:
        with db.write(beside=beside) as unit:
            unit.hold(*subjects)
            begun.set()
            assert over.wait(30)

    thread = Thread(target=other)
    thread.start()
    assert begun.wait(10)
    try:
        then()
    finally:
        over.set()
        thread.join()


def _write(db: Database, beside: bool = False, *subjects: Subject) -> None:
    with db.write(beside=beside) as unit:
        unit.hold(*subjects)
        unit.audit.add("ann", "did", "thing", 1)


def _written(db: Database) -> int:
    with db.read() as unit:
        return len(unit.audit.list())


def test_all_waiting_ends_within_thirty_seconds() -> None:
    """For a connection and then for the writers before."""
    assert POOL_SECONDS + LOCK_SECONDS <= 30


@pytest.mark.postgres
def test_a_writer_who_waits_too_long_is_told(postgres_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence after the time, nothing stored, and the next try goes through."""
    monkeypatch.setattr(locks, "LOCK_SECONDS", SHORT)

    def refused() -> None:
        begun = time.monotonic()
        with pytest.raises(ConflictError, match="taking long; nothing of yours was stored"):
            _write(postgres_database)
        assert SHORT * 0.9 <= time.monotonic() - begun < SHORT + 5

    _inside(postgres_database, False, (), refused)
    assert _written(postgres_database) == 0
    _write(postgres_database)
    assert _written(postgres_database) == 1


def test_an_embedded_writer_who_waits_too_long_is_told(sqlite_url: str, sqlite_database: Database) -> None:
    """The same sentence from SQLite."""
    second = open_database(sqlite_url)
    with second._engine.connect() as connection:  # its one connection so far, which the pool hands out again
        connection.execute(text("PRAGMA busy_timeout=100"))

    def refused() -> None:
        with pytest.raises(ConflictError, match="taking long; nothing of yours was stored"):
            _write(second)

    _inside(sqlite_database, False, (), refused)
    _write(second)
    assert _written(sqlite_database) == 1
    second.close()


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("first", "second", "waits"),
    [
        ((False, ()), (True, (("rep", "ana"),)), True),
        ((True, (("rep", "ana"),)), (False, ()), True),
        ((True, (("rep", "ana"), ("rep", "bo"))), (True, (("rep", "bo"), ("site", "hq"))), True),
        ((True, (("rep", "ana"),)), (True, (("rep", "bo"),)), False),
        ((True, (("rep", "1"),)), (True, (("shift", "1"),)), False),
    ],
)
def test_who_waits_for_whom(
    postgres_database: Database,
    monkeypatch: pytest.MonkeyPatch,
    first: tuple[bool, tuple[Subject, ...]],
    second: tuple[bool, tuple[Subject, ...]],
    waits: bool,
) -> None:
    """One who is alone waits for everybody; those beside each other wait where they hold the same."""
    monkeypatch.setattr(locks, "LOCK_SECONDS", SHORT)

    def tries() -> None:
        if waits:
            with pytest.raises(ConflictError, match="taking long"):
                _write(postgres_database, second[0], *second[1])
        else:
            _write(postgres_database, second[0], *second[1])

    _inside(postgres_database, *first, tries)
    assert _written(postgres_database) == (0 if waits else 1)


def test_all_is_held_at_once(database: Database) -> None:
    """A second hold could wait for one who waits for the first."""
    with database.write(beside=True) as unit:
        unit.hold(("rep", "ana"))
        with pytest.raises(RuntimeError, match="all it needs at once"):
            unit.hold(("rep", "bo"))


def test_an_embedded_database_that_goes_and_comes_back(sqlite_url: str, sqlite_database: Database) -> None:
    """While the file is gone every use is one sentence; put back, or restored, it is used without a restart."""
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    _write(sqlite_database)
    away = path.with_suffix(".away")
    path.rename(away)
    for use in (_write, _written, Database.check):
        with pytest.raises(StorageError, match="cannot use the database"):
            use(sqlite_database)
    assert not path.exists()
    away.rename(path)
    sqlite_database.check()
    _write(sqlite_database)
    assert _written(sqlite_database) == 2


def test_an_embedded_database_that_turns_to_rubbish(sqlite_url: str, sqlite_database: Database) -> None:
    """Overwritten by something else, it is told, whether anything was read before or not."""
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    _write(sqlite_database)
    for name in (path, *path.parent.glob(f"{path.name}-*")):
        if name.exists():
            name.unlink()
    path.write_bytes(b"rubbish" * 5000)
    with pytest.raises(StorageError, match="not a database"):
        sqlite_database.check()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_embedded_database(sqlite_url: str, sqlite_database: Database) -> None:
    """What cannot be written can be read, and a change is refused in one sentence."""
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    path.chmod(0o400)
    with pytest.raises(StorageError, match="readonly"):
        _write(sqlite_database)
    path.chmod(0o600)
    _write(sqlite_database)


def test_a_full_disk(sqlite_database: Database) -> None:
    """A change that does not fit is undone and told; once there is room again, the next one is kept."""

    def limit(pages: int) -> None:
        # the limit is each connection's own; the pool hands out the same one again
        with sqlite_database._engine.connect() as connection:
            connection.execute(text(f"PRAGMA max_page_count={pages}"))

    with sqlite_database._engine.connect() as connection:
        pages = int(connection.execute(text("PRAGMA page_count")).scalar_one())
    limit(pages)
    with pytest.raises(StorageError, match="full"), sqlite_database.write() as unit:
        unit.audit.add("ann", "did", "thing", 1, {"much": "x" * 1_000_000})
    assert _written(sqlite_database) == 0
    limit(10**6)
    _write(sqlite_database)
    assert _written(sqlite_database) == 1


@pytest.mark.postgres
def test_a_server_that_ends_connections(postgres_database: Database, postgres_server: str) -> None:
    """A unit of work whose connection is lost is one sentence; the next one connects anew."""
    import psycopg

    name = str(postgres_database._engine.url.database)
    kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"

    def cut_off() -> None:
        with postgres_database.write() as unit:
            unit.audit.add("ann", "did", "thing", 2)
            with psycopg.connect(postgres_server, autocommit=True) as server:
                server.execute(kill, (name,))
            unit.audit.add("ann", "did", "thing", 3)

    _write(postgres_database)
    with pytest.raises(StorageError, match="terminating connection"):
        cut_off()
    _write(postgres_database)
    assert _written(postgres_database) == 2
