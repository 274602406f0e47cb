"""Reading what planners have made, for pages that show it: runs, cleaned history, schedules. Roles are checked here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from forecasting import CleanedHistory, clean
from wfm.database import Database, RunRecord
from wfm.domain.accounts import EVERYONE, Principal, Role
from wfm.domain.exchange import PlannedShift, ScheduleHead, ScheduleStatus, ScheduleWithShifts
from wfm.domain.planning import ForecastRun, RequirementRun
from wfm.domain.time import Horizon
from wfm.services.forecast import calendar_of


def forecast_runs(db: Database, who: Principal, limit: int = 50) -> tuple[RunRecord, ...]:
    """The newest forecast runs, without their numbers."""
    who.require(Role.PLANNER, Role.MANAGER)
    with db.read() as uow:
        return uow.forecasts.records(limit)


def forecast_run(db: Database, who: Principal, id: int) -> ForecastRun:
    """A forecast run; NotFoundError for no such run."""
    who.require(Role.PLANNER, Role.MANAGER)
    with db.read() as uow:
        return uow.forecasts.get(id)


def requirement_runs(db: Database, who: Principal, limit: int = 50) -> tuple[RunRecord, ...]:
    """The newest requirement runs, without their numbers."""
    who.require(Role.PLANNER, Role.MANAGER)
    with db.read() as uow:
        return uow.requirements.records(limit)


def requirement_run(db: Database, who: Principal, id: int) -> RequirementRun:
    """A requirement run; NotFoundError for no such run."""
    who.require(Role.PLANNER, Role.MANAGER)
    with db.read() as uow:
        return uow.requirements.get(id)


def cleaned_history(db: Database, who: Principal, queue: str, until: datetime | None = None) -> CleanedHistory | None:
    """A queue's history before an instant, beside what forecasting makes of it; None where nothing was recorded."""
    who.require(Role.PLANNER, Role.MANAGER)
    with db.read() as uow:
        found, history = uow.queues.get(queue), uow.history.get(queue, None, until)
        calendar = calendar_of(uow, found)
    if history is None or not history.grid.count:
        return None
    return clean(history, calendar, found.hours)


def schedules(
    db: Database, who: Principal, *statuses: ScheduleStatus, limit: int | None = None, before: int | None = None
) -> tuple[ScheduleHead, ...]:
    """The schedules of these statuses (or of any) that this user may see, the newest first.

    Managers see what was published. `limit` is how many, None for all; `before` is the id to go on from.
    """
    who.require(Role.PLANNER, Role.MANAGER)
    visible = set(ScheduleStatus) - ({ScheduleStatus.DRAFT} if who.role is Role.MANAGER else set())
    wanted = sorted(visible & set(statuses or ScheduleStatus))
    if not wanted:
        return ()
    with db.read() as uow:
        return uow.schedules.heads(*wanted, limit=limit, before=before)


def horizons_of(db: Database, who: Principal, shifts: Iterable[PlannedShift]) -> dict[int, Horizon]:
    """The axes of the schedules that some shifts are stored with, by the schedule's number."""
    who.require(*EVERYONE)
    with db.read() as uow:
        return {id: record.horizon for id, record in uow.schedules.many(planned.schedule for planned in shifts).items()}


def schedule(db: Database, who: Principal, id: int) -> ScheduleWithShifts:
    """A schedule with its shifts; AccessError where the user may not see it."""
    who.require(Role.PLANNER, Role.MANAGER)
    with db.read() as uow:
        found = uow.schedules.get(id)
    who.require(*((Role.PLANNER,) if found.record.status is ScheduleStatus.DRAFT else (Role.PLANNER, Role.MANAGER)))
    return found
