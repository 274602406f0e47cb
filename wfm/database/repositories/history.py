"""Contact history: put intervals, the last upload winning; get a queue's history on one regular grid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import Row, Select, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from wfm.database.repositories.base import Repository, chunks, table_of
from wfm.database.tables import HistoryDayRow, HistoryRow, QueueRow
from wfm.domain.arrays import Floats
from wfm.domain.errors import InputError, NotFoundError
from wfm.domain.planning import ContactHistory
from wfm.domain.time import DAY, SLOT_LENGTHS, Instants, TimeGrid

_DAYS = table_of(HistoryDayRow)
COLUMNS = ("offered", "handled", "abandoned", "handle_seconds", "wait_seconds")


@dataclass(frozen=True, slots=True)
class HistoryRows:
    """Intervals of one queue, in any order, each start once: UTC `start` (datetime64[m]) and a figure per row.

    NaN is missing. A column that is None was not in the source and leaves stored figures as they are;
    `handle_seconds` is the total handle time of the interval, `wait_seconds` the total wait of its offered contacts.
    """

    start: Instants
    offered: Floats
    handled: Floats | None = None
    abandoned: Floats | None = None
    handle_seconds: Floats | None = None
    wait_seconds: Floats | None = None


class History(Repository):
    """The contact history of every queue."""

    def put(self, queue_id: str, slot_minutes: int, rows: HistoryRows) -> tuple[int, int]:
        """Store intervals over what is there; the numbers (new, replaced).

        InputError when the intervals do not lie on the grid of the history that is stored, or a start comes twice.
        """
        minutes = rows.start.astype("datetime64[m]").astype(np.int64)
        if minutes.size == 0:
            return 0, 0
        if len(np.unique(minutes)) != minutes.size:
            raise InputError(f"queue {queue_id}: an interval may come once in what is stored, got one twice")
        if np.isnan(rows.offered).any():
            raise InputError(f"queue {queue_id}: offered must be known in every stored interval; leave the others out")
        phase = self._grid(queue_id, slot_minutes, minutes)
        day, slot = np.divmod(minutes - phase, DAY)
        slot //= slot_minutes
        order = np.argsort(day, kind="stable")
        days, first = np.unique(day[order], return_index=True)
        stored = self._days(queue_id, [_date(d) for d in days])
        fresh, replaced = [], 0
        for d, places in zip(days, np.split(order, first[1:]), strict=True):
            old = stored.get(_date(d))
            if old is not None:
                replaced += int(np.count_nonzero(~np.isnan(old["offered"][slot[places]])))
            merged = _merge(old, slot[places], rows, places, DAY // slot_minutes)
            fresh.append({"queue": queue_id, "day": _date(d), **merged})
        for part in chunks(stored):  # writing the days anew in bulk takes a fifth of the time of updating each
            self._change(delete(_DAYS).where(HistoryDayRow.queue == queue_id, HistoryDayRow.day.in_(part)))
        self._insert_many(HistoryDayRow, fresh)
        return minutes.size - replaced, replaced

    def put_history(self, history: ContactHistory) -> tuple[int, int]:
        """Store the intervals of a history whose offered contacts are known."""
        known = ~np.isnan(history.offered)
        handled = None if history.handled is None else history.handled[known]
        seconds = None
        if history.aht_seconds is not None:
            contacts = history.offered[known] if handled is None else handled
            seconds = history.aht_seconds[known] * contacts
        abandoned = None if history.abandoned is None else history.abandoned[known]
        waited = None if history.wait_seconds is None else history.wait_seconds[known] * history.offered[known]
        rows = HistoryRows(history.grid.instants()[known], history.offered[known], handled, abandoned, seconds, waited)
        return self.put(history.queue, history.grid.slot_minutes, rows)

    def get(self, queue_id: str, start: datetime | None = None, end: datetime | None = None) -> ContactHistory | None:
        """A queue's history from the first to the last recorded interval within start <= t < end, None for nothing.

        Handle time is averaged over the handled contacts, over the offered ones where handled is unknown.
        """
        return self.many([queue_id], start, end).get(queue_id)

    def many(
        self, queue_ids: Iterable[str], start: datetime | None = None, end: datetime | None = None
    ) -> dict[str, ContactHistory]:
        """The history of each of the queues, as `get` gives it; those with nothing are left out."""
        found: dict[str, ContactHistory] = {}
        for part in chunks(dict.fromkeys(queue_ids)):
            heads = self._heads(part)
            days: dict[str, list[Any]] = {}
            for row in self._session.execute(self._days_within(part, start, end)):
                days.setdefault(row.queue, []).append(row)
            for id, rows in days.items():
                slot, zone = heads[id].slot_minutes, heads[id].zone
                phase = timedelta(minutes=heads[id].phase_minutes)
                origin = datetime.combine(rows[0].day, datetime.min.time(), UTC) + phase
                history = _history(id, zone, origin, slot, _joined(rows, DAY // slot), start, end)
                if history is not None:
                    found[id] = history
        return found

    def _days_within(
        self, queue_ids: Sequence[str], start: datetime | None, end: datetime | None
    ) -> Select[tuple[Any, ...]]:
        """The days of some queues that may hold intervals of start <= t < end; a phase is less than an interval."""
        query = select(_DAYS).where(HistoryDayRow.queue.in_(queue_ids))
        if start is not None:
            query = query.where(HistoryDayRow.day >= (start.astimezone(UTC) - timedelta(days=1)).date())
        if end is not None:
            query = query.where(HistoryDayRow.day <= end.astimezone(UTC).date())
        return query.order_by(HistoryDayRow.queue, HistoryDayRow.day)

    def span(self, queue_id: str) -> tuple[datetime, datetime, int] | None:
        """First recorded instant, the end of the last recorded interval, interval length; None without history."""
        return self.spans([queue_id]).get(queue_id)

    def spans(self, queue_ids: Iterable[str]) -> dict[str, tuple[datetime, datetime, int]]:
        """The span of each of the queues; those without history are left out."""
        found: dict[str, tuple[datetime, datetime, int]] = {}
        for part in chunks(dict.fromkeys(queue_ids)):
            heads = self._heads(part)
            ends = select(_DAYS.c.queue, func.min(_DAYS.c.day).label("low"), func.max(_DAYS.c.day).label("high"))
            outer = ends.where(_DAYS.c.queue.in_(part)).group_by(_DAYS.c.queue).subquery()
            query = (
                select(_DAYS.c.queue, _DAYS.c.day, _DAYS.c.offered)
                .join(outer, (outer.c.queue == _DAYS.c.queue) & _DAYS.c.day.in_([outer.c.low, outer.c.high]))
                .order_by(_DAYS.c.queue, _DAYS.c.day)
            )
            days: dict[str, list[Any]] = {}
            for row in self._session.execute(query):
                days.setdefault(row.queue, []).append(row)
            found.update((id, _span(heads[id], rows[0], rows[-1])) for id, rows in days.items())
        return found

    def intervals_of(self, queue_id: str) -> tuple[int, int] | None:
        """The length of the intervals a queue's history is kept in, and the minutes past a multiple of it at which they
        begin; None where it has none."""
        query = select(HistoryRow.slot_minutes, HistoryRow.phase_minutes).where(HistoryRow.queue == queue_id)
        row = self._session.execute(query).first()
        return None if row is None else (row.slot_minutes, row.phase_minutes)

    def queues(self) -> tuple[str, ...]:
        """Ids of the queues that have history."""
        return tuple(self._session.scalars(select(HistoryRow.queue).order_by(HistoryRow.queue)))

    def _heads(self, queue_ids: Sequence[str]) -> dict[str, Row[Any]]:
        """The grid of each queue's history, with the queue's zone."""
        query = select(table_of(HistoryRow), QueueRow.zone).join(QueueRow, QueueRow.id == HistoryRow.queue)
        return {row.queue: row for row in self._session.execute(query.where(HistoryRow.queue.in_(queue_ids)))}

    def _zone(self, queue_id: str) -> str:
        zone = self._session.scalar(select(QueueRow.zone).where(QueueRow.id == queue_id))
        if zone is None:
            raise NotFoundError(f"there is no queue {queue_id!r}")
        return zone

    def _grid(self, queue_id: str, slot_minutes: int, minutes: npt.NDArray[np.int64]) -> int:
        """The phase of the queue's grid, after a check that the intervals lie on it; locks the queue's history."""
        if slot_minutes not in SLOT_LENGTHS:
            raise InputError(f"slot_minutes must be one of {SLOT_LENGTHS}, got {slot_minutes}")
        self._zone(queue_id)
        hold = update(HistoryRow).where(HistoryRow.queue == queue_id).values(version=HistoryRow.version + 1)
        if not self._change(hold):
            phase = int(minutes[0] % slot_minutes)
            values = {"queue": queue_id, "slot_minutes": slot_minutes, "phase_minutes": phase, "version": 1}
            try:
                with self._session.begin_nested():
                    self._session.execute(insert(table_of(HistoryRow)).values(**values))
            except IntegrityError:  # another first upload for this queue was faster: go on after it
                self._change(hold)
        stored, phase = self._session.execute(
            select(HistoryRow.slot_minutes, HistoryRow.phase_minutes).where(HistoryRow.queue == queue_id)
        ).one()
        if stored != slot_minutes:
            raise InputError(
                f"queue {queue_id}: its history is in {stored}-minute intervals, so {slot_minutes}-minute ones cannot join it"
            )
        off = np.flatnonzero((minutes - phase) % slot_minutes)
        if off.size:
            moment = np.datetime64(int(minutes[off[0]]), "m")
            raise InputError(
                f"queue {queue_id}: intervals must start {phase} min after a multiple of {slot_minutes} min, "
                f"got {moment}Z"
            )
        return int(phase)

    def _days(self, queue_id: str, days: Sequence[date]) -> dict[date, dict[str, Floats]]:
        found: dict[date, dict[str, Floats]] = {}
        for part in chunks(days):
            query = select(_DAYS).where(HistoryDayRow.queue == queue_id, HistoryDayRow.day.in_(part))
            rows = self._session.execute(query)
            found.update((row.day, {name: getattr(row, name) for name in COLUMNS}) for row in rows)
        return found


def _date(day: np.int64) -> date:
    return date(1970, 1, 1) + timedelta(days=int(day))


def _span(head: Row[Any], low: Row[Any], high: Row[Any]) -> tuple[datetime, datetime, int]:
    """From the first recorded interval of one day to the end of the last one of another."""
    first, last = np.flatnonzero(~np.isnan(low.offered))[0], np.flatnonzero(~np.isnan(high.offered))[-1] + 1
    begin, end = (
        datetime.combine(day.day, datetime.min.time(), UTC)
        + timedelta(minutes=head.phase_minutes + int(slot) * head.slot_minutes)
        for day, slot in ((low, first), (high, last))
    )
    return begin, end, head.slot_minutes


def _merge(
    old: dict[str, Floats] | None,
    slots: npt.NDArray[np.int64],
    rows: HistoryRows,
    places: npt.NDArray[np.intp],
    size: int,
) -> dict[str, Floats]:
    merged = {}
    for name in COLUMNS:
        values = np.full(size, np.nan) if old is None else old[name].copy()
        column: Floats | None = getattr(rows, name)
        if column is not None:
            values[slots] = column[places]
        merged[name] = values
    return merged


def _joined(days: Sequence[Row[Any]], size: int) -> dict[str, Floats]:
    """The days' arrays end to end, days without a row as NaN."""
    count = (days[-1].day - days[0].day).days + 1
    places = [(row.day - days[0].day).days for row in days]
    columns = {}
    for name in COLUMNS:
        whole = np.full((count, size), np.nan)
        whole[places] = [getattr(row, name) for row in days]
        columns[name] = whole.ravel()
    return columns


