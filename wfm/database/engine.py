"""The door to the database: open it, bring its schema up to date, and run units of work in transactions.

SQLite is the embedded default (write-ahead log, foreign keys on, writers take their lock at once and wait for
it); PostgreSQL is the first of the servers. What cannot be opened is told in one sentence and left as it is.
"""

from __future__ import annotations

import os
import sqlite3
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.orm import Session

from wfm.database.migrations import LATEST, REVISIONS
from wfm.database.unit_of_work import UnitOfWork
from wfm.domain.errors import ConflictError, StorageError

WAIT_SECONDS = 30
"""How long a unit of work waits for another's lock, or for a free connection, before it gives up."""

_LOST_RACES = ("40001", "40P01")
"""SQLSTATE of a serialisation failure and of a deadlock."""


class Database:
    """One database, shared by all threads of a process; each unit of work has a connection of its own.

    One that nobody holds any more gives back its connections by itself.
    """

    def __init__(self, engine: Engine) -> None:
        weakref.finalize(self, engine.dispose)
        self.url = engine.url.render_as_string(hide_password=False)
        self._engine = engine
        snapshot = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        self._reader = engine.execution_options(
            wfm_writes=False, **(snapshot if engine.dialect.name == "postgresql" else {})
        )
        self._writer = engine.execution_options(wfm_writes=True)

    def __repr__(self) -> str:
        return f"Database({self._engine.url.render_as_string()!r})"

    def __str__(self) -> str:
        return _shown(self._engine.url)

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        """A unit of work that sees one state of the database from start to end and can change nothing."""
        with told(self._engine.url), Session(self._reader, autoflush=False) as session:
            yield UnitOfWork(session)

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        """A unit of work that is kept whole when the block ends, and undone whole when it raises."""
        with told(self._engine.url), Session(self._writer, autoflush=False) as session, session.begin():
            yield UnitOfWork(session)

    def close(self) -> None:
        """Give back every connection that is not in use."""
        self._engine.dispose()


def initialise(url: str) -> Database:
    """Open a database, creating it where it does not exist, and bring its schema up to date."""
    from wfm.database.migrations.steps import upgrade  # loads Alembic, which no other command needs

    engine = _engine(url)
    with _closed_on_failure(engine), told(engine.url):
        if (path := _sqlite_path(engine.url)) is not None:
            _make_file(path)
        with engine.execution_options(wfm_writes=True).begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(8270119)"))  # two may initialise at once
            found = _revision(connection)
            if found is None and inspect(connection).get_table_names():
                raise StorageError(
                    f"{_shown(engine.url)} holds tables of another program; give wfm a database of its own"
                )
            if found is not None and found not in REVISIONS:
                raise StorageError(_newer(engine.url, found))
            upgrade(connection)
    return Database(engine)


def open_database(url: str) -> Database:
    """Open an existing database of this version; StorageError in one sentence when that is not possible."""
    engine = _engine(url)
    path = _sqlite_path(engine.url)
    if path is not None and not path.exists():
        raise StorageError(f"there is no database at {path}; run `wfm init` to create it")
    with _closed_on_failure(engine), told(engine.url):
        with engine.execution_options(wfm_writes=False).connect() as connection:
            found = _revision(connection)
        if found is None:
            raise StorageError(f"{_shown(engine.url)} holds no wfm database; run `wfm init` to create it")
        if found not in REVISIONS:
            raise StorageError(_newer(engine.url, found))
        if found != LATEST:
            raise StorageError(f"{_shown(engine.url)} is of an older version ({found}); run `wfm init` to upgrade it")
    return Database(engine)


def _newer(url: URL, revision: str) -> str:
    return f"{_shown(url)} was made by a newer version of wfm ({revision}); update wfm first"


@contextmanager
def _closed_on_failure(engine: Engine) -> Iterator[None]:
    """Leave no connection open to a database that could not be used."""
    try:
        yield
    except BaseException:
        engine.dispose()
        raise


@contextmanager
def told(url: URL) -> Iterator[None]:
    """Turn what the database driver raises into one sentence of the error tree."""
    try:
        yield
    except IntegrityError as error:
        raise ConflictError(f"the change contradicts what is stored: {_first_line(error.orig)}") from error
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) in _LOST_RACES:
            raise ConflictError("someone else changed the same data at the same moment; try again") from error
        raise StorageError(f"cannot use the database {_shown(url)}: {_first_line(error.orig)}") from error
    except (SQLAlchemyError, OSError, sqlite3.Error) as error:
        raise StorageError(f"cannot use the database {_shown(url)}: {_first_line(error)}") from error


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StorageError(f"WFM_DATABASE_URL must be a database URL such as sqlite:///wfm.db, got {url!r}") from error
    if parsed.drivername in ("postgres", "postgresql"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    sqlite = parsed.get_backend_name() == "sqlite"
    if sqlite and _sqlite_path(parsed) is None:
        raise StorageError("an in-memory database is lost when the command ends; name a file, as in sqlite:///wfm.db")
    connect: dict[str, Any] = {"timeout": WAIT_SECONDS, "check_same_thread": False} if sqlite else {}
    if parsed.get_backend_name() == "postgresql":
        connect = {"connect_timeout": 10}
    try:
        engine = create_engine(
            parsed,
            connect_args=connect,
            pool_size=5,
            max_overflow=45,
            pool_timeout=WAIT_SECONDS,
            pool_pre_ping=not sqlite,
        )
    except (NoSuchModuleError, ImportError) as error:
        raise StorageError(f"no driver for {_shown(parsed)} can be loaded: {_first_line(error)}") from error
    if sqlite:
        event.listen(engine, "connect", _sqlite_connect)
        event.listen(engine, "begin", _sqlite_begin)
    return engine


def _sqlite_connect(connection: Any, _record: Any) -> None:
    """Leave BEGIN to `_sqlite_begin`; the log lets readers go on while one writes."""
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA journal_mode=WAL")


def _sqlite_begin(connection: Connection) -> None:
    """Writers take the lock before they read, so that what they read stays true; readers cannot write."""
    writes = connection.get_execution_options().get("wfm_writes", True)
    connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _revision(connection: Connection) -> str | None:
    """The schema revision of the database, None when it holds none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return None if found is None else str(found)


def _sqlite_path(url: URL) -> Path | None:
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return None
    return Path(str(url.database))


def _make_file(path: Path) -> None:
    """An empty file that only its owner may read: it will hold personal data."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))


def _shown(url: URL) -> str:
    """The database as told to people: never with its password."""
    path = _sqlite_path(url)
    return str(path) if path is not None else url.render_as_string(hide_password=True)


def _first_line(error: BaseException | None) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
