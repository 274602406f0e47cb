"""Jobs: real worker processes, progress on the row, a stop that keeps the best so far, and failures that are told."""

from __future__ import annotations

import json
import os
import re
import signal
import stat
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.process_tree import MARK, all_gone, await_running, marked
from tests.services import planned_centre as centre
from wfm.database.engine import Database
from wfm.domain.accounts import OPERATOR, Principal, Role
from wfm.domain.errors import AccessError, ConflictError, InputError, SetupError
from wfm.domain.planning.runs import Job, JobState
from wfm.services import job_report, jobs
from wfm.services.job_report import Reporter
from wfm.services.jobs import get_job, latest_job, run_job, start_job, stop_job

ENDED = (JobState.DONE, JobState.FAILED, JobState.STOPPED)


@pytest.fixture
def db(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The centre with history and a requirement; workers write their log into the test's folder."""
    monkeypatch.setenv("WFM_DATA_DIR", str(tmp_path / "data"))
    centre.build(database)
    centre.store(database, centre.requirement(days=7))
    return database


def _waiting(db: Database, kind: str, arguments: dict[str, object]) -> int:
    """A job without a worker process."""
    with db.write() as uow:
        return uow.jobs.add(kind, arguments, OPERATOR.username)


def _until(db: Database, id: int, wanted: tuple[JobState, ...], seconds: float = 120) -> Job:
    deadline = time.monotonic() + seconds
    while (job := get_job(db, OPERATOR, id)).state not in wanted and time.monotonic() < deadline:
        time.sleep(0.2)
    return job


def _ends(db: Database) -> list[tuple[str, int, object]]:
    """What the audit log says of ends of jobs, the oldest first."""
    with db.read() as uow:
        entries = [entry for entry in uow.audit.list() if entry.who == "worker"]
    assert all(entry.entity == "job" for entry in entries)
    return [(entry.action, int(entry.entity_id), entry.detail) for entry in reversed(entries)]


def test_a_worker_process_forecasts(db: Database, tmp_path: Path) -> None:
    """A started job ends by itself in another process, with the id of the forecast as its result."""
    job = start_job(db, OPERATOR, "forecast", {"start": str(centre.MONDAY), "days": 2, "queues": ["voice-en"]})
    job = _until(db, job.id, ENDED)
    log = (tmp_path / "data" / "jobs.log").read_text()
    assert (job.state, job.progress) == (JobState.DONE, 1.0), (job.message, log)
    said = [json.loads(line) for line in log.splitlines()]
    assert [(line["event"], line["job"], line["state"]) for line in said] == [("job ended", job.id, "done")]
    assert stat.S_IMODE((tmp_path / "data" / "jobs.log").stat().st_mode) == 0o600
    with db.read() as uow:
        run = uow.forecasts.latest()
        assert run is not None
        assert run.id == job.result
        assert run.created_by == "operator"


def test_a_stopped_search_keeps_its_best(db: Database) -> None:
    """A search of ten minutes that is asked to stop ends soon, and its draft is the result."""
    job = start_job(db, OPERATOR, "schedule", {"time_limit": 600})
    running = _until(db, job.id, (JobState.RUNNING, *ENDED))
    assert running.state is JobState.RUNNING
    with pytest.raises(ConflictError, match="already under way"):
        start_job(db, OPERATOR, "schedule", {})
    stop_job(db, OPERATOR, job.id)
    job = _until(db, job.id, ENDED)
    assert job.state is JobState.STOPPED
    assert "best schedule so far is kept" in job.message
    with db.read() as uow:
        assert job.result is not None
        assert uow.schedules.count_shifts(job.result) > 0


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_killed_worker_leaves_no_process(db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it started for its search ends with it, and its job is told as failed."""
    monkeypatch.setenv(MARK, str(tmp_path))
    job = start_job(db, OPERATOR, "schedule", {"time_limit": 600})
    await_running(tmp_path, "neighbourhoods.worker", 1)
    (worker,) = (number for number, words in marked(str(tmp_path)).items() if "wfm.services.jobs" in words)
    os.kill(worker, signal.SIGKILL)
    all_gone(tmp_path)
    job = _until(db, job.id, ENDED)
    assert job.state is JobState.FAILED
    assert "ended unexpectedly" in job.message


def test_progress_and_figures_reach_the_row(db: Database) -> None:
    """A search reports its share, its message and its figures while it runs."""
    id = _waiting(db, "schedule", {"time_limit": 4, "days": 7})
    seen: list[Job] = []
    thread = threading.Thread(target=lambda: seen.append(run_job(db, id)))
    thread.start()
    reports = []
    while thread.is_alive():
        reports.append(get_job(db, OPERATOR, id))
        time.sleep(0.2)
    thread.join()
    done = seen[0]
    assert done.state is JobState.DONE
    assert {"cost", "short", "over", "seconds"} <= set(done.detail)
    shares = [job.progress for job in reports]
    assert shares == sorted(shares)
    assert any(0 < share < 1 for share in shares)


def test_a_search_without_time_is_told(db: Database) -> None:
    """Whoever reads the job learns that its limit left no time."""
    done = run_job(db, _waiting(db, "schedule", {"time_limit": 0, "days": 7}))
    assert done.state is JobState.DONE
    assert "There was no time to search" in done.message


def test_requirements_take_assumptions_as_they_come_from_a_page(db: Database) -> None:
    """A staffing job reads shrinkage and the figures of every queue from plain values."""
    run_job(db, _waiting(db, "forecast", {"start": str(centre.MONDAY), "days": 2}))
    arguments = {"shrinkage": 0.2, "assumptions": {"": {"share": 0.9, "seconds": 10, "aht_seconds": 100}}}
    job = run_job(db, _waiting(db, "staff", arguments))
    assert job.state is JobState.DONE, job.message
    with db.read() as uow:
        run = uow.requirements.get(job.result or 0)
    assert run.requirements[0].shrinkage == pytest.approx(0.2)
    assert 100 in run.requirements[0].aht_seconds


def test_failures_are_told_in_a_sentence(db: Database) -> None:
    """What a service refuses and what it does not expect end on the row, not in silence."""
    refused = run_job(db, _waiting(db, "schedule", {"preset_name": "fastest"}))
    assert refused.state is JobState.FAILED
    assert "preset must be one of" in refused.message
    broken = run_job(db, _waiting(db, "schedule", {"time_limit": "soon"}))
    assert broken.state is JobState.FAILED
    assert broken.message.startswith("unexpected ValueError")
    assert re.search(r"\(incident [0-9a-f]{8}; jobs.log in the data folder tells more\)$", broken.message)
    assert _ends(db) == [("failed", refused.id, {"kind": "schedule"}), ("failed", broken.id, {"kind": "schedule"})]


def test_a_database_that_is_away_at_the_end_is_waited_for(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was computed is stored by then; the job must not look lost because its last word came at a bad moment.

    A file is taken away and brought back; a server is met in the same way.
    """
    db = sqlite_database
    centre.build(db)
    monkeypatch.setattr(jobs, "BEAT_SECONDS", 0.2)
    path = Path(db.url.removeprefix("sqlite:///"))
    id = _waiting(db, "forecast", {"days": 1})
    away = path.with_name("away.db")
    outcome = jobs._outcome

    def then_away(*given: Any) -> Any:
        found = outcome(*given)
        path.rename(away)
        threading.Timer(1.0, lambda: away.rename(path)).start()
        return found

    monkeypatch.setattr(jobs, "_outcome", then_away)
    assert run_job(db, id).state is JobState.DONE


def test_a_stop_before_the_end_of_a_forecast_stores_nothing(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A forecast asked to stop at its first word keeps nothing and says so."""
    monkeypatch.setattr(job_report, "BEAT_SECONDS", 0.01)
    original = Reporter.tell

    def patient(self: Reporter, share: float, message: str) -> None:
        self.stop.wait(10)
        original(self, share, message)

    monkeypatch.setattr(Reporter, "tell", patient)
    id = _waiting(db, "forecast", {"days": 2})
    stop_job(db, OPERATOR, id)
    job = run_job(db, id)
    assert (job.state, job.result) == (JobState.STOPPED, None)
    assert _ends(db) == [("stopped", id, {"kind": "forecast"})]
    with db.read() as uow:
        assert uow.forecasts.latest() is None


def test_a_silent_worker_is_taken_for_dead(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A running job whose worker no longer writes becomes failed, and another may be started; a fresh one stays."""
    id = _waiting(db, "forecast", {})
    with db.write() as uow:
        uow.jobs.claim_one(id, "gone")
    assert get_job(db, OPERATOR, id).state is JobState.RUNNING
    monkeypatch.setattr(jobs, "SILENT_AFTER", timedelta(seconds=-1))
    job = get_job(db, OPERATOR, id)
    assert job.state is JobState.FAILED
    assert "stopped answering" in job.message
    assert _ends(db) == [("failed", id, {"kind": "forecast", "why": "silent"})]


def test_a_worker_that_ends_without_a_word_is_told(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker process that dies at once leaves a failed job, and the next one may be started."""
    monkeypatch.setattr(jobs.sys, "executable", "/bin/false")
    job = start_job(db, OPERATOR, "forecast")
    job = _until(db, job.id, ENDED, seconds=30)
    assert job.state is JobState.FAILED
    assert "ended unexpectedly (code 1)" in job.message
    assert _until(db, start_job(db, OPERATOR, "forecast").id, ENDED, seconds=30).state is JobState.FAILED


def test_a_worker_that_cannot_be_started_is_told(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the program to run, the caller gets a sentence and the job is failed."""
    monkeypatch.setattr(jobs.sys, "executable", "/nowhere/python")
    with pytest.raises(SetupError, match="could not be started"):
        start_job(db, OPERATOR, "forecast")
    found = latest_job(db, OPERATOR, "forecast")
    assert found is not None
    assert found.state is JobState.FAILED


def test_a_job_nobody_takes_up_does_not_wait_for_ever(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A job without a worker waits a minute, then is failed."""
    id = _waiting(db, "forecast", {})
    assert get_job(db, OPERATOR, id).state is JobState.QUEUED
    monkeypatch.setattr(jobs, "SILENT_AFTER", timedelta(seconds=-1))
    assert get_job(db, OPERATOR, id).state is JobState.FAILED
    assert _ends(db) == [("failed", id, {"kind": "forecast", "why": "unclaimed"})]


@pytest.mark.parametrize("kind", ["forecast", "staff", "schedule"])
def test_what_a_job_makes_and_its_end_are_stored_together(
    db: Database, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """A worker that is gone right after it stored its result leaves a job that has ended, with that result."""

    def gone(*_: object) -> None:
        raise KeyboardInterrupt

    arguments: dict[str, dict[str, object]] = {
        "forecast": {"start": str(centre.MONDAY), "days": 2, "queues": ["voice-en"]},
        "staff": {},
        "schedule": {"time_limit": 1.0},
    }
    if kind == "staff":
        run_job(db, _waiting(db, "forecast", arguments["forecast"]))
    id = _waiting(db, kind, arguments[kind])
    monkeypatch.setattr(jobs, "_written", gone)
    with pytest.raises(KeyboardInterrupt):
        run_job(db, id)
    with db.read() as uow:
        job = uow.jobs.get(id)
        made = {"forecast": uow.forecasts.latest, "staff": uow.requirements.latest, "schedule": uow.schedules.latest}
        found = made[kind]()
        ends = [entry.action for entry in uow.audit.list(entity="job", entity_id=id)]
    assert found is not None
    assert (job.state, job.result) == (JobState.DONE, found.id)
    assert ends == ["finished"]


def test_a_job_is_done_once(db: Database) -> None:
    """A job that has been claimed cannot be claimed again."""
    id = _waiting(db, "forecast", {"days": 1})
    done = run_job(db, id)
    assert _ends(db) == [("finished", id, {"kind": "forecast", "result": done.result})]
    with pytest.raises(ConflictError, match="no longer waiting"):
        run_job(db, id)


def test_what_is_asked_must_be_known(db: Database) -> None:
    """Unknown kinds and arguments, and people who may not plan, are refused before a row is made."""
    with pytest.raises(InputError, match="kind of a job must be one of forecast, staff, schedule"):
        start_job(db, OPERATOR, "dance")
    with pytest.raises(InputError, match="takes no argument 'speed'"):
        start_job(db, OPERATOR, "forecast", {"speed": 1})
    with pytest.raises(AccessError):
        start_job(db, Principal("mia", Role.MANAGER), "forecast")
    assert latest_job(db, OPERATOR, "forecast") is None


def test_the_latest_job_of_a_kind(db: Database) -> None:
    """Pages find the run that was asked for last, whoever asked."""
    _waiting(db, "forecast", {})
    last = _waiting(db, "forecast", {})
    _waiting(db, "staff", {})
    found = latest_job(db, Principal("mia", Role.MANAGER), "forecast")
    assert found is not None
    assert found.id == last
    assert datetime.now(UTC) - found.created_at < timedelta(minutes=5)


@pytest.mark.parametrize("change", ["switched off", "made a manager", "removed"])
def test_a_run_has_the_rights_that_its_author_has_now(db: Database, change: str) -> None:
    """Whoever asked for it may have lost them since: nothing is made, and the job says why."""
    with db.write() as uow:
        id = uow.users.add("pat", "no hash", Role.PLANNER)
        waiting = uow.jobs.add("forecast", {"days": 2}, "pat" if change != "removed" else "gone")
        if change == "switched off":
            uow.users.set_active(id, False)
        elif change == "made a manager":
            uow.users.set_role(id, Role.MANAGER, None)
    job = run_job(db, waiting)
    assert job.state is JobState.FAILED
    assert ("signed in as manager" if change == "made a manager" else "may no longer do anything") in job.message
    with db.read() as uow:
        assert uow.forecasts.latest() is None
