"""While the app runs: what the centre keeps no longer is removed, whether the database is there at first or not."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import streamlit as st

from tests.loops import run_apart
from wfm.database.engine import Database
from wfm.domain.accounts import OPERATOR, Role
from wfm.services.centre.accounts import create_user
from wfm.services.personal import set_retention
from wfm.ui.frame import SCRIPT, lifespan


def _old_session(db: Database) -> None:
    id = create_user(db, OPERATOR, "ada", "a long password", Role.ADMIN)
    with db.write() as uow:
        uow.sessions.add("hash", id, datetime.now(UTC) - timedelta(days=40))
    set_retention(db, OPERATOR, "sessions", 30)


def _sessions(db: Database) -> int:
    with db.read() as uow:
        return uow.retention.count("sessions", datetime.now(UTC))


async def _run_until(done: float, gone: Database) -> None:
    async with lifespan(st.App(SCRIPT)):
        while _sessions(gone) and time.monotonic() < done:
            await asyncio.sleep(0.05)


def test_a_running_app_removes_what_is_old(
    sqlite_database: Database, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An ended session that is kept for thirty days is gone after forty."""
    monkeypatch.setenv("WFM_DATABASE_URL", sqlite_url)
    _old_session(sqlite_database)
    assert _sessions(sqlite_database) == 1
    run_apart(_run_until(time.monotonic() + 20, sqlite_database))
    assert _sessions(sqlite_database) == 0


def test_without_a_database_the_app_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It begins and ends in order; the log tells why nothing was removed."""
    monkeypatch.setenv("WFM_DATABASE_URL", f"sqlite:///{tmp_path / 'none.db'}")

    async def begin_and_end() -> None:
        async with lifespan(st.App(SCRIPT)):
            await asyncio.sleep(0.2)

    run_apart(begin_and_end())
