"""Forecast from a file to a file, without a database.

The history is CSV with the header `t,queue,offered[,handled,abandoned,aht_seconds]`, the result
`t,queue,mean,low,high,aht_seconds,method`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np

from forecasting import Calendar, ForecastJob, ForecastOptions, forecast_many
from wfm.domain.errors import InputError
from wfm.domain.planning import ContactHistory, VolumeForecast
from wfm.domain.time import DAY, SLOT_LENGTHS, TimeGrid, is_ambiguous, is_skipped, to_utc, zone_of
from wfm.machine import Executor, Serial
from wfm.services.files.csv_files import number, read_rows, write_whole

NEEDED = ("t", "queue", "offered")
OPTIONAL = ("handled", "abandoned", "aht_seconds")
OUTPUT = ("t", "queue", "mean", "low", "high", "aht_seconds", "method")

MOST_SLOTS = 2_000_000
"""Longest axis of one queue, about nineteen years of 5-minute slots; a mistyped year is met before memory is."""


@dataclass(frozen=True, slots=True)
class FileForecast:
    """What was read and written: the forecasts, and sentences on what was not as expected."""

    forecasts: tuple[VolumeForecast, ...]
    rows_read: int
    notes: tuple[str, ...]


@dataclass(slots=True)
class _Rows:
    """Values of one queue as they are read: instant -> value, per column."""

    columns: dict[str, dict[datetime, float]] = field(default_factory=lambda: {c: {} for c in (*NEEDED[2:], *OPTIONAL)})
    line_of: dict[datetime, int] = field(default_factory=dict)
    duplicates: int = 0


def forecast_file(
    history: Path,
    start: datetime,
    days: int,
    country: str | None,
    subdivision: str | None,
    timezone: str | None,
    output: Path,
    *,
    queues: Sequence[str] | None = None,
    executor: Executor | None = None,
    options: ForecastOptions | None = None,
    on_done: Callable[[int, int, str], None] = lambda *_: None,
) -> FileForecast:
    """Forecast every queue of a CSV file and write the result; nothing at or after `start` is read.

    Parameters
    ----------
    history : CSV as described at the top; times are local to `timezone`, or carry their own offset. A missing value
        is an empty cell or a missing row; of two rows for one time the last wins, and the count is told.
    start : local midnight, naive or with an offset.
    days : length of the horizon, 1..448.
    country, subdivision : whose holidays count, None for none.
    timezone : IANA name, None for UTC.
    output : CSV to write; it appears whole or not at all.
    queues : only these are forecast, all when None; a single one names the queue of a file without such a column.

    Raises
    ------
    InputError
        For a file that cannot be used, naming file and line.
    """
    zone = timezone or "UTC"
    zone_of(zone)
    begin = start if start.tzinfo else to_utc(start, zone)
    rows, count, notes, offsets = _read(history, zone, begin, queues[0] if queues and len(queues) == 1 else None)
    rows = _chosen(rows, queues, history)
    slot = _slot_minutes(rows, history)
    calendar = Calendar(country, subdivision)
    jobs = [
        ForecastJob(
            _history(name, queue, zone, slot, begin, history),
            begin,
            days,
            calendar=calendar,
            options=options or ForecastOptions(),
        )
        for name, queue in rows.items()
    ]
    forecasts = tuple(forecast_many(jobs, executor or Serial(), on_done))
    cells = (row for result in forecasts for row in _output_rows(result, offsets))
    write_whole({output: (OUTPUT, cells)})
    for result in forecasts:
        notes += [f"queue {result.queue}: {note}" for note in result.notes]
    return FileForecast(forecasts, count, tuple(notes))


def _chosen(rows: dict[str, _Rows], queues: Sequence[str] | None, path: Path) -> dict[str, _Rows]:
    """The rows of the queues asked for."""
    unknown = next((name for name in queues or () if name not in rows), None)
    if unknown is not None:
        raise InputError(f"queue must be one of {', '.join(rows)}, got {unknown!r}", str(path))
    return {name: rows[name] for name in dict.fromkeys(queues or rows)}


def _read(path: Path, zone: str, begin: datetime, only: str | None) -> tuple[dict[str, _Rows], int, list[str], bool]:
    """Rows by queue before `begin`, how many were read, notes, and whether times carried offsets."""
    queues: dict[str, _Rows] = {}
    count = skipped = 0
    offsets = False
    for line, row in read_rows(path, NEEDED, OPTIONAL, only):
        where = f"{path}, line {line}"
        moment, aware = _instant(row["t"], zone, where)
        offsets = offsets or aware
        if moment is None:
            skipped += 1
            continue
        name = (row["queue"] or "").strip()
        if not name:
            raise InputError("queue must not be empty", where)
        queue = queues.setdefault(name, _Rows())
        count += 1
        if not aware and moment in queue.line_of and _repeats(moment, zone, queue):
            moment += timedelta(hours=1)
        if moment >= begin:
            continue
        if moment in queue.line_of:
            queue.duplicates += 1
        queue.line_of[moment] = line
        for column, values in queue.columns.items():
            values[moment] = number(row.get(column), column, where)
    if not count:
        raise InputError("the file must hold at least one row of history, got none", str(path))
    notes = [
        f"queue {n}: {q.duplicates} rows repeat a time; the last one counts" for n, q in queues.items() if q.duplicates
    ]
    if skipped:
        notes.append(f"{skipped} rows name a local time that daylight saving skips in {zone} and were left out")
    return queues, count, notes, offsets


def _repeats(moment: datetime, zone: str, queue: _Rows) -> bool:
    """Whether a second row of one local time is the second pass of an hour that daylight saving repeats."""
    local = moment.astimezone(zone_of(zone)).replace(tzinfo=None)
    return is_ambiguous(local, zone) and moment + timedelta(hours=1) not in queue.line_of


def _instant(text: str, zone: str, where: str) -> tuple[datetime | None, bool]:
    """The instant of a cell and whether it carried an offset; None for a local time that does not exist."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise InputError(f"t must be a time such as 2013-01-07T00:30, got {text!r}", where) from None
    if moment.second or moment.microsecond:
        raise InputError(f"t must be a whole minute, got {text!r}", where)
    if moment.tzinfo is not None:
        return moment.astimezone(UTC), True
    return (None if is_skipped(moment, zone) else to_utc(moment, zone)), False


