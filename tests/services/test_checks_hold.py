"""What a service checked stays true until it has written, whoever else acts at that moment, on both databases.

Each of these was lost on PostgreSQL while writers read without a lock.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from tests.services.at_once import at_once, errors
from tests.services.small_centre import (
    MANAGER,
    NOW,
    PLANNER,
    add_schedule,
    as_rep,
    fill,
    owner,
    published,
    rep,
    shift,
)
from wfm.database import LeaveState
from wfm.database.engine import Database
from wfm.domain.accounts import OPERATOR, Role
from wfm.domain.errors import ConflictError, RefusedError
from wfm.domain.exchange import OfferKind, OfferState, ScheduleStatus
from wfm.domain.planning import Channel, JobState, Queue
from wfm.services import jobs, leave
from wfm.services.centre.accounts import create_user, list_users, set_active, set_role
from wfm.services.imports import import_reps
from wfm.services.timeline import publish
from wfm.services.trading import offers, swaps

TRIES = range(3)
DAY = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=30)


@pytest.mark.parametrize("_try", TRIES)
def test_one_rep_asks_for_the_same_days_many_times(database: Database, _try: int) -> None:
    """One request stands; the others are told of it."""
    fill(database, [rep("ana")])
    results = at_once([lambda: leave.ask(database, as_rep("ana"), DAY, DAY + timedelta(days=1))] * 6)
    assert len(errors(results)) == 5
    assert all(isinstance(error, ConflictError) for error in errors(results))
    with database.read() as uow:
        assert len(uow.time_off.list(*leave.STANDING)) == 1


@pytest.mark.parametrize("_try", TRIES)
def test_an_allotment_is_not_overdrawn(database: Database, _try: int) -> None:
    """Of five who ask for half the hours each, two are granted and three wait."""
    reps = ["ana", "bo", "cy", "di", "eve"]
    fill(database, [rep(name) for name in reps])
    leave.set_allotment(database, MANAGER, DAY.date(), 8)
    at_once([lambda n=n: leave.ask(database, as_rep(n), DAY, DAY + timedelta(hours=4)) for n in reps])
    with database.read() as uow:
        states = Counter(request.state for request in uow.time_off.list())
    assert states == {LeaveState.APPROVED: 2, LeaveState.REQUESTED: 3}


@pytest.mark.parametrize("_try", TRIES)
def test_the_last_admin_stays(database: Database, _try: int) -> None:
    """Two admins who leave office at the same moment: one of them does."""
    for name in ("ada", "ben"):
        create_user(database, OPERATOR, name, "a long password", Role.ADMIN)
    calls = [
        lambda: set_role(database, OPERATOR, "ada", Role.PLANNER),
        lambda: set_active(database, OPERATOR, "ben", active=False),
    ]
    (refused,) = errors(at_once(calls))
    assert isinstance(refused, RefusedError)
    assert sum(u.role is Role.ADMIN and u.active for u in list_users(database, OPERATOR)) == 1


@pytest.mark.parametrize("_try", TRIES)
def test_one_run_of_a_kind(database: Database, monkeypatch: pytest.MonkeyPatch, _try: int) -> None:
    """Of six who start a forecast, one does."""
    monkeypatch.setattr(jobs, "_spawn", lambda db, id: None)  # the row is what they race for, not the process
    results = at_once([lambda: jobs.start_job(database, PLANNER, "forecast")] * 6)
    assert len(errors(results)) == 5
    with database.read() as uow:
        assert [job.state for job in uow.jobs.list()] == [JobState.QUEUED]


@pytest.mark.parametrize("_try", TRIES)
def test_the_same_reps_are_imported_at_once(database: Database, _try: int) -> None:
    """Both planners' imports succeed: one adds the reps, the other finds them there."""
    fill(database, [])
    with database.write() as uow:
        uow.queues.put(Queue("en", Channel.VOICE, "en", "UTC"))
    file = (
        "id,name,contract,skills,work_mode,home_workspace_approved\n"
        + "".join(f"r{n},R{n},flex,en,remote,yes\n" for n in range(20))
    ).encode()
    results = at_once([lambda: import_reps(database, PLANNER, file, name="reps.csv")] * 4)
    assert errors(results) == []
    assert sorted(report.added for report in results) == [0, 0, 0, 20]


@pytest.mark.parametrize("_try", TRIES)
def test_two_drafts_of_the_same_days_are_published_at_once(database: Database, _try: int) -> None:
    """One is official; the other would undo it, and says so."""
    fill(database, [rep("ana")])
    drafts = [add_schedule(database, [shift("ana", day)]) for day in (1, 2)]
    (refused,) = errors(at_once([lambda d=d: publish(database, PLANNER, d, now=NOW) for d in drafts]))
    assert "published schedule" in str(refused)
    with database.read() as uow:
        assert len(uow.schedules.heads(ScheduleStatus.PUBLISHED)) == 1


@pytest.mark.parametrize("_try", TRIES)
def test_a_shift_is_taken_while_a_draft_is_published_over_it(database: Database, _try: int) -> None:
    """Either the trade stands and the planner is told of it, or the shift is gone before it is taken."""
    fill(database, [rep("ana"), rep("bo")])
    ids = published(database, [shift("ana", 2)])
    draft = add_schedule(database, [shift("ana", 3)])
    made = offers.offer_shift(database, as_rep("ana"), ids["ana", 2], OfferKind.GIVEAWAY, now=NOW)
    # the offer itself changed nothing of the shift, so the draft may be published
    calls = [
        lambda: publish(database, PLANNER, draft, now=NOW),
        lambda: swaps.take(database, as_rep("bo"), made.id, now=NOW),
    ]
    results = at_once(calls)
    assert len(errors(results)) == 1
    with database.read() as uow:
        official = uow.schedules.record(draft).status is ScheduleStatus.PUBLISHED
        offer = uow.offers.get(made.id)
    assert owner(database, ids["ana", 2]) == ("ana" if official else "bo")
    assert offer.state is (OfferState.WITHDRAWN if official else OfferState.DONE)


@pytest.mark.parametrize("_try", TRIES)
def test_a_shift_is_taken_while_leave_is_asked_for(database: Database, _try: int) -> None:
    """No one ends up working in leave that was granted by itself."""
    fill(database, [rep("ana"), rep("bo")])
    now = datetime.now(UTC)
    ids = published(database, [shift("ana", 2)], start=DAY.date())
    made = offers.offer_shift(database, as_rep("ana"), ids["ana", 2], OfferKind.GIVEAWAY, now=now)
    with database.read() as uow:
        taken = uow.schedules.shift(ids["ana", 2])
    leave.set_allotment(database, MANAGER, taken.start.date(), 24)
    calls = [
        lambda: leave.ask(database, as_rep("bo"), taken.start, taken.end),
        lambda: swaps.take(database, as_rep("bo"), made.id, now=now),
    ]
    at_once(calls)
    with database.read() as uow:
        granted = uow.time_off.list(LeaveState.APPROVED, rep="bo")
    assert not (granted and owner(database, ids["ana", 2]) == "bo")
