"""The door to the database: open it, bring its schema up to date, and run units of work in transactions.

SQLite is the embedded default (write-ahead log, foreign keys on, writers take their lock at once and wait for
it); PostgreSQL is the first of the servers, and its writers are kept apart by `wfm.database.locks`. What cannot be
opened is told in one sentence and left as it is.
"""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DisconnectionError, NoSuchModuleError
from sqlalchemy.orm import Session

from wfm.database.address import make_file, parsed, shown, sqlite_path
from wfm.database.faults import first_line, told, value_refused
from wfm.database.locks import LOCK_SECONDS, POOL_SECONDS, Locks
from wfm.database.migrations import LATEST, REVISIONS
from wfm.database.unit_of_work import UnitOfWork
from wfm.domain.errors import ConflictError, StorageError
from wfm.machine import private_file

MOST_CONNECTIONS = 20
"""Connections that one process opens at most; PostgreSQL allows 100 in all unless it is told otherwise."""

IDLE_SECONDS = 300
"""How long PostgreSQL lets a unit of work stand still before it ends it, and frees what it holds."""


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
        return shown(self._engine.url)

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        """A unit of work that sees one state of the database from start to end and can change nothing."""
        with told(self._engine.url), Session(self._reader, autoflush=False) as session:
            yield UnitOfWork(session)

    @contextmanager
    def write(self, *, beside: bool = False) -> Iterator[UnitOfWork]:
        """A unit of work that is kept whole when the block ends, and undone whole when it raises.

        It is alone: what it reads stays true until it ends. With `beside` it runs together with others of its
        kind, and holds by name what it decides on (`UnitOfWork.hold`). ConflictError when others take too long.
        """
        with told(self._engine.url), Session(self._writer, autoflush=False) as session, session.begin():
            yield UnitOfWork(session, Locks(session.connection(), beside))

    def check(self) -> None:
        """StorageError unless the database answers at this moment and is of this version."""
        with told(self._engine.url), self._reader.connect() as connection:
            _must_be_latest(self._engine.url, _revision(connection))

    def close(self) -> None:
        """Give back every connection that is not in use."""
        self._engine.dispose()


def initialise(url: str, *, upgrades: bool = True) -> Database:
    """Open a database, creating it where it does not exist, and bring its schema up to date.

    Without `upgrades`, ConflictError for one of an older version, which stays as it is.
    """
    from wfm.database.migrations.steps import upgrade  # loads Alembic, which no other command needs

    engine = _engine(url)
    with _closed_on_failure(engine), told(engine.url):
        if (path := sqlite_path(engine.url)) is not None:
            make_file(path)
        with engine.execution_options(wfm_writes=True).begin() as connection:
            Locks(connection, beside=False)  # two may initialise at once
            found = _revision(connection)
            if found is None and inspect(connection).get_table_names():
                raise StorageError(
                    f"{shown(engine.url)} holds tables of another program; give wfm a database of its own"
                )
            if found is not None and found not in REVISIONS:
                raise StorageError(_newer(engine.url, found))
            if found not in (None, LATEST) and not upgrades:
                raise ConflictError(f"{shown(engine.url)} is not empty: it is in use by an older version ({found})")
            upgrade(connection)
    return Database(engine)


def open_database(url: str) -> Database:
    """Open an existing database of this version; StorageError in one sentence when that is not possible."""
    engine = _engine(url)
    path = sqlite_path(engine.url)
    if path is not None and not path.exists():
        raise StorageError(f"there is no database at {path}; run `wfm init` to create it")
    with _closed_on_failure(engine):
        database = Database(engine)
        database.check()
        if path is not None:
            private_file(path)
    return database


def _must_be_latest(url: URL, found: str | None) -> None:
    if found is None:
        raise StorageError(f"{shown(url)} holds no wfm database; run `wfm init` to create it")
    if found not in REVISIONS:
        raise StorageError(_newer(url, found))
    if found != LATEST:
        raise StorageError(f"{shown(url)} is of an older version ({found}); run `wfm init` to upgrade it")


def _newer(url: URL, revision: str) -> str:
    return f"{shown(url)} was made by a newer version of wfm ({revision}); update wfm first"


@contextmanager
def _closed_on_failure(engine: Engine) -> Iterator[None]:
    """Leave no connection open to a database that could not be used."""
    try:
        yield
    except BaseException:
        engine.dispose()
        raise


def _engine(url: str) -> Engine:
    address = parsed(url)
    sqlite = address.get_backend_name() == "sqlite"
    server = {"connect_timeout": 10, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
    try:
        engine = create_engine(
            address,
            connect_args={"timeout": LOCK_SECONDS, "check_same_thread": False} if sqlite else server,
            pool_size=5,
            max_overflow=MOST_CONNECTIONS - 5,
            pool_timeout=POOL_SECONDS,
            pool_pre_ping=not sqlite,
            hide_parameters=True,
        )
    except (NoSuchModuleError, ImportError) as error:
        raise StorageError(f"no driver for {shown(address)} can be loaded: {first_line(error)}") from error
    event.listen(engine, "handle_error", value_refused)
    if sqlite:
        path = Path(str(address.database))
        event.listen(engine, "do_connect", _sqlite_open)
        event.listen(engine, "connect", _sqlite_connect)
        event.listen(engine, "connect", lambda _connection, record: record.info.update(file=_file_of(path)))
        event.listen(engine, "checkout", lambda _connection, record, _proxy: _same_file(path, record.info["file"]))
        event.listen(engine, "begin", _sqlite_begin)
    elif address.get_backend_name() == "postgresql":
        event.listen(engine, "connect", _postgres_connect)
    return engine


def _sqlite_open(_dialect: Any, _record: Any, args: list[Any], options: dict[str, Any]) -> Any:
    """Open a file that exists: what was removed while the program runs must not come back empty."""
    return sqlite3.connect(f"{Path(args[0]).absolute().as_uri()}?mode=rw", uri=True, **options)


def _file_of(path: Path) -> tuple[int, int]:
    """Which file a path leads to, whatever it is called."""
    found = path.stat()
    return found.st_dev, found.st_ino


def _same_file(path: Path, opened: tuple[int, int]) -> None:
    """Have the pool connect anew where the file was replaced: SQLite would go on writing to the one that is gone."""
    try:
        same = _file_of(path) == opened
    except FileNotFoundError:
        same = False
    if not same:
        raise DisconnectionError(f"{path} is no longer the file that was opened")


def _postgres_connect(connection: Any, _record: Any) -> None:
    """A process that hangs in the middle of a unit of work must not keep its locks for ever."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET idle_in_transaction_session_timeout = '{IDLE_SECONDS}s'")
    connection.commit()


def _sqlite_connect(connection: Any, _record: Any) -> None:
    """Leave BEGIN to `_sqlite_begin`; the log lets readers go on while one writes, and what is removed is overwritten."""
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA secure_delete=ON")


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
