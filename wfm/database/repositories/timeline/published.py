"""The published timeline, read for many shifts and reps at once: a hundred offers take as many statements as one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, select

from wfm.database.repositories.base import CHUNK, Repository, chunks, table_of
from wfm.database.repositories.timeline.rows import SPAN, shift_in
from wfm.database.tables import ScheduleRow, ScopeRepRow, ShiftRow
from wfm.domain.exchange import Basis, Mark, PlannedShift, ScheduleStatus, ScheduleVersion, Scope, on_axis
from wfm.domain.time import Horizon

_HEAD = table_of(ScheduleRow)
_SHIFT = table_of(ShiftRow)
_SCOPE = table_of(ScopeRepRow)
_STATE = (_SHIFT.c.schedule, _SHIFT.c.id, _SHIFT.c.version, _SHIFT.c.rep, _SHIFT.c.start_at)
_LIVE = _SHIFT.c.live.is_(True)
_PUBLISHED = _HEAD.c.status == ScheduleStatus.PUBLISHED.value

LONGEST_HORIZON = timedelta(days=56)
"""No schedule covers more days."""

OVERHANG = timedelta(days=2)
"""The last shift may run past the last day, and a local date may be the day before or after that of UTC."""


class Stay(NamedTuple):
    """A shift that is worked at a site."""

    shift: int
    start: datetime
    end: datetime


class Published(Repository):
    """Published schedules and their shifts by window, every one of them: what decides must not miss the oldest."""

    def horizons(self, start: datetime, end: datetime, ids: Collection[int] = ()) -> dict[int, Horizon]:
        """The horizons of the published schedules that touch start <= t < end, and of those named, by id, the newest first."""
        query = select(_HEAD.c.id, *(_HEAD.c[name] for name in SPAN))
        near = {id: Horizon(*parts) for id, *parts in self._session.execute(query.where(_PUBLISHED, _near(start, end)))}
        found = {id: horizon for id, horizon in near.items() if id in ids or _touches(horizon, start, end)}
        for part in chunks(sorted(set(ids) - found.keys())):
            named = self._session.execute(query.where(_HEAD.c.id.in_(part)))
            found.update((id, Horizon(*parts)) for id, *parts in named)
        return dict(sorted(found.items(), reverse=True))

    def scopes(self, ids: Collection[int]) -> dict[int, frozenset[str]]:
        """The reps whom those of these schedules are about that are not about everyone, by id."""
        query = select(_HEAD.c.id, _SCOPE.c.rep).join(_SCOPE, _SCOPE.c.schedule == _HEAD.c.id, isouter=True)
        query = query.where(_HEAD.c.id.in_(sorted(ids)), _HEAD.c.whole.is_(False))
        found: dict[int, set[str]] = {}
        for id, rep in self._session.execute(query) if ids else ():
            found.setdefault(id, set()).update([] if rep is None else [rep])
        return {id: frozenset(reps) for id, reps in found.items()}

    def basis(self, scope: Scope) -> Basis:
        """How the shifts of a scope stand now, by the schedule that brought them."""
        found: dict[int, dict[int, Mark]] = {}
        for schedule, shift, version, rep, start in self._session.execute(_in(scope, *_STATE)):
            if scope.reps is None or rep in scope.reps:
                found.setdefault(schedule, {})[shift] = Mark(version, rep or "", start)
        return found

    def in_scope(self, record: ScheduleVersion) -> tuple[PlannedShift, ...]:
        """What the timeline holds in a schedule's scope, on its horizon's axis and under its number, by rep and start."""
        columns = [_HEAD.c[name].label(f"own_{name}") for name in SPAN]
        query = _in(record.scope, _SHIFT, *columns).join(_HEAD, _HEAD.c.id == _SHIFT.c.schedule)
        horizons: dict[int, Horizon] = {}
        found = []
        for row in self._session.execute(query):
            if record.reps is not None and row.rep not in record.reps:
                continue
            if row.schedule not in horizons:
                horizons[row.schedule] = Horizon(*(row._mapping[f"own_{name}"] for name in SPAN))
            planned = shift_in(row)
            shift = on_axis(planned.shift, horizons[row.schedule], record.horizon)
            found.append(replace(planned, schedule=record.id, shift=shift))
        return tuple(sorted(found, key=lambda p: (p.shift.agent, p.shift.start, p.id)))

    def shifts_of(self, reps: Iterable[str], start: datetime, end: datetime) -> dict[str, tuple[PlannedShift, ...]]:
        """Each rep's published shifts that touch start <= t < end, by start; reps without any are left out."""
        found: dict[str, list[PlannedShift]] = {}
        for part in chunks(sorted(set(reps))):
            query = select(_SHIFT).where(_LIVE, _SHIFT.c.rep.in_(part), *_within(start, end))
            for planned in map(shift_in, self._session.execute(query.order_by(_SHIFT.c.start_at, _SHIFT.c.id))):
                found.setdefault(planned.shift.agent, []).append(planned)
        return {rep: tuple(shifts) for rep, shifts in found.items()}

    def shifts_between(self, start: datetime, end: datetime) -> tuple[PlannedShift, ...]:
        """Every published shift with an owner that touches start <= t < end, by rep and start."""
        query = select(_SHIFT).where(_LIVE, _SHIFT.c.rep.is_not(None), *_within(start, end))
        found = map(shift_in, self._session.execute(query))
        return tuple(sorted(found, key=lambda p: (p.shift.agent, p.start, p.id)))

    def stays(self, sites: Collection[str], start: datetime, end: datetime) -> dict[str, list[Stay]]:
        """Who works at each site: its published shifts with an owner that touch start <= t < end, by start."""
        query = (
            select(_SHIFT.c.site, _SHIFT.c.id, _SHIFT.c.start_at, _SHIFT.c.end_at)
            .where(_LIVE, _SHIFT.c.site.in_(sorted(sites)), _SHIFT.c.rep.is_not(None), *_within(start, end))
            .order_by(_SHIFT.c.start_at, _SHIFT.c.id)
        )
        found: dict[str, list[Stay]] = {site: [] for site in sites}
        for site, *stay in self._session.execute(query) if sites else ():
            found[site].append(Stay(*stay))
        return found


def _in(scope: Scope, *columns: Any) -> Select[Any]:
    """Live shifts that start within a scope; its reps are told apart by who reads them where they are many."""
    query = select(*columns).where(_LIVE, _SHIFT.c.start_at >= scope.start, _SHIFT.c.start_at < scope.end)
    if scope.reps is not None and len(scope.reps) <= CHUNK:
        query = query.where(_SHIFT.c.rep.in_(sorted(scope.reps)))
    return query.where(_SHIFT.c.end_at > scope.start)


def _within(start: datetime, end: datetime) -> tuple[ColumnElement[bool], ...]:
    """Shifts that touch start <= t < end."""
    return _SHIFT.c.start_at < end, _SHIFT.c.end_at > start


def _near(start: datetime, end: datetime) -> ColumnElement[bool]:
    """Schedules that may touch start <= t < end by their first day alone."""
    return _HEAD.c.first_day.between(start.date() - LONGEST_HORIZON - OVERHANG, end.date() + OVERHANG)


def _touches(horizon: Horizon, start: datetime, end: datetime) -> bool:
    grid = horizon.grid
    return grid.start < end and grid.end > start
