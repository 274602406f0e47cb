"""Long runs in a process of their own: a job row says what to do, how far it is, and whether someone asked it to stop.

`python -m wfm.services.jobs ID` is the worker; it reads the database's address from `WFM_DATABASE_URL`.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from wfm.database import Database, UnitOfWork, open_database
from wfm.domain.accounts import OPERATOR, Principal, Role
from wfm.domain.errors import AccessError, ConflictError, InputError, SetupError, WfmError
from wfm.domain.planning import Job, JobState
from wfm.machine import Settings, append_private, python_process

BEAT_SECONDS = 1.0
"""How often a worker writes its progress and looks whether it should stop."""

SILENT_AFTER = timedelta(seconds=60)
"""A worker that has not written for so long is taken for dead."""

ALIVE = (JobState.QUEUED, JobState.RUNNING)
"""States of a job that has not ended."""

Arguments = Mapping[str, object]


class _Stopped(Exception):
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
            raise _Stopped
        self.share, self.message = share, message

    def beat(self) -> None:
        """Write until the run has ended; a database that is busy for a moment is tried again at the next beat."""
        while not self.ended.wait(BEAT_SECONDS):
            try:
                with self.db.write() as uow:
                    if uow.jobs.progress(self.job, self.share, self.message, self.detail):
                        self.stop.set()
            except ConflictError:
                # Someone marked the job as failed meanwhile; what it makes is still kept.
                return
            except WfmError as error:
                print(f"job {self.job}: {error}", file=sys.stderr)


def start_job(db: Database, who: Principal, kind: str, arguments: Arguments | None = None) -> Job:
    """Put a run in a process of its own and return its row at once.

    Parameters
    ----------
    kind : forecast, staff or schedule.
    arguments : what the kind's service takes, with dates as ISO text; see KINDS.

    Raises
    ------
    InputError
        For an unknown kind or argument.
    ConflictError
        While a run of the same kind is under way.
    """
    who.require(Role.PLANNER)
    given = dict(arguments or {})
    unknown = sorted(set(given) - _kind(kind).arguments)
    if unknown:
        raise InputError(
            f"{kind} takes no argument {unknown[0]!r}; it takes {', '.join(sorted(_kind(kind).arguments))}"
        )
    with db.write() as uow:
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
    if job.state in ALIVE:
        with db.write() as uow:
            _bury(uow)
            job = uow.jobs.get(id)
    return job


def _bury(uow: UnitOfWork) -> None:
    """Mark as failed what no worker answers for: running jobs fallen silent, and waiting ones nobody has claimed."""
    before = datetime.now(UTC) - SILENT_AFTER
    uow.jobs.fail_silent(before)
    for job in uow.jobs.list():
        if job.state is JobState.QUEUED and job.created_at < before:
            uow.jobs.finish(job.id, JobState.FAILED, "no worker picked it up; start it again")


def latest_job(db: Database, who: Principal, kind: str) -> Job | None:
    """The job of a kind that was asked for last."""
    who.require(Role.PLANNER, Role.MANAGER)
    with db.read() as uow:
        job = uow.jobs.latest(kind)
    return None if job is None else get_job(db, who, job.id)


def stop_job(db: Database, who: Principal, id: int) -> None:
    """Ask a job to stop; a schedule keeps the best found so far, other kinds keep nothing."""
    who.require(Role.PLANNER)
    with db.write() as uow:
        uow.jobs.ask_stop(id)
        uow.audit.add(who, "stop", "job", id)


def run_job(db: Database, id: int) -> Job:
    """Do a waiting job in this process and write what came of it. ConflictError when it no longer waits."""
    with db.write() as uow:
        job = uow.jobs.claim_one(id, f"{platform.node()}:{os.getpid()}")
    reporter = Reporter(db, id)
    thread = threading.Thread(target=reporter.beat, daemon=True)
    thread.start()
    try:
        state, message, result = _outcome(db, job, reporter)
    finally:
        reporter.ended.set()
        thread.join()
    with db.write() as uow:
        if uow.jobs.get(id).state is JobState.RUNNING:
            uow.jobs.progress(id, reporter.share, message, reporter.detail)
            uow.jobs.finish(id, state, message, result)
        return uow.jobs.get(id)


def _outcome(db: Database, job: Job, reporter: Reporter) -> tuple[JobState, str, int | None]:
    try:
        result, message = _kind(job.kind).run(db, _author(db, job), job.arguments, reporter)
    except _Stopped:
        return JobState.STOPPED, "stopped; nothing was stored", None
    except WfmError as error:
        return JobState.FAILED, str(error), None
    except Exception as error:
        traceback.print_exc()
        return JobState.FAILED, f"unexpected {type(error).__name__}: {error}", None
    return (JobState.STOPPED if reporter.stop.is_set() else JobState.DONE), message, result


def _author(db: Database, job: Job) -> Principal:
    """Who asked for a job, as their account stands now; AccessError where it was switched off or removed since."""
    if job.created_by == OPERATOR.username:
        return OPERATOR
    with db.read() as uow:
        user = uow.users.by_name(job.created_by)
    if user is None or not user.active:
        raise AccessError(f"the account {job.created_by!r} that asked for this run may no longer do anything")
    return user.principal


def _forecast(db: Database, who: Principal, given: Arguments, reporter: Reporter) -> tuple[int, str]:
    from wfm.services.forecast import Template, make_forecast

    options = {**given, "start": _day(given.get("start"))}
    borrowed: Mapping[str, Any] = options.pop("templates", None) or {}  # type: ignore[assignment]
    options["templates"] = {queue: Template(*parts) for queue, parts in borrowed.items()}
    run = make_forecast(db, who, on_progress=reporter.tell, **options)  # type: ignore[arg-type]
    return run.id, f"{len(run.forecasts)} queues forecast"


def _staff(db: Database, who: Principal, given: Arguments, reporter: Reporter) -> tuple[int, str]:
    from wfm.services.staffing import Assumptions, make_requirement
    from wfm.staffing import Escalation, Shrinkage

    options = dict(given)
    shrinkage = Shrinkage.of(float(options.pop("shrinkage", 0.0)))  # type: ignore[arg-type]
    assumed = {queue: Assumptions(**figures) for queue, figures in dict(options.pop("assumptions", {})).items()}  # type: ignore[call-overload]
    options["escalations"] = [Escalation(**step) for step in options.pop("escalations", ())]  # type: ignore[attr-defined]
    run = make_requirement(db, who, shrinkage=shrinkage, assumptions=assumed, on_progress=reporter.tell, **options)  # type: ignore[arg-type]
    return run.id, f"{len(run.requirements)} queues staffed"


def _schedule(db: Database, who: Principal, given: Arguments, reporter: Reporter) -> tuple[int, str]:
    from scheduler import Progress
    from wfm.services.schedule import make_schedule

    limit = float(given.get("time_limit", 60.0))  # type: ignore[arg-type]
    hurried = ""

    def told(progress: Progress) -> None:
        nonlocal hurried
        reporter.share = min(0.99, progress.seconds / limit) if limit else 0.99
        reporter.message = progress.message
        hurried = "" if progress.searched else ". There was no time to search: a longer limit gives a better one"
        figures = {"cost": progress.cost, "bound": progress.bound, "gap": progress.gap, "short": progress.short}
        figures |= {"over": progress.over, "seconds": progress.seconds}
        reporter.detail = {name: value for name, value in figures.items() if value is not None and abs(value) < 1e300}

    options = {**given, "first_day": _day(given.get("first_day")), "time_limit": limit}
    record = make_schedule(db, who, stop_asked=reporter.stop, on_progress=told, **options)  # type: ignore[arg-type]
    kept = "stopped; the best schedule so far is kept" if reporter.stop.is_set() else "schedule made"
    return record.id, f"{kept} as draft {record.id}{hurried}"


def _day(value: object) -> date | None:
    return None if value is None else date.fromisoformat(str(value))


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of job: its name, the arguments it takes, and how it runs to (id of what was made, message)."""

    name: str
    arguments: frozenset[str]
    run: Callable[[Database, Principal, Arguments, Reporter], tuple[int, str]]


