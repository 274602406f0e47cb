"""Long runs in a process of their own: a job row says what to do, how far it is, and whether someone asked it to stop.

`python -m wfm.services.jobs ID` is the worker; it reads the database's address from `WFM_DATABASE_URL`.
"""

from __future__ import annotations

import logging
import os
import platform
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from wfm.database import Database, UnitOfWork, open_database
from wfm.domain.accounts import OPERATOR, Principal, Role
from wfm.domain.errors import AccessError, ConflictError, InputError, SetupError, StorageError, WfmError
from wfm.domain.planning import Job, JobState
from wfm.machine import Settings, append_private, cause, incident, note, python_process, start_logging
from wfm.services.job_kinds import Arguments, kind_of
from wfm.services.job_report import BEAT_SECONDS, Reporter, Stopped, end_job, tell_end

SILENT_AFTER = timedelta(seconds=60)
"""A worker that has not written for so long is taken for dead."""

LOG = "jobs.log"
"""Where workers log, in the data folder."""

JOBS = ("jobs", "all")
"""What every unit of work holds that changes jobs; they need not wait for an import."""

ALIVE = (JobState.QUEUED, JobState.RUNNING)
"""States of a job that has not ended."""


def start_job(db: Database, who: Principal, kind: str, arguments: Arguments | None = None) -> Job:
    """Put a run in a process of its own and return its row at once.

    Parameters
    ----------
    kind : forecast, staff or schedule.
    arguments : what the kind's service takes, with dates as ISO text; see `wfm.services.job_kinds`.

    Raises
    ------
    InputError
        For an unknown kind or argument.
    ConflictError
        While a run of the same kind is under way.
    """
    who.require(Role.PLANNER)
    given = dict(arguments or {})
    unknown = sorted(set(given) - kind_of(kind).arguments)
    if unknown:
        raise InputError(
            f"{kind} takes no argument {unknown[0]!r}; it takes {', '.join(sorted(kind_of(kind).arguments))}"
        )
    with db.write(beside=True) as uow:
        uow.hold(JOBS)
        _bury(uow)
        last = uow.jobs.latest(kind)
        if last is not None and last.state in ALIVE:
            raise ConflictError(f"a {kind} run is already under way, started by {last.created_by}")
        id = uow.jobs.add(kind, given, who.username)
        uow.audit.add(who, "start", "job", id, {"kind": kind})
    _spawn(db, id)
    return get_job(db, who, id)


def get_job(db: Database, who: Principal, id: int) -> Job:
    """How a job stands; one whose worker has fallen silent is marked as failed first."""
    who.require(Role.PLANNER, Role.MANAGER)
    with db.read() as uow:
        job = uow.jobs.get(id)
        forgotten = uow.jobs.forgotten(datetime.now(UTC) - SILENT_AFTER)
    if forgotten:  # pages ask every second, and must not keep writers waiting for nothing
        with db.write(beside=True) as uow:
            uow.hold(JOBS)
            _bury(uow)
            job = uow.jobs.get(id)
    return job


def _bury(uow: UnitOfWork) -> None:
    """Mark as failed what no worker answers for: running jobs fallen silent, and waiting ones nobody has claimed."""
    before = datetime.now(UTC) - SILENT_AFTER
    for id in uow.jobs.fail_silent(before):
        tell_end(uow, id, JobState.FAILED, "silent")
    for id in uow.jobs.unclaimed(before):
        end_job(uow, id, JobState.FAILED, "no worker picked it up; start it again", why="unclaimed")


def latest_job(db: Database, who: Principal, kind: str) -> Job | None:
    """The job of a kind that was asked for last."""
    who.require(Role.PLANNER, Role.MANAGER)
    with db.read() as uow:
        job = uow.jobs.latest(kind)
    return None if job is None else get_job(db, who, job.id)


def stop_job(db: Database, who: Principal, id: int) -> None:
    """Ask a job to stop, if it has not ended; a schedule keeps the best found so far, other kinds keep nothing."""
    who.require(Role.PLANNER)
    with db.write(beside=True) as uow:
        uow.hold(JOBS)
        if uow.jobs.get(id).state in ALIVE:
            uow.jobs.ask_stop(id)
            uow.audit.add(who, "stop", "job", id)


