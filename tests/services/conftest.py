"""Fixtures of the services' tests."""

from __future__ import annotations

import pytest

from wfm.database.engine import Database


@pytest.fixture
def db(database: Database) -> Database:
    """A fresh database of each kind: what services decide rests on it."""
    return database
