"""Many units of work at the same moment, for tests in which exactly one may win."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from wfm.database import UnitOfWork
from wfm.database.engine import Database
from wfm.domain.errors import ConflictError


def race(database: Database, runners: int, act: Callable[[UnitOfWork, int], object]) -> Counter[str]:
    """Run `act` in many threads at once, each in its own unit of work; how each of them ended."""
    barrier = Barrier(runners)

    def run(number: int) -> str:
        barrier.wait()
        try:
            with database.write() as unit:
                act(unit, number)
        except ConflictError:
            return "refused"
        return "won"

    with ThreadPoolExecutor(runners) as pool:
        return Counter(pool.map(run, range(runners)))
