"""The staffing service: requirements from forecasts, the planner's assumptions, and what is only tried out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.services import planned_centre as centre
from wfm.database.engine import Database, initialise
from wfm.domain.accounts import OPERATOR, Principal, Role
from wfm.domain.errors import AccessError, InputError, NotFoundError, RefusedError
from wfm.services.forecast.forecasts import make_forecast
from wfm.services.staffing.assumptions import EVERY_QUEUE, Assumptions
from wfm.services.staffing.requirements import make_requirement, what_if
from wfm.staffing.channels.shrinkage import Shrinkage
from wfm.staffing.queueing.erlang import erlang_a


@pytest.fixture(scope="module")
def forecast_db(tmp_path_factory: pytest.TempPathFactory) -> Database:
    """A centre with one forecast run of a week."""
    folder: Path = tmp_path_factory.mktemp("staffing")
    db = initialise(f"sqlite:///{folder / 'wfm.db'}")
    centre.build(db)
    make_forecast(db, OPERATOR, start=centre.MONDAY, days=7)
    return db


def test_requirement_is_stored_with_its_forecast(forecast_db: Database) -> None:
    """The run names its forecast, has heads in open hours only, and email carries work with due times."""
    run = make_requirement(forecast_db, OPERATOR)
    with forecast_db.read() as uow:
        stored = uow.requirements.get(run.id)
        forecast = uow.forecasts.latest()
    assert forecast is not None
    assert stored.forecast_run == forecast.id
    voice, email = (next(r for r in stored.requirements if r.queue == q) for q in ("voice-en", "email-en"))
    opened = centre.HOURS.mask(run.grid)
    assert (voice.required[~opened] == 0).all()
    assert (voice.required[opened] >= 1).all()
    assert email.deferrable
    assert not voice.deferrable


def test_least_heads_keep_the_target(forecast_db: Database) -> None:
    """In every open interval the heads reach 80 % in 20 s by Erlang A, and one head less does not (or the cap binds)."""
    run = make_requirement(forecast_db, OPERATOR)
    voice = next(r for r in run.requirements if r.queue == "voice-en")
    load = voice.volume * voice.aht_seconds / (centre.SLOT * 60)
    for i in np.flatnonzero(voice.base > 0)[:20]:
        for heads, enough in ((voice.base[i], True), (voice.base[i] - 1, False)):
            if heads == 0:
                continue
            found = erlang_a(load[i], heads, voice.aht_seconds[i], centre.VOICE.patience_seconds, 20.0)
            reached = float(found.level(centre.VOICE.target.definition)) >= 0.8
            allowed = float(found.occupancy) <= centre.VOICE.target.max_occupancy + 1e-9
            assert (reached and allowed) == enough


def test_shrinkage_is_deducted_once(forecast_db: Database) -> None:
    """Required heads are base / (1 - shrinkage), no head more for rounding."""
    run = what_if(forecast_db, OPERATOR, shrinkage=Shrinkage.of(0.3))
    voice = next(r for r in run.requirements if r.queue == "voice-en")
    assert voice.required == pytest.approx(voice.base / 0.7)


def test_assumptions_of_one_queue_or_all(forecast_db: Database) -> None:
    """A figure for one queue leaves the others alone; one for every queue reaches all."""
    plain = {r.queue: r for r in what_if(forecast_db, OPERATOR).requirements}
    longer = Assumptions(aht_seconds=480)
    one = {r.queue: r for r in what_if(forecast_db, OPERATOR, assumptions={"voice-en": longer}).requirements}
    assert one["voice-en"].base.sum() > 1.5 * plain["voice-en"].base.sum()
    np.testing.assert_array_equal(one["email-en"].base, plain["email-en"].base)
    every = {r.queue: r for r in what_if(forecast_db, OPERATOR, assumptions={EVERY_QUEUE: longer}).requirements}
    assert (every["email-en"].aht_seconds[every["email-en"].volume > 0] == 480).all()


def test_containment_takes_contacts_and_lengthens_the_rest(forecast_db: Database) -> None:
    """A quarter contained leaves three quarters of the volume, each a tenth longer."""
    plain = next(r for r in what_if(forecast_db, OPERATOR).requirements if r.queue == "voice-en")
    assumed = {EVERY_QUEUE: Assumptions(containment=0.25, aht_uplift=0.1)}
    found = next(r for r in what_if(forecast_db, OPERATOR, assumptions=assumed).requirements if r.queue == "voice-en")
    np.testing.assert_allclose(found.volume, 0.75 * plain.volume)
    np.testing.assert_allclose(found.aht_seconds, 1.1 * plain.aht_seconds)
    assert found.base.sum() < plain.base.sum()


def test_a_what_if_stores_nothing(forecast_db: Database) -> None:
    """The number of runs on record stays, and its id is 0; a manager may try, only a planner may store."""
    manager = Principal("mia", Role.MANAGER)
    with forecast_db.read() as uow:
        before = len(uow.requirements.records())
    assert what_if(forecast_db, manager).id == 0
    with pytest.raises(AccessError):
        make_requirement(forecast_db, manager)
    with forecast_db.read() as uow:
        assert len(uow.requirements.records()) == before


def test_remembered_figures_become_the_queues_own(sqlite_database: Database) -> None:
    """With remember, target and patience are kept on the queue; without, the queue stays as it was."""
    centre.build(sqlite_database)
    make_forecast(sqlite_database, OPERATOR, start=centre.MONDAY, days=2, queues=["voice-en"])
    assumed = {EVERY_QUEUE: Assumptions(share=0.9, seconds=10, patience_seconds=60)}
    for remember, share in ((False, 0.8), (True, 0.9)):
        make_requirement(sqlite_database, OPERATOR, assumptions=assumed, remember=remember)
        with sqlite_database.read() as uow:
            assert uow.queues.get("voice-en").target.share == share
            assert uow.queues.get("email-en") == centre.EMAIL


def test_remembering_changes_nothing_that_another_planner_changed(sqlite_database: Database) -> None:
    """Hours, weight and a target that someone sets while the run staffs stay theirs; a sentence says what was not kept."""
    centre.build(sqlite_database)
    make_forecast(sqlite_database, OPERATOR, start=centre.MONDAY, days=2, queues=["voice-en"])

    def meanwhile(_share: float, told: str) -> None:
        if told == "storing the requirement":
            with sqlite_database.write() as uow:
                queue = uow.queues.get("voice-en")
                uow.queues.put(replace(queue, weight=3.0, target=replace(queue.target, share=0.7)))

    run = make_requirement(
        sqlite_database,
        OPERATOR,
        assumptions={EVERY_QUEUE: Assumptions(share=0.9, patience_seconds=60)},
        remember=True,
        on_progress=meanwhile,
    )
    with sqlite_database.read() as uow:
        queue = uow.queues.get("voice-en")
        entry = next(e for e in uow.audit.list(entity="queue") if e.action == "set")
    assert (queue.weight, queue.target.share, queue.patience_seconds) == (3.0, 0.7, 60)
    assert entry.detail == {"patience": 60}
    assert "someone else changed target share meanwhile; their figures stay" in run.requirements[0].notes


def test_refusals(sqlite_database: Database, forecast_db: Database) -> None:
    """No forecast, an unknown run or queue, and figures out of range are one sentence each."""
    with pytest.raises(RefusedError, match="no forecast yet"):
        make_requirement(sqlite_database, OPERATOR)
    with pytest.raises(NotFoundError, match="no forecast 99"):
        make_requirement(forecast_db, OPERATOR, forecast_run=99)
    with pytest.raises(InputError, match="no queue 'fax'"):
        make_requirement(forecast_db, OPERATOR, assumptions={"fax": Assumptions()})
    with pytest.raises(InputError, match="share must be in"):
        make_requirement(forecast_db, OPERATOR, assumptions={EVERY_QUEUE: Assumptions(share=1.5)})
    for wrong in ({"volume": -1}, {"containment": 1.1}, {"aht_uplift": -1}, {"aht_seconds": 0}):
        with pytest.raises(InputError):
            Assumptions(**wrong)
