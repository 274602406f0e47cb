"""Forecast from a file to a file, without a database.

The history is CSV with the header `t,queue,offered[,handled,abandoned,aht_seconds]`, the result
`t,queue,mean,low,high,aht_seconds,method`. Each queue may have intervals of its own length.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt

from forecasting import MOST_DAYS, Calendar, ForecastJob, ForecastOptions, forecast_many
from wfm.domain.errors import InputError
from wfm.domain.limits import MOST_QUEUES, MOST_SLOTS
from wfm.domain.planning import ContactHistory, VolumeForecast
from wfm.domain.time import DAY, SLOT_LENGTHS, TimeGrid, is_ambiguous, is_skipped, to_utc, zone_of
from wfm.domain.zone_names import zone_given
from wfm.machine import Executor, Serial
from wfm.services.files.csv_files import moment_of, number, queue_name, read_rows, write_whole

NEEDED = ("t", "queue", "offered")
OPTIONAL = ("handled", "abandoned", "aht_seconds")
OUTPUT = ("t", "queue", "mean", "low", "high", "aht_seconds", "method")


@dataclass(frozen=True, slots=True)
class FileForecast:
    """What was read and written: the forecasts, and sentences on what was not as expected."""

    forecasts: tuple[VolumeForecast, ...]
    rows_read: int
    notes: tuple[str, ...]


COLUMNS = (*NEEDED[2:], *OPTIONAL)

Ints = npt.NDArray[np.int64]


@dataclass(slots=True)
class _Rows:
    """Values of one queue as they are read, in flat arrays: a dictionary of every row would take twenty times the file.

    `place` has the row of each minute since 1970, `minutes` and `lines` go by row, and so does each column.
    """

    columns: dict[str, array[float]] = field(default_factory=lambda: {name: array("d") for name in COLUMNS})
    place: dict[int, int] = field(default_factory=dict)
    minutes: array[int] = field(default_factory=lambda: array("q"))
    lines: array[int] = field(default_factory=lambda: array("q"))
    duplicates: int = 0

    def put(self, minute: int, line: int, values: Sequence[float]) -> None:
        """A row, over the one that has its time already."""
        row = self.place.setdefault(minute, len(self.minutes))
        if row < len(self.minutes):
            self.duplicates += 1
            self.lines[row] = line
            for column, value in zip(self.columns.values(), values, strict=True):
                column[row] = value
            return
        self.minutes.append(minute)
        self.lines.append(line)
        for column, value in zip(self.columns.values(), values, strict=True):
            column.append(value)


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
    zone_given(zone)
    begin = start if start.tzinfo else to_utc(start, zone)
    rows, count, notes, offsets = _read(history, zone, begin, queues[0] if queues and len(queues) == 1 else None)
    rows = _chosen(rows, queues, history)
    slots = _slot_minutes(rows, zone, history)
    _check_reach(rows, begin, history)
    calendar = Calendar(country, subdivision)
    jobs = [
        ForecastJob(
            _history(name, queue, zone, slots[name], begin, history),
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


def _check_reach(rows: dict[str, _Rows], begin: datetime, path: Path) -> None:
    """InputError for a start so long after the last row that the history says nothing of it."""
    last = max((max(queue.minutes) for queue in rows.values() if queue.minutes), default=None)
    if last is None:
        return
    end = datetime.fromtimestamp(last * 60, UTC)
    if begin - end > timedelta(days=MOST_DAYS + 1):
        raise InputError(
            f"--start must lie within 64 weeks ({MOST_DAYS} days) after the last row, {end.astimezone(begin.tzinfo):%Y-%m-%d}, "
            f"got {begin:%Y-%m-%d}",
            str(path),
        )


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
        name = row["queue"].strip()
        if name not in queues:
            queues[queue_name(name, where)] = _Rows()
        queue = queues[name]
        if len(queues) > MOST_QUEUES:
            raise InputError(f"the file must have at most {MOST_QUEUES:,} queues", str(path))
        count += 1
        if not aware and _minute(moment) in queue.place and _repeats(moment, zone, queue):
            moment += timedelta(hours=1)
        if moment < begin:
            queue.put(_minute(moment), line, [number(row.get(column), column, where) for column in COLUMNS])
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
    return is_ambiguous(local, zone) and _minute(moment) + 60 not in queue.place


def _minute(moment: datetime) -> int:
    """Minutes since 1970."""
    return int(moment.timestamp()) // 60


def _instant(text: str, zone: str, where: str) -> tuple[datetime | None, bool]:
    """The instant of a cell and whether it carried an offset; None for a local time that does not exist."""
    moment = moment_of(text, "2013-01-07T00:30", where)
    if moment.tzinfo is not None:
        return moment.astimezone(UTC), True
    return (None if is_skipped(moment, zone) else to_utc(moment, zone)), False


def _slot_minutes(rows: dict[str, _Rows], zone: str, path: Path) -> dict[str, int]:
    """The interval of each queue: the step between most of its rows, else the shortest step of the file."""
    steps = {name: np.diff(np.sort(np.array(queue.minutes, np.int64))).astype(np.int64) for name, queue in rows.items()}
    shared = _shared_slot([s for s in steps.values() if s.size], path)
    slots = {name: _own_slot(step, shared) for name, step in steps.items()}
    for name, slot in slots.items():
        axis = np.array(rows[name].minutes, np.int64)
        off = np.flatnonzero(~np.isin(axis % slot, _marks(axis, zone, slot)))
        if off.size:
            raise InputError(
                f"t must lie on the {slot}-minute marks of the other rows, got minute {axis[off[0]] % 60}",
                f"{path}, line {rows[name].lines[off[0]]}",
            )
    return slots


def _shared_slot(steps: Sequence[Ints], path: Path) -> int:
    """The longest slot length on which the shortest step of any queue falls."""
    smallest = min((int(step.min()) for step in steps), default=DAY)
    slot = max((s for s in SLOT_LENGTHS if min(smallest, DAY) % s == 0), default=0)
    if smallest < DAY and smallest != slot:
        raise InputError(f"times must lie {SLOT_LENGTHS} minutes apart, got {smallest} minutes", str(path))
    if smallest >= DAY and steps:
        raise InputError(f"times must lie {SLOT_LENGTHS} minutes apart, got whole days", str(path))
    return slot


def _own_slot(steps: Ints, shared: int) -> int:
    """A queue's own interval where at least half of its rows, and no two of them closer, lie it apart."""
    if not steps.size:
        return shared
    smallest = int(steps.min())
    regular = smallest in SLOT_LENGTHS and 2 * int((steps == smallest).sum()) >= steps.size
    return smallest if regular else shared


