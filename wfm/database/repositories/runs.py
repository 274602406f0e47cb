"""Forecast runs, requirement runs and the record of uploads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import Row, delete, func, select

from wfm.database import codecs
from wfm.database.repositories.base import Repository, chunks, table_of
from wfm.database.repositories.pools import pool_in, pool_out
from wfm.database.tables import (
    ForecastRow,
    ForecastRunRow,
    PlannedForecastRow,
    RequirementPoolRow,
    RequirementRow,
    RequirementRunRow,
    UploadRow,
)
from wfm.database.types import Floats
from wfm.domain.contacts import VolumeForecast
from wfm.domain.errors import InputError, NotFoundError
from wfm.domain.requirement import StaffingRequirement
from wfm.domain.runs import ForecastRun, RequirementRun
from wfm.domain.time import TimeGrid


@dataclass(frozen=True, slots=True)
class RunHead:
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


def _grid_out(grid: TimeGrid) -> dict[str, Any]:
    return {"zone": grid.zone, "start": grid.start, "slot_minutes": grid.slot_minutes, "count": grid.count}


def _grid_in(head: Row[Any], zone: str | None = None) -> TimeGrid:
    # a row is a tuple, so `head.count` would be its method
    return TimeGrid(zone or head.zone, head.start, head.slot_minutes, head._mapping["count"])


def _same_intervals(queue: str, grid: TimeGrid, of: TimeGrid) -> None:
    if (grid.start, grid.slot_minutes, grid.count) != (of.start, of.slot_minutes, of.count):
        raise InputError(f"queue {queue}: all queues of a run must share its intervals, got another grid")


class Forecasts(Repository):
    """Forecast runs with one forecast per queue: the statistical one, and what layers and containment make of it."""

    def add(self, run: ForecastRun) -> int:
        """Store a run and return its id."""
        head = {**_grid_out(run.grid), "created_at": run.created_at, "created_by": run.created_by}
        for f in (*run.statistical, *run.forecasts):
            _same_intervals(f.queue, f.grid, run.grid)
        id = self._insert(ForecastRunRow, head)
        self._insert_many(ForecastRow, [_forecast_out(id, n, f) for n, f in enumerate(run.statistical)])
        self._insert_planned(id, run)
        return id

    def plan(self, run: ForecastRun) -> None:
        """Keep what a stored run is planned with from now on; its statistical forecasts stay as they are."""
        self._change(delete(PlannedForecastRow).where(PlannedForecastRow.run == run.id))
        self._insert_planned(run.id, run)

    def _insert_planned(self, id: int, run: ForecastRun) -> None:
        pairs = enumerate(zip(run.statistical, run.forecasts, strict=True))
        rows = [_planned_out(id, n, planned) for n, (made, planned) in pairs if planned is not made]
        self._insert_many(PlannedForecastRow, rows)

    def newest_of(self, queues: Sequence[str]) -> tuple[int, ...]:
        """The ids of the runs that hold the newest forecast of each of the queues, ascending."""
        found: set[int] = set()
        for part in chunks(queues):
            query = select(func.max(ForecastRow.run)).where(ForecastRow.queue.in_(part)).group_by(ForecastRow.queue)
            found.update(id for id in self._session.scalars(query) if id is not None)
        return tuple(sorted(found))

    def get(self, id: int) -> ForecastRun:
        """The run of that id; NotFoundError otherwise."""
        head = self._session.execute(select(table_of(ForecastRunRow)).where(ForecastRunRow.id == id)).first()
        if head is None:
            raise NotFoundError(f"there is no forecast {id}")
        query = select(table_of(ForecastRow)).where(ForecastRow.run == id).order_by(ForecastRow.position)
        statistical = tuple(_forecast_in(row, head) for row in self._session.execute(query))
        changed = select(table_of(PlannedForecastRow)).where(PlannedForecastRow.run == id)
        planned = {row.position: row for row in self._session.execute(changed)}
        forecasts = tuple(_planned_in(planned[n], made) if n in planned else made for n, made in enumerate(statistical))
        return ForecastRun(id, _grid_in(head), forecasts, head.created_at, head.created_by, statistical)

    def latest(self) -> ForecastRun | None:
        """The run made last, None when there is none."""
        id = self._session.scalar(select(ForecastRunRow.id).order_by(ForecastRunRow.id.desc()).limit(1))
        return None if id is None else self.get(id)

    def heads(self, limit: int = 100) -> tuple[RunHead, ...]:
        """The newest runs first, without their arrays."""
        query = select(table_of(ForecastRunRow)).order_by(ForecastRunRow.id.desc()).limit(limit)
        rows = self._session.execute(query).all()
        named = select(ForecastRow.run, ForecastRow.queue).order_by(ForecastRow.position)
        return _heads(rows, self._session.execute(named.where(ForecastRow.run.in_([r.id for r in rows]))).all())


class Requirements(Repository):
    """Requirement runs with one requirement per queue."""

    def add(self, run: RequirementRun) -> int:
        """Store a run and return its id."""
        for r in run.requirements:
            _same_intervals(r.queue, r.grid, run.grid)
        head = {**_grid_out(run.grid), "created_at": run.created_at, "created_by": run.created_by}
        id = self._insert(RequirementRunRow, {**head, "forecast_run": run.forecast_run})
        self._insert_many(RequirementRow, [_requirement_out(id, n, r) for n, r in enumerate(run.requirements)])
        self._insert_many(RequirementPoolRow, [pool_out(id, n, p) for n, p in enumerate(run.pools)])
        return id

    def get(self, id: int) -> RequirementRun:
        """The run of that id; NotFoundError otherwise."""
        head = self._session.execute(select(table_of(RequirementRunRow)).where(RequirementRunRow.id == id)).first()
        if head is None:
            raise NotFoundError(f"there is no requirement {id}")
        query = select(table_of(RequirementRow)).where(RequirementRow.run == id).order_by(RequirementRow.position)
        found = tuple(_requirement_in(row, head) for row in self._session.execute(query))
        grid = _grid_in(head)
        query = select(table_of(RequirementPoolRow)).where(RequirementPoolRow.run == id)
        rows = self._session.execute(query.order_by(RequirementPoolRow.position))
        pools = tuple(pool_in(row, _grid_in(head, row.zone)) for row in rows)
        return RequirementRun(id, head.forecast_run, grid, found, head.created_at, head.created_by, pools)

    def latest(self) -> RequirementRun | None:
        """The run made last, None when there is none."""
        id = self._session.scalar(select(RequirementRunRow.id).order_by(RequirementRunRow.id.desc()).limit(1))
        return None if id is None else self.get(id)

    def heads(self, limit: int = 100) -> tuple[RunHead, ...]:
        """The newest runs first, without their arrays."""
        query = select(table_of(RequirementRunRow)).order_by(RequirementRunRow.id.desc()).limit(limit)
        rows = self._session.execute(query).all()
        named = select(RequirementRow.run, RequirementRow.queue).order_by(RequirementRow.position)
        return _heads(rows, self._session.execute(named.where(RequirementRow.run.in_([r.id for r in rows]))).all())


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


def _heads(rows: Any, named: Any) -> tuple[RunHead, ...]:
    queues: dict[int, list[str]] = {}
    for run, queue in named:
        queues.setdefault(run, []).append(queue)
    return tuple(
        RunHead(
            row.id,
            _grid_in(row),
            tuple(queues.get(row.id, ())),
            row.created_at,
            row.created_by,
            getattr(row, "forecast_run", None),
        )
        for row in rows
    )


def _end_to_end(f: VolumeForecast) -> Floats:
    """The quantiles' arrays by level, one after the other."""
    return np.concatenate([f.quantiles[level] for level in sorted(f.quantiles)]) if f.quantiles else np.empty(0)


