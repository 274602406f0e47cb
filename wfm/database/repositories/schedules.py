"""Schedules and their shifts. Whatever two people may do at the same moment is a guarded UPDATE: one of them wins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, delete, func, insert, select, update

from wfm.database import codecs
from wfm.database.repositories.base import Repository, chunks, table_of
from wfm.database.tables import CalendarRow, ScheduleRow, ShiftRow
from wfm.domain.errors import ConflictError, NotFoundError
from wfm.domain.exchange import Basis, PlannedShift, ScheduleHead, ScheduleStatus, ScheduleVersion, ScheduleWithShifts
from wfm.domain.people import Shift
from wfm.domain.time import Horizon

_HEAD = table_of(ScheduleRow)
_SHIFT = table_of(ShiftRow)
SPAN = ("first_day", "days", "slot_minutes", "zone", "weekday", "week_start", "elapsed")
"""Columns of a schedule that make its horizon, in its order."""

_IN_LISTS = [
    _HEAD.c[name]
    for name in ("id", "name", *SPAN, "status", "requirement_run", "created_at", "created_by", "published_at")
]


class Schedules(Repository):
    """Schedule versions with their shifts."""

    def add(self, record: ScheduleVersion, shifts: Sequence[Shift], basis: Basis | None = None) -> int:
        """Store a schedule with its shifts and return its id.

        `basis` is how the published shifts of its days stood when the work on it began; as they stand now without.
        """
        found = self.published_basis(record.horizon) if basis is None else basis
        id = self._insert(ScheduleRow, {**_record_out(record), "basis": codecs.basis_out(found)})
        self._insert_many(ShiftRow, [{"schedule": id, "version": 1, **_shift_out(s, record.horizon)} for s in shifts])
        return id

    def record(self, id: int) -> ScheduleVersion:
        """A schedule without its shifts; NotFoundError for no such schedule."""
        row = self._session.execute(select(_HEAD).where(_HEAD.c.id == id)).first()
        if row is None:
            raise NotFoundError(f"there is no schedule {id}")
        return _record_in(row)

    def heads(
        self, *statuses: ScheduleStatus, limit: int | None = None, before: int | None = None
    ) -> tuple[ScheduleHead, ...]:
        """Schedules of these statuses (or of any), the newest first; `before` is the id to go on from.

        For people to choose from: what decides reads by window (`Published`).
        """
        query = select(*_IN_LISTS).order_by(_HEAD.c.id.desc()).limit(limit)
        if statuses:
            query = query.where(_HEAD.c.status.in_([status.value for status in statuses]))
        if before is not None:
            query = query.where(_HEAD.c.id < before)
        return tuple(map(_head_in, self._session.execute(query)))

    def count(self, status: ScheduleStatus) -> int:
        """How many schedules have a status."""
        return int(self._session.scalar(select(func.count()).where(_HEAD.c.status == status.value)) or 0)

    def many(self, ids: Iterable[int]) -> dict[int, ScheduleVersion]:
        """The schedules of these ids without their shifts, left out where there is none."""
        found: dict[int, ScheduleVersion] = {}
        for part in chunks(dict.fromkeys(ids)):
            rows = self._session.execute(select(_HEAD).where(_HEAD.c.id.in_(part)))
            found.update((record.id, record) for record in map(_record_in, rows))
        return found

    def latest(self, status: ScheduleStatus | None = None) -> ScheduleVersion | None:
        """The newest schedule of a status: the last one published, or else the last one made. None for none."""
        query = select(_HEAD).order_by(_HEAD.c.id.desc()).limit(1)
        if status is not None:
            query = query.where(_HEAD.c.status == status.value)
        if status is ScheduleStatus.PUBLISHED:
            query = query.order_by(None).order_by(_HEAD.c.published_at.desc(), _HEAD.c.id.desc())
        row = self._session.execute(query).first()
        return None if row is None else _record_in(row)

    def get(self, id: int) -> ScheduleWithShifts:
        """A schedule with all its shifts, by rep and start; NotFoundError for no such schedule."""
        record = self.record(id)
        query = select(_SHIFT).where(_SHIFT.c.schedule == id).order_by(_SHIFT.c.rep, _SHIFT.c.start, _SHIFT.c.id)
        found = sorted(map(shift_in, self._session.execute(query)), key=_by_rep)
        return ScheduleWithShifts(record, tuple(found))

    def basis(self, id: int) -> Basis | None:
        """How the published shifts of a schedule's days stood when it was made; None for one of an older version."""
        return codecs.basis_in(self._session.scalar(select(_HEAD.c.basis).where(_HEAD.c.id == id)))

    def published_basis(self, horizon: Horizon) -> Basis:
        """How the published shifts of these days stand now, with those of the same schedules on other days."""
        heads = self._overlapping(horizon, _HEAD.c.status == ScheduleStatus.PUBLISHED.value)
        found: dict[int, dict[int, int]] = {record.id: {} for record in heads}
        query = select(_SHIFT.c.schedule, _SHIFT.c.id, _SHIFT.c.version).where(_SHIFT.c.schedule.in_(found))
        for schedule, shift, version in self._session.execute(query):
            found[schedule][shift] = version
        return found

    def publish(self, id: int, version: int, at: datetime) -> tuple[int, ...]:
        """Make a draft official and archive what it replaces; the ids of those.

        ConflictError when it is no longer the draft that was read, or when a published schedule shares only some of
        its days with it, so that replacing it would lose the others.
        """
        record = self.record(id)
        rivals = self._overlapping(record.horizon, _HEAD.c.status == ScheduleStatus.PUBLISHED.value)
        for other in rivals:
            if not _covers(record.horizon, other.horizon):
                raise ConflictError(
                    f"schedule {other.id} is published for {other.horizon.start} and {other.horizon.days} days, of which "
                    f"schedule {id} covers only some; make a schedule over all of them to replace it"
                )
        draft = ScheduleStatus.DRAFT.value
        guard = (_HEAD.c.id == id, _HEAD.c.version == version, _HEAD.c.status == draft)
        published = {"status": ScheduleStatus.PUBLISHED.value, "published_at": at, "version": version + 1}
        if self._change(update(_HEAD).where(*guard).values(**published)) == 0:
            raise ConflictError(f"schedule {id} is no longer the draft that was read; look at it again")
        replaced = tuple(other.id for other in rivals)
        archived = {"status": ScheduleStatus.ARCHIVED.value, "version": _HEAD.c.version + 1}
        self._change(update(_HEAD).where(_HEAD.c.id.in_(replaced)).values(**archived))
        return replaced

    def _overlapping(self, horizon: Horizon, *which: ColumnElement[bool]) -> list[ScheduleVersion]:
        """The schedules that share a day with a horizon, in order of id."""
        last = horizon.start + timedelta(days=horizon.days - 1)
        reach = horizon.start - timedelta(days=366)  # the longest horizon there is
        query = select(_HEAD).where(_HEAD.c.first_day.between(reach, last), *which).order_by(_HEAD.c.id)
        near = map(_record_in, self._session.execute(query))
        return [h for h in near if h.horizon.start + timedelta(days=h.horizon.days) > horizon.start]

    def shift(self, id: int) -> PlannedShift:
        """One shift; NotFoundError for no such shift."""
        row = self._session.execute(select(_SHIFT).where(_SHIFT.c.id == id)).first()
        if row is None:
            raise NotFoundError(f"there is no shift {id}")
        return shift_in(row)

    def shifts_with(self, id: int, reps: Iterable[str]) -> tuple[PlannedShift, ...]:
        """The shifts of a schedule, of whatever status, that these reps own, by rep and start."""
        found: list[PlannedShift] = []
        for part in chunks(reps):
            query = select(_SHIFT).where(_SHIFT.c.schedule == id, _SHIFT.c.rep.in_(part))
            found += map(shift_in, self._session.execute(query))
        return tuple(sorted(found, key=_by_rep))

    def shifts(self, ids: Iterable[int]) -> tuple[PlannedShift, ...]:
        """The shifts of these ids by start, left out where there is none."""
        found: list[PlannedShift] = []
        for part in chunks(ids):
            found += map(shift_in, self._session.execute(select(_SHIFT).where(_SHIFT.c.id.in_(part))))
        return tuple(sorted(found, key=lambda p: (p.start, p.id)))

    def shifts_of(
        self, rep: str, start: datetime, end: datetime, status: ScheduleStatus | None = ScheduleStatus.PUBLISHED
    ) -> tuple[PlannedShift, ...]:
        """A rep's shifts that touch start <= t < end, by start, of published schedules unless told otherwise."""
        query = (
            select(_SHIFT)
            .where(_SHIFT.c.rep == rep, _SHIFT.c.start_at < end, _SHIFT.c.end_at > start)
            .order_by(_SHIFT.c.start_at, _SHIFT.c.id)
        )
        if status is not None:
            query = query.join(_HEAD, _HEAD.c.id == _SHIFT.c.schedule).where(_HEAD.c.status == status.value)
        return tuple(map(shift_in, self._session.execute(query)))

    def add_shift(self, schedule: int, shift: Shift) -> int:
        """Add a shift to a schedule and return its id."""
        horizon = self.record(schedule).horizon
        return self._insert(ShiftRow, {"schedule": schedule, "version": 1, **_shift_out(shift, horizon)})

    def move_shift(self, shift_id: int, version: int, rep: str, site: str | None) -> None:
        """Give a shift to a rep ("" for nobody) at a place of work; ConflictError unless it is as it was read."""
        self._guarded(shift_id, version, {"rep": rep or None, "site": site})

    def replace_shift(self, shift_id: int, version: int, shift: Shift) -> None:
        """Change a shift's times, breaks, owner or place; ConflictError unless it is as it was read."""
        horizon = self.record(self.shift(shift_id).schedule).horizon
        self._guarded(shift_id, version, _shift_out(shift, horizon))

    def remove_shift(self, shift_id: int, version: int) -> None:
        """Delete a shift; ConflictError unless it is as it was read."""
        if self._change(delete(_SHIFT).where(_SHIFT.c.id == shift_id, _SHIFT.c.version == version)) == 0:
            raise ConflictError(f"shift {shift_id} has changed since it was read; look at it again")

    def assign_all(self, schedule: int, owners: Mapping[int, str]) -> None:
        """Give many shifts of one schedule to reps ("" for nobody); NotFoundError when one is not of the schedule."""
        there = set(self._session.scalars(select(_SHIFT.c.id).where(_SHIFT.c.schedule == schedule)))
        for id in owners:
            if id not in there:
                raise NotFoundError(f"there is no shift {id} in schedule {schedule}")
        if owners:
            values = {"rep": bindparam("owner"), "version": _SHIFT.c.version + 1}
            change = update(_SHIFT).where(_SHIFT.c.id == bindparam("key")).values(**values)
            rows = [{"key": id, "owner": rep or None} for id, rep in owners.items()]
            self._session.connection().execute(change, rows)
        self._change(update(_HEAD).where(_HEAD.c.id == schedule).values(version=_HEAD.c.version + 1))

    def count_shifts(self, schedule: int) -> int:
        """How many shifts a schedule has."""
        return int(self._session.scalar(select(func.count()).where(_SHIFT.c.schedule == schedule)) or 0)

    def _guarded(self, shift_id: int, version: int, values: dict[str, Any]) -> None:
        guard = (_SHIFT.c.id == shift_id, _SHIFT.c.version == version)
        if self._change(update(_SHIFT).where(*guard).values(**values, version=version + 1)) == 0:
            raise ConflictError(f"shift {shift_id} has changed since it was read; someone else was first")