def _slot_minutes(rows: dict[str, _Rows], path: Path) -> int:
    """The interval of the file: the longest slot length on whose marks every time lies."""
    smallest = DAY
    for queue in rows.values():
        moments = sorted(queue.line_of)
        for before, after in pairwise(moments):
            smallest = min(smallest, int((after - before).total_seconds()) // 60)
    slot = max((s for s in SLOT_LENGTHS if smallest % s == 0), default=0)
    if smallest != slot and smallest != DAY:
        raise InputError(f"times must lie {SLOT_LENGTHS} minutes apart, got {smallest} minutes", str(path))
    if smallest == DAY and any(len(q.line_of) > 1 for q in rows.values()):
        raise InputError(f"times must lie {SLOT_LENGTHS} minutes apart, got whole days", str(path))
    for queue in rows.values():
        for moment, line in queue.line_of.items():
            if int(moment.timestamp()) // 60 % slot:
                raise InputError(
                    f"t must lie on the {slot}-minute marks of the other rows, got minute {moment.minute}",
                    f"{path}, line {line}",
                )
    return slot


def _history(name: str, queue: _Rows, zone: str, slot: int, begin: datetime, path: Path) -> ContactHistory:
    """The rows of one queue on their time grid; empty when all of them lie at or after the start."""
    if not queue.line_of:
        return ContactHistory(name, TimeGrid(zone, begin, slot, 0), np.zeros(0))
    first, last = min(queue.line_of), max(queue.line_of)
    count = int((last - first).total_seconds() // 60) // slot + 1
    if count > MOST_SLOTS:
        raise InputError(
            f"history of queue {name} must span at most {MOST_SLOTS} intervals, got {count}",
            f"{path}, line {queue.line_of[first]}",
        )
    grid = TimeGrid(zone, first, slot, count)
    arrays: dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]] = {}
    for column, values in queue.columns.items():
        array = np.full(count, np.nan)
        for moment, value in values.items():
            array[grid.index(moment)] = value
        arrays[column] = array
    optional = {column: None if np.isnan(arrays[column]).all() else arrays[column] for column in OPTIONAL}
    return ContactHistory(name, grid, arrays["offered"], **optional)


def _output_rows(result: VolumeForecast, offsets: bool) -> Iterator[tuple[str, ...]]:
    """Cells of one forecast: local times, with their offset where the history had offsets."""
    zone = zone_of(result.grid.zone)
    local = result.grid.local()
    for i in range(result.grid.count):
        if offsets:
            moment = result.grid.start + timedelta(minutes=i * result.grid.slot_minutes)
            stamp = moment.astimezone(zone).isoformat(timespec="minutes")
        else:
            stamp = str(local[i])
        numbers = (result.mean[i], result.low[i], result.high[i], result.aht_seconds[i])
        yield (stamp, result.queue, *(f"{value:.6g}" for value in numbers), result.method)
