"""When queues are open: hours of the week, and dates with hours of their own, for some queues or all at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import date

from wfm.database import Database
from wfm.documents import hours_text, windows_text
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import NotFoundError, RefusedError
from wfm.domain.planning import HoursException, OperatingHours, Queue
from wfm.domain.texts import named


def set_week_hours(
    db: Database, who: Principal, queues: Collection[str] | None, hours: OperatingHours
) -> tuple[str, ...]:
    """Give queues (None: all) these hours of the week; their exceptions stay. The ids of the queues that changed."""
    who.require(Role.PLANNER)

    def changed(queue: Queue) -> OperatingHours:
        return replace(hours, exceptions=queue.hours.exceptions)

    return _save(db, who, queues, changed, {"hours": hours_text(hours)})


def set_exception(
    db: Database, who: Principal, queues: Collection[str] | None, exception: HoursException
) -> tuple[str, ...]:
    """Give queues (None: all) hours of their own on a date, in place of any they had; the ids of those that changed.

    Without windows the date is closed. Forecasts, requirements and schedules made from now on read it.
    """
    who.require(Role.PLANNER)
    named(exception.name, "the name of a date with hours of its own")

    def changed(queue: Queue) -> OperatingHours:
        return _with(queue.hours, exception.day, (exception,))

    detail = {"day": str(exception.day), "hours": windows_text(exception.windows), "name": exception.name}
    return _save(db, who, queues, changed, detail)


def clear_exception(db: Database, who: Principal, queues: Collection[str] | None, day: date) -> tuple[str, ...]:
    """Let queues (None: all) have their weekday's hours on a date again; the ids of those that changed.

    RefusedError when none of them has an exception on that date.
    """
    who.require(Role.PLANNER)

    def changed(queue: Queue) -> OperatingHours:
        return _with(queue.hours, day, ())

    found = _save(db, who, queues, changed, {"day": str(day), "hours": None})
    if not found:
        which = "any queue" if queues is None else f"queue {', '.join(sorted(queues))}"
        raise RefusedError(f"the opening hours of {which} have no exception on {day}")
    return found


def _with(hours: OperatingHours, day: date, instead: tuple[HoursException, ...]) -> OperatingHours:
    kept = tuple(exception for exception in hours.exceptions if exception.day != day)
    return replace(hours, exceptions=kept + instead)


def _save(
    db: Database,
    who: Principal,
    queues: Collection[str] | None,
    changed: Callable[[Queue], OperatingHours],
    detail: Mapping[str, object],
) -> tuple[str, ...]:
    """Store what changes, all or nothing; NotFoundError for a queue that is not there."""
    with db.write() as uow:
        stored = {queue.id: queue for queue in uow.queues.all()}
        for id in queues or ():
            if id not in stored:
                raise NotFoundError(f"there is no queue {id!r}")
        if not stored:
            raise RefusedError("there is no queue yet; import queues or history first")
        wanted = [stored[id] for id in (stored if queues is None else sorted(set(queues)))]
        new = [replace(queue, hours=changed(queue)) for queue in wanted]
        touched = [queue for queue, old in zip(new, wanted, strict=True) if queue != old]
        uow.queues.put_many(touched)
        uow.audit.add_many(who, "set", "hours", ((queue.id, detail) for queue in touched))
    return tuple(queue.id for queue in touched)
