"""Viewing: planners see everything they made, managers what is official, reps none of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.services import planned_centre as centre
from wfm.database.engine import Database
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import AccessError
from wfm.domain.exchange.schedule import ScheduleStatus, ScheduleVersion
from wfm.domain.time import Horizon
from wfm.services import viewing
from wfm.services.timeline.publishing import publish

PLANNER = Principal("p", Role.PLANNER)
MANAGER = Principal("m", Role.MANAGER)
REP = Principal("r", Role.REP, "r00")


def _draft(db: Database) -> int:
    horizon = Horizon(centre.MONDAY, 7, centre.SLOT, centre.ZONE)
    record = ScheduleVersion(
        0, "draft", horizon, ScheduleStatus.DRAFT, None, None, None, {}, (), (), datetime.now(UTC), "test"
    )
    with db.write() as uow:
        return uow.schedules.add(record, ())


def test_a_manager_sees_a_schedule_once_it_is_published(database: Database) -> None:
    """A draft is the planner's own; publishing opens it to managers."""
    centre.build(database, with_history=False)
    draft = _draft(database)
    assert [h.id for h in viewing.schedules(database, PLANNER)] == [draft]
    assert viewing.schedules(database, MANAGER) == ()
    with pytest.raises(AccessError):
        viewing.schedule(database, MANAGER, draft)
    publish(database, PLANNER, draft, now=centre.NOW)
    assert [h.id for h in viewing.schedules(database, MANAGER)] == [draft]
    assert viewing.schedule(database, MANAGER, draft).record.id == draft


def test_a_rep_sees_no_runs_and_no_whole_schedule(database: Database) -> None:
    """Reps read their own shifts elsewhere; every door here is shut to them."""
    centre.build(database, with_history=False)
    draft = _draft(database)
    publish(database, PLANNER, draft, now=centre.NOW)
    for look in (viewing.forecast_runs, viewing.requirement_runs, viewing.schedules):
        with pytest.raises(AccessError):
            look(database, REP)
    with pytest.raises(AccessError):
        viewing.schedule(database, REP, draft)
    with pytest.raises(AccessError):
        viewing.cleaned_history(database, REP, "voice-en")


def test_history_is_cleaned_only_where_there_is_some(database: Database) -> None:
    """A queue without records gives nothing, one with records the original beside the cleaned values."""
    centre.build(database, with_history=False)
    with database.read() as uow:
        queue = uow.queues.ids()[0]
    assert viewing.cleaned_history(database, PLANNER, queue) is None
