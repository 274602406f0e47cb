"""What every repository does: run statements in the unit's transaction, and count what they changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar, cast

from sqlalchemy import CursorResult, Executable, Table, insert
from sqlalchemy.orm import Session

from wfm.database.tables import Base

T = TypeVar("T")

CHUNK = 500
"""Ids in one IN clause: SQLite before 3.32 takes 999 parameters."""


class Repository:
    """Base of all repositories: the session of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def _change(self, statement: Executable) -> int:
        """Run an UPDATE or DELETE and return the number of rows it changed."""
        result = self._session.execute(statement, execution_options={"synchronize_session": False})
        return cast("CursorResult[Any]", result).rowcount

    def _insert(self, table: type[Base], values: dict[str, Any]) -> int:
        """Insert one row with an integer key and return the key."""
        result = self._session.execute(insert(table_of(table)).values(**values))
        key: Any = cast("CursorResult[Any]", result).inserted_primary_key
        return int(key[0])

    def _insert_many(self, table: type[Base], rows: Sequence[dict[str, Any]]) -> None:
        """Insert rows in bulk."""
        if rows:
            self._session.execute(insert(table_of(table)), list(rows))


def table_of(row: type[Base]) -> Table:
    """The table behind a declarative class; its rows come fresh, past the session's cache of objects."""
    table = row.__table__
    assert isinstance(table, Table)
    return table


def chunks(items: Iterable[T]) -> list[list[T]]:
    """The items in lists short enough for one IN clause."""
    whole = list(items)
    return [whole[i : i + CHUNK] for i in range(0, len(whole), CHUNK)]
