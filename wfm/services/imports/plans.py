"""What a history file means for the centre: which queue each of its series is, and what is missing in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np

from wfm.database import HistoryRows
from wfm.documents import bare
from wfm.domain.arrays import Floats
from wfm.domain.errors import InputError
from wfm.domain.limits import MOST_SLOTS, MOST_SPANNED
from wfm.domain.planning import AS_CHANNEL, OperatingHours, Queue
from wfm.domain.texts import named
from wfm.domain.time import DAY, TimeGrid
from wfm.services.imports.assumed import assumed_of_history, with_country
from wfm.services.imports.kept_holidays import contradicted
from wfm.services.readers import HistoryFile, ImportOptions, QueueRows

FEWEST_WEEKS = 2
"""Weeks of history from which opening hours are read off the file."""

RARE = 0.02
"""Share of weeks under which contacts at some time of the week do not make it an opening hour."""


@dataclass(frozen=True, slots=True)
class QueuePlan:
    """One queue of a file as it would be stored.

    Attributes
    ----------
    queue : the queue, `new` when it does not exist yet; a stored one keeps its settings.
    source : what the file calls it.
    rows : its intervals in UTC, `filled` of them added as zero because they were absent while the queue was open.
    first, last : start of the first interval and end of the last one, UTC.
    absent : intervals between them, within opening hours, that the file does not have and that stay missing.
    offered : contacts offered in all; `aht_seconds` their mean handle time, None when the file has none.
    """

    queue: Queue
    new: bool
    source: str
    rows: HistoryRows
    first: datetime
    last: datetime
    absent: int
    filled: int
    offered: float
    aht_seconds: float | None
    notes: tuple[str, ...]


def plan(file: HistoryFile, options: ImportOptions, stored: Mapping[str, Queue]) -> tuple[QueuePlan, ...]:
    """A plan per queue of the file, by queue id.

    InputError when absent intervals are to be zero in a format that has a row for every interval.
    """
    if options.absent_is_zero and not file.format.leaves_out_empty:
        raise InputError(
            f"{file.format.title} has a row for every interval, so an absent one is missing and not zero", file.name
        )
    _check_spans(file)
    plans = [_planned(series, file, options, stored) for series in file.queues]
    taken: dict[str, str] = {}
    for made in plans:
        if made.queue.id in taken:
            raise InputError(
                f"{taken[made.queue.id]!r} and {made.source!r} would both become queue {made.queue.id}; rename one",
                file.name,
            )
        taken[made.queue.id] = made.source
    return tuple(sorted(plans, key=lambda made: made.queue.id))


def _check_spans(file: HistoryFile) -> None:
    """InputError for a queue, or all of them together, whose time axis would be longer than any history."""
    whole = 0
    for series in file.queues:
        start = series.rows.start
        span = int((start[-1] - start[0]).astype(np.int64)) // file.slot_minutes + 1
        if span > MOST_SLOTS:
            raise InputError(
                f"history of queue {series.name} must span at most {MOST_SLOTS:,} intervals, got {span:,} "
                f"from {start[0]} to {start[-1]}",
                file.name,
            )
        whole += span
    if whole > MOST_SPANNED:
        raise InputError(f"all queues must span at most {MOST_SPANNED:,} intervals, got {whole:,}", file.name)


def _planned(series: QueueRows, file: HistoryFile, options: ImportOptions, stored: Mapping[str, Queue]) -> QueuePlan:
    rows = series.rows
    notes: list[str] = []
    aht = _mean_aht(rows)
    id = _id(series, file, stored)
    known = stored.get(id)
    if known is None:
        queue = _new_queue(id, series, file, options, aht)
        notes.extend(assumed_of_history(queue, options, aht is not None))
        if series.zone is None and options.zone is None:
            notes.append(f"queue {id}: its local times are read as UTC, since nothing names its zone")
    else:
        queue = known
        zone = series.zone or options.zone
        if zone is not None and zone != queue.zone:
            notes.append(f"queue {id} is kept in {queue.zone}; the file's times were read in {zone}")
    first = _instant(rows.start[0])
    count = int((rows.start[-1] - rows.start[0]).astype(np.int64)) // file.slot_minutes + 1
    grid = TimeGrid(queue.zone, first, file.slot_minutes, count)
    notes.extend(contradicted(queue, rows))
    gaps = queue.hours.mask(grid)
    gaps[(rows.start - rows.start[0]).astype(np.int64) // file.slot_minutes] = False
    missing = int(np.count_nonzero(gaps))
    if options.absent_is_zero and missing:
        rows = _filled(rows, grid.instants()[gaps])
    return QueuePlan(
        queue=queue,
        new=known is None,
        source=series.name,
        rows=rows,
        first=first,
        last=grid.end,
        absent=0 if options.absent_is_zero else missing,
        filled=missing if options.absent_is_zero else 0,
        offered=float(rows.offered.sum()),
        aht_seconds=aht,
        notes=tuple(notes),
    )


def _id(series: QueueRows, file: HistoryFile, stored: Mapping[str, Queue]) -> str:
    """The stored queue that the series is of, else an id for a new one.

    A name may serve several channels or languages; each of them is a queue of its own, so the id then tells which.
    """
    short = "-".join(filter(None, ("".join(c if c.isalnum() else "-" for c in series.name.casefold())).split("-")))
    parts = [short]
    if len({s.channel for s in file.queues if s.name == series.name}) > 1:
        parts.append(series.channel.value)
    if len({s.language for s in file.queues if s.name == series.name}) > 1:
        parts.append(bare(series.language))
    full = [short, series.channel.value, bare(series.language)]
    candidates = [series.name, short, "-".join(parts), f"{short}-{series.channel.value}", "-".join(full)]
    told_language = "language" in file.roles
    for id in candidates:
        queue = stored.get(id)
        same_language = queue is not None and (not told_language or queue.language == series.language)
        if queue is not None and queue.channel == series.channel and same_language:
            return id
    free = ["-".join(parts), f"{short}-{series.channel.value}", "-".join(full)]
    return next((id for id in free if id not in stored), free[-1])


def _new_queue(id: str, series: QueueRows, file: HistoryFile, options: ImportOptions, aht: float | None) -> Queue:
    zone = series.zone or options.zone or "UTC"
    queue = Queue(
        id=named(id, "the id made of a queue's name"),
        channel=series.channel,
        language=series.language,
        zone=zone,
        hours=options.hours or hours_of(series.rows, zone, file.slot_minutes),
        target=options.target or AS_CHANNEL,
        aht_seconds=options.aht_seconds or (round(aht, 1) if aht else 300.0),
        subdivision=options.subdivision,
    )
    queue = with_country(queue, frozenset(), options.country)
    if options.patience_seconds is not None:
        queue = replace(queue, patience_seconds=options.patience_seconds)
    return queue


def hours_of(rows: HistoryRows, zone: str, slot_minutes: int) -> OperatingHours:
    """Opening hours as history shows them: per weekday from the first to the last time contacts regularly arrive.

    With less than two weeks of history, or none with contacts, always open.
    """
    first = _instant(rows.start[0])
    count = int((rows.start[-1] - rows.start[0]).astype(np.int64)) // slot_minutes + 1
    grid = TimeGrid(zone, first, slot_minutes, count)
    weeks = count * slot_minutes / (7 * DAY)
    if weeks < FEWEST_WEEKS or not rows.offered.any():
        return OperatingHours.always()
    busy = np.zeros(count, bool)
    busy[(rows.start - rows.start[0]).astype(np.int64) // slot_minutes] = rows.offered > 0
    minutes, weekdays = grid.minutes_of_day(), grid.weekdays()
    days: list[tuple[tuple[int, int], ...]] = []
    for weekday in range(7):
        times, counts = np.unique(minutes[busy & (weekdays == weekday)], return_counts=True)
        regular = times[counts > RARE * weeks]
        days.append(((int(regular[0]), min(DAY, int(regular[-1]) + slot_minutes)),) if regular.size else ())
    return OperatingHours(tuple(days))


def _filled(rows: HistoryRows, gaps: np.ndarray[tuple[int], np.dtype[np.datetime64]]) -> HistoryRows:
    start = np.concatenate([rows.start, gaps])
    order = np.argsort(start)

    def joined(values: Floats | None) -> Floats | None:
        return None if values is None else np.concatenate([values, np.zeros(len(gaps))])[order]

    offered = joined(rows.offered)
    assert offered is not None
    rest = (rows.handled, rows.abandoned, rows.handle_seconds, rows.wait_seconds)
    return HistoryRows(start[order], offered, *map(joined, rest))


def _mean_aht(rows: HistoryRows) -> float | None:
    """Mean handle time over the contacts whose handle time is known."""
    if rows.handle_seconds is None:
        return None
    contacts = rows.offered if rows.handled is None else np.where(np.isnan(rows.handled), rows.offered, rows.handled)
    known = ~np.isnan(rows.handle_seconds) & (contacts > 0)
    return float(rows.handle_seconds[known].sum() / contacts[known].sum()) if known.any() else None


def _instant(start: np.datetime64) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=int(start.astype("datetime64[m]").astype(np.int64)))
