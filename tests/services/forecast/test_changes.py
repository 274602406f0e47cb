"""Layers, special days and containment on record: who may, what is applied without a new fit, and lost updates."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from tests.services import planned_centre as centre
from wfm.database.engine import Database
from wfm.domain.accounts import OPERATOR, Principal, Role
from wfm.domain.errors import AccessError, ConflictError, InputError, NotFoundError
from wfm.domain.planning.changes import Containment, Layer, QueueDay, QueueLayer, Scenario, SpecialDay
from wfm.domain.planning.runs import ForecastRun
from wfm.domain.time import local_midnight
from wfm.services.forecast import changes
from wfm.services.forecast.changes import Edit
from wfm.services.forecast.forecasts import make_forecast
from wfm.services.staffing.requirements import make_requirement

VOICE = "voice-en"


def sale(kind: str = "multiply", value: float = 1.5, **more: object) -> Layer:
    """A layer over the Tuesday of the forecast week."""
    start = local_midnight(centre.MONDAY + timedelta(days=1), centre.VOICE.zone)
    options: dict[str, object] = {"start": start, "end": start + timedelta(days=1), **more}
    return Layer("sale", kind, value, **options)


@pytest.fixture
def forecast_run(sqlite_database: Database) -> ForecastRun:
    """A week's forecast of the planned centre."""
    centre.build(sqlite_database)
    return make_forecast(sqlite_database, OPERATOR, start=centre.MONDAY, days=7)


def stored(db: Database, id: int) -> ForecastRun:
    """A run as it is on record."""
    with db.read() as uow:
        return uow.forecasts.get(id)


def volume(run: ForecastRun, queue: str = VOICE, day: int = 1) -> float:
    """Planned contacts of one day of the run."""
    found = next(f for f in run.forecasts if f.queue == queue)
    return float(found.mean[run.grid.local_days() == np.datetime64(centre.MONDAY + timedelta(days=day))].sum())


def test_a_layer_acts_at_once_and_its_switch_brings_the_forecast_back(
    sqlite_database: Database, forecast_run: ForecastRun
) -> None:
    """The newest run is planned with the layer, its statistical forecast stays, and off is exactly as before."""
    before = volume(forecast_run)
    assert changes.save_layers(sqlite_database, OPERATOR, Edit(added=(QueueLayer(0, VOICE, sale()),))) == (1,)
    run = stored(sqlite_database, 1)
    assert volume(run) == pytest.approx(1.5 * before)
    assert volume(run, day=2) == volume(forecast_run, day=2)
    assert volume(run, "email-en") == volume(forecast_run, "email-en")
    for made, kept in zip(forecast_run.statistical, run.statistical, strict=True):
        np.testing.assert_array_equal(made.mean, kept.mean)
    planned = next(f for f in run.forecasts if f.queue == VOICE)
    assert any("layer 'sale' multiplies contacts by 1.5" in note for note in planned.notes)
    changes.switch_layer(sqlite_database, OPERATOR, 1, False)
    np.testing.assert_array_equal(stored(sqlite_database, 1).forecasts[0].mean, forecast_run.forecasts[0].mean)
    assert volume(stored(sqlite_database, 1)) == before
    changes.switch_layer(sqlite_database, OPERATOR, 1, True)
    assert volume(stored(sqlite_database, 1)) == pytest.approx(1.5 * before)
    changes.remove_layer(sqlite_database, OPERATOR, 1)
    assert volume(stored(sqlite_database, 1)) == before
    assert changes.layers(sqlite_database, OPERATOR) == ()


def test_layers_apply_to_the_next_forecast_and_to_staffing(
    sqlite_database: Database, forecast_run: ForecastRun
) -> None:
    """A forecast made after the layer carries it, and the requirement is made from what is planned."""
    changes.save_layers(sqlite_database, OPERATOR, Edit(added=(QueueLayer(0, VOICE, sale(value=3.0)),)))
    again = make_forecast(sqlite_database, OPERATOR, start=centre.MONDAY, days=7)
    assert volume(again) == pytest.approx(3 * volume(forecast_run))
    requirement = make_requirement(sqlite_database, OPERATOR)
    staffed = next(r for r in requirement.requirements if r.queue == VOICE)
    planned = next(f for f in again.forecasts if f.queue == VOICE)
    np.testing.assert_allclose(staffed.volume, planned.mean)


def test_only_the_newest_forecast_changes(sqlite_database: Database, forecast_run: ForecastRun) -> None:
    """An older run keeps what it was planned with; a queue's newest run may be another one than the newest of all."""
    make_forecast(sqlite_database, OPERATOR, start=centre.MONDAY, days=7, queues=["email-en"])
    added = QueueLayer(0, VOICE, sale())
    assert changes.save_layers(sqlite_database, OPERATOR, Edit(added=(added,))) == (1,)
    everything = QueueLayer(0, None, sale(value=2.0))
    assert changes.save_layers(sqlite_database, OPERATOR, Edit(added=(everything,))) == (1, 2)
    assert volume(stored(sqlite_database, 1)) == pytest.approx(3 * volume(forecast_run))


