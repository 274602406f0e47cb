"""What a history file means for the centre: which queue each of its series is, and what is missing in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np

from wfm.database import HistoryRows
from wfm.documents import bare
from wfm.domain.arrays import Flags, Floats, Ints
from wfm.domain.errors import InputError
from wfm.domain.limits import MOST_SLOTS, MOST_SPANNED
from wfm.domain.planning import AS_CHANNEL, Queue
from wfm.domain.texts import named
from wfm.domain.time import TimeGrid
from wfm.services.imports.assumed import assumed_of_history, with_country
from wfm.services.imports.kept_holidays import contradicted
from wfm.services.imports.observed_hours import ObservedHours, observed_hours
from wfm.services.readers import HistoryFile, ImportOptions, QueueRows

FAR = 60
"""Minutes beyond opening hours from which contacts are told: late calls of the last interval are nothing unusual."""


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
    rows, notes = series.rows, list[str]()
    aht = _mean_aht(rows)
    id = _id(series, file, stored)
    known = stored.get(id)
    if known is None:
        queue, read_off = _new_queue(id, series, file, options, aht)
        notes.extend(f"queue {id}: {note}" for note in read_off)
        notes.extend(assumed_of_history(queue, options, aht is not None))
        if series.zone is None and options.zone is None:
            notes.append(f"queue {id}: its local times are read as UTC, since nothing names its zone")
    else:
        queue = known
        zone = series.zone or options.zone
        if zone is not None and zone != queue.zone:
            notes.append(f"queue {id} is kept in {queue.zone}; the file's times were read in {zone}")
    grid = _grid(rows, queue.zone, file.slot_minutes)
    opened = queue.hours.mask(grid)
    notes.extend(f"queue {id}: {note}" for note in _oddities(rows, grid, opened))
    notes.extend(contradicted(queue, rows))
    gaps = opened.copy()
    gaps[_places(rows, grid)] = False
    missing = int(np.count_nonzero(gaps))
    if options.absent_is_zero and missing:
        rows = _filled(rows, grid.instants()[gaps])
    return QueuePlan(
        queue=queue,
        new=known is None,
        source=series.name,
        rows=rows,
        first=grid.start,
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


def _new_queue(
    id: str, series: QueueRows, file: HistoryFile, options: ImportOptions, aht: float | None
) -> tuple[Queue, tuple[str, ...]]:
    """A queue for a series that has none, and what was read off the series for it, in sentences."""
    zone = series.zone or options.zone or "UTC"
    if options.hours is None:
        observed = observed_hours(series.rows, _grid(series.rows, zone, file.slot_minutes))
    else:
        observed = ObservedHours(options.hours)
    queue = Queue(
        id=named(id, "the id made of a queue's name"),
        channel=series.channel,
        language=series.language,
        zone=zone,
        hours=observed.hours,
        target=options.target or AS_CHANNEL,
        aht_seconds=options.aht_seconds or (round(aht, 1) if aht else 300.0),
        subdivision=options.subdivision,
    )
    queue = with_country(queue, frozenset(), options.country)
    if options.patience_seconds is not None:
        queue = replace(queue, patience_seconds=options.patience_seconds)
    return queue, observed.notes


def _grid(rows: HistoryRows, zone: str, slot_minutes: int) -> TimeGrid:
    """Every interval from the first row to the last."""
    count = int((rows.start[-1] - rows.start[0]).astype(np.int64)) // slot_minutes + 1
    return TimeGrid(zone, _instant(rows.start[0]), slot_minutes, count)


def _places(rows: HistoryRows, grid: TimeGrid) -> Ints:
    """The interval of each row."""
    return (rows.start - rows.start[0]).astype(np.int64) // grid.slot_minutes


def _oddities(rows: HistoryRows, grid: TimeGrid, opened: Flags) -> list[str]:
    """Sentences on contacts far outside opening hours, and on intervals that handled more than came."""
    places, local = _places(rows, grid), grid.local()
    told = []
    near, reach = opened.copy(), FAR // grid.slot_minutes
    for step in range(1, reach + 1):
        near[step:] |= opened[:-step]
        near[:-step] |= opened[step:]
    strays = np.flatnonzero((rows.offered > 0) & ~near[places])
    if strays.size:
        told.append(
            f"{_counted(rows.offered[strays].sum(), 'contact')} in {_counted(strays.size)} came more than an hour outside "
            f"opening hours, the first at {_clock(local[places[strays[0]]])}; they are kept and do not teach the forecast"
        )
    more = np.flatnonzero(rows.handled > rows.offered) if rows.handled is not None else strays[:0]
    if rows.handled is not None and more.size:
        first = more[0]
        told.append(
            f"{_counted(more.size)} handled more contacts than were offered, the first at "
            f"{_clock(local[places[first]])} ({rows.handled[first]:g} of {rows.offered[first]:g})"
        )
    return told


def _counted(count: float, word: str = "interval") -> str:
    return f"{count:,.0f} {word}{'s' if count > 1 else ''}"


def _clock(local: np.datetime64) -> str:
    return str(local).replace("T", " ")


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
