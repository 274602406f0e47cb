"""Whether the database answers now, asked at most once a second however many want to know."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

from wfm.domain.errors import WfmError
from wfm.ui.base import database, unreachable

KEPT_SECONDS = 1.0
"""How long an answer is good."""

MOST_SECONDS = 5.0
"""How long the database may take; one that takes longer does not answer."""


class Readiness:
    """The answer at hand, and the one question under way."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="ready")
        self._asked: asyncio.Future[bool] | None = None
        self._answer, self._until = False, 0.0

    async def answers(self) -> bool:
        """Whether the database can be used at this moment."""
        if self._asked is None:
            if time.monotonic() < self._until:
                return self._answer
            self._asked = asyncio.get_running_loop().run_in_executor(self._pool, _ask)
            self._asked.add_done_callback(self._keep)
        try:
            return await asyncio.wait_for(asyncio.shield(self._asked), MOST_SECONDS)
        except TimeoutError:
            return False

    def _keep(self, asked: asyncio.Future[bool]) -> None:
        self._asked = None
        self._answer, self._until = asked.result(), time.monotonic() + KEPT_SECONDS


def _ask() -> bool:
    try:
        database().check()
    except WfmError as error:
        unreachable(error)
        return False
    return True
