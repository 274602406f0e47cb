"""Making a draft schedule official."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from wfm.database import Database, UnitOfWork
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import RefusedError
from wfm.domain.exchange import ScheduleStatus, ScheduleVersion
from wfm.domain.time import local_midnight


def publish(db: Database, who: Principal, schedule_id: int | None = None) -> ScheduleVersion:
    """Publish a draft; None takes the latest. A published schedule of the same days is archived.

    Raises
    ------
    RefusedError
        When there is no draft, it is not a draft, or a shift of it lies in time off approved since it was made.
    ConflictError
        When the draft changed meanwhile, or it covers only some days of a published schedule.
    """
    who.require(Role.PLANNER)
    with db.write() as uow:
        record = (
            uow.schedules.latest(ScheduleStatus.DRAFT) if schedule_id is None else uow.schedules.record(schedule_id)
        )
        if record is None:
            raise RefusedError("there is no draft schedule to publish; make one first")
        if record.status is not ScheduleStatus.DRAFT:
            raise RefusedError(f"schedule {record.id} is {record.status.value} already; only a draft can be published")
        _check_leave(uow, record)
        uow.schedules.publish(record.id, record.version, datetime.now(UTC))
        uow.audit.add(who, "publish", "schedule", record.id, {"first_day": str(record.horizon.start)})
        return uow.schedules.record(record.id)


def _check_leave(uow: UnitOfWork, record: ScheduleVersion) -> None:
    """RefusedError when someone is to work in approved time off."""
    horizon = record.horizon
    start = local_midnight(horizon.start, horizon.zone)
    end = local_midnight(horizon.start + timedelta(days=horizon.days + 1), horizon.zone)
    leave = uow.time_off.approved(start, end)
    reasons = [
        f"{planned.shift.agent} has approved time off during the shift on {planned.start.date()}"
        for planned in uow.schedules.get(record.id).shifts
        if any(planned.start < to and off < planned.end for off, to in leave.get(planned.shift.agent, ()))
    ]
    if reasons:
        more = f" and {len(reasons) - 1} more" if len(reasons) > 1 else ""
        raise RefusedError(f"{reasons[0]}{more}; make the schedule again or change the shifts", reasons)
