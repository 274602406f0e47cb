"""What was removed is made to be gone from the files too: a database only marks its place as free."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from typing import Any

from sqlalchemy import create_engine, make_url, text

from wfm.database.address import shown, sqlite_path
from wfm.database.engine import Database
from wfm.database.faults import told
from wfm.database.locks import LOCK_SECONDS
from wfm.database.tables import Base
from wfm.domain.errors import ConflictError, StorageError


def scrub(db: Database, tables: Iterable[str] = ()) -> None:
    """Rewrite the files without what was removed, of PostgreSQL those of the given tables, all by default.

    SQLite: the whole file is written anew and its log emptied. PostgreSQL: tables, indexes and statistics are; its
    write-ahead log and copies made earlier are the operator's. ConflictError when others use the database too long;
    StorageError where the role may not rewrite tables.
    """
    url = make_url(db.url)
    path = sqlite_path(url)
    with told(url):
        if path is None:
            _scrub_server(db.url, sorted(set(tables) or Base.metadata.tables))
            return
        with closing(sqlite3.connect(path, timeout=LOCK_SECONDS, isolation_level=None)) as connection:
            connection.execute("PRAGMA secure_delete=ON")
            connection.execute("VACUUM")
            if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat4'").fetchone():
                connection.execute("ANALYZE")  # its samples are values of rows
            busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if busy:
        raise ConflictError(f"{shown(url)} is read by others, so that its log cannot be emptied")


def _scrub_server(url: str, tables: list[str]) -> None:
    """Each table on its own, so that none is kept from others for long; it cannot be done within a transaction.

    PostgreSQL only warns of a table that another role owns, and passes it by: StorageError, once all others are done.
    """
    engine = create_engine(make_url(url), isolation_level="AUTOCOMMIT")
    passed_by: list[str] = []

    def heard(notice: Any) -> None:
        if notice.severity_nonlocalized == "WARNING":
            passed_by.append(str(notice.message_primary))

    try:
        with engine.connect() as connection:
            driver: Any = connection.connection.dbapi_connection
            driver.add_notice_handler(heard)
            connection.execute(text("SELECT set_config('lock_timeout', :wait, false)"), {"wait": f"{LOCK_SECONDS}s"})
            quote = engine.dialect.identifier_preparer.quote
            for table in (*tables, "pg_statistic"):  # what the planner remembers are values of rows too
                connection.exec_driver_sql(f"VACUUM (FULL, ANALYZE) {quote(table)}")
    finally:
        engine.dispose()
    if passed_by:
        more = f" and {len(passed_by) - 1} more" if len(passed_by) > 1 else ""
        raise StorageError(
            f"{shown(make_url(url))} does not let this role rewrite its files ({passed_by[0]}{more}); the role that owns "
            "the database must"
        )
