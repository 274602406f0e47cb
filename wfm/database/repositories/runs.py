"""Requirement runs, the record of uploads, and what forecast runs share with them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Row, delete, select

from wfm.database import codecs
from wfm.database.repositories.base import Repository, table_of
from wfm.database.tables import (
    BidRoundRow,
    ForecastRunRow,
    RequirementPoolRow,
    RequirementRow,
    RequirementRunRow,
    ScheduleRow,
    UploadRow,
)
from wfm.domain.errors import InputError, NotFoundError
from wfm.domain.planning import PER_INTERVAL, PoolRow, RequirementRun, StaffedPool, StaffingRequirement, days_of
from wfm.domain.time import TimeGrid


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A run without its arrays: enough for a list to choose from. `forecast_run` is a requirement run's origin."""

    id: int
    grid: TimeGrid
    queues: tuple[str, ...]
    created_at: datetime
    created_by: str
    forecast_run: int | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was imported; `detail` tells what was assumed and what was created."""

    id: int
    name: str
    kind: str
    sha256: str
    rows: int
    inserted: int
    replaced: int
    refused: int
    detail: Mapping[str, object]
    created_at: datetime
    created_by: str


GRID = ("zone", "start", "slot_minutes", "count")
"""The columns of a grid."""

PAGE = 100
"""So many runs are looked at in one statement."""


def grid_out(grid: TimeGrid) -> dict[str, Any]:
    """A grid as the columns of a run, of a queue in it or of a pool."""
    return {"zone": grid.zone, "start": grid.start, "slot_minutes": grid.slot_minutes, "count": grid.count}


def grid_in(record: Row[Any]) -> TimeGrid:
    """The grid of a row's columns."""
    # a row is a tuple, so `record.count` would be its method
    return TimeGrid(record.zone, record.start, record.slot_minutes, record._mapping["count"])


def covers(queue: str, grid: TimeGrid, days: TimeGrid) -> None:
    """InputError unless a queue's grid covers the days of its run, but for a last part that is no whole interval."""
    if grid.start > days.start or grid.end + timedelta(minutes=grid.slot_minutes) <= days.end:
        raise InputError(
            f"queue {queue}: its intervals must cover the days of its run, {days.start:%Y-%m-%d %H:%M} to "
            f"{days.end:%Y-%m-%d %H:%M} UTC, got {grid.start:%Y-%m-%d %H:%M} to {grid.end:%Y-%m-%d %H:%M}"
        )


class Requirements(Repository):
    """Requirement runs with one requirement per queue."""

    def add(self, run: RequirementRun) -> int:
        """Store a run and return its id."""
        for r in run.requirements:
            covers(r.queue, r.grid, run.grid)
        record = {**grid_out(run.grid), "created_at": run.created_at, "created_by": run.created_by, "notes": run.notes}
        id = self._insert(RequirementRunRow, {**record, "forecast_run": run.forecast_run})
        self._insert_many(RequirementRow, [_requirement_out(id, n, r) for n, r in enumerate(run.requirements)])
        self._insert_many(
            RequirementPoolRow, [{**_pool_out(id, n, p), **grid_out(p.grid)} for n, p in enumerate(run.pools)]
        )
        return id

    def get(self, id: int) -> RequirementRun:
        """The run of that id; NotFoundError otherwise."""
        record = self._session.execute(select(table_of(RequirementRunRow)).where(RequirementRunRow.id == id)).first()
        if record is None:
            raise NotFoundError(f"there is no requirement {id}")
        query = select(table_of(RequirementRow)).where(RequirementRow.run == id).order_by(RequirementRow.position)
        found = tuple(_requirement_in(row) for row in self._session.execute(query))
        query = select(table_of(RequirementPoolRow)).where(RequirementPoolRow.run == id)
        rows = self._session.execute(query.order_by(RequirementPoolRow.position))
        pools = tuple(_pool_in(row, grid_in(row)) for row in rows)
        made = (record.created_at, record.created_by)
        return RequirementRun(id, record.forecast_run, grid_in(record), found, *made, pools, tuple(record.notes or ()))

    def latest(self) -> RequirementRun | None:
        """The run made last, None when there is none."""
        id = self._session.scalar(select(RequirementRunRow.id).order_by(RequirementRunRow.id.desc()).limit(1))
        return None if id is None else self.get(id)

    def newest_by_day(self, days: Collection[date]) -> dict[date, int]:
        """The newest run that covers each day, by the clock of the run; days that no run covers are left out."""
        found: dict[date, int] = {}
        for run, first, count in self._spans():
            found.update({day: run for day in set(days) - found.keys() if 0 <= (day - first).days < count})
            if len(found) == len(set(days)):
                break
        return found

    def newest_over(self, first_day: date, days: int) -> int | None:
        """The newest run that covers all of some days, by its clock; None where there is none."""
        spans = ((run, (first_day - first).days, count) for run, first, count in self._spans())
        return next((run for run, by, count in spans if by >= 0 and by + days <= count), None)

    def _spans(self) -> Iterator[tuple[int, date, int]]:
        """Every run with its first day and how many there are, the newest first; read as they are wanted."""
        columns = [table_of(RequirementRunRow).c[name] for name in ("id", *GRID)]
        query = select(*columns).order_by(RequirementRunRow.id.desc()).limit(PAGE)
        rows = self._session.execute(query).all()
        while rows:
            for row in rows:
                yield row.id, *days_of(grid_in(row))
            rows = (
                self._session.execute(query.where(RequirementRunRow.id < rows[-1].id)).all()
                if len(rows) == PAGE
                else []
            )

    def queues_of(self, id: int) -> tuple[str, ...]:
        """The queues of a run, without their arrays."""
        query = select(RequirementRow.queue).where(RequirementRow.run == id).order_by(RequirementRow.position)
        return tuple(self._session.scalars(query))

    def records(self, limit: int = 100) -> tuple[RunRecord, ...]:
        """The newest runs first, without their arrays."""
        query = select(table_of(RequirementRunRow)).order_by(RequirementRunRow.id.desc()).limit(limit)
        rows = self._session.execute(query).all()
        named = select(RequirementRow.run, RequirementRow.queue).order_by(RequirementRow.position)
        return records_of(rows, self._session.execute(named.where(RequirementRow.run.in_([r.id for r in rows]))).all())


