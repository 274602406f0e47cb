"""Calls released at the same moment, in threads of one process or in processes of their own."""

from __future__ import annotations

import multiprocessing
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from threading import Barrier
from typing import Any

from benchmarks.trust.means.databases import opened
from wfm.database import Database
from wfm.domain.errors import WfmError

Call = Callable[[Database], Any]
"""One person's act; one that goes to another process must be picklable."""

MOST = 5
"""Most calls released at once."""


@dataclass(frozen=True)
class Outcome:
    """How an act ended: `done`, `refused` with a sentence, or a `fault` with its traceback; and how long it took."""

    state: str
    text: str
    seconds: float

    @property
    def done(self) -> bool:
        """Whether the person was told that it is done."""
        return self.state == "done"


def outcome_of(call: Call, db: Database, later: float = 0.0) -> Outcome:
    """What the person is told who does it so many seconds later."""
    time.sleep(later)
    start = time.monotonic()
    try:
        state, text = "done", repr(call(db))
    except WfmError as error:
        state, text = "refused", str(error)
    except Exception:
        state, text = "fault", traceback.format_exc()
    return Outcome(state, text, time.monotonic() - start)


class Threads:
    """Releases calls in threads that share one `Database`, as the app's do."""

    name = "threads"

    def release(self, url: str, calls: Sequence[Call], later: Sequence[float]) -> list[Outcome]:
        """All calls at once, each so many seconds later; their outcomes in order."""
        db, barrier = opened(url), Barrier(len(calls))

        def run(call: Call, seconds: float) -> Outcome:
            opened_here = _warm(db)
            barrier.wait()
            return outcome_of(call, opened_here, seconds)

        with ThreadPoolExecutor(len(calls)) as pool:
            found = list(pool.map(run, calls, later))
        db.close()
        return found


def _warm(db: Database) -> Database:
    with db.read() as unit:
        unit.users.count()
    return db


class Processes:
    """Releases calls in processes that were started before, each with a `Database` of its own."""

    name = "processes"

    def __init__(self, workers: Sequence[Connection]) -> None:
        self._workers = workers

    def release(self, url: str, calls: Sequence[Call], later: Sequence[float]) -> list[Outcome]:
        """All calls at once, each so many seconds later; their outcomes in order."""
        used = self._workers[: len(calls)]
        for worker, call, seconds in zip(used, calls, later, strict=True):
            worker.send((url, call, seconds))
        for worker in used:
            worker.recv()  # it has opened the database
        moment = time.monotonic() + 0.02
        for worker in used:
            worker.send(moment)
        found: list[Outcome] = [worker.recv() for worker in used]
        return found


def _work(line: Connection) -> None:
    """A worker's life: open, say so, wait for the moment, act, tell."""
    import faulthandler

    faulthandler.enable()
    while (asked := line.recv()) is not None:
        url, call, later = asked
        db = opened(url)
        line.send("ready")
        moment = line.recv()
        while time.monotonic() < moment:
            pass  # sleeping would end at different moments
        found = outcome_of(call, db, later)
        db.close()
        line.send(found)


@contextmanager
def processes() -> Iterator[Processes]:
    """Workers for as long as the block runs."""
    context = multiprocessing.get_context("spawn")
    pairs = [context.Pipe() for _ in range(MOST)]
    started = [context.Process(target=_work, args=(there,), daemon=True) for _, there in pairs]
    for process in started:
        process.start()
    try:
        yield Processes([here for here, _ in pairs])
    finally:
        for here, _ in pairs:
            here.send(None)
        for process in started:
            process.join(10)
            if process.is_alive():
                process.kill()
