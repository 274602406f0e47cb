"""Schedules and their shifts. Whatever two people may do at the same moment is a guarded UPDATE: one of them wins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, delete, exists, func, insert, or_, select, update

from wfm.database import codecs
from wfm.database.repositories.base import Repository, chunks, table_of
from wfm.database.repositories.timeline.published import Published
from wfm.database.repositories.timeline.rows import SPAN, head_in, record_in, record_out, shift_in, shift_out
from wfm.database.tables import CalendarRow, PublicationRow, ScheduleRow, ScopeRepRow, ShiftRow
from wfm.domain.errors import ConflictError, NotFoundError
from wfm.domain.exchange import Basis, PlannedShift, ScheduleHead, ScheduleStatus, ScheduleVersion, ScheduleWithShifts
from wfm.domain.people import Shift
from wfm.domain.time import Horizon

_HEAD = table_of(ScheduleRow)
_SHIFT = table_of(ShiftRow)
_SCOPE = table_of(ScopeRepRow)
_SHOWN = ("id", "name", *SPAN, "status", "requirement_run", "created_at", "created_by", "published_at", "scope")
BY_HAND = 0
"""The number of no publication: by it shifts left the timeline that a person took off, or that leave did."""

_IN_LISTS = [_HEAD.c[name] for name in _SHOWN]


class Schedules(Repository):
    """Schedule versions with their shifts."""

    def add(self, record: ScheduleVersion, shifts: Sequence[Shift], basis: Basis | None = None) -> int:
        """Store a schedule with its shifts and return its id.

        `basis` is how the published shifts in its scope stood when the work on it began; as they stand now without.
        """
        found = Published(self._session).basis(record.scope) if basis is None else basis
        id = self._insert(ScheduleRow, {**record_out(record), "basis": codecs.basis_out(found)})
        self._insert_many(ScopeRepRow, [{"schedule": id, "rep": rep} for rep in sorted(record.reps or ())])
        self._insert_many(ShiftRow, [{"schedule": id, "version": 1, **shift_out(s, record.horizon)} for s in shifts])
        return id

    def record(self, id: int) -> ScheduleVersion:
        """A schedule without its shifts; NotFoundError for no such schedule."""
        row = self._session.execute(select(_HEAD).where(_HEAD.c.id == id)).first()
        if row is None:
            raise NotFoundError(f"there is no schedule {id}")
        return self._records([row])[0]

    def _records(self, rows: Sequence[Row[Any]]) -> list[ScheduleVersion]:
        """The schedules of rows with the reps of their scopes."""
        reps: dict[int, set[str]] = {row.id: set() for row in rows if not row.whole}
        for part in chunks(reps):
            query = select(_SCOPE.c.schedule, _SCOPE.c.rep).where(_SCOPE.c.schedule.in_(part))
            for schedule, rep in self._session.execute(query):
                reps[schedule].add(rep)
        return [record_in(row, frozenset(reps[row.id]) if row.id in reps else None) for row in rows]

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
        return tuple(map(head_in, self._session.execute(query)))

    def count(self, status: ScheduleStatus) -> int:
        """How many schedules have a status."""
        return int(self._session.scalar(select(func.count()).where(_HEAD.c.status == status.value)) or 0)

    def many(self, ids: Iterable[int]) -> dict[int, ScheduleVersion]:
        """The schedules of these ids without their shifts, left out where there is none."""
        found: dict[int, ScheduleVersion] = {}
        for part in chunks(dict.fromkeys(ids)):
            rows = self._session.execute(select(_HEAD).where(_HEAD.c.id.in_(part))).all()
            found.update((record.id, record) for record in self._records(rows))
        return found

    def latest(self, status: ScheduleStatus | None = None) -> ScheduleVersion | None:
        """The newest schedule of a status: the last one published, or else the last one made. None for none."""
        query = select(_HEAD).order_by(_HEAD.c.id.desc()).limit(1)
        if status is not None:
            query = query.where(_HEAD.c.status == status.value)
        if status is ScheduleStatus.PUBLISHED:
            query = query.order_by(None).order_by(_HEAD.c.published_at.desc(), _HEAD.c.id.desc())
        row = self._session.execute(query).first()
        return None if row is None else self._records([row])[0]

    def get(self, id: int) -> ScheduleWithShifts:
        """A schedule with its shifts, by rep and start: of a published one what the timeline holds in its scope.

        NotFoundError for no such schedule.
        """
        record = self.record(id)
        if record.status is ScheduleStatus.PUBLISHED:
            return ScheduleWithShifts(record, Published(self._session).in_scope(record))
        return ScheduleWithShifts(record, self.own_shifts(id))

    def own_shifts(self, id: int) -> tuple[PlannedShift, ...]:
        """The shifts that a schedule brought, wherever they are now, or that a draft would bring, by rep and start."""
        query = _own(id)
        return tuple(sorted(map(shift_in, self._session.execute(query)), key=_by_rep))

    def basis(self, id: int) -> Basis | None:
        """How the published shifts in a schedule's scope stood when it was made; None for one of an older version."""
        return codecs.basis_in(self._session.scalar(select(_HEAD.c.basis).where(_HEAD.c.id == id)))

    def set_basis(self, id: int, version: int, basis: Basis) -> None:
        """Say that a draft goes by how the published shifts stand now; ConflictError unless it is as it was read."""
        self._guarded_draft(id, version, {"basis": codecs.basis_out(basis)})

    def rename(self, id: int, version: int, name: str) -> None:
        """Give a draft another name; ConflictError unless it is as it was read."""
        self._guarded_draft(id, version, {"name": name})

    def touch(self, id: int, version: int) -> None:
        """Count a change of a draft's shifts; ConflictError unless it is as it was read."""
        self._guarded_draft(id, version, {})

    def _guarded_draft(self, id: int, version: int, values: dict[str, Any]) -> None:
        guard = (_HEAD.c.id == id, _HEAD.c.version == version, _HEAD.c.status == ScheduleStatus.DRAFT.value)
        if self._change(update(_HEAD).where(*guard).values(**values, version=version + 1)) == 0:
            raise ConflictError(f"schedule {id} is no longer the draft that was read; look at it again")

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
            query = _own(id).where(_SHIFT.c.rep.in_(part))
            found += map(shift_in, self._session.execute(query))
        return tuple(sorted(found, key=_by_rep))

    def shifts(self, ids: Iterable[int]) -> tuple[PlannedShift, ...]:
        """The shifts of these ids by start, left out where there is none."""
        found: list[PlannedShift] = []
        for part in chunks(ids):
            found += map(shift_in, self._session.execute(select(_SHIFT).where(_SHIFT.c.id.in_(part))))
        return tuple(sorted(found, key=lambda p: (p.start, p.id)))

    def shifts_of(self, rep: str, start: datetime, end: datetime) -> tuple[PlannedShift, ...]:
        """A rep's published shifts that touch start <= t < end, by start."""
        return Published(self._session).shifts_of([rep], start, end).get(rep, ())

    def add_shift(self, schedule: int, shift: Shift) -> int:
        """Add a shift to a schedule and return its id; with a published one it is on the timeline at once."""
        record = self.record(schedule)
        live = record.status is ScheduleStatus.PUBLISHED
        return self._insert(
            ShiftRow, {"schedule": schedule, "version": 1, "live": live, **shift_out(shift, record.horizon)}
        )

    def move_shift(self, shift_id: int, version: int, rep: str, site: str | None) -> None:
        """Give a shift to a rep ("" for nobody) at a place of work; ConflictError unless it is as it was read."""
        self._guarded(shift_id, version, {"rep": rep or None, "site": site})

    def replace_shift(self, shift_id: int, version: int, shift: Shift) -> None:
        """Change a shift's times, pieces, owner or place; ConflictError unless it is as it was read.

        `shift` is on the axis of the schedule that the shift is stored with.
        """
        horizon = self.record(self.shift(shift_id).schedule).horizon
        self._guarded(shift_id, version, shift_out(shift, horizon))

    def set_activities(self, shifts: Mapping[int, Shift]) -> None:
        """Give many shifts, by id, the activities of these; nobody else may be writing."""
        values = {"activities": bindparam("held"), "version": _SHIFT.c.version + 1}
        rows = [{"key": id, "held": codecs.activities_out(shift)} for id, shift in shifts.items()]
        if rows:
            self._session.connection().execute(
                update(_SHIFT).where(_SHIFT.c.id == bindparam("key")).values(**values), rows
            )

    def put_all(self, changed: Sequence[PlannedShift]) -> None:
        """Store shifts as they are given, on the axis they are stored on; ConflictError when one has changed since it
        was read."""
        horizons = {id: record.horizon for id, record in self.many(p.schedule for p in changed).items()}
        rows = [{**_bound(_put(p, horizons[p.schedule])), "key": p.id, "seen": p.version} for p in changed]
        if rows:
            values: dict[str, Any] = {
                name: bindparam(f"new_{name}") for name in _put(changed[0], horizons[changed[0].schedule])
            }
            guard = (_SHIFT.c.id == bindparam("key"), _SHIFT.c.version == bindparam("seen"))
            change = update(_SHIFT).where(*guard).values(**values, version=_SHIFT.c.version + 1)
            if self._session.connection().execute(change, rows).rowcount < len(rows):
                raise ConflictError("a shift has changed since it was read; someone else was first")

    def take_off(self, shift_id: int, version: int) -> None:
        """Take a shift off the timeline, its record stays; ConflictError unless it is as it was read."""
        self._guarded(shift_id, version, {"live": False, "left_by": BY_HAND})

    def remove_shift(self, shift_id: int, version: int) -> None:
        """Take a shift out of a draft; ConflictError unless it is as it was read."""
        if self._drop(self.shift(shift_id).schedule, _SHIFT.c.id == shift_id, _SHIFT.c.version == version) == 0:
            raise ConflictError(f"shift {shift_id} has changed since it was read; look at it again")

    def _drop(self, schedule: int, *where: ColumnElement[bool]) -> int:
        """Delete shifts of a draft; of one that was published before they stay on record, with what was offered for them."""
        before = select(PublicationRow.id).where(PublicationRow.schedule == schedule).limit(1)
        if self._session.scalar(before) is None:
            return self._change(delete(_SHIFT).where(_SHIFT.c.schedule == schedule, *where))
        gone = update(_SHIFT).values(live=False, left_by=BY_HAND, version=_SHIFT.c.version + 1)
        return self._change(gone.where(_SHIFT.c.schedule == schedule, _SHIFT.c.left_by.is_(None), *where))

    def exchange_shifts(self, schedule: int, gone: Iterable[int], come: Iterable[Shift]) -> None:
        """Let some shifts of a draft give way to others, on its axis; in a unit that writes alone."""
        horizon = self.record(schedule).horizon
        for part in chunks(gone):
            self._drop(schedule, _SHIFT.c.id.in_(part))
        self._insert_many(ShiftRow, [{"schedule": schedule, "version": 1, **shift_out(s, horizon)} for s in come])

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


def _own(schedule: int) -> Select[Any]:
    """The shifts of a schedule; of a draft that was published before, less those that it had and that did not stay."""
    was_published = exists().where(_HEAD.c.id == schedule, _HEAD.c.status != ScheduleStatus.DRAFT.value)
    return select(_SHIFT).where(_SHIFT.c.schedule == schedule, or_(_SHIFT.c.left_by.is_(None), was_published))


def _put(planned: PlannedShift, horizon: Horizon) -> dict[str, Any]:
    return {**shift_out(planned.shift, horizon), "live": planned.live, "left_by": None if planned.live else BY_HAND}


def _bound(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Values of columns by the names that they are bound to."""
    return {f"new_{name}": value for name, value in columns.items()}


def _by_rep(planned: PlannedShift) -> tuple[str, int, int]:
    return planned.shift.agent, planned.shift.start, planned.id
