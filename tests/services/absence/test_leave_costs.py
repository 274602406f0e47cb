"""What leave would cost is told before it is decided on, and is what the decision then does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.services import planned_centre as centre
from tests.services.small_centre import MANAGER, NOW
from wfm.database.engine import Database
from wfm.domain.errors import ConflictError
from wfm.domain.exchange.schedule import ScheduleStatus, ScheduleVersion
from wfm.domain.people.shifts import Shift
from wfm.domain.time import DAY, Horizon, local_midnight
from wfm.services import absence, leave
from wfm.services.schedule import coverage_change

WEEK = Horizon(centre.MONDAY, 7, centre.SLOT, centre.ZONE)
TUESDAY = centre.MONDAY + timedelta(days=1)


@pytest.fixture
def db(sqlite_database: Database) -> Database:
    """Three heads of voice are required; on Tuesday two reps work ten hours each."""
    centre.build(sqlite_database, with_history=False)
    centre.store(sqlite_database, centre.requirement(heads=3, email=0))
    shifts = [Shift(rep, DAY + 480, DAY + 1080) for rep in ("r00", "r03")]
    now = datetime.now(UTC)
    record = ScheduleVersion(0, "x", WEEK, ScheduleStatus.DRAFT, None, None, None, {}, (), (), now, "test")
    with sqlite_database.write() as uow:
        uow.publications.publish(uow.schedules.add(record, shifts), 1, now)
    return sqlite_database


def test_the_cost_of_each_request_is_told_alone(db: Database) -> None:
    """Two who ask for one day: each costs one shift; once one is approved, the other costs more."""
    start = local_midnight(TUESDAY, centre.ZONE)
    with db.write() as uow:
        ids = [uow.time_off.request(rep, start, start + timedelta(days=1)) for rep in ("r00", "r03")]
    for cost in absence.costs(db, MANAGER, ids, now=NOW).values():
        assert cost.sentences() == (
            "1 shift opened (Tue 2 Jun 08:00-18:00)",
            "voice-en on Tue 2 Jun: 20 head-hours short, 10 before",
        )
    done = leave.decide(db, MANAGER, ids[0], True, now=NOW)
    assert done.told == "1 shift opened"
    assert (
        absence.costs(db, MANAGER, ids[1:], now=NOW)[ids[1]].coverage.told().endswith("30 head-hours short, 20 before")
    )
    with db.read() as uow:
        [one] = done.shifts
        assert coverage_change(uow, [one.planned], []).told().endswith("20 head-hours short, 10 before")


def test_the_cost_of_leave_that_is_to_be_entered(db: Database) -> None:
    """Of part of a day what is left counts; what cannot be entered is refused as it would be then."""
    begins = datetime.combine(TUESDAY, datetime.min.time()) + timedelta(hours=15)
    cost = absence.cost_of_entry(db, MANAGER, "r00", begins, begins + timedelta(hours=6), kind="sick", now=NOW)
    assert cost.sentences() == (
        "1 shift shortened to 08:00-15:00 (Tue 2 Jun 08:00-18:00)",
        "voice-en on Tue 2 Jun: 13 head-hours short, 10 before",
    )
    leave.enter_leave(db, MANAGER, "r00", begins, begins + timedelta(hours=6), kind="sick", now=NOW)
    with pytest.raises(ConflictError, match="there is leave of 'r00'"):
        absence.cost_of_entry(db, MANAGER, "r00", begins, begins + timedelta(hours=6), kind="sick", now=NOW)
    day = centre.MONDAY
    assert absence.cost_of_entry(db, MANAGER, "r00", day, day, kind="sick", now=NOW).sentences() == ()
