"""Time off: asked for, granted within allotments, decided by others, its reason kept to those who decide."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from wfm.database.engine import Database
from wfm.database.repositories.leave import LeaveState
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import AccessError, ConflictError, InputError, RefusedError
from wfm.domain.exchange.schedule import ScheduleStatus, ScheduleVersion
from wfm.domain.people import Rep, Site
from wfm.domain.people.contracts import Contract, ShiftTemplate
from wfm.domain.people.shifts import Shift
from wfm.domain.time import Horizon, local_midnight
from wfm.services import leave
from wfm.services.leave import day_allotments
from wfm.services.leave.day_allotments import hours_by_day

ZONE = "America/New_York"
MANAGER = Principal("mia", Role.MANAGER)
ANN = Principal("ann", Role.REP, rep="r1")
BEN = Principal("ben", Role.REP, rep="r2")
SECRET = "operation on Tuesday"
FIRST = datetime.now(UTC).date() + timedelta(days=30)


def day(offset: int, days: int = 1) -> tuple[datetime, datetime]:
    """Whole local days, a month from now."""
    first = FIRST + timedelta(days=offset)
    return local_midnight(first, ZONE), local_midnight(first + timedelta(days=days), ZONE)


@pytest.fixture
def db(database: Database) -> Database:
    """A centre with two reps."""
    with database.write() as unit:
        unit.sites.put(Site("hq", "HQ", 10, ZONE))
        unit.contracts.put(Contract("full", (0, 2400), (0, 5), 5, 660, (ShiftTemplate("day", 480, 480, 15, (480,)),)))
        unit.reps.put_many(Rep(id, id, "full", {}, site="hq") for id in ("r1", "r2"))
    return database


def test_without_an_allotment_a_manager_decides(db: Database) -> None:
    """A request waits, is approved or refused once, and counts as absence only when approved."""
    request = leave.ask(db, ANN, *day(0), SECRET)
    assert request.state is LeaveState.REQUESTED
    with db.read() as unit:
        assert unit.time_off.approved(*day(0)) == {}
    approved = leave.decide(db, MANAGER, request.id, True, "enjoy")
    assert (approved.state, approved.decided_by, approved.decision) == (LeaveState.APPROVED, "mia", "enjoy")
    with db.read() as unit:
        assert unit.time_off.approved(*day(0)) == {"r1": (day(0),)}
    with pytest.raises(ConflictError, match="is approved and no longer waits"):
        leave.decide(db, MANAGER, request.id, False)
    other = leave.ask(db, BEN, *day(0))
    assert leave.decide(db, MANAGER, other.id, False, "too many").state is LeaveState.REFUSED


def test_allotments_grant_until_they_are_used_up(db: Database) -> None:
    """Eight hours let one rep off at once; the second waits; a day without an allotment makes the whole request wait."""
    leave.set_allotment(db, MANAGER, FIRST, 8)
    assert day_allotments.allotments(db, ANN, FIRST, FIRST) == {FIRST: 8.0}
    assert leave.ask(db, ANN, *day(0)).state is LeaveState.APPROVED
    assert leave.ask(db, BEN, *day(0)).state is LeaveState.REQUESTED
    leave.set_allotment(db, MANAGER, FIRST + timedelta(days=1), 100)
    assert leave.ask(db, ANN, *day(1, 2)).state is LeaveState.REQUESTED


def test_hours_are_counted_to_the_minute(db: Database) -> None:
    """Half a day and half a day fill eight hours exactly, a minute more does not fit."""
    leave.set_allotment(db, MANAGER, FIRST, 8)
    start = day(0)[0] + timedelta(hours=8)
    half = timedelta(hours=4)
    assert leave.ask(db, ANN, start, start + half).state is LeaveState.APPROVED
    over = leave.ask(db, BEN, start, start + half + timedelta(minutes=1))
    assert over.state is LeaveState.REQUESTED
    leave.withdraw(db, BEN, over.id)
    assert leave.ask(db, BEN, start, start + half).state is LeaveState.APPROVED


def test_days_of_leave_are_local_days() -> None:
    """An absence over the end of daylight saving takes a working day from each local day it touches."""
    start = local_midnight(date(2025, 11, 1), ZONE) + timedelta(hours=22)
    end = local_midnight(date(2025, 11, 3), ZONE) + timedelta(hours=1)
    assert hours_by_day(start, end, ZONE) == {
        date(2025, 11, 1): 2.0,
        date(2025, 11, 2): 8.0,
        date(2025, 11, 3): 1.0,
    }
    midnight = local_midnight(date(2025, 11, 3), ZONE)
    assert hours_by_day(start, midnight, ZONE).keys() == {date(2025, 11, 1), date(2025, 11, 2)}


def test_requests_must_not_overlap(db: Database) -> None:
    """A rep's standing requests may touch and not overlap; a withdrawn one is no obstacle."""
    request = leave.ask(db, ANN, *day(0, 2))
    with pytest.raises(ConflictError, match="already"):
        leave.ask(db, ANN, *day(1))
    leave.ask(db, ANN, *day(2))
    leave.ask(db, BEN, *day(1))
    leave.withdraw(db, ANN, request.id)
    leave.ask(db, ANN, *day(1))