def _planned_out(run: int, position: int, f: VolumeForecast) -> dict[str, Any]:
    arrays = {name: getattr(f, name) for name in ("mean", "low", "high", "aht_seconds")}
    return {"run": run, "position": position, **arrays, "quantiles": _end_to_end(f), "notes": f.notes}


def _planned_in(row: Row[Any], made: VolumeForecast) -> VolumeForecast:
    """What is planned: the statistical forecast with the arrays and notes that were changed."""
    levels = sorted(made.quantiles)
    parts = np.split(row.quantiles, len(levels)) if levels else []
    arrays = {name: getattr(row, name) for name in ("mean", "low", "high", "aht_seconds")}
    return replace(made, **arrays, notes=tuple(row.notes), quantiles=dict(zip(levels, parts, strict=True)))


def _forecast_out(run: int, position: int, f: VolumeForecast) -> dict[str, Any]:
    return {
        "run": run,
        "position": position,
        "queue": f.queue,
        "zone": f.grid.zone,
        "mean": f.mean,
        "low": f.low,
        "high": f.high,
        "aht_seconds": f.aht_seconds,
        "level": float(f.level),
        "method": f.method,
        "components": codecs.components_out(f.components),
        "error": float(f.error),
        "floor": float(f.floor),
        "reason": f.reason,
        "notes": f.notes,
        "quantile_levels": sorted(f.quantiles),
        "quantiles": _end_to_end(f),
        "patience_seconds": float(f.patience_seconds),
        "abandonment": float(f.abandonment),
    }


def _forecast_in(row: Row[Any], head: Row[Any]) -> VolumeForecast:
    parts: list[Floats] = np.split(row.quantiles, len(row.quantile_levels)) if row.quantile_levels else []
    return VolumeForecast(
        queue=row.queue,
        grid=_grid_in(head, row.zone),
        mean=row.mean,
        low=row.low,
        high=row.high,
        aht_seconds=row.aht_seconds,
        level=row.level,
        method=row.method,
        components=codecs.components_in(row.components),
        error=row.error,
        floor=row.floor,
        reason=row.reason,
        notes=tuple(row.notes),
        quantiles=dict(zip(row.quantile_levels, parts, strict=True)),
        patience_seconds=row.patience_seconds,
        abandonment=row.abandonment,
    )


_REQUIREMENT_ARRAYS = (
    "volume",
    "aht_seconds",
    "base",
    "required",
    "service_level",
    "occupancy",
    "asa_seconds",
    "abandonment",
)


def _requirement_out(run: int, position: int, r: StaffingRequirement) -> dict[str, Any]:
    return {
        "run": run,
        "position": position,
        "queue": r.queue,
        "zone": r.grid.zone,
        "skill": r.skill,
        **{name: getattr(r, name) for name in _REQUIREMENT_ARRAYS},
        "shrinkage": float(r.shrinkage),
        "method": r.method,
        "weight": float(r.weight),
        "work": codecs.work_out(r.work),
        "notes": r.notes,
    }


def _requirement_in(row: Row[Any], head: Row[Any]) -> StaffingRequirement:
    return StaffingRequirement(
        queue=row.queue,
        skill=row.skill,
        grid=_grid_in(head, row.zone),
        **{name: getattr(row, name) for name in _REQUIREMENT_ARRAYS},
        shrinkage=row.shrinkage,
        method=row.method,
        weight=row.weight,
        work=codecs.work_in(row.work),
        notes=tuple(row.notes),
    )
