"""Putting drafts on the published timeline and taking them back; every publication is kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, exists, func, select, update

from wfm.database import codecs
from wfm.database.repositories.base import Repository, chunks, table_of
from wfm.database.repositories.timeline.published import LONGEST_HORIZON, OVERHANG, Published
from wfm.database.repositories.timeline.rows import shift_in
from wfm.database.repositories.timeline.schedules import Schedules
from wfm.database.tables import PublicationRow, ScheduleRow, ShiftRow
from wfm.domain.errors import ConflictError, NotFoundError
from wfm.domain.exchange import (
    Basis,
    Exchange,
    Mark,
    PlannedShift,
    Publication,
    ScheduleStatus,
    ScheduleVersion,
    Scope,
    marks,
)
from wfm.domain.time import DAY, Horizon

_HEAD = table_of(ScheduleRow)
_SHIFT = table_of(ShiftRow)
_PUBLICATION = table_of(PublicationRow)


class Publications(Repository):
    """What was made official, the newest first, and the timeline that came of it."""

    def get(self, id: int) -> Publication:
        """The publication of that number; NotFoundError otherwise."""
        row = self._session.execute(select(_PUBLICATION).where(_PUBLICATION.c.id == id)).first()
        if row is None:
            raise NotFoundError(f"there is no publication {id}")
        return _publication_in(row)

    def history(self, schedule: int | None = None, limit: int | None = None) -> tuple[Publication, ...]:
        """Publications, of one schedule or of all, the newest first."""
        query = select(_PUBLICATION).order_by(_PUBLICATION.c.id.desc()).limit(limit)
        if schedule is not None:
            query = query.where(_PUBLICATION.c.schedule == schedule)
        return tuple(map(_publication_in, self._session.execute(query)))

    def publish(
        self, id: int, version: int, at: datetime, by: str = "", since: datetime | None = None
    ) -> tuple[Publication, tuple[int, ...]]:
        """Put a draft on the timeline in place of what that holds of its scope; with the schedules archived by it.

        What starts before `since` is left as it is, on the timeline and in the draft. A shift that is the same in both
        stays the published one, with its number. ConflictError when it is no longer the draft that was read.
        """
        record = Schedules(self._session).record(id)
        guard = (_HEAD.c.id == id, _HEAD.c.version == version, _HEAD.c.status == ScheduleStatus.DRAFT.value)
        published = {"status": ScheduleStatus.PUBLISHED.value, "published_at": at, "version": version + 1}
        if self._change(update(_HEAD).where(*guard).values(**published)) == 0:
            raise ConflictError(f"schedule {id} is no longer the draft that was read; look at it again")
        change = self.exchange(record, since)
        scope, goes, comes = change.scope, change.goes, change.comes
        values = {"schedule": id, "at": at, "by": by, "start": scope.start, "end": scope.end, "undone_by": ""}
        counts = {"brought": len(comes), "replaced": len(goes), "kept": len(change.kept)}
        number = self._insert(PublicationRow, {**values, **counts})
        self._set(_ids(goes), live=False, left_by=number, version=_SHIFT.c.version + 1)
        self._set(_ids(comes), live=True, left_by=None)
        after = {schedule: dict(held) for schedule, held in Published(self._session).basis(scope).items()}
        for planned in comes:  # an open shift is in no scope of some reps, and came all the same
            mark = Mark(planned.version, planned.shift.agent, planned.start)
            after.setdefault(id, {}).setdefault(planned.id, mark)
        self._change(update(_PUBLICATION).where(_PUBLICATION.c.id == number).values(after=codecs.basis_out(after)))
        return self.get(number), self._archive(id, scope)

    def exchange(self, record: ScheduleVersion, since: datetime | None = None) -> Exchange:
        """What publishing a draft would do to the timeline; what starts before `since` is left as it is.

        Where a rep's shift of a day cannot come since it has begun, what is published for that rep and day stays.
        """
        whole = record.scope
        scope = whole.since(since)
        there: dict[object, list[PlannedShift]] = {}
        for planned in self._live(scope):
            there.setdefault(_same(planned), []).append(planned)
        comes, kept, begun = [], [], []
        own = select(_SHIFT).where(_SHIFT.c.schedule == record.id, _SHIFT.c.live.is_(False), _SHIFT.c.left_by.is_(None))
        for planned in map(shift_in, self._session.execute(own.order_by(_SHIFT.c.id))):
            if whole.start <= planned.start < scope.start:
                begun.append(planned)
            elif scope.start <= planned.start < scope.end:
                twins = there.get(_same(planned))
                if twins:
                    kept.append(twins.pop(0))
                else:
                    comes.append(planned)
        late = self._late(record.horizon, Scope(whole.start, scope.start, whole.reps), begun)
        goes = [p for twins in there.values() for p in twins if _rep_day(p, record.horizon) not in late]
        return Exchange(scope, tuple(comes), tuple(goes), tuple(kept), tuple(begun))

    def _late(self, horizon: Horizon, past: Scope, begun: Sequence[PlannedShift]) -> set[tuple[str, int]]:
        """The reps and days whose shifts in a draft have begun and are not worked: the timeline has them otherwise."""
        worked = {_same(planned) for planned in self._live(past)} if begun else set()
        return {_rep_day(p, horizon) for p in begun if p.shift.agent and _same(p) not in worked}

    def _live(self, scope: Scope) -> list[PlannedShift]:
        return list(Schedules(self._session).shifts(marks(Published(self._session).basis(scope))))

    def _archive(self, id: int, scope: Scope) -> tuple[int, ...]:
        """Archive the other schedules of a scope that have nothing on the timeline any more; their numbers."""
        alive = exists().where(_SHIFT.c.schedule == _HEAD.c.id, _SHIFT.c.live.is_(True))
        official = _HEAD.c.status == ScheduleStatus.PUBLISHED.value
        near = _HEAD.c.first_day.between(scope.start.date() - LONGEST_HORIZON - OVERHANG, scope.end.date() + OVERHANG)
        query = select(_HEAD.c.id).where(official, near, _HEAD.c.id != id, ~alive).order_by(_HEAD.c.id)
        records = Schedules(self._session).many(self._session.scalars(query))
        ended = tuple(number for number, record in records.items() if record.scope.meets(scope))
        values = {"status": ScheduleStatus.ARCHIVED.value, "version": _HEAD.c.version + 1}
        self._change(update(_HEAD).where(_HEAD.c.id.in_(ended)).values(**values))
        return ended

    def after(self, id: int) -> Basis | None:
        """How the shifts of its scope stood once it was made; None for those of earlier versions."""
        return codecs.basis_in(self._session.scalar(select(_PUBLICATION.c.after).where(_PUBLICATION.c.id == id)))

    def replaced(self, id: int) -> tuple[PlannedShift, ...]:
        """The shifts that gave way to it and have not come back, by start."""
        return Schedules(self._session).shifts(self._ids(_SHIFT.c.left_by == id))

    def many(self, ids: Iterable[int]) -> dict[int, Publication]:
        """The publications of these numbers, left out where there is none."""
        found: dict[int, Publication] = {}
        for part in chunks(ids):
            rows = self._session.execute(select(_PUBLICATION).where(_PUBLICATION.c.id.in_(part)))
            found.update((row.id, _publication_in(row)) for row in rows)
        return found

    def newest_of(self, schedules: Iterable[int]) -> dict[int, tuple[int, Basis]]:
        """The newest publication of each of these schedules, and how the timeline stood once it was made."""
        found: dict[int, tuple[int, Basis]] = {}
        for part in chunks(schedules):
            query = select(_PUBLICATION.c.id, _PUBLICATION.c.schedule, _PUBLICATION.c.after)
            query = query.where(_PUBLICATION.c.schedule.in_(part)).order_by(_PUBLICATION.c.id)
            for id, schedule, after in self._session.execute(query):
                found[schedule] = id, codecs.basis_in(after) or {}
        return found

    def undone_of(self, schedules: Iterable[int]) -> dict[int, int]:
        """The newest publication of each of these schedules that was taken back; left out where none was."""
        found: dict[int, int] = {}
        for part in chunks(schedules):
            query = select(_PUBLICATION.c.schedule, func.max(_PUBLICATION.c.id)).group_by(_PUBLICATION.c.schedule)
            query = query.where(_PUBLICATION.c.schedule.in_(part), _PUBLICATION.c.undone_at.is_not(None))
            found.update((schedule, id) for schedule, id in self._session.execute(query))
        return found

    def begun(self, publications: Iterable[Publication]) -> dict[int, int]:
        """How many shifts of its draft had begun when each of these was made, and were not brought; where there were any."""
        query = select(_PUBLICATION.c.id, func.count()).join(_SHIFT, _SHIFT.c.schedule == _PUBLICATION.c.schedule)
        query = query.where(_SHIFT.c.start_at < _PUBLICATION.c.start).group_by(_PUBLICATION.c.id)
        found: dict[int, int] = {}
        for part in chunks(p.id for p in publications):
            rows = self._session.execute(query.where(_PUBLICATION.c.id.in_(part)))
            found.update((id, count) for id, count in rows)
        return found

    def taken_off_by(self, shifts: Iterable[int]) -> dict[int, int]:
        """The publication that took each of these shifts off the timeline, where one did that stands."""
        found: dict[int, int] = {}
        for part in chunks(shifts):
            query = select(_SHIFT.c.id, _SHIFT.c.left_by).join(_PUBLICATION, _PUBLICATION.c.id == _SHIFT.c.left_by)
            query = query.where(_SHIFT.c.id.in_(part), _PUBLICATION.c.undone_at.is_(None))
            found.update((shift, publication) for shift, publication in self._session.execute(query))
        return found

    def undo(self, id: int, at: datetime, by: str, since: datetime) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Take a publication back, as far as its shifts start from `since` on; the shifts that return, and that leave.

        The schedule is a draft again where nothing of it is left on the timeline. ConflictError when it was undone.
        """
        publication = self.get(id)
        guard = (_PUBLICATION.c.id == id, _PUBLICATION.c.undone_at.is_(None))
        if self._change(update(_PUBLICATION).where(*guard).values(undone_at=at, undone_by=by)) == 0:
            raise ConflictError(f"publication {id} was undone already")
        change = self.way_back(id, since)
        leave, back = _ids(change.goes), _ids(change.comes)
        self._set(leave, live=False, version=_SHIFT.c.version + 1)
        self._set(back, live=True, left_by=None, version=_SHIFT.c.version - 1)  # as it was read before it left
        self._reopen(publication.schedule)
        owners: set[int] = set()
        for part in chunks(back):
            owners.update(self._session.scalars(select(_SHIFT.c.schedule).where(_SHIFT.c.id.in_(part)).distinct()))
        official = {"status": ScheduleStatus.PUBLISHED.value, "version": _HEAD.c.version + 1}
        archived = _HEAD.c.status == ScheduleStatus.ARCHIVED.value
        self._change(update(_HEAD).where(_HEAD.c.id.in_(sorted(owners)), archived).values(**official))
        return tuple(back), tuple(leave)

    def standing(self, id: int) -> tuple[PlannedShift, ...]:
        """The shifts that came with a publication and are on the timeline as they came, by start."""
        came = (self.after(id) or {}).get(self.get(id).schedule, {})
        return tuple(p for p in Schedules(self._session).shifts(came) if p.live and p.version == came[p.id].version)

    def way_back(self, id: int, since: datetime) -> Exchange:
        """What taking a publication back does to the timeline; what starts before `since` is left as it is.

        So is a rep's day of which either shift has begun: the other one would be lost, or come on top of it.
        """
        publication = self.get(id)
        record = Schedules(self._session).record(publication.schedule)
        replaced, standing = self.replaced(id), self.standing(id)
        begun = {_rep_day(p, record.horizon) for p in (*replaced, *standing) if p.start < since and p.shift.agent}
        comes, goes = (
            tuple(p for p in shifts if p.start >= since and _rep_day(p, record.horizon) not in begun)
            for shifts in (replaced, standing)
        )
        stays = tuple(p for p in standing if p not in goes)
        return Exchange(Scope(since, publication.end, record.reps), comes, goes, (), stays)

    def _reopen(self, schedule: int) -> None:
        """Let a schedule be a draft again that has nothing on the timeline, made beside what stands there now."""
        if self._ids(_SHIFT.c.schedule == schedule, _SHIFT.c.live.is_(True)):
            return
        basis = codecs.basis_out(Published(self._session).basis(Schedules(self._session).record(schedule).scope))
        draft = {"status": ScheduleStatus.DRAFT.value, "published_at": None, "basis": basis}
        self._change(update(_HEAD).where(_HEAD.c.id == schedule).values(**draft, version=_HEAD.c.version + 1))

    def _ids(self, *where: Any) -> list[int]:
        return list(self._session.scalars(select(_SHIFT.c.id).where(*where).order_by(_SHIFT.c.id)))

    def _set(self, shifts: Iterable[int], **values: Any) -> None:
        for part in chunks(shifts):
            self._change(update(_SHIFT).where(_SHIFT.c.id.in_(part)).values(**values))


def _ids(shifts: Iterable[PlannedShift]) -> list[int]:
    return [planned.id for planned in shifts]


def _rep_day(planned: PlannedShift, horizon: Horizon) -> tuple[str, int]:
    return planned.shift.agent, horizon.minute(planned.start) // DAY


def _same(planned: PlannedShift) -> object:
    """What makes two shifts the same to the rep and to the centre: whose, when, where, and every piece."""
    shift = planned.shift
    breaks = tuple((b.name, b.start - shift.start, b.end - shift.start) for b in shift.breaks)
    activities = tuple((a.id, a.start - shift.start, a.end - shift.start) for a in shift.activities)
    return shift.agent, planned.start, planned.end, shift.site, shift.locked, breaks, activities


def _publication_in(row: Row[Any]) -> Publication:
    return Publication(**{name: value for name, value in row._mapping.items() if name != "after"})
