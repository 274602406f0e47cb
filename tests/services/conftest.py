"""Fixtures of the services' tests."""

from __future__ import annotations

import pytest

from wfm.database.engine import Database


@pytest.fixture
def db(sqlite_database: Database) -> Database:
    """A fresh database, where its kind does not matter."""
    return sqlite_database
