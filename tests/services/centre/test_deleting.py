"""Runs and drafts are deleted when nothing stands on them, and what was official stays."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.services import planned_centre as centre
from tests.services.small_centre import MONDAY, NOW, add_schedule, fill, rep, week
from wfm.database.engine import Database
from wfm.domain.accounts import OPERATOR, Principal, Role
from wfm.domain.errors import AccessError, NotFoundError, RefusedError
from wfm.services.bidding import bid_rounds
from wfm.services.centre.deleting import delete_forecast, delete_requirement, delete_schedule
from wfm.services.forecast.forecasts import make_forecast
from wfm.services.staffing.requirements import make_requirement


def test_from_the_top_down(database: Database) -> None:
    """A forecast stays while a requirement stands on it; once that is gone it goes, with all its rows."""
    centre.build(database)
    run = make_forecast(database, OPERATOR, start=centre.MONDAY, days=2)
    need = make_requirement(database, OPERATOR, forecast_run=run.id)
    with pytest.raises(RefusedError, match=f"forecast {run.id} cannot be deleted: requirement {need.id} stands on it"):
        delete_forecast(database, OPERATOR, run.id)
    delete_requirement(database, OPERATOR, need.id)
    delete_forecast(database, OPERATOR, run.id)
    with database.read() as uow:
        assert uow.forecasts.records() == uow.requirements.records() == ()
        assert {(row.entity, row.action) for row in uow.audit.list(limit=2)} == {
            ("forecast", "delete"),
            ("requirement", "delete"),
        }
    for delete in (delete_forecast, delete_requirement, delete_schedule):
        with pytest.raises(NotFoundError, match="there is no"):
            delete(database, OPERATOR, run.id)


def test_not_while_a_run_that_reads_it_is_under_way(sqlite_database: Database) -> None:
    """A staffing run may have read the forecast already."""
    centre.build(sqlite_database)
    run = make_forecast(sqlite_database, OPERATOR, start=centre.MONDAY, days=2)
    with sqlite_database.write() as uow:
        uow.jobs.add("staff", {}, "pat")
    with pytest.raises(RefusedError, match="cannot be deleted while a staff run is under way, started by pat"):
        delete_forecast(sqlite_database, OPERATOR, run.id)


def test_drafts_go_and_published_schedules_stay(database: Database) -> None:
    """Published, or under a bid round: told in a sentence; a free draft goes with its shifts."""
    fill(database, [rep("ada"), rep("bea")])
    published = add_schedule(database, week("ada"))
    with database.write() as uow:
        uow.publications.publish(published, uow.schedules.record(published).version, NOW)
    open, free = (add_schedule(database, week("bea"), MONDAY + timedelta(weeks=n)) for n in (1, 2))
    number = bid_rounds.open_round(database, OPERATOR, open, "june", NOW, NOW + timedelta(days=2), 1, now=NOW).id
    with pytest.raises(RefusedError, match=f"schedule {published} is published and stays on record"):
        delete_schedule(database, OPERATOR, published)
    with pytest.raises(RefusedError, match=f"schedule {open} cannot be deleted: bid round {number} stands on it"):
        delete_schedule(database, OPERATOR, open)
    delete_schedule(database, OPERATOR, free)
    with database.read() as uow:
        assert {head.id for head in uow.schedules.heads()} == {published, open}
        assert uow.schedules.count_shifts(free) == 0


def test_only_planners_delete(sqlite_database: Database) -> None:
    """A manager is refused before anything is looked for."""
    for delete in (delete_forecast, delete_requirement, delete_schedule):
        with pytest.raises(AccessError):
            delete(sqlite_database, Principal("mo", Role.MANAGER), 1)
