"""What goes on beside the pages while the app runs: its log, and once a day what is kept no longer is removed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import streamlit as st
from starlette.concurrency import run_in_threadpool

from wfm.domain.errors import WfmError
from wfm.machine import cause, incident, note, start_logging
from wfm.services.personal import apply_due
from wfm.ui.base import database

LOOK_SECONDS = 3600.0
"""How often the app looks whether a day has passed; of several processes one does the work."""


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """From the moment the app can answer to the moment it stops."""
    start_logging()  # here, since Streamlit and uvicorn have set up their own by now
    note("app started")
    keeping = asyncio.create_task(_keep())
    try:
        yield
    finally:
        keeping.cancel()
        with suppress(asyncio.CancelledError):
            await keeping
        note("app ended")


async def _keep() -> None:
    while True:
        await run_in_threadpool(remove_what_is_old)
        await asyncio.sleep(LOOK_SECONDS)


def remove_what_is_old() -> None:
    """Apply the centre's retention where it is due; a database that is away is tried again at the next look."""
    try:
        for removed in apply_due(database()):
            note("retention applied", kind=removed.kind.name, rows=removed.rows)
    except WfmError as error:
        note("retention not applied", logging.WARNING, cause=cause(error))
    except Exception as error:
        incident("retention failed", error)