class Calendars(Repository):
    """Calendar addresses by the hash of their secret."""

    def set(self, rep: str, token_hash: str, at: datetime) -> None:
        """Give a rep a new address; the old one stops working."""
        self.revoke(rep)
        row = {"rep": rep, "token_hash": token_hash, "created_at": at}
        self._session.execute(insert(CalendarRow).values(**row))

    def revoke(self, rep: str) -> bool:
        """Take a rep's address away; whether there was one."""
        return self._change(delete(CalendarRow).where(CalendarRow.rep == rep)) > 0

    def rep_of(self, token_hash: str) -> str | None:
        """Whose address it is, None for nobody's."""
        return self._session.scalar(select(CalendarRow.rep).where(CalendarRow.token_hash == token_hash))


def _by_rep(planned: PlannedShift) -> tuple[str, int, int]:
    return planned.shift.agent, planned.shift.start, planned.id


def _covers(horizon: Horizon, other: Horizon) -> bool:
    end, other_end = horizon.start + timedelta(days=horizon.days), other.start + timedelta(days=other.days)
    return horizon.start <= other.start and end >= other_end


def _record_out(record: ScheduleVersion) -> dict[str, Any]:
    return {
        "name": record.name,
        "first_day": record.horizon.start,
        "days": record.horizon.days,
        "slot_minutes": record.horizon.slot_minutes,
        "zone": record.horizon.zone,
        "weekday": record.horizon.weekday,
        "week_start": record.horizon.week_start,
        "elapsed": record.horizon.elapsed,
        "status": record.status.value,
        "requirement_run": record.requirement_run,
        "objective": record.objective,
        "lower_bound": record.lower_bound,
        "terms": record.terms,
        "shortfalls": codecs.reasons_out(record.shortfalls),
        "unscheduled": codecs.reasons_out(record.unscheduled),
        "created_at": record.created_at,
        "created_by": record.created_by,
        "published_at": record.published_at,
        "version": 1,
    }


