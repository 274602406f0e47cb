"""Units of work: whole or not at all, and readers see one state and change nothing."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from threading import Thread
from zoneinfo import ZoneInfo

import pytest

from wfm.database.engine import Database
from wfm.domain.accounts import Role
from wfm.domain.errors import ConflictError, StorageError
from wfm.domain.people import Rep, Site
from wfm.domain.people.contracts import Contract, ShiftTemplate
from wfm.domain.planning.contacts import Channel, Queue


def voice(id: str = "voice-en") -> Queue:
    """A queue."""
    return Queue(id, Channel.VOICE, "en", "America/New_York")


def test_an_exception_undoes_the_whole_unit(database: Database) -> None:
    """What was written before the exception is gone."""

    def fail() -> None:
        with database.write() as unit:
            unit.queues.put(voice())
            unit.audit.add("ann", "set", "queue", "voice-en")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.read() as unit:
        assert unit.queues.ids() == ()
        assert unit.audit.list() == ()


def test_a_reader_cannot_write(database: Database) -> None:
    """A write in a read unit is an error, not a silent loss."""
    with pytest.raises(StorageError), database.read() as unit:
        unit.queues.put(voice())
    with database.write() as unit:  # the same connection can write again
        unit.queues.put(voice())


def test_a_reader_sees_one_state(database: Database) -> None:
    """A reader that has begun does not see what is committed meanwhile."""
    with database.read() as unit:
        assert unit.queues.ids() == ()
        writer = Thread(target=lambda: _put(database))
        writer.start()
        writer.join()
        assert unit.queues.ids() == ()
    with database.read() as unit:
        assert unit.queues.ids() == ("voice-en",)


def _put(database: Database) -> None:
    with database.write() as unit:
        unit.queues.put(voice())


def test_references_are_enforced(database: Database) -> None:
    """A rep of a contract that does not exist is refused by the database itself."""
    with pytest.raises(ConflictError), database.write() as unit:
        unit.reps.put(Rep("r1", "Ann", "nosuch", {}, site="hq"))
    with database.read() as unit:
        assert unit.reps.all() == ()


def test_instants_come_back_in_utc(database: Database) -> None:
    """Whatever zone an instant is written in, it is read in UTC."""
    local = datetime(2025, 7, 1, 9, 30, tzinfo=ZoneInfo("America/New_York"))
    with database.write() as unit:
        user = unit.users.add("ann", "x", Role.PLANNER)
        unit.attempts.count("key", local, local, user)
    with database.read() as unit:
        attempt = unit.attempts.get("key")
    assert attempt is not None
    found = attempt.until
    assert found == local
    assert found.tzinfo is UTC


def test_infinity_survives_and_a_stale_put_is_refused(database: Database) -> None:
    """Infinite patience is kept, and of two changes made from one reading the second is refused."""
    patient = Queue("q", Channel.VOICE, "en", "UTC", patience_seconds=math.inf)
    with database.write() as unit:
        unit.queues.put(patient)
        assert unit.queues.get("q") == patient
        version = unit.queues.version("q")
        unit.queues.put(patient, version)
        with pytest.raises(ConflictError, match="has changed since it was read"):
            unit.queues.put(patient, version)
        assert unit.queues.version("q") == version + 1


def test_a_thing_in_use_cannot_be_removed(database: Database) -> None:
    """A site that a rep works at stays; an unused one goes."""
    with database.write() as unit:
        unit.sites.put_many([Site("a", "A", 1, "UTC"), Site("b", "B", 1, "UTC")])
        unit.contracts.put(Contract("c", (0, 60), (0, 1), 1, 0, (ShiftTemplate("t", 0, 0, 1, (60,)),)))
        unit.reps.put(Rep("r", "R", "c", {}, site="a"))
    with pytest.raises(ConflictError), database.write() as unit:
        unit.sites.remove("a")
    with database.write() as unit:
        unit.sites.remove("b")
        assert unit.sites.ids() == ("a",)