def run_job(db: Database, id: int) -> Job:
    """Do a waiting job in this process and write what came of it. ConflictError when it no longer waits."""
    with db.write(beside=True) as uow:
        uow.hold(JOBS)
        job = uow.jobs.claim_one(id, f"{platform.node()}:{os.getpid()}")
    reporter = Reporter(db, id)
    thread = threading.Thread(target=reporter.beat, daemon=True)
    thread.start()
    try:
        state, message, result = _outcome(db, job, reporter)
    finally:
        reporter.ended.set()
        thread.join()
    return _keep_trying(lambda: _written(db, id, reporter, state, message, result), id)


def _written(db: Database, id: int, reporter: Reporter, state: JobState, message: str, result: int | None) -> Job:
    """The job, once its row says how it ended."""
    with db.write(beside=True) as uow:
        uow.hold(JOBS)
        job = uow.jobs.get(id)
        if job.state is JobState.RUNNING:
            uow.jobs.progress(id, reporter.share, message, reporter.detail)
            end_job(uow, id, state, message, result)
        elif job.result is not None and job.result == result:  # it ended as its result was stored
            uow.jobs.reword(id, message, reporter.detail)
        return uow.jobs.get(id)


def _keep_trying(write: Callable[[], Job], id: int) -> Job:
    """What was computed is stored already: a database that is away for a moment must not make the job look lost."""
    until = time.monotonic() + SILENT_AFTER.total_seconds()
    while True:
        try:
            return write()
        except (StorageError, ConflictError) as error:
            if time.monotonic() > until:
                raise
            note("end not stored, trying again", logging.WARNING, job=id, cause=cause(error))
            time.sleep(BEAT_SECONDS)


def _outcome(db: Database, job: Job, reporter: Reporter) -> tuple[JobState, str, int | None]:
    try:
        result, message = kind_of(job.kind).run(db, _author(db, job), job.arguments, reporter)
    except Stopped:
        return JobState.STOPPED, "stopped; nothing was stored", None
    except WfmError as error:
        return JobState.FAILED, str(error), None
    except Exception as error:
        number = incident("job failed", error, job=job.id, kind=job.kind)
        told = f"unexpected {type(error).__name__}: {error} (incident {number}; {LOG} in the data folder tells more)"
        return JobState.FAILED, told, None
    return (JobState.STOPPED if reporter.stop.is_set() else JobState.DONE), message, result


def _author(db: Database, job: Job) -> Principal:
    """Who asked for a job, as their account stands now; AccessError where it was switched off or removed since.

    Without its number, by which the log would ask again at the end: a run keeps the rights that it begins with.
    """
    if job.created_by == OPERATOR.username:
        return OPERATOR
    with db.read() as uow:
        user = uow.users.by_name(job.created_by)
    if user is None or not user.active:
        raise AccessError(f"the account {job.created_by!r} that asked for this run may no longer do anything")
    return replace(user.principal, user_id=None)


def _spawn(db: Database, id: int) -> None:
    """Start the worker; its complaints go to a log in the data folder, its database address travels unseen."""
    folder = Settings.read().data_dir
    to: dict[str, Any] = {"env": {"WFM_DATABASE_URL": db.url}, "start_new_session": True}
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with append_private(folder / LOG) as log:
            process = python_process("wfm.services.jobs", str(id), lasting=True, stdout=log, stderr=log, **to)
    except OSError as error:
        with db.write(beside=True) as uow:
            uow.hold(JOBS)
            end_job(uow, id, JobState.FAILED, "its worker could not be started", why="not started")
        raise SetupError(f"a worker for the job could not be started: {error}") from error
    threading.Thread(target=_mind, args=(db, id, process), daemon=True).start()


def _mind(db: Database, id: int, process: subprocess.Popen[bytes]) -> None:
    """Wait for a worker to end, and say so on its job when it left that unfinished."""
    code = process.wait()
    try:
        with db.write(beside=True) as uow:
            uow.hold(JOBS)
            if uow.jobs.get(id).state in ALIVE:
                text = f"its worker ended unexpectedly (code {code}); {LOG} in the data folder tells more"
                end_job(uow, id, JobState.FAILED, text, why=f"code {code}")
    except WfmError as error:
        note("end of worker not stored", logging.WARNING, job=id, code=code, cause=cause(error))


def _work(id: int) -> None:
    """Do a job in this process, which was started for it; whatever comes in the way is told in the log."""
    start_logging()
    try:
        run_job(open_database(Settings.read().database_url), id)
    except WfmError as error:
        note("job not done", logging.ERROR, job=id, cause=cause(error))
        sys.exit(1)
    except Exception as error:
        incident("job not done", error, job=id)
        sys.exit(1)


if __name__ == "__main__":
    _work(int(sys.argv[1]))