def _head_in(row: Row[Any]) -> ScheduleHead:
    return ScheduleHead(
        row.id,
        row.name,
        Horizon(*(row._mapping[name] for name in SPAN)),
        ScheduleStatus(row.status),
        row.requirement_run,
        row.created_at,
        row.created_by,
        row.published_at,
    )


def _record_in(row: Row[Any]) -> ScheduleVersion:
    return ScheduleVersion(
        id=row.id,
        name=row.name,
        horizon=Horizon(*(row._mapping[name] for name in SPAN)),
        status=ScheduleStatus(row.status),
        requirement_run=row.requirement_run,
        objective=row.objective,
        lower_bound=row.lower_bound,
        terms=codecs.numbers_in(row.terms),
        shortfalls=codecs.reasons_in(row.shortfalls),
        unscheduled=codecs.reasons_in(row.unscheduled),
        created_at=row.created_at,
        created_by=row.created_by,
        published_at=row.published_at,
        version=row.version,
    )


def _shift_out(shift: Shift, horizon: Horizon) -> dict[str, Any]:
    return {
        "rep": shift.agent or None,
        "start": shift.start,
        "end": shift.end,
        "start_at": horizon.instant(shift.start),
        "end_at": horizon.instant(shift.end),
        "site": shift.site,
        "breaks": codecs.breaks_out(shift),
        "locked": shift.locked,
    }


def shift_in(row: Row[Any]) -> PlannedShift:
    """The stored shift of a row of the shifts table."""
    breaks = codecs.breaks_in(row.breaks)
    shift = Shift(row.rep or "", row.start, row.end, row.site, breaks, row.locked)
    return PlannedShift(row.id, row.schedule, shift, row.start_at, row.end_at, row.version)
