"""Giving a draft another name."""

from __future__ import annotations

from wfm.database import Database, UnitOfWork
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import InputError, RefusedError
from wfm.domain.exchange import ScheduleStatus, ScheduleVersion
from wfm.domain.texts import named


def rename(db: Database, who: Principal, schedule_id: int, name: str) -> ScheduleVersion:
    """Give a draft another name; RefusedError for a schedule that is no draft any more."""
    who.require(Role.PLANNER)
    wanted = named(name, "the name of a schedule").strip()
    if not wanted:
        raise InputError("the name of a schedule must not be empty")
    with db.write() as uow:
        record = draft_of(uow, schedule_id, "renamed")
        uow.schedules.rename(record.id, record.version, wanted)
        uow.audit.add(who, "rename", "schedule", record.id, {"name": wanted, "before": record.name})
        return uow.schedules.record(record.id)


def draft_of(uow: UnitOfWork, id: int, done: str) -> ScheduleVersion:
    """The draft of that number; RefusedError, saying what cannot be done to it, when it is none."""
    record = uow.schedules.record(id)
    if record.status is not ScheduleStatus.DRAFT:
        raise RefusedError(f"schedule {id} is {record.status.value}; only a draft can be {done}")
    return record
