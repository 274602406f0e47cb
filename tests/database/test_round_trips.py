"""What goes into the database comes out the same: the centre, jobs, leave, calendars, the log."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from tests.database.stored_centre import CONTRACT, NOW, PLAIN, QUEUE, REP, SITE, fill
from wfm.database.engine import Database
from wfm.database.repositories.leave import LeaveState
from wfm.database.repositories.runs import Upload
from wfm.domain.accounts import Role
from wfm.domain.errors import ConflictError, InputError, NotFoundError
from wfm.domain.planning.runs import JobState


def test_the_centre(database: Database) -> None:
    """Sites, queues, contracts and reps with every field set, and with every optional one absent."""
    fill(database)
    with database.read() as unit:
        assert unit.sites.all() == (SITE,)
        assert unit.queues.get(QUEUE.id) == QUEUE
        assert unit.contracts.all() == (CONTRACT,)
        assert unit.reps.all() == (REP, PLAIN)
        assert list(unit.reps.get("r1").skills) == ["voice-es", "voice-en"]
        assert unit.reps.get_many(["r2", "nobody"]) == {"r2": PLAIN}
        with pytest.raises(NotFoundError, match="there is no rep 'r9'"):
            unit.reps.get("r9")


def test_putting_again_replaces_and_counts(database: Database) -> None:
    """A second put of many replaces fields, the last of one id wins, and versions count up."""
    fill(database)
    with database.write() as unit:
        unit.reps.put_many([replace(REP, name="X"), replace(REP, name="Ana"), replace(PLAIN, id="r3")])
        assert unit.reps.get("r1").name == "Ana"
        assert [unit.reps.version(id) for id in ("r1", "r2", "r3")] == [2, 1, 1]


def test_reps_who_left_stay_on_record(database: Database) -> None:
    """A rep who left is not listed unless asked for, and a later import does not bring them back by itself."""
    fill(database)
    with database.write() as unit:
        unit.reps.set_active("r2", False)
        assert unit.reps.all() == (REP,)
        assert unit.reps.all(active_only=False) == (REP, PLAIN)
        unit.reps.put(PLAIN)
        assert not unit.reps.active("r2")


def test_jobs(database: Database) -> None:
    """A job from queue to end; it is stopped by asking, and ends once."""
    with database.write() as unit:
        first, second = (unit.jobs.add("forecast", {"days": 28, "queues": ["a"]}, "ann") for _ in range(2))
        assert unit.jobs.get(first).arguments == {"days": 28, "queues": ["a"]}
        claimed = unit.jobs.claim("w")
        assert claimed is not None
        assert (claimed.id, claimed.state) == (first, JobState.RUNNING)
        assert not unit.jobs.progress(first, 0.5, "half", {"cost": 3.5, "bound": math.nan})
        unit.jobs.ask_stop(first)
        assert unit.jobs.progress(first, 1.5, "nearly")
        job = unit.jobs.get(first)
        assert (job.progress, job.detail["cost"], job.stop_asked) == (1.0, 3.5, True)
        unit.jobs.finish(first, JobState.DONE, "made", 42)
        assert unit.jobs.get(first).result == 42
        with pytest.raises(ConflictError):
            unit.jobs.finish(first, JobState.FAILED, "again")
        with pytest.raises(ConflictError):
            unit.jobs.progress(second, 0.1, "not begun")
        assert unit.jobs.fail_silent(datetime.now(UTC)) == ()
        assert unit.jobs.claim_one(second).id == second
        with pytest.raises(ConflictError):
            unit.jobs.claim_one(second)
        assert unit.jobs.claim() is None
        assert unit.jobs.fail_silent(datetime.now(UTC) + timedelta(seconds=1)) == (second,)
        latest = unit.jobs.latest("forecast")
        assert latest is not None
        assert (latest.id, latest.state) == (second, JobState.FAILED)


def test_time_off(database: Database) -> None:
    """Requests, decisions, and the approved windows that touch a period."""
    fill(database)
    day = timedelta(days=1)
    with database.write() as unit:
        first = unit.time_off.request("r1", NOW, NOW + day, "wedding")
        unit.time_off.request("r1", NOW + 3 * day, NOW + 4 * day)
        assert unit.time_off.approved(NOW, NOW + 9 * day) == {}
        unit.time_off.decide(first, 1, LeaveState.APPROVED, "bob", "fine")
        assert unit.time_off.approved(NOW, NOW + 9 * day) == {"r1": ((NOW, NOW + day),)}
        assert unit.time_off.approved(NOW + day, NOW + 9 * day) == {}
        assert unit.time_off.approved(NOW - day, NOW) == {}
        request = unit.time_off.get(first)
        assert (request.reason, request.decided_by, request.state) == ("wedding", "bob", LeaveState.APPROVED)
        with pytest.raises(ConflictError):
            unit.time_off.decide(first, 1, LeaveState.REFUSED, "bob")
        with pytest.raises(InputError, match="must start before it ends"):
            unit.time_off.request("r1", NOW, NOW)
        unit.allotments.set(date(2025, 3, 1), 16)
        unit.allotments.set(date(2025, 3, 1), 24)
        assert unit.allotments.of(date(2025, 3, 1), date(2025, 3, 2)) == {date(2025, 3, 1): 24.0}


def test_calendar_addresses(database: Database) -> None:
    """A new address revokes the old one, and a revoked one stands for nobody."""
    fill(database)
    with database.write() as unit:
        unit.calendars.set("r1", "hash one", NOW)
        unit.calendars.set("r1", "hash two", NOW)
        assert unit.calendars.rep_of("hash one") is None
        assert unit.calendars.rep_of("hash two") == "r1"
        assert unit.calendars.revoke("r1")
        assert not unit.calendars.revoke("r1")
        assert unit.calendars.rep_of("hash two") is None


def test_the_audit_log_and_uploads(database: Database) -> None:
    """Entries come newest first and can be narrowed down and paged."""
    upload = Upload(0, "a.csv", "generic", "00", 5, 3, 1, 1, {"queues": ["q"]}, NOW, "ann")
    with database.write() as unit:
        for n in range(5):
            unit.audit.add("ann" if n % 2 else "bob", "set", "queue", n, {"n": np.float64(n)})
        assert [e.entity_id for e in unit.audit.list(who="ann")] == ["3", "1"]
        assert [e.detail for e in unit.audit.list(entity="queue", entity_id=4)] == [{"n": 4.0}]
        newest = unit.audit.list(limit=2)
        assert [e.entity_id for e in unit.audit.list(before=newest[-1].id)] == ["2", "1", "0"]
        id = unit.uploads.add(upload)
        assert unit.uploads.list() == (replace(upload, id=id),)


def test_user_names_are_unique(database: Database) -> None:
    """A second account of one name is refused."""
    with database.write() as unit:
        unit.users.add("ann", "x", Role.PLANNER)
        with pytest.raises(ConflictError, match="already"):
            unit.users.add("ann", "y", Role.ADMIN)
        assert unit.users.count() == 1
