"""Runs of the schema before: what was planned on one grid is read back as it was, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import numpy as np
from sqlalchemy import Connection, Engine, MetaData, create_engine, make_url

from wfm.database.engine import initialise
from wfm.database.migrations.steps import upgrade
from wfm.domain.time import TimeGrid

NOW = datetime(2026, 2, 1, 12, tzinfo=UTC)
GRID = TimeGrid.of_days("America/New_York", date(2026, 3, 7), 3, 30)
ARRAYS = {name: np.arange(GRID.count) + n for n, name in enumerate(("mean", "low", "high", "aht_seconds"))}


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    return create_engine(
        parsed.set(drivername="postgresql+psycopg") if parsed.get_backend_name() == "postgresql" else parsed
    )


def _bytes(values: Any) -> bytes:
    return np.ascontiguousarray(values, dtype="<f8").tobytes()


def _write(connection: Connection) -> None:
    """A forecast run and the requirement made of it, as the version before wrote them."""
    tables = MetaData()
    tables.reflect(connection)

    def put(table: str, **values: Any) -> None:
        known = tables.tables[table]
        filled = {
            c.name: _anything(c.type.python_type) for c in known.columns if not c.nullable and c.name not in values
        }
        connection.execute(known.insert().values(**filled, **values))

    local = GRID.start if connection.dialect.name == "postgresql" else GRID.start.replace(tzinfo=None)
    grid = {"zone": GRID.zone, "start": local, "slot_minutes": GRID.slot_minutes, "count": GRID.count}
    for queue in ("calls", "chat"):
        put("queues", id=queue, channel="voice", zone=GRID.zone, target={}, hours=[])
    put("forecast_runs", id=7, **grid)
    for n, queue in enumerate(("calls", "chat")):
        arrays = {name: _bytes(values) for name, values in ARRAYS.items()}
        rest = {"components": [], "notes": ["as it was"], "quantile_levels": [], "quantiles": b""}
        put("forecasts", run=7, position=n, queue=queue, zone=GRID.zone, **arrays, **rest)
    put("requirement_runs", id=9, forecast_run=7, **grid)
    names = ("volume", "aht_seconds", "base", "required", "service_level", "occupancy", "asa_seconds", "abandonment")
    arrays = {name: _bytes(np.ones(GRID.count)) for name in names}
    put("requirements", run=9, position=0, queue="calls", skill="calls", zone=GRID.zone, **arrays, work=[], notes=[])
    pool = {"queues": ["calls", "chat"], "subsets": [["calls", "chat"]], "levels": [[0.8, 0.9, 0.0]] * 2, "notes": []}
    heads = {name: _bytes(np.ones(GRID.count)) for name in ("base", "required")}
    put(
        "requirement_pools",
        run=9,
        position=0,
        zone=GRID.zone,
        separate=_bytes(np.ones(2 * GRID.count)),
        **heads,
        **pool,
    )


def _anything(kind: type) -> Any:
    """A value of a column that these tests say nothing of."""
    return {int: 1, float: 1.0, str: "x", bool: True, bytes: b"", datetime: NOW.replace(tzinfo=None)}.get(kind, [])


def test_runs_of_the_version_before_keep_their_intervals(database_url: str) -> None:
    """Each queue and pool has the grid of its run, and a run says nothing of what it leaves out."""
    engine = _engine(database_url)
    with engine.begin() as connection:
        upgrade(connection, "0002")
        _write(connection)
    engine.dispose()
    database = initialise(database_url)
    with database.read() as uow:
        run, need = uow.forecasts.get(7), uow.requirements.get(9)
    assert (run.grid, need.grid, run.notes, need.notes) == (GRID, GRID, (), ())
    assert [(f.queue, f.grid, f.notes) for f in run.forecasts] == [(q, GRID, ("as it was",)) for q in ("calls", "chat")]
    for name, values in ARRAYS.items():
        np.testing.assert_array_equal(getattr(run.forecasts[1], name), values)
    assert [r.grid for r in need.requirements] == [GRID]
    assert [(p.grid, p.rows[0].base.sum()) for p in need.pools] == [(GRID, GRID.count)]
    database.close()
