"""Making a draft schedule official."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from wfm.database import Database, UnitOfWork
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import RefusedError
from wfm.domain.exchange import ScheduleStatus, ScheduleVersion
from wfm.services.clock import clock_now
from wfm.services.publication import MAKE_AGAIN, changes_since, check_leave, exchange_of, make_official, sudden_changes


def publish(
    db: Database,
    who: Principal,
    schedule_id: int | None = None,
    *,
    accepted: Collection[str] = (),
    reason: str = "",
    replay: bool = False,
    now: datetime | None = None,
) -> ScheduleVersion:
    """Put a draft on the timeline in place of what that holds of its scope; None takes the latest.

    What has begun by now stays as it is: `publications` says how many shifts of the draft were left for that. `reason` is
    asked for where something changes for a rep within the notice. `replay` lets a draft of days that are all past be
    published, where nothing of them was on the timeline before it began.

    Raises
    ------
    RefusedError
        When there is no draft, it is not a draft, all of it has begun, a shift of it lies in time off approved since it
        was made, it breaks a rule with what stays around it, or it would undo what changed in its scope since
        (`undone_by`) that is not among the `accepted`.
    ConflictError
        When the draft changed meanwhile.
    """
    who.require(Role.PLANNER)
    now = clock_now(now)
    with db.write() as uow:
        record = _draft(uow, schedule_id)
        return make_official(uow, who, record, now, accepted, reason=reason, replay=replay)


@dataclass(frozen=True, slots=True)
class Prospect:
    """What publishing a draft would do.

    Attributes
    ----------
    brought, replaced, kept : how many shifts would come, give way, and stay since they are the same.
    begun : how many shifts of the draft have begun, so that what is published for them stays.
    undone : what it would undo, one sentence each.
    sudden : the shifts that it changes for their reps within the notice, so that a reason is asked for.
    """

    brought: int
    replaced: int
    kept: int
    begun: int
    undone: tuple[str, ...] = ()
    sudden: tuple[str, ...] = ()


def prospect(
    db: Database,
    who: Principal,
    schedule_id: int | None = None,
    *,
    replay: bool = False,
    now: datetime | None = None,
) -> Prospect:
    """What publishing a draft would do; RefusedError where it cannot be published whatever is agreed to."""
    who.require(Role.PLANNER)
    now = clock_now(now)
    with db.read() as uow:
        record = _draft(uow, schedule_id)
        change = exchange_of(uow, record, now, replay=replay)
        check_leave(uow, record.horizon, (*change.comes, *change.kept), MAKE_AGAIN)
        return Prospect(
            len(change.comes),
            len(change.goes),
            len(change.kept),
            len(change.begun),
            tuple(found.text for found in changes_since(uow, record, change.scope.start)),
            sudden_changes(uow, record, change, now),
        )


def undone_by(
    db: Database,
    who: Principal,
    schedule_id: int | None = None,
    *,
    replay: bool = False,
    now: datetime | None = None,
) -> tuple[str, ...]:
    """What publishing a draft would undo: changes of the timeline in its scope since it was made, one sentence each.

    RefusedError where it cannot be published whatever is agreed to: a shift of it lies in time off approved since.
    """
    return prospect(db, who, schedule_id, replay=replay, now=now).undone


def _draft(uow: UnitOfWork, id: int | None) -> ScheduleVersion:
    record = uow.schedules.latest(ScheduleStatus.DRAFT) if id is None else uow.schedules.record(id)
    if record is None:
        raise RefusedError("there is no draft schedule to publish; make one first")
    if record.status is not ScheduleStatus.DRAFT:
        raise RefusedError(f"schedule {record.id} is {record.status.value} already; only a draft can be published")
    return record
