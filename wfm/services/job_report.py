"""What a long run says of itself on its row, and how it hears that someone asked it to stop."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from wfm.database import Database, UnitOfWork
from wfm.domain.errors import WfmError
from wfm.domain.planning import JobState
from wfm.machine import cause, note

BEAT_SECONDS = 1.0
"""How often a worker writes its progress and looks whether it should stop."""


WORKER = "worker"
"""Who ends jobs, in the audit log."""

_ENDED_AS = {JobState.DONE: "finished", JobState.FAILED: "failed", JobState.STOPPED: "stopped"}


def end_job(uow: UnitOfWork, id: int, state: JobState, message: str, result: int | None = None, why: str = "") -> None:
    """End a job that has not ended, with its entry in the audit log."""
    uow.jobs.finish(id, state, message, result)
    tell_end(uow, id, state, why)


def tell_end(uow: UnitOfWork, id: int, state: JobState, why: str) -> None:
    """Write that a job has ended, by itself and not by a person; `why` in a word where no worker said it."""
    job = uow.jobs.get(id)
    detail = {"kind": job.kind, "result": job.result, "why": why}
    uow.audit.add(WORKER, _ENDED_AS[state], "job", id, {name: value for name, value in detail.items() if value})
    note("job ended", job=id, kind=job.kind, state=state.value, result=job.result, why=why or None)


BEST_KEPT = "stopped; the best schedule so far is kept"
"""What a search says that a person stopped: of all runs it alone stores what it has."""


class Stopped(Exception):
    """Raised inside a run that keeps nothing when a person asks it to stop."""


@dataclass
class Reporter:
    """What a run says of itself, written to its row once a second by a thread of its own; `stop` is set when asked."""

    db: Database
    job: int
    share: float = 0.0
    message: str = "starting"
    detail: Mapping[str, float] = field(default_factory=dict)
    stop: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)

    def tell(self, share: float, message: str) -> None:
        """Note how far the run is; ends it when someone asked, for runs that keep nothing half done."""
        if self.stop.is_set():
            raise Stopped
        self.share, self.message = share, message

    def stored(self, uow: UnitOfWork, made: int) -> None:
        """End the job in the unit of work that stores what it made, so that a worker killed later leaves nothing open.

        A job that was marked as failed meanwhile stays so; what it makes is still kept.
        """
        if uow.jobs.get(self.job).state is JobState.RUNNING:
            stopped = self.stop.is_set()
            state = JobState.STOPPED if stopped else JobState.DONE
            end_job(uow, self.job, state, BEST_KEPT if stopped else "its result is stored", made)

    def beat(self) -> None:
        """Write until the run has ended; a database that is busy for a moment is tried again at the next beat."""
        while not self.ended.wait(BEAT_SECONDS):
            try:
                with self.db.write(beside=True) as uow:
                    if uow.jobs.get(self.job).state is not JobState.RUNNING:
                        return  # someone marked the job as failed meanwhile; what it makes is still kept
                    if uow.jobs.progress(self.job, self.share, self.message, self.detail):
                        self.stop.set()
            except WfmError as error:
                note("progress not stored", logging.WARNING, job=self.job, cause=cause(error))