def test_windows_that_make_no_sense(db: Database) -> None:
    """The past, an empty window, and a year and more are refused."""
    start, end = day(0)
    now = datetime.now(UTC)
    for low, high, words in (
        (now - timedelta(hours=1), end, "before it starts"),
        (start, start, "must start before it ends"),
        (start, start + timedelta(days=367), "at most 366 days"),
    ):
        with pytest.raises(InputError, match=words):
            leave.ask(db, ANN, low, high)
    assert leave.my_requests(db, ANN) == ()


def test_windows_where_the_clock_changes(db: Database) -> None:
    """Moments follow one another as they are lived: an hour that is skipped has none, one that comes twice has both."""
    zone = ZoneInfo("America/New_York")
    skipped = (datetime(2030, 3, 10, 2, 30, tzinfo=zone), datetime(2030, 3, 10, 3, 0, tzinfo=zone))
    for enter in (
        lambda: leave.ask(db, ANN, *skipped),
        lambda: leave.enter_leave(db, MANAGER, "r1", *skipped, kind="sick"),
    ):
        with pytest.raises(InputError, match="must start before it ends"):
            enter()
    twice = (datetime(2030, 11, 3, 1, 45, tzinfo=zone), datetime(2030, 11, 3, 1, 15, fold=1, tzinfo=zone))
    request = leave.ask(db, ANN, *twice)
    assert request.end - request.start == timedelta(minutes=30)


def test_an_allotment_is_a_number_of_hours(db: Database) -> None:
    """None that has no end, and none below zero."""
    for hours in (-1.0, math.inf, math.nan):
        with pytest.raises(InputError, match="must be >= 0 and finite"):
            leave.set_allotment(db, MANAGER, FIRST, hours)


def test_reasons_are_for_the_rep_and_those_who_decide(db: Database) -> None:
    """Another rep cannot list requests; no reason is in the log."""
    leave.ask(db, ANN, *day(0), SECRET)
    assert leave.my_requests(db, ANN)[0].reason == SECRET
    assert leave.my_requests(db, BEN) == ()
    assert leave.list_requests(db, MANAGER, LeaveState.REQUESTED)[0].reason == SECRET
    with pytest.raises(AccessError):
        leave.list_requests(db, BEN)
    with db.read() as unit:
        assert SECRET not in repr(unit.audit.list())


def test_each_role_does_its_part(db: Database) -> None:
    """Managers cannot ask, reps cannot decide, nobody decides or withdraws for themselves what is not theirs."""
    request = leave.ask(db, ANN, *day(0))
    with pytest.raises(AccessError):
        leave.ask(db, MANAGER, *day(0))
    with pytest.raises(AccessError):
        leave.decide(db, BEN, request.id, True)
    with pytest.raises(AccessError):
        leave.decide(db, Principal("ann", Role.MANAGER, rep="r1"), request.id, True)
    with pytest.raises(AccessError, match="not yours"):
        leave.withdraw(db, BEN, request.id)
    with pytest.raises(AccessError):
        leave.set_allotment(db, ANN, FIRST, 100)
    with pytest.raises(AccessError):
        leave.enter_leave(db, ANN, "r1", *day(5), kind="sick")
    assert leave.enter_leave(db, MANAGER, "r1", *day(5), "sick", kind="sick").state is LeaveState.APPROVED


def test_shifts_that_a_request_would_empty_are_shown(db: Database) -> None:
    """The manager sees the published shifts within the asked days."""
    horizon = Horizon(FIRST, 7, 15, ZONE)
    now = datetime.now(UTC)
    record = ScheduleVersion(0, "w", horizon, ScheduleStatus.DRAFT, None, None, None, {}, (), (), now, "pat")
    with db.write() as unit:
        id = unit.schedules.add(record, [Shift("r1", 480, 960, "hq"), Shift("r1", 1920, 2400, "hq")])
        unit.publications.publish(id, 1, now)
    request = leave.ask(db, ANN, *day(1))
    assert [shift.shift.start for shift in leave.clashes(db, MANAGER, [request.id])[request.id]] == [1920]


def test_an_approval_covers_the_shifts_that_were_seen(db: Database) -> None:
    """A shift that comes into the days after the manager looked is told before anything is approved."""
    horizon = Horizon(FIRST, 7, 15, ZONE)
    now = datetime.now(UTC)
    record = ScheduleVersion(0, "w", horizon, ScheduleStatus.DRAFT, None, None, None, {}, (), (), now, "pat")
    request = leave.ask(db, ANN, *day(1))
    seen = [shift.id for shift in leave.clashes(db, MANAGER, [request.id])[request.id]]
    with db.write() as unit:
        id = unit.schedules.add(record, [Shift("r1", 1920, 2400, "hq")])
        unit.publications.publish(id, 1, now)
    with pytest.raises(ConflictError, match="has come into this time off since it was looked at"):
        leave.decide(db, MANAGER, request.id, True, clashing=seen)
    seen = [shift.id for shift in leave.clashes(db, MANAGER, [request.id])[request.id]]
    assert leave.decide(db, MANAGER, request.id, True, clashing=seen).state is LeaveState.APPROVED


def test_nobody_enters_leave_for_a_rep_who_has_gone(db: Database) -> None:
    """There is nothing to plan around."""
    with db.write() as unit:
        unit.reps.set_active("r1", False)
    with pytest.raises(RefusedError, match="no longer works here"):
        leave.enter_leave(db, MANAGER, "r1", *day(5), kind="sick")
