"""Taking runs and drafts away again: never while something stands on them, and never what was official."""

from __future__ import annotations

from collections.abc import Sequence

from wfm.database import Database, UnitOfWork
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import RefusedError
from wfm.domain.exchange import ScheduleStatus
from wfm.domain.planning import JobState
from wfm.domain.texts import some_of

ALIVE = (JobState.QUEUED, JobState.RUNNING)


def delete_forecast(db: Database, who: Principal, id: int) -> None:
    """Delete a forecast run; RefusedError while a requirement was made from it, or one is being made."""
    who.require(Role.PLANNER)
    with db.write() as uow:
        _free(f"forecast {id}", "requirement", uow.removals.requirements_of(id))
        _idle(uow, f"forecast {id}", "staff")
        uow.removals.forecast(id)
        uow.audit.add(who, "delete", "forecast", id)


def delete_requirement(db: Database, who: Principal, id: int) -> None:
    """Delete a requirement run; RefusedError while a schedule was made for it, or one is being made."""
    who.require(Role.PLANNER)
    with db.write() as uow:
        _free(f"requirement {id}", "schedule", uow.removals.schedules_of(id))
        _idle(uow, f"requirement {id}", "schedule")
        uow.removals.requirement(id)
        uow.audit.add(who, "delete", "requirement", id)


def delete_schedule(db: Database, who: Principal, id: int) -> None:
    """Delete a draft with its shifts; RefusedError for a schedule that was ever published, or has a bid round."""
    who.require(Role.PLANNER)
    with db.write() as uow:
        record = uow.schedules.record(id)
        if record.status is not ScheduleStatus.DRAFT:
            raise RefusedError(
                f"schedule {id} is {record.status.value} and stays on record; only a draft can be deleted"
            )
        if uow.publications.history(id, 1):
            raise RefusedError(f"schedule {id} was on the timeline and stays on record; rename it or publish it again")
        _free(f"schedule {id}", "bid round", uow.removals.rounds_of(id))
        uow.removals.schedule(id)
        uow.audit.add(who, "delete", "schedule", id, {"first_day": str(record.horizon.start)})


def _free(what: str, word: str, standing: Sequence[int]) -> None:
    """RefusedError while something stands on a thing."""
    if standing:
        verb = "stand" if len(standing) > 1 else "stands"
        named = some_of([str(id) for id in standing], 8)
        raise RefusedError(f"{what} cannot be deleted: {word}{'s' if len(standing) > 1 else ''} {named} {verb} on it")


def _idle(uow: UnitOfWork, what: str, kind: str) -> None:
    """RefusedError while a run that may have read the thing is under way."""
    job = uow.jobs.latest(kind)
    if job is not None and job.state in ALIVE:
        raise RefusedError(f"{what} cannot be deleted while a {kind} run is under way, started by {job.created_by}")
