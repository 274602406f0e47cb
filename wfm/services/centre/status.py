"""What a database holds, for someone who comes back to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from wfm.database import Database
from wfm.documents import hours_text, windows_text
from wfm.domain.accounts import Principal, Role
from wfm.domain.exchange import ScheduleHead, ScheduleStatus
from wfm.domain.planning import Queue
from wfm.domain.time import TimeGrid, zone_of


@dataclass(frozen=True, slots=True)
class QueueStatus:
    """A queue, when it is open in words, and the local days its history spans; None where there is none.

    `exceptions` are its coming dates with hours of their own, in words.
    """

    id: str
    channel: str
    language: str
    zone: str
    hours: str
    exceptions: tuple[str, ...]
    first: date | None
    last: date | None
    slot_minutes: int | None


@dataclass(frozen=True, slots=True)
class Status:
    """Everything planned from, and what was made of it; runs as a sentence, None where there is none yet.

    `schedules` are the newest ones, `published` is how many are published in all.
    """

    queues: tuple[QueueStatus, ...]
    sites: tuple[str, ...]
    contracts: tuple[str, ...]
    reps: int
    forecast: str | None
    requirement: str | None
    schedules: tuple[ScheduleHead, ...]
    published: int


def read_status(db: Database, who: Principal, schedules: int = 10) -> Status:
    """What is there; the newest schedules first."""
    who.require(Role.PLANNER)
    with db.read() as uow:
        forecasts, requirements = uow.forecasts.records(1), uow.requirements.records(1)
        queues = uow.queues.all()
        spans = uow.history.spans(queue.id for queue in queues)
        return Status(
            queues=tuple(_queue(queue, spans.get(queue.id)) for queue in queues),
            sites=tuple(f"{site.id} ({site.seats} seats)" for site in uow.sites.all()),
            contracts=uow.contracts.ids(),
            reps=len(uow.reps.all(active_only=True)),
            forecast=_run(forecasts[0].id, forecasts[0].grid) if forecasts else None,
            requirement=_run(requirements[0].id, requirements[0].grid) if requirements else None,
            schedules=uow.schedules.heads(limit=schedules),
            published=uow.schedules.count(ScheduleStatus.PUBLISHED),
        )


def _queue(queue: Queue, span: tuple[datetime, datetime, int] | None) -> QueueStatus:
    zone = zone_of(queue.zone)
    today = datetime.now(zone).date()
    first = last = slot = None
    if span is not None:
        first, last = span[0].astimezone(zone).date(), (span[1] - timedelta(minutes=1)).astimezone(zone).date()
        slot = span[2]
    coming = tuple(
        f"{exception.day} {windows_text(exception.windows)} {exception.name}".rstrip()
        for exception in queue.hours.exceptions
        if exception.day >= today
    )
    hours = hours_text(queue.hours)
    return QueueStatus(queue.id, queue.channel.value, queue.language, queue.zone, hours, coming, first, last, slot)


def _run(id: int, grid: TimeGrid) -> str:
    zone = zone_of(grid.zone)
    first, last = grid.start.astimezone(zone).date(), (grid.end - timedelta(minutes=1)).astimezone(zone).date()
    return f"{id} ({first} to {last})"
