"""What a database holds, for someone who comes back to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from wfm.database import Database, RunRecord
from wfm.domain.accounts import Principal, Role
from wfm.domain.exchange import ScheduleHead, ScheduleStatus
from wfm.domain.planning import Queue, days_of, named
from wfm.domain.time import zone_of


@dataclass(frozen=True, slots=True)
class QueueStatus:
    """A queue and the local days its history spans; None where there is none."""

    id: str
    channel: str
    language: str
    zone: str
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
            forecast=_run(forecasts[0], queues) if forecasts else None,
            requirement=_run(requirements[0], queues) if requirements else None,
            schedules=uow.schedules.heads(limit=schedules),
            published=uow.schedules.count(ScheduleStatus.PUBLISHED),
        )


def _queue(queue: Queue, span: tuple[datetime, datetime, int] | None) -> QueueStatus:
    if span is None:
        return QueueStatus(queue.id, queue.channel.value, queue.language, queue.zone, None, None, None)
    zone = zone_of(queue.zone)
    first, last = span[0].astimezone(zone).date(), (span[1] - timedelta(minutes=1)).astimezone(zone).date()
    return QueueStatus(queue.id, queue.channel.value, queue.language, queue.zone, first, last, span[2])


def _run(run: RunRecord, queues: Sequence[Queue]) -> str:
    """The run's days, and the queues it does not have."""
    first, days = days_of(run.grid)
    missing = [queue.id for queue in queues if queue.id not in run.queues]
    without = f", without {named(missing)}" if missing else ""
    return f"{run.id} ({first} to {first + timedelta(days=days - 1)}{without})"