def test_moving_a_layer_to_another_queue_frees_the_first(sqlite_database: Database, forecast_run: ForecastRun) -> None:
    """Both queues' forecasts are planned anew."""
    changes.save_layers(sqlite_database, OPERATOR, Edit(added=(QueueLayer(0, VOICE, sale()),)))
    (there,) = changes.layers(sqlite_database, OPERATOR)
    changes.save_layers(sqlite_database, OPERATOR, Edit(changed=(replace(there, queue="email-en"),)))
    run = stored(sqlite_database, 1)
    assert volume(run) == volume(forecast_run)
    assert volume(run, "email-en") == pytest.approx(1.5 * volume(forecast_run, "email-en"))


def test_containment_comes_after_the_layers(sqlite_database: Database, forecast_run: ForecastRun) -> None:
    """Automation keeps its share of the campaign too, from its first day on, and its switch needs no fit."""
    begin = centre.MONDAY + timedelta(days=1)
    changes.save_layers(sqlite_database, OPERATOR, Edit(added=(QueueLayer(0, VOICE, sale("campaign", 100.0)),)))
    bot = Scenario(0, "bot", VOICE, Containment(0.2, 0.1), first=begin)
    changes.save_scenarios(sqlite_database, OPERATOR, Edit(added=(bot,)))
    run = stored(sqlite_database, 1)
    assert volume(run) == pytest.approx(0.8 * (volume(forecast_run) + 100))
    assert volume(run, day=0) == volume(forecast_run, day=0)
    longer = run.forecasts[1] if run.forecasts[1].queue == VOICE else run.forecasts[0]
    usual = next(f for f in forecast_run.forecasts if f.queue == VOICE)
    assert longer.aht_seconds[-1] == pytest.approx(1.1 * usual.aht_seconds[-1])
    assert longer.aht_seconds[0] == usual.aht_seconds[0]
    changes.switch_scenario(sqlite_database, OPERATOR, 1, False)
    assert volume(stored(sqlite_database, 1)) == pytest.approx(volume(forecast_run) + 100)
    changes.remove_scenario(sqlite_database, OPERATOR, 1)
    assert changes.scenarios(sqlite_database, OPERATOR) == ()


def test_special_days_act_on_the_next_forecast(sqlite_database: Database, forecast_run: ForecastRun) -> None:
    """A closed day has no contacts, an adjusted one its factor; a queue's own day goes before that of every queue."""
    tuesday = centre.MONDAY + timedelta(days=1)
    wednesday = centre.MONDAY + timedelta(days=2)
    edit = Edit(
        added=(
            QueueDay(0, None, SpecialDay(tuesday, "no forecast", None, "training")),
            QueueDay(0, VOICE, SpecialDay(tuesday, "adjust", 2.0, "mailing")),
            QueueDay(0, VOICE, SpecialDay(wednesday, "exclude")),
        )
    )
    changes.save_special_days(sqlite_database, OPERATOR, edit)
    assert volume(stored(sqlite_database, 1)) == volume(forecast_run)
    again = make_forecast(sqlite_database, OPERATOR, start=centre.MONDAY, days=7)
    assert volume(again) == pytest.approx(2 * volume(forecast_run))
    assert volume(again, "email-en") == 0
    assert volume(again, day=2) == pytest.approx(volume(forecast_run, day=2))
    days = changes.special_days(sqlite_database, OPERATOR, VOICE)
    assert [(d.queue, d.special.treatment) for d in days] == [
        (None, "no forecast"),
        (VOICE, "adjust"),
        (VOICE, "exclude"),
    ]
    changes.remove_special_day(sqlite_database, OPERATOR, days[0].id)
    assert len(changes.special_days(sqlite_database, OPERATOR)) == 2


@pytest.mark.parametrize("queue", [None, VOICE])
def test_one_special_day_a_date(sqlite_database: Database, queue: str | None) -> None:
    """A second day of one queue and date is refused, for every queue too; a swap of dates within one edit is not lost."""
    centre.build(sqlite_database, with_history=False)
    day = SpecialDay(date(2026, 12, 24), "exclude")
    changes.save_special_days(sqlite_database, OPERATOR, Edit(added=(QueueDay(0, queue, day),)))
    with pytest.raises(ConflictError, match="has a special day on 2026-12-24 already"):
        changes.save_special_days(sqlite_database, OPERATOR, Edit(added=(QueueDay(0, queue, day),)))
    (there,) = changes.special_days(sqlite_database, OPERATOR)
    moved = replace(there, special=replace(day, name="eve"))
    changes.save_special_days(sqlite_database, OPERATOR, Edit(changed=(moved,)))
    assert changes.special_days(sqlite_database, OPERATOR)[0].special.name == "eve"