class Removals(Repository):
    """Runs and drafts that are taken away again, and what stands on them."""

    def requirements_of(self, forecast: int) -> tuple[int, ...]:
        """The requirement runs that were made from a forecast run, by number."""
        query = select(RequirementRunRow.id).where(RequirementRunRow.forecast_run == forecast)
        return tuple(self._session.scalars(query.order_by(RequirementRunRow.id)))

    def schedules_of(self, requirement: int) -> tuple[int, ...]:
        """The schedules that were made for a requirement run, by number."""
        query = select(ScheduleRow.id).where(ScheduleRow.requirement_run == requirement)
        return tuple(self._session.scalars(query.order_by(ScheduleRow.id)))

    def rounds_of(self, schedule: int) -> tuple[int, ...]:
        """The bid rounds on a schedule, by number."""
        query = select(BidRoundRow.id).where(BidRoundRow.schedule == schedule)
        return tuple(self._session.scalars(query.order_by(BidRoundRow.id)))

    def forecast(self, id: int) -> None:
        """Remove a forecast run; NotFoundError when absent."""
        self._remove(ForecastRunRow, id, "forecast")

    def requirement(self, id: int) -> None:
        """Remove a requirement run; NotFoundError when absent."""
        self._remove(RequirementRunRow, id, "requirement")

    def schedule(self, id: int) -> None:
        """Remove a schedule with its shifts; NotFoundError when absent."""
        self._remove(ScheduleRow, id, "schedule")

    def _remove(self, row: type[ForecastRunRow | RequirementRunRow | ScheduleRow], id: int, word: str) -> None:
        if self._change(delete(row).where(row.id == id)) == 0:
            raise NotFoundError(f"there is no {word} {id}")


class Uploads(Repository):
    """The record of imported files."""

    def add(self, upload: Upload) -> int:
        """Store the record of one import and return its id."""
        names = (
            "name",
            "kind",
            "sha256",
            "rows",
            "inserted",
            "replaced",
            "refused",
            "detail",
            "created_at",
            "created_by",
        )
        return self._insert(UploadRow, {name: getattr(upload, name) for name in names})

    def list(self, limit: int = 100) -> tuple[Upload, ...]:
        """The newest first."""
        query = select(table_of(UploadRow)).order_by(UploadRow.id.desc()).limit(limit)
        return tuple(Upload(**row._mapping) for row in self._session.execute(query))


def records_of(rows: Any, named: Any) -> tuple[RunRecord, ...]:
    """Runs from their rows and the (run, queue) pairs of what they hold."""
    queues: dict[int, list[str]] = {}
    for run, queue in named:
        queues.setdefault(run, []).append(queue)
    return tuple(
        RunRecord(
            row.id,
            grid_in(row),
            tuple(queues.get(row.id, ())),
            row.created_at,
            row.created_by,
            getattr(row, "forecast_run", None),
        )
        for row in rows
    )


def _requirement_out(run: int, position: int, r: StaffingRequirement) -> dict[str, Any]:
    return {
        "run": run,
        "position": position,
        "queue": r.queue,
        **grid_out(r.grid),
        "skill": r.skill,
        **{name: getattr(r, name) for name in PER_INTERVAL},
        "shrinkage": float(r.shrinkage),
        "method": r.method,
        "weight": float(r.weight),
        "work": codecs.work_out(r.work),
        "notes": r.notes,
    }


def _requirement_in(row: Row[Any]) -> StaffingRequirement:
    return StaffingRequirement(
        queue=row.queue,
        skill=row.skill,
        grid=grid_in(row),
        **{name: getattr(row, name) for name in PER_INTERVAL},
        shrinkage=row.shrinkage,
        method=row.method,
        weight=row.weight,
        work=codecs.work_in(row.work),
        notes=tuple(row.notes),
    )


def _pool_out(run: int, position: int, p: StaffedPool) -> dict[str, Any]:
    """The row of a pool but for its grid."""
    return {
        "run": run,
        "position": position,
        "queues": p.queues,
        "subsets": [row.queues for row in p.rows],
        "base": np.concatenate([row.base for row in p.rows]),
        "required": np.concatenate([row.required for row in p.rows]),
        "separate": np.ravel(p.separate),
        "levels": list(zip(p.targets, p.levels, p.half_widths, strict=True)),
        "met": bool(p.met),
        "notes": p.notes,
    }


def _pool_in(row: Row[Any], grid: TimeGrid) -> StaffedPool:
    """A pool from its row."""
    arrays = (np.split(values, len(row.subsets)) for values in (row.base, row.required))
    parts = zip(row.subsets, *arrays, strict=True)
    targets, levels, halves = zip(*row.levels, strict=True)
    return StaffedPool(
        queues=tuple(row.queues),
        grid=grid,
        rows=tuple(PoolRow(tuple(queues), base, required) for queues, base, required in parts),
        separate=row.separate.reshape(len(row.queues), -1),
        targets=targets,
        levels=tuple(codecs.number(x) for x in levels),
        half_widths=tuple(codecs.number(x) for x in halves),
        met=row.met,
        notes=tuple(row.notes),
    )
