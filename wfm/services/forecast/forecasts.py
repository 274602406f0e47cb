"""From recorded history to a stored forecast of every queue."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from forecasting import (
    MOST_DAYS,
    Calendar,
    ForecastJob,
    ForecastOptions,
    forecast_many,
    history_from_template,
    on_clock,
)
from wfm.database import Database, UnitOfWork
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import InputError, NotFoundError, RefusedError
from wfm.domain.planning import (
    ContactHistory,
    ForecastRun,
    Queue,
    days_axis,
    days_that_cover,
    left_out_of,
    zone_of_most,
)
from wfm.domain.texts import some_of
from wfm.domain.time import local_midnight, zone_of
from wfm.machine import Executor, Serial, make_executor
from wfm.services.forecast.changes import calendars_of
from wfm.services.forecast.planned_forecast import as_planned
from wfm.services.progress import OnProgress, OnStored, nothing_more, quiet

SPREAD_FROM = 50_000
"""Intervals of history from which starting processes takes less time than it saves."""

DAYS = 28
"""Days forecast where the planner does not say."""


@dataclass(frozen=True, slots=True)
class Template:
    """A queue whose past stands in where another has none, at `scale` contacts for each one of it.

    None takes the scale from the time that both have recorded.
    """

    queue: str
    scale: float | None = None


@dataclass(frozen=True)
class _Known:
    """A queue, what was recorded in it or borrowed, which days are not ordinary, and a sentence on the borrowing."""

    queue: Queue
    history: ContactHistory
    calendar: Calendar
    note: str = ""


def make_forecast(
    db: Database,
    who: Principal,
    *,
    start: date | None = None,
    days: int = DAYS,
    queues: Sequence[str] | None = None,
    quantiles: Sequence[float] = (),
    templates: Mapping[str, Template] | None = None,
    executor: Executor | None = None,
    on_progress: OnProgress = quiet,
    on_stored: OnStored = nothing_more,
) -> ForecastRun:
    """Forecast queues over the same days and store the run, with layers and containment applied beside it.

    The days are those of the zone that most queues are in (of the first one named where two zones have as many). A
    queue is forecast in its own intervals for the whole days of its own zone that cover them.

    Parameters
    ----------
    start : first local day; None takes the day after the last one recorded in any of the queues.
    days : number of days, 1 to 448.
    queues : ids; None takes every queue that has history.
    quantiles : further quantiles to keep, for staffing at a chosen risk, each in (0, 1).
    templates : for queues that are new, whose past to borrow.
    executor : how queues are spread over processors; None: over all of them where there is enough to do.

    Raises
    ------
    RefusedError
        When no queue has history.
    NotFoundError
        For a queue that does not exist or has no history.
    InputError
        For days out of range, or a start before there is history.
    """
    who.require(Role.PLANNER)
    on_progress(0.0, "reading history")
    with db.read() as uow:
        borrowed = dict(templates or {})
        recorded = uow.history.queues()
        wanted = dict.fromkeys((*(queues or recorded), *borrowed))
        known = _known(uow, list(wanted), borrowed)
        left_out = [id for id in uow.queues.ids() if id not in wanted]
    if not known:
        raise RefusedError("there is no history to forecast from; import history first")
    zone, first = zone_of_most([k.queue for k in known]), _first_day(known, start, days)
    options = ForecastOptions(quantiles=tuple(quantiles))
    jobs = [_job(k, zone, first, days, options) for k in known]

    def told(done: int, of: int, queue: str) -> None:
        on_progress(0.05 + 0.9 * done / of, f"{done} of {of} {'queue' if of == 1 else 'queues'} forecast, last {queue}")

    on_progress(0.05, f"testing methods on the past of {len(jobs)} queue{'s' if len(jobs) > 1 else ''}")
    found = forecast_many(jobs, executor or _spread(jobs), told)
    forecasts = [replace(f, notes=(*f.notes, k.note)) if k.note else f for f, k in zip(found, known, strict=True)]
    grid = days_axis(zone, first, days, [f.grid for f in forecasts])
    notes = _notes(zone, known, left_out, recorded)
    run = ForecastRun(0, grid, tuple(forecasts), datetime.now(UTC), who.username, notes=notes)
    on_progress(0.97, "storing the forecast")
    with db.write() as uow:
        run = as_planned(uow, run)
        id = uow.forecasts.add(run)
        detail = {"start": str(grid.start), "days": days, "queues": [k.queue.id for k in known]}
        uow.audit.add(who, "make", "forecast", id, detail)
        on_stored(uow, id)
    on_progress(1.0, "forecast stored")
    return replace(run, id=id)


def _spread(jobs: Sequence[ForecastJob]) -> Executor:
    """One process for little history, all processors for much."""
    return make_executor() if sum(job.history.grid.count for job in jobs) >= SPREAD_FROM else Serial()


def _known(uow: UnitOfWork, ids: Sequence[str], templates: Mapping[str, Template]) -> list[_Known]:
    """The queues of these ids with what is recorded of them; of a new one, with the past that it borrows."""
    everything = dict.fromkeys((*ids, *(template.queue for template in templates.values())))
    queues = uow.queues.get_many(everything)
    for id in everything:
        if id not in queues:
            raise NotFoundError(f"there is no queue {id!r}")
    recorded, calendars = uow.history.many(everything), calendars_of(uow, [queues[id] for id in ids])
    return [_of_queue(queues[id], recorded, calendars[id], templates.get(id)) for id in ids]


def _of_queue(
    queue: Queue, recorded: Mapping[str, ContactHistory], calendar: Calendar, template: Template | None
) -> _Known:
    id, history, note = queue.id, recorded.get(queue.id), ""
    if template is not None:
        theirs = recorded.get(template.queue)
        if theirs is None:
            raise NotFoundError(f"queue {template.queue!r} has no history either, so it cannot stand in for {id!r}")
        history = history_from_template(on_clock(theirs, queue.zone), id, template.scale, history)
        times = "at the scale of the days both have" if template.scale is None else f"times {template.scale:g}"
        note = f"the past of {template.queue}, {times}, stands in where this queue has none"
    if history is None:
        raise NotFoundError(
            f"queue {id!r} has no history; import some, name a queue whose past stands in, or forecast the others by name"
        )
    return _Known(queue, history, calendar, note)


def _notes(zone: str, known: Sequence[_Known], left_out: Sequence[str], recorded: Collection[str]) -> tuple[str, ...]:
    """Whose days a run has, where its queues are of several zones, and which queues it leaves out, and why."""
    abroad = [f"{k.queue.id} ({k.queue.zone})" for k in known if k.queue.zone != zone]
    days = (
        f"the days of this run are those of {zone}, the zone of most of its queues; forecast for the whole days of "
        f"their own zones that cover them: {some_of(abroad)}"
    )
    return (
        *([days] if abroad else []),
        *left_out_of("this forecast, as nothing is recorded", [id for id in left_out if id not in recorded]),
        *left_out_of("this forecast, as not asked for", [id for id in left_out if id in recorded]),
    )


def _first_day(known: Sequence[_Known], start: date | None, days: int) -> date:
    """The first day to forecast, after a check that it can be."""
    most = MOST_DAYS if len({k.queue.zone for k in known}) == 1 else MOST_DAYS - 1
    if not 1 <= days <= most:
        kind = "" if most == MOST_DAYS else " for queues of several zones"
        raise InputError(f"days must be in 1..{most}{kind}, got {days}")
    day = start or max(_last_day(k.history) for k in known) + timedelta(days=1)
    _check_reach(known, day)
    oldest = min(k.history.grid.start.astimezone(zone_of(k.queue.zone)).date() for k in known)
    if day <= oldest:
        raise InputError(f"the forecast must start after the first day of history, {oldest}, got {day}")
    return day


def _check_reach(known: Sequence[_Known], day: date) -> None:
    """InputError for a start so long after the last recorded day that history says nothing of it."""
    last = max(_last_day(k.history) for k in known)
    if (day - last).days > MOST_DAYS:
        raise InputError(
            f"the forecast must start within 64 weeks ({MOST_DAYS} days) after the last day of history, {last}, got {day}"
        )


def _last_day(history: ContactHistory) -> date:
    """Local date of the last recorded interval."""
    return (history.grid.end - timedelta(minutes=1)).astimezone(zone_of(history.grid.zone)).date()


def _job(known: _Known, zone: str, first: date, days: int, options: ForecastOptions) -> ForecastJob:
    """One queue over the whole days of its own zone that cover the run's days."""
    queue, history = known.queue, known.history
    low, count = days_that_cover(zone, first, days, queue.zone)
    own = ForecastOptions(quantiles=options.quantiles, aht_seconds=queue.aht_seconds)
    return ForecastJob(history, local_midnight(low, queue.zone), count, queue.hours, known.calendar, own)
