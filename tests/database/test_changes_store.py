"""Layers, special days, containment and planned forecasts go into every database and come out the same."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from wfm.database.engine import Database
from wfm.domain.errors import ConflictError, InputError, NotFoundError
from wfm.domain.planning.changes import Containment, Layer, QueueDay, QueueLayer, Scenario, SpecialDay
from wfm.domain.planning.contacts import Channel, ComponentWeight, ContactHistory, Queue, VolumeForecast
from wfm.domain.planning.runs import ForecastRun
from wfm.domain.time import TimeGrid

ZONE = "Europe/Berlin"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
GRID = TimeGrid.of_days(ZONE, date(2026, 3, 28), 2, 60)
LAYER = Layer("sale", "set", 7.25, NOW, NOW + timedelta(days=2), "aht", (0, 6), (30, 1440), False)


def fill(db: Database, *ids: str) -> None:
    """Queues of those ids."""
    with db.write() as uow:
        uow.queues.put_many([Queue(id, Channel.VOICE, "de", ZONE) for id in ids])


def made(queue: str, level: float = 1.0) -> VolumeForecast:
    """A forecast with two quantiles, and patience known."""
    values = np.linspace(1, 2, GRID.count) * level
    weights = (ComponentWeight("ets", 1.0, 0.1),)
    quantiles = {0.9: values + 2, 0.5: values}
    return VolumeForecast(
        queue, GRID, values, values / 2, values * 2, values + 99, 0.8, "one", weights, 0.1, 0.05, "why", ("note",),
        quantiles, 120.5, math.nan,
    )  # fmt: skip


def test_layers_special_days_and_scenarios(database: Database) -> None:
    """Every field, in the order of entry, for one queue and for every one."""
    fill(database, "a", "b")
    with database.write() as uow:
        mine = uow.layers.add(QueueLayer(0, "a", LAYER))
        all_of = uow.layers.add(QueueLayer(0, None, replace(LAYER, kind="multiply", on=True)))
        uow.special_days.add(QueueDay(0, "b", SpecialDay(date(2026, 12, 24), "adjust", 0.5, "eve")))
        uow.special_days.add(QueueDay(0, None, SpecialDay(date(2026, 12, 24), "no forecast")))
        uow.scenarios.add(Scenario(0, "bot", None, Containment(0.2, 0.1), date(2026, 1, 1), None, False))
    with database.read() as uow:
        layers, days, scenarios = uow.layers.all(), uow.special_days.all(), uow.scenarios.all()
        assert [layer.id for layer in uow.layers.all("b")] == [all_of]
        assert [d.queue for d in uow.special_days.all("a")] == [None]
    assert layers == (
        QueueLayer(mine, "a", LAYER),
        QueueLayer(all_of, None, replace(LAYER, kind="multiply", on=True)),
    )
    assert [(d.queue, d.special) for d in days] == [
        ("b", SpecialDay(date(2026, 12, 24), "adjust", 0.5, "eve")),
        (None, SpecialDay(date(2026, 12, 24), "no forecast")),
    ]
    assert scenarios == (Scenario(1, "bot", None, Containment(0.2, 0.1), date(2026, 1, 1), None, False),)


def test_changes_are_guarded_by_their_version(database: Database) -> None:
    """A change counts the version up; a stale change or removal is refused, an unknown id not found."""
    fill(database, "a")
    with database.write() as uow:
        id = uow.layers.add(QueueLayer(0, "a", LAYER))
        uow.layers.change(QueueLayer(id, "a", replace(LAYER, value=1.0)))
        assert uow.layers.get(id) == QueueLayer(id, "a", replace(LAYER, value=1.0), 2)
        for call in (lambda: uow.layers.change(QueueLayer(id, "a", LAYER, 1)), lambda: uow.layers.remove(id, 1)):
            with pytest.raises(ConflictError, match="was changed or removed"):
                call()
        uow.layers.remove(id, 2)
        with pytest.raises(NotFoundError, match=f"there is no layer {id}"):
            uow.layers.get(id)


@pytest.mark.parametrize("queue", ["a", None])
def test_the_database_itself_keeps_one_special_day_a_date(database: Database, queue: str | None) -> None:
    """Two at the same moment cannot both be stored, for every queue either."""
    fill(database, "a")
    day = QueueDay(0, queue, SpecialDay(date(2026, 12, 24), "exclude"))
    with database.write() as uow:
        uow.special_days.add(day)
    with pytest.raises(ConflictError, match="contradicts what is stored"), database.write() as uow:
        uow.special_days.add(day)


def test_planned_forecasts_stand_beside_the_statistical_ones(database: Database) -> None:
    """Only what was changed is stored twice; planning anew replaces it and leaves the statistical part alone."""
    fill(database, "a", "b")
    statistical = (made("a"), made("b"))
    notes = ("note", "layer")
    planned = (replace(made("a", 2.0), notes=notes), statistical[1])
    with database.write() as uow:
        id = uow.forecasts.add(ForecastRun(0, GRID, planned, NOW, "ann", statistical))
        run = uow.forecasts.get(id)
        for found, wanted in zip((*run.forecasts, *run.statistical), (*planned, *statistical), strict=True):
            for name in ("mean", "low", "high", "aht_seconds"):
                np.testing.assert_array_equal(getattr(found, name), getattr(wanted, name))
            np.testing.assert_array_equal(found.quantiles[0.9], wanted.quantiles[0.9])
            assert found.notes == wanted.notes
            assert found.patience_seconds == 120.5
            assert math.isnan(found.abandonment)
        assert run.forecasts[1] is run.statistical[1]
        uow.forecasts.plan(replace(run, forecasts=run.statistical))
        back = uow.forecasts.get(id)
    assert back.forecasts == back.statistical


def test_a_runs_two_sides_are_of_the_same_queues() -> None:
    """And a run without changes is its own statistical forecast."""
    run = ForecastRun(0, GRID, (made("a"),), NOW, "ann")
    assert run.statistical is run.forecasts
    with pytest.raises(InputError, match="must be of its queues, in the same order"):
        replace(run, forecasts=(made("b"),))


def test_the_newest_run_of_each_queue(database: Database) -> None:
    """A run of some queues leaves the older run the newest of the others; a queue without any has none."""
    fill(database, "a", "b", "c")
    with database.write() as uow:
        first = uow.forecasts.add(ForecastRun(0, GRID, (made("a"), made("b")), NOW, "ann"))
        second = uow.forecasts.add(ForecastRun(0, GRID, (made("b"),), NOW, "ann"))
        assert uow.forecasts.newest_of(["a", "b", "c"]) == (first, second)
        assert uow.forecasts.newest_of(["b"]) == (second,)
        assert uow.forecasts.newest_of(["c"]) == ()


def test_waits_come_back_as_the_mean_of_all_offered(database: Database) -> None:
    """Missing where unknown; an interval without contacts has no mean."""
    fill(database, "a")
    offered = np.array([10.0, 4.0, 0.0, 5.0])
    wait = np.array([12.5, np.nan, np.nan, 60.0])
    with database.write() as uow:
        uow.history.put_history(ContactHistory("a", GRID.slice(0, 4), offered, wait_seconds=wait))
        found = uow.history.get("a")
    assert found is not None
    assert found.wait_seconds is not None
    np.testing.assert_allclose(found.wait_seconds, wait)