def _marks(axis: Ints, zone: str, slot: int) -> list[int]:
    """Minutes past a multiple of the slot at which intervals begin on a zone's clock, in winter and in summer."""
    first = int(axis.min()) if axis.size else 0
    moments = [datetime.fromtimestamp(60 * first, UTC) + timedelta(days=days) for days in (0, 91, 182, 273)]
    offsets = [moment.astimezone(zone_of(zone)).utcoffset() or timedelta() for moment in moments]
    return [-(int(offset.total_seconds()) // 60) % slot for offset in offsets]


def _history(name: str, queue: _Rows, zone: str, slot: int, begin: datetime, path: Path) -> ContactHistory:
    """The rows of one queue on their time grid; empty when all of them lie at or after the start."""
    if not queue.minutes:
        return ContactHistory(name, TimeGrid(zone, begin, slot, 0), np.zeros(0))
    minutes = np.array(queue.minutes, np.int64)
    first = int(minutes.min())
    count = int(minutes.max() - first) // slot + 1
    if count > MOST_SLOTS:
        raise InputError(
            f"history of queue {name} must span at most {MOST_SLOTS} intervals, got {count}",
            f"{path}, line {queue.lines[int(minutes.argmin())]}",
        )
    grid = TimeGrid(zone, datetime.fromtimestamp(60 * first, UTC), slot, count)
    arrays: dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]] = {}
    for column, values in queue.columns.items():
        axis = np.full(count, np.nan)
        axis[(minutes - first) // slot] = values
        arrays[column] = axis
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
