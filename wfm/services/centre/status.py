"""What a database holds, for someone who comes back to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from wfm.database import Database, RunRecord
from wfm.documents import hours_text, windows_text
from wfm.domain.accounts import Principal, Role
from wfm.domain.exchange import ScheduleHead, ScheduleStatus
from wfm.domain.planning import DEFAULT_TARGETS, Queue, days_of, promise_doubt, promise_words
from wfm.domain.texts import some_of
from wfm.domain.time import zone_of
from wfm.domain.zone_names import zone_fault


@dataclass(frozen=True, slots=True)
class QueueStatus:
    """A queue, when it is open, what it promises, whose holidays it keeps ("" for none), and the local days its history spans.

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
    promise: str
    country: str


@dataclass(frozen=True, slots=True)
class Status:
    """Everything planned from, and what was made of it; runs as a sentence, None where there is none yet.

    `schedules` are the newest ones, `published` is how many are published in all. `doubts` are sentences on settings
    that nobody can mean.
    """

    queues: tuple[QueueStatus, ...]
    sites: tuple[str, ...]
    contracts: tuple[str, ...]
    reps: int
    forecast: str | None
    requirement: str | None
    schedules: tuple[ScheduleHead, ...]
    published: int
    doubts: tuple[str, ...] = ()


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
            doubts=tuple(doubt for queue in queues for doubt in _doubts(queue)),
        )


def _queue(queue: Queue, span: tuple[datetime, datetime, int] | None) -> QueueStatus:
    zone = zone_of(queue.zone)
    today = datetime.now(zone).date()
    first = last = minutes = None
    if span is not None:
        first, last = span[0].astimezone(zone).date(), (span[1] - timedelta(minutes=1)).astimezone(zone).date()
        minutes = span[2]
    coming = tuple(
        f"{exception.day} {windows_text(exception.windows)} {exception.name}".rstrip()
        for exception in queue.hours.exceptions
        if exception.day >= today
    )
    own = (queue.id, queue.channel.value, queue.language, queue.zone, hours_text(queue.hours), coming)
    return QueueStatus(*own, first, last, minutes, _promise(queue), _holidays(queue))


def _promise(queue: Queue) -> str:
    """The promise in few words, and that it is the channel's default where it is the same."""
    usual = DEFAULT_TARGETS[queue.channel]
    same = (queue.target.share, queue.target.seconds) == (usual.share, usual.seconds)
    return promise_words(queue) + (" (default)" if same else "")


def _holidays(queue: Queue) -> str:
    return "/".join(filter(None, (queue.country, queue.subdivision)))


def _doubts(queue: Queue) -> tuple[str, ...]:
    """What of a stored queue is better looked at: its promise, and a zone that keeps no summer time."""
    return tuple(filter(None, (promise_doubt(queue), _zone_doubt(queue))))


def _zone_doubt(queue: Queue) -> str:
    fault = zone_fault(queue.zone)
    return f"queue {queue.id}: {fault}" if fault else ""


def _run(run: RunRecord, queues: Sequence[Queue]) -> str:
    """The run's days, and the queues it does not have."""
    first, days = days_of(run.grid)
    missing = [queue.id for queue in queues if queue.id not in run.queues]
    without = f", without {some_of(missing)}" if missing else ""
    return f"{run.id} ({first} to {first + timedelta(days=days - 1)}{without})"
