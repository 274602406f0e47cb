"""A rewrite of the files that a database passes by is told: what was removed may still be in them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import psycopg
import pytest

from wfm.database.engine import Database, open_database
from wfm.database.scrubbing import scrub
from wfm.domain.accounts import OPERATOR
from wfm.domain.errors import ConflictError, StorageError
from wfm.domain.people import Rep, WorkMode
from wfm.domain.people.contracts import Contract, ShiftTemplate
from wfm.services.personal.erasing import erase_person

pytestmark = pytest.mark.postgres


@pytest.fixture
def weak(postgres_database: Database) -> Iterator[Database]:
    """The same database for a role that reads and writes its rows and owns nothing."""
    role = f"weak{uuid.uuid4().hex[:8]}"
    owner = postgres_database.url.replace("postgresql+psycopg:", "postgresql:")
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {role} LOGIN".encode())
        connection.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}".encode())
        connection.execute(f"GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {role}".encode())
    found = open_database(postgres_database.url.replace("//postgres:@", f"//{role}@"))
    assert role in found.url
    yield found
    found.close()
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(f"DROP OWNED BY {role}".encode())
        connection.execute(f"DROP ROLE {role}".encode())


def test_a_role_that_owns_nothing_cannot_rewrite(weak: Database, postgres_database: Database) -> None:
    """PostgreSQL itself warns and goes on as though all were done."""
    with pytest.raises(StorageError, match=r"does not let this role rewrite its files .* and 1 more"):
        scrub(weak, ["reps"])
    scrub(postgres_database, ["reps"])


def test_an_erasure_by_such_a_role_says_what_is_left(weak: Database) -> None:
    """The person is erased; that the files still hold them is not kept quiet."""
    with weak.write() as uow:
        uow.contracts.put(Contract("c", (0, 2880), (0, 6), 6, 660, (ShiftTemplate("day", 360, 1020, 60, (480,)),)))
        uow.reps.put(Rep("ana", "Ana", "c", {}, work_mode=WorkMode.REMOTE, home_workspace_approved=True))
        uow.reps.set_active("ana", False)
    with pytest.raises(
        ConflictError, match=r"ana is erased, but the files may still hold removed rows: .*the role that"
    ):
        erase_person(weak, OPERATOR, "ana")
    with weak.read() as uow:
        assert "ana" not in {rep.id for rep in uow.reps.all(active_only=False)}
