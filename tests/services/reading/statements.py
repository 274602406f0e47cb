"""What a call asks of the database, statement by statement."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from wfm.database.engine import Database

AROUND = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SAVEPOINT", "RELEASE")
"""What opens and ends a transaction: it is not of the call."""


@contextmanager
def statements(db: Database | None = None) -> Iterator[list[str]]:
    """The statements that run within the block, of one database or of any; one that writes many rows counts once."""
    on = Engine if db is None else db._engine
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.lstrip().upper().startswith(AROUND):
            seen.append(statement)

    event.listen(on, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(on, "before_cursor_execute", note)
