"""Forecast and requirement runs come out of the database as they went in."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from tests.database.stored_centre import NOW, QUEUE, ZONE, fill
from wfm.database.engine import Database
from wfm.domain.errors import InputError
from wfm.domain.planning.contacts import (
    ComponentWeight,
    VolumeForecast,
)
from wfm.domain.planning.requirement import DeferrableWork, PoolRow, StaffedPool, StaffingRequirement
from wfm.domain.planning.runs import ForecastRun, RequirementRun
from wfm.domain.time import TimeGrid


def forecast(grid: TimeGrid, **changes: object) -> VolumeForecast:
    """A forecast of the queue."""
    values = np.linspace(1, 2, grid.count)
    made = VolumeForecast(
        QUEUE.id,
        grid,
        values,
        values - 1,
        values + 1,
        np.full(grid.count, np.nan),
        0.8,
        "weighted",
        (ComponentWeight("ets", 0.75, 0.11), ComponentWeight("mean", 0.25, math.nan)),
        math.nan,
        0.2,
        "short history",
        ("holiday on Monday",),
        {0.9: values + 2, 0.5: values},
    )
    return replace(made, **changes)


def test_forecast_runs(database: Database) -> None:
    """Arrays, NaN figures, components and quantiles of a forecast run."""
    fill(database)
    grid = TimeGrid.of_days(ZONE, date(2025, 3, 8), 2, 15)
    with database.write() as unit:
        id = unit.forecasts.add(ForecastRun(0, grid, (forecast(grid),), NOW, "ann"))
        run = unit.forecasts.get(id)
        assert unit.forecasts.latest() is not None
        heads = unit.forecasts.records()
    assert (run.id, run.grid, run.created_at, run.created_by) == (id, grid, NOW, "ann")
    found, wanted = run.forecasts[0], forecast(grid)
    for name in ("mean", "low", "high", "aht_seconds"):
        np.testing.assert_array_equal(getattr(found, name), getattr(wanted, name))
    assert math.isnan(found.error)
    assert found.floor == 0.2
    assert found.components[0] == wanted.components[0]
    assert math.isnan(found.components[1].error)
    assert (found.method, found.reason, found.notes) == (wanted.method, wanted.reason, wanted.notes)
    assert set(found.quantiles) == {0.5, 0.9}
    np.testing.assert_array_equal(found.quantiles[0.9], wanted.quantiles[0.9])
    assert [(record.id, record.queues, record.grid) for record in heads] == [(id, (QUEUE.id,), grid)]


def test_a_queue_keeps_a_grid_of_its_own(database: Database) -> None:
    """Intervals, zone and days that are not the run's are read back; so are the sentences on the run."""
    fill(database)
    grid = TimeGrid.of_days(ZONE, date(2025, 3, 8), 2, 15)
    own = TimeGrid.of_days("Asia/Kolkata", date(2025, 3, 8), 3, 60)
    notes = ("left out of this forecast: mail",)
    with database.write() as unit:
        id = unit.forecasts.add(ForecastRun(0, grid, (forecast(own),), NOW, "ann", notes=notes))
    with database.read() as unit:
        found = unit.forecasts.get(id)
    assert (found.grid, found.forecasts[0].grid, found.notes) == (grid, own, notes)


def test_a_queue_that_does_not_cover_the_days_of_its_run_is_refused(database: Database) -> None:
    """Neither a later start nor an earlier end is taken."""
    fill(database)
    grid = TimeGrid.of_days(ZONE, date(2025, 3, 8), 2, 15)
    for first in (date(2025, 3, 9), date(2025, 3, 7)):
        other = forecast(TimeGrid.of_days(ZONE, first, 2, 15))
        with (
            pytest.raises(InputError, match="must cover the days of its run, 2025-03-08 05:00"),
            database.write() as unit,
        ):
            unit.forecasts.add(ForecastRun(0, grid, (other,), NOW, "ann"))


def test_requirement_runs(database: Database) -> None:
    """Arrays, deferrable work and pools of a requirement run, and the forecast it came from."""
    fill(database)
    grid = TimeGrid.of_days(ZONE, date(2025, 11, 2), 1, 60)
    arrays = {name: np.arange(grid.count) + k for k, name in enumerate(("volume", "aht_seconds", "base", "required"))}
    shares = dict.fromkeys(("service_level", "occupancy", "asa_seconds", "abandonment"), np.full(grid.count, np.nan))
    wanted = StaffingRequirement(
        queue=QUEUE.id,
        skill="spanish",
        grid=grid,
        **{name: values.astype(float) for name, values in arrays.items()},
        **shares,
        shrinkage=0.3,
        method="work with due times",
        weight=2.0,
        work=(DeferrableWork(3, 9, 4.5),),
        notes=("email",),
    )
    rows = [PoolRow(u, arrays["base"] + k, arrays["required"] + k) for k, u in enumerate((("a",), ("b",), ("a", "b")))]
    separate = np.stack([arrays["base"], arrays["required"]])
    pool = StaffedPool(
        ("a", "b"), grid, tuple(rows), separate, (0.8, 0.9), (0.81, 0.92), (0.01, math.nan), True, ("x",)
    )
    with database.write() as unit:
        origin = unit.forecasts.add(ForecastRun(0, grid, (forecast(grid),), NOW, "ann"))
        id = unit.requirements.add(RequirementRun(0, origin, grid, (wanted,), NOW, "bob", (pool,)))
        run = unit.requirements.get(id)
        assert unit.requirements.records()[0].forecast_run == origin
    found = run.requirements[0]
    assert run.forecast_run == origin
    assert run.grid.count == 25
    for name in (*arrays, *shares):
        np.testing.assert_array_equal(getattr(found, name), getattr(wanted, name))
    for name in ("skill", "shrinkage", "method", "weight", "work", "notes", "grid"):
        assert getattr(found, name) == getattr(wanted, name)
    (kept,) = run.pools
    assert (kept.queues, kept.grid, kept.targets, kept.levels) == (("a", "b"), grid, (0.8, 0.9), (0.81, 0.92))
    assert kept.half_widths[0] == 0.01
    assert math.isnan(kept.half_widths[1])
    assert (kept.met, kept.notes) == (True, ("x",))
    np.testing.assert_array_equal(kept.separate, separate)
    for row, asked in zip(kept.rows, rows, strict=True):
        assert row.queues == asked.queues
        np.testing.assert_array_equal(row.base, asked.base)
        np.testing.assert_array_equal(row.required, asked.required)