def test_a_stale_change_is_refused_whole(sqlite_database: Database) -> None:
    """Two planners read one layer; the second to save is told, and nothing of that save is kept."""
    centre.build(sqlite_database, with_history=False)
    changes.save_layers(sqlite_database, OPERATOR, Edit(added=(QueueLayer(0, VOICE, sale()),)))
    (read,) = changes.layers(sqlite_database, OPERATOR)
    changes.save_layers(sqlite_database, OPERATOR, Edit(changed=(replace(read, layer=sale(value=2.0)),)))
    mine = Edit(added=(QueueLayer(0, VOICE, sale()),), changed=(replace(read, layer=sale(value=9.0)),))
    for edit in (mine, Edit(removed=(read,))):
        with pytest.raises(ConflictError, match="layer 1 was changed or removed since it was read"):
            changes.save_layers(sqlite_database, OPERATOR, edit)
    (kept,) = changes.layers(sqlite_database, OPERATOR)
    assert (kept.layer.value, kept.version) == (2.0, 2)
    changes.remove_layer(sqlite_database, OPERATOR, 1)
    with pytest.raises(ConflictError, match="layer 1 was changed or removed"):
        changes.save_layers(sqlite_database, OPERATOR, Edit(changed=(kept,)))


def test_two_planners_at_once_lose_nothing(database: Database) -> None:
    """Layers saved at the same moment on every database are all on the forecast afterwards."""
    centre.build(database)
    run = make_forecast(database, OPERATOR, start=centre.MONDAY, days=7, queues=[VOICE])
    start, failures = threading.Barrier(4), []

    def save() -> None:
        start.wait()
        try:
            changes.save_layers(database, OPERATOR, Edit(added=(QueueLayer(0, VOICE, sale("campaign", 10.0)),)))
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=save) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert volume(stored(database, run.id)) == pytest.approx(volume(run) + 40)


def test_planners_only_and_every_change_in_the_log(sqlite_database: Database) -> None:
    """Managers and reps may neither read nor change; each change names who, what and which queue."""
    centre.build(sqlite_database, with_history=False)
    layer = Edit(added=(QueueLayer(0, VOICE, sale()),))
    for role in (Role.MANAGER, Role.REP):
        who = Principal("someone", role, "r01")
        for call in (
            lambda who=who: changes.save_layers(sqlite_database, who, layer),
            lambda who=who: changes.layers(sqlite_database, who),
            lambda who=who: changes.save_special_days(sqlite_database, who, Edit()),
            lambda who=who: changes.special_days(sqlite_database, who),
            lambda who=who: changes.save_scenarios(sqlite_database, who, Edit()),
            lambda who=who: changes.scenarios(sqlite_database, who),
            lambda who=who: changes.switch_layer(sqlite_database, who, 1, True),
        ):
            with pytest.raises(AccessError):
                call()
    pat = Principal("pat", Role.PLANNER)
    changes.save_layers(sqlite_database, pat, layer)
    changes.switch_layer(sqlite_database, pat, 1, False)
    changes.remove_layer(sqlite_database, pat, 1)
    with sqlite_database.read() as uow:
        log = [e for e in uow.audit.list() if e.entity == "layer"]
    assert sorted(e.action for e in log) == ["add", "change", "remove"]
    assert all(e.who == "pat" and e.detail["queue"] == VOICE for e in log)


def test_bad_values_are_told_in_a_sentence(sqlite_database: Database) -> None:
    """An unknown queue, an addition to every queue, an impossible share, a period that ends before it begins."""
    centre.build(sqlite_database, with_history=False)
    with pytest.raises(NotFoundError, match="no queue 'nowhere'"):
        changes.save_layers(sqlite_database, OPERATOR, Edit(added=(QueueLayer(0, "nowhere", sale()),)))
    with pytest.raises(InputError, match="a layer on every queue must multiply; add must name a queue"):
        QueueLayer(0, None, sale("add", 5.0))
    with pytest.raises(InputError, match="a layer must have a name"):
        replace(sale(), name=" ")
    with pytest.raises(InputError, match=r"containment share must be in \[0, 1\), got 1"):
        Scenario(0, "bot", None, Containment(1.0))
    with pytest.raises(InputError, match="first must not lie after last"):
        Scenario(0, "bot", None, Containment(0.1), first=date(2026, 1, 2), last=date(2026, 1, 1))
    with pytest.raises(InputError, match="must have a name"):
        Scenario(0, "", None, Containment(0.1))
    with pytest.raises(NotFoundError, match="there is no layer 7"):
        changes.switch_layer(sqlite_database, OPERATOR, 7, True)
