"""What database drivers raise, told in one sentence of the error tree."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    SQLAlchemyError,
    StatementError,
    TimeoutError as PoolTimeoutError,
)

from wfm.database.address import shown
from wfm.domain.errors import ConflictError, InputError, StorageError

_LOST_RACES = ("40001", "40P01")
"""SQLSTATE of a serialisation failure and of a deadlock."""

_LOCK_TIMEOUT = "55P03"
"""SQLSTATE of a lock that did not come free in time."""

_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
"""What SQLite answers when another writer does not end in time."""


@contextmanager
def told(url: URL) -> Iterator[None]:
    """Turn what the database driver raises into one sentence of the error tree."""
    try:
        yield
    except IntegrityError as error:
        raise ConflictError(f"the change contradicts what is stored: {first_line(error.orig)}") from error
    except PoolTimeoutError as error:
        raise _busy() from error
    except (SQLAlchemyError, OSError, sqlite3.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        if isinstance(error, StatementError) and _of_a_value(error):
            raise InputError(f"a value cannot be kept in the database: {first_line(error.orig)}") from error
        if _waited_out(cause):
            raise _busy() from error
        if getattr(cause, "sqlstate", None) in _LOST_RACES:
            raise ConflictError("someone else changed the same data at the same moment; try again") from error
        raise StorageError(f"cannot use the database {shown(url)}: {first_line(cause)}") from error


def value_refused(context: ExceptionContext) -> None:
    """Have what a driver raises bare for a value (a number or a text it cannot write) be an error about data."""
    original = context.original_exception
    if isinstance(original, (OverflowError, UnicodeError)):
        raise DataError(context.statement, None, original, hide_parameters=True) from original


def _of_a_value(error: StatementError) -> bool:
    """Whether what was asked is at fault, and not the database: a number too large, a NUL, a time without a zone."""
    return isinstance(error, DataError) or isinstance(error.orig, ValueError)


def _waited_out(error: BaseException | None) -> bool:
    if isinstance(error, sqlite3.OperationalError):
        return (getattr(error, "sqlite_errorcode", 0) & 0xFF) in _BUSY
    return getattr(error, "sqlstate", None) == _LOCK_TIMEOUT


def _busy() -> ConflictError:
    return ConflictError("someone else's change is taking long; nothing of yours was stored, so try again in a minute")


def first_line(error: BaseException | None) -> str:
    """The first line of what a driver says; its other lines may hold the values of a row."""
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
