"""Who is here and on which database: the one place that reads the session cookie."""

from __future__ import annotations

from functools import lru_cache

from wfm.database import Database, open_database
from wfm.domain.accounts import Principal
from wfm.machine import Settings
from wfm.services import centre

COOKIE = "wfm_session"
"""Holds an unguessable token; only its hash is stored, and scripts in the browser cannot read it."""


@lru_cache(maxsize=4)
def _opened(url: str) -> Database:
    return open_database(url)


def database() -> Database:
    """The database this process serves, opened once; StorageError when it cannot be."""
    return _opened(Settings.read().database_url)


def principal(token: str | None) -> Principal | None:
    """The signed-in user of a session token, or None when there is none or it has expired."""
    return centre.principal_of(database(), token) if token else None