def _kind(name: str) -> JobKind:
    for kind in KINDS:
        if kind.name == name:
            return kind
    raise InputError(f"the kind of a job must be one of {', '.join(k.name for k in KINDS)}, got {name!r}")


def _spawn(db: Database, id: int) -> None:
    """Start the worker; its complaints go to a log in the data folder, its database address travels unseen."""
    folder = Settings.read().data_dir
    to: dict[str, Any] = {"env": {"WFM_DATABASE_URL": db.url}, "start_new_session": True}
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with append_private(folder / "jobs.log") as log:
            process = python_process("wfm.services.jobs", str(id), lasting=True, stdout=log, stderr=log, **to)
    except OSError as error:
        with db.write() as uow:
            uow.jobs.finish(id, JobState.FAILED, "its worker could not be started")
        raise SetupError(f"a worker for the job could not be started: {error}") from error
    threading.Thread(target=_mind, args=(db, id, process), daemon=True).start()


def _mind(db: Database, id: int, process: subprocess.Popen[bytes]) -> None:
    """Wait for a worker to end, and say so on its job when it left that unfinished."""
    code = process.wait()
    try:
        with db.write() as uow:
            if uow.jobs.get(id).state in ALIVE:
                text = f"its worker ended unexpectedly (code {code}); jobs.log in the data folder tells more"
                uow.jobs.finish(id, JobState.FAILED, text)
    except WfmError as error:
        print(f"job {id}: {error}", file=sys.stderr)


KINDS: tuple[JobKind, ...] = (
    JobKind("forecast", frozenset({"start", "days", "queues", "quantiles", "templates"}), _forecast),
    JobKind(
        "staff",
        frozenset(
            {"forecast_run", "shrinkage", "assumptions", "model", "quantile", "remember", "pooled", "escalations"}
        ),
        _staff,
    ),
    JobKind(
        "schedule",
        frozenset({"requirement_run", "first_day", "days", "time_limit", "seed", "preset_name", "keep"}),
        _schedule,
    ),
)
"""The kinds of job, with the arguments of their services."""


if __name__ == "__main__":
    run_job(open_database(os.environ["WFM_DATABASE_URL"]), int(sys.argv[1]))