def _history(
    queue_id: str,
    zone: str,
    origin: datetime,
    slot: int,
    columns: dict[str, Floats],
    start: datetime | None,
    end: datetime | None,
) -> ContactHistory | None:
    offered = columns["offered"]
    grid = TimeGrid(zone, origin, slot, len(offered))
    low = 0 if start is None else max(0, -((origin - start) // timedelta(minutes=slot)))
    high = len(offered) if end is None else min(len(offered), max(low, -((origin - end) // timedelta(minutes=slot))))
    known = np.flatnonzero(~np.isnan(offered[low:high]))
    if not known.size:
        return None
    low, high = low + int(known[0]), low + int(known[-1]) + 1
    part = {name: values[low:high] for name, values in columns.items()}
    contacts = np.where(np.isnan(part["handled"]), part["offered"], part["handled"])
    aht = np.full(high - low, np.nan)
    np.divide(part["handle_seconds"], contacts, out=aht, where=contacts > 0)
    wait = np.full(high - low, np.nan)
    np.divide(part["wait_seconds"], part["offered"], out=wait, where=part["offered"] > 0)

    def some(values: Floats) -> Floats | None:
        return None if np.isnan(values).all() else values

    rest = (some(part["handled"]), some(part["abandoned"]), some(aht), some(wait))
    return ContactHistory(queue_id, grid.slice(low, high), part["offered"], *rest)
