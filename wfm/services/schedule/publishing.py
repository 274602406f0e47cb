"""Making a draft schedule official."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

from wfm.database import Database, UnitOfWork
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import RefusedError
from wfm.domain.exchange import ScheduleStatus, ScheduleVersion
from wfm.services.publication import changes_since, check_leave, make_official


def publish(
    db: Database, who: Principal, schedule_id: int | None = None, *, accepted: Collection[str] = ()
) -> ScheduleVersion:
    """Publish a draft; None takes the latest. A published schedule of the same days is archived.

    Raises
    ------
    RefusedError
        When there is no draft, it is not a draft, a shift of it lies in time off approved since it was made, or it
        would undo changes of published shifts since (`undone_by`) that are not among the `accepted`.
    ConflictError
        When the draft changed meanwhile, or it covers only some days of a published schedule.
    """
    who.require(Role.PLANNER)
    with db.write() as uow:
        return make_official(uow, who, _draft(uow, schedule_id), datetime.now(UTC), accepted)


def undone_by(db: Database, who: Principal, schedule_id: int | None = None) -> tuple[str, ...]:
    """What publishing a draft would undo: changes of published shifts since it was made, one sentence each.

    RefusedError where it cannot be published whatever is agreed to: a shift of it lies in time off approved since.
    """
    who.require(Role.PLANNER)
    with db.read() as uow:
        record = _draft(uow, schedule_id)
        check_leave(uow, record)
        return changes_since(uow, record)


def _draft(uow: UnitOfWork, id: int | None) -> ScheduleVersion:
    record = uow.schedules.latest(ScheduleStatus.DRAFT) if id is None else uow.schedules.record(id)
    if record is None:
        raise RefusedError("there is no draft schedule to publish; make one first")
    if record.status is not ScheduleStatus.DRAFT:
        raise RefusedError(f"schedule {record.id} is {record.status.value} already; only a draft can be published")
    return record
