"""Publishing: a draft becomes official, replaces what it covers, and never puts someone to work in their leave."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from tests.services import planned_centre as centre
from wfm.database.engine import Database
from wfm.database.repositories.leave import LeaveState
from wfm.database.tables import ScheduleRow
from wfm.domain.accounts import OPERATOR, Principal, Role
from wfm.domain.errors import AccessError, RefusedError
from wfm.domain.exchange.schedule import ScheduleStatus, ScheduleVersion
from wfm.domain.people.shifts import Shift
from wfm.domain.time import Horizon, to_utc
from wfm.services.timeline import publish, undo

EARLY = Shift("r00", 480, 990, "main")


@pytest.fixture
def db(database: Database) -> Database:
    """The centre without history, on each kind of database."""
    centre.build(database, with_history=False)
    return database


def _draft(db: Database, days: int = 7, shifts: tuple[Shift, ...] = (EARLY,)) -> int:
    horizon = Horizon(centre.MONDAY, days, centre.SLOT, centre.ZONE)
    record = ScheduleVersion(
        0, "draft", horizon, ScheduleStatus.DRAFT, None, None, None, {}, (), (), datetime.now(UTC), "test"
    )
    with db.write() as uow:
        return uow.schedules.add(record, shifts)


def test_the_latest_draft_becomes_official(db: Database) -> None:
    """Without a number the newest draft is published, with the time and an entry in the audit log."""
    _draft(db)
    second = _draft(db)
    record = publish(db, OPERATOR, now=centre.NOW)
    assert (record.id, record.status) == (second, ScheduleStatus.PUBLISHED)
    assert record.published_at is not None
    with db.read() as uow:
        assert uow.audit.list(entity="schedule")[0].action == "publish"
        assert [
            p.shift.agent
            for p in uow.schedules.shifts_of("r00", datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC))
        ] == ["r00"]


def test_it_replaces_what_is_in_its_scope_alone(db: Database) -> None:
    """A draft of some of the days takes their place and leaves the others; one of all of them archives what it replaces."""
    late = Shift("r00", 3 * 1440 + 480, 3 * 1440 + 990, "main")
    first = publish(db, OPERATOR, _draft(db, shifts=(EARLY, late)), now=centre.NOW)
    publish(db, OPERATOR, _draft(db, days=3, shifts=()), now=centre.NOW)
    with db.read() as uow:
        assert [p.shift for p in uow.schedules.get(first.id).shifts] == [late]
        assert uow.schedules.record(first.id).status is ScheduleStatus.PUBLISHED
    publish(db, OPERATOR, _draft(db), now=centre.NOW)
    with db.read() as uow:
        assert uow.schedules.record(first.id).status is ScheduleStatus.ARCHIVED


def test_only_the_past_is_refused(db: Database) -> None:
    """Once the last shift has begun there is nothing to publish, and nothing changes."""
    draft = _draft(db)
    begins = to_utc(datetime.combine(centre.MONDAY, datetime.min.time()) + timedelta(hours=8), centre.ZONE)
    with pytest.raises(RefusedError, match=f"^all of schedule {draft} has begun by now; only what is still to begin"):
        publish(db, OPERATOR, draft, now=begins + timedelta(minutes=1))
    publish(db, OPERATOR, draft, now=begins)


def test_days_of_another_year_may_be_replayed_where_nobody_worked_them(db: Database) -> None:
    """On records of the past one may plan, publish, plan anew and publish; what was published before it began stays."""
    now = centre.NOW + timedelta(days=90)
    with pytest.raises(RefusedError, match="has begun by now"):
        publish(db, OPERATOR, _draft(db), now=now)
    for _ in range(2):
        made = publish(db, OPERATOR, _draft(db, shifts=(EARLY.moved(1),)), replay=True, now=now)
    undo(db, OPERATOR, reason="another try", now=now)
    with db.read() as uow:
        assert uow.schedules.record(made.id).status is ScheduleStatus.DRAFT
        assert len(uow.schedules.get(made.id - 1).shifts) == 1
    with db.write() as uow:
        uow.publications._change(update(ScheduleRow).values(published_at=centre.NOW))
    with pytest.raises(RefusedError, match="has begun by now"):
        publish(db, OPERATOR, _draft(db), replay=True, now=now)


def test_only_drafts_by_planners(db: Database) -> None:
    """No draft, one published already, and a manager are refused in a sentence."""
    with pytest.raises(RefusedError, match="no draft schedule"):
        publish(db, OPERATOR, now=centre.NOW)
    record = publish(db, OPERATOR, _draft(db), now=centre.NOW)
    with pytest.raises(RefusedError, match="is published already"):
        publish(db, OPERATOR, record.id)
    draft = _draft(db)
    with pytest.raises(AccessError):
        publish(db, Principal("mia", Role.MANAGER), draft)
    with db.read() as uow:
        assert uow.schedules.record(draft).status is ScheduleStatus.DRAFT


@pytest.mark.parametrize(("hours", "refused"), [((0, 8), False), ((0, 9), True), ((16, 17), True), ((17, 24), False)])
def test_leave_approved_since_the_draft_was_made(db: Database, hours: tuple[int, int], refused: bool) -> None:
    """A shift of 08:00 to 16:30 stands next to leave that ends at its start, and is refused where they overlap."""
    draft = _draft(db)
    midnight = datetime.combine(centre.MONDAY, datetime.min.time())
    start, end = (to_utc(midnight + timedelta(hours=h), centre.ZONE) for h in hours)
    with db.write() as uow:
        uow.time_off.request("r00", start, end, "private", LeaveState.APPROVED)
    if refused:
        with pytest.raises(
            RefusedError, match=r"^Person 0 has approved time off during the shift on Mon \d+ \w{3} 08:00-16:30; "
        ) as caught:
            publish(db, OPERATOR, draft, now=centre.NOW)
        assert "private" not in str(caught.value)
    else:
        assert publish(db, OPERATOR, draft, now=centre.NOW).status is ScheduleStatus.PUBLISHED
