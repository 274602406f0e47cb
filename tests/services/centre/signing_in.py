"""An admin and a planner who sign in, for tests of accounts and of sessions."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from argon2 import PasswordHasher

from wfm.database.engine import Database
from wfm.domain.accounts import OPERATOR, Principal, Role
from wfm.domain.errors import AccessError
from wfm.services.centre import accounts

NOW = datetime(2025, 6, 2, 9, tzinfo=UTC)
PASSWORD = "correct horse battery"
PLANNER = Principal("pat", Role.PLANNER)

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Real argon2id with the least work, so that a hundred sign-ins take no time."""


def add_people(database: Database) -> Database:
    """The database with an admin and a planner."""
    accounts.create_user(database, OPERATOR, "root", PASSWORD, Role.ADMIN)
    accounts.create_user(database, OPERATOR, "Pat", PASSWORD, Role.PLANNER)
    return database


def refusal(db: Database, username: str, password: str, now: datetime = NOW) -> str:
    """The sentence a sign-in is refused with."""
    with pytest.raises(AccessError) as caught:
        accounts.sign_in(db, username, password, now)
    return str(caught.value)
