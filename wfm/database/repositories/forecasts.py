"""Forecast runs: the statistical forecasts, and beside them what is planned with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from sqlalchemy import Row, delete, func, select

from wfm.database import codecs
from wfm.database.repositories.base import Repository, chunks, table_of
from wfm.database.repositories.runs import RunRecord, covers, grid_in, grid_out, records_of
from wfm.database.tables import ForecastRow, ForecastRunRow, PlannedForecastRow
from wfm.domain.arrays import Floats
from wfm.domain.errors import NotFoundError
from wfm.domain.planning import ForecastRun, VolumeForecast


class Forecasts(Repository):
    """Forecast runs with one forecast per queue: the statistical one, and what layers and containment make of it."""

    def add(self, run: ForecastRun) -> int:
        """Store a run and return its id."""
        record = {**grid_out(run.grid), "created_at": run.created_at, "created_by": run.created_by, "notes": run.notes}
        for f in (*run.statistical, *run.forecasts):
            covers(f.queue, f.grid, run.grid)
        id = self._insert(ForecastRunRow, record)
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
        record = self._session.execute(select(table_of(ForecastRunRow)).where(ForecastRunRow.id == id)).first()
        if record is None:
            raise NotFoundError(f"there is no forecast {id}")
        query = select(table_of(ForecastRow)).where(ForecastRow.run == id).order_by(ForecastRow.position)
        statistical = tuple(_forecast_in(row) for row in self._session.execute(query))
        changed = select(table_of(PlannedForecastRow)).where(PlannedForecastRow.run == id)
        planned = {row.position: row for row in self._session.execute(changed)}
        forecasts = tuple(_planned_in(planned[n], made) if n in planned else made for n, made in enumerate(statistical))
        made = (record.created_at, record.created_by)
        return ForecastRun(id, grid_in(record), forecasts, *made, statistical, tuple(record.notes or ()))

    def latest(self) -> ForecastRun | None:
        """The run made last, None when there is none."""
        id = self._session.scalar(select(ForecastRunRow.id).order_by(ForecastRunRow.id.desc()).limit(1))
        return None if id is None else self.get(id)

    def records(self, limit: int = 100) -> tuple[RunRecord, ...]:
        """The newest runs first, without their arrays."""
        query = select(table_of(ForecastRunRow)).order_by(ForecastRunRow.id.desc()).limit(limit)
        rows = self._session.execute(query).all()
        named = select(ForecastRow.run, ForecastRow.queue).order_by(ForecastRow.position)
        return records_of(rows, self._session.execute(named.where(ForecastRow.run.in_([r.id for r in rows]))).all())


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
        **grid_out(f.grid),
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


def _forecast_in(row: Row[Any]) -> VolumeForecast:
    parts: list[Floats] = np.split(row.quantiles, len(row.quantile_levels)) if row.quantile_levels else []
    return VolumeForecast(
        queue=row.queue,
        grid=grid_in(row),
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
