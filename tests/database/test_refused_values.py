"""Values that no database can keep: refused in one sentence about the value, and never a fault of the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from wfm.database.engine import Database
from wfm.database.unit_of_work import UnitOfWork
from wfm.domain.errors import InputError, NotFoundError

ASKED: dict[str, Callable[[UnitOfWork], object]] = {
    "an id beyond 64 bits": lambda uow: uow.schedules.record(2**63),
    "an id below them": lambda uow: uow.schedules.record(-(2**63) - 1),
    "a list of ids": lambda uow: uow.time_off.many([2**70]),
    "half a character": lambda uow: uow.reps.get("a\ud800"),
    "a moment without a zone": lambda uow: uow.time_off.list(start=datetime(2026, 6, 1)),
}


@pytest.mark.parametrize("asked", ASKED)
def test_a_value_that_cannot_be_kept_is_told(database: Database, asked: str) -> None:
    """The sentence is about the value: nobody is told that the database is away."""
    with pytest.raises(InputError, match="a value cannot be kept in the database: ") as caught, database.read() as uow:
        ASKED[asked](uow)
    assert "\n" not in str(caught.value)


def test_a_value_that_cannot_be_kept_undoes_the_unit(database: Database) -> None:
    """What was written before it is not stored, and the next unit finds a connection that works."""

    def write() -> None:
        with database.write() as uow:
            uow.audit.add("ann", "did", "thing", 1)
            uow.schedules.record(2**63)

    with pytest.raises(InputError):
        write()
    with database.read() as uow:
        assert uow.audit.list() == ()


@pytest.mark.postgres
def test_what_only_postgresql_cannot_keep(postgres_database: Database) -> None:
    """A NUL in a text, and a number of 33 bits."""
    for ask in (lambda uow: uow.reps.get("a\0"), lambda uow: uow.schedules.record(2**32)):
        with pytest.raises(InputError, match="a value cannot be kept"), postgres_database.read() as uow:
            ask(uow)


def test_sqlite_finds_nothing_of_such_a_name(sqlite_database: Database) -> None:
    """It compares any text and any number of 64 bits."""
    for ask in (lambda uow: uow.reps.get("a\0"), lambda uow: uow.schedules.record(2**32)):
        with pytest.raises(NotFoundError), sqlite_database.read() as uow:
            ask(uow)
