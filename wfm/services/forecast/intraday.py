"""Within the day: what came this morning against the forecast, and what that says of the afternoon and tomorrow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np

from forecasting import at_level, day_level
from wfm.database import Database, UnitOfWork
from wfm.domain.accounts import Principal, Role
from wfm.domain.arrays import Floats
from wfm.domain.errors import InputError, NotFoundError, RefusedError
from wfm.domain.planning import ContactHistory, ForecastRun, VolumeForecast
from wfm.domain.time import TimeGrid, zone_of
from wfm.services.forecast.planned_forecast import as_planned


@dataclass(frozen=True, slots=True)
class QueueToday:
    """One queue today: contacts so far and what was expected of that time, and the rest of the day before and after.

    `actual` holds today's contacts on the grid of the queue's forecast, NaN where nothing is recorded or not read yet.
    """

    queue: str
    actual: Floats
    seen: float
    expected: float
    rest_before: float
    rest_after: float
    note: str


@dataclass(frozen=True, slots=True)
class Today:
    """A re-forecast within the day: the run as it would be, and each queue's figures. The run's id is 0 until kept."""

    run: ForecastRun
    now: datetime
    queues: tuple[QueueToday, ...]


def reforecast_today(
    db: Database,
    who: Principal,
    *,
    run: int | None = None,
    now: datetime | None = None,
    queues: Sequence[str] | None = None,
    keep: bool = False,
) -> Today:
    """Move the rest of today, and fadingly the days after, to the level that today's contacts show.

    Parameters
    ----------
    run : the forecast run; None takes the newest.
    now : the instant up to which contacts count; None takes the end of what is recorded within the run, so that a
        feed that is an hour late is not read as an hour without contacts.
    queues : ids; None takes every queue of the run. The others keep their forecast.
    keep : store the result as a new run, which later steps then take as the newest.

    Raises
    ------
    RefusedError
        When there is no forecast, or nothing is recorded since it began.
    InputError
        For a `now` outside the run, or an unknown queue.
    """
    who.require(Role.PLANNER)
    with db.read() as uow:
        found = _run(uow, run)
        wanted = _wanted(found, queues)
        before = {f.queue: f for f in found.forecasts}
        grids = [before[q].grid for q in wanted]
        recorded = uow.history.many(wanted, min(g.start for g in grids), max(g.end for g in grids))
    moment = now or _last_record(recorded, found)
    actual = {q: _today(recorded.get(q), before[q].grid, moment) for q in wanted}
    # The day is judged against what was planned: a campaign that came as planned is no surprise.
    levels = {q: day_level(before[q], actual[q], moment) for q in wanted}
    parts = tuple(at_level(f, levels[f.queue]) if f.queue in levels else f for f in found.statistical)
    made = ForecastRun(0, found.grid, parts, datetime.now(UTC), who.username, notes=found.notes)
    with db.write() if keep else db.read() as uow:
        made = as_planned(uow, made)
        if keep:
            made = replace(made, id=uow.forecasts.add(made))
            detail = {"of": found.id, "now": moment.isoformat(), "queues": list(wanted)}
            uow.audit.add(who, "reforecast", "forecast", made.id, detail)
    after = {f.queue: f for f in made.forecasts}
    told = tuple(_figures(before[q], actual[q], after[q], moment, levels[q].note) for q in wanted)
    return Today(made, moment, told)


def _run(uow: UnitOfWork, id: int | None) -> ForecastRun:
    found = uow.forecasts.latest() if id is None else uow.forecasts.get(id)
    if found is None:
        raise RefusedError("there is no forecast yet; make one first")
    return found


def _wanted(run: ForecastRun, queues: Sequence[str] | None) -> tuple[str, ...]:
    known = tuple(f.queue for f in run.forecasts)
    for queue in queues or ():
        if queue not in known:
            raise NotFoundError(f"forecast {run.id} has no queue {queue!r}; it has {', '.join(known)}")
    return tuple(dict.fromkeys(queues)) if queues else known


def _last_record(recorded: Mapping[str, ContactHistory], run: ForecastRun) -> datetime:
    """The end of the last interval recorded of any queue in the run's days, no later than the last of them."""
    ends = [h.grid.end for h in recorded.values() if h.grid.end > run.grid.start]
    if not ends:
        raise RefusedError(
            f"nothing is recorded since forecast {run.id} began on {run.grid.local_days()[0]}; import today's contacts"
        )
    return min(max(ends), run.grid.end - (run.grid.end - run.grid.start) / run.grid.count)


def _today(history: ContactHistory | None, grid: TimeGrid, now: datetime) -> Floats:
    """Contacts of the queue's local day of `now` on its grid, shape (count,); NaN where nothing is recorded."""
    if now.tzinfo is None or not grid.start <= now < grid.end:
        first, last = grid.local_days()[[0, -1]]
        raise InputError(f"now must be an instant with a zone within the forecast, {first} to {last}, got {now}")
    actual = np.full(grid.count, np.nan)
    if history is None:
        return actual
    if history.grid.slot_minutes != grid.slot_minutes:
        raise InputError(
            f"queue {history.queue}: its history is in {history.grid.slot_minutes}-minute intervals and the forecast "
            f"in {grid.slot_minutes}-minute ones; make a new forecast first"
        )
    place = grid.index(history.grid.start) + np.arange(history.grid.count)
    known = (place >= 0) & (place < grid.count)  # queues of other zones were read for longer
    actual[place[known]] = history.offered[known]
    today = np.datetime64(now.astimezone(zone_of(grid.zone)).date(), "D")
    actual[(grid.local_days() != today) | (np.arange(grid.count) >= grid.index(now))] = np.nan
    return actual


def _figures(before: VolumeForecast, actual: Floats, after: VolumeForecast, now: datetime, note: str) -> QueueToday:
    grid = before.grid
    days, current = grid.local_days(), grid.index(now)
    seen = ~np.isnan(actual)
    rest = (days == days[current]) & (np.arange(grid.count) >= current)
    return QueueToday(
        before.queue,
        actual,
        float(actual[seen].sum()),
        float(before.mean[seen].sum()),
        float(before.mean[rest].sum()),
        float(after.mean[rest].sum()),
        note,
    )
