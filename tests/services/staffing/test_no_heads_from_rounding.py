"""A small centre of many queues: shrinkage asks for its share of hours and for nothing that comes from rounding."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.services import planned_centre as centre
from wfm.database.engine import Database, initialise
from wfm.domain.accounts import OPERATOR
from wfm.domain.people.reps import Site
from wfm.domain.planning.contacts import Channel, ServiceTarget
from wfm.domain.planning.runs import RequirementRun
from wfm.services.forecast.forecasts import make_forecast
from wfm.services.schedule.drafts import make_schedule
from wfm.services.schedule.schedule_coverage import coverage, summary
from wfm.services.staffing.requirements import make_requirement
from wfm.staffing.channels.shrinkage import Shrinkage

LOST = 0.15
SPANISH = replace(centre.VOICE, id="voice-es", skill="", language="es")
CHAT = replace(centre.VOICE, id="chat-en", skill="", channel=Channel.CHAT, concurrency=2, target=ServiceTarget(0.8, 45))
QUEUES = (centre.VOICE, SPANISH, CHAT, centre.EMAIL)


def _build(db: Database) -> None:
    """25 reps: all take English calls, some Spanish ones, chats or email; chats are few, one or two heads' work."""
    with db.write() as uow:
        uow.sites.put_many([Site("main", "Main Street", 25, centre.ZONE)])
        uow.queues.put_many(QUEUES)
        uow.contracts.put_many([centre.FULL, centre.PART])
        for seed, (queue, per_hour) in enumerate(zip(QUEUES, (60, 24, 8, 12), strict=True)):
            uow.history.put_history(centre.history(queue, per_hour, seed=seed))
        for n in range(25):
            one = centre.people()[0]
            skills = {"voice-en": 1.0, ("voice-es", "chat-en", "email-en")[n % 3]: 1.0}
            uow.reps.put(replace(one, id=f"r{n:02d}", skills=skills))
    make_forecast(db, OPERATOR, start=centre.MONDAY, days=7)


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Database, RequirementRun]:
    """The centre with a requirement of a week."""
    folder: Path = tmp_path_factory.mktemp("rounding")
    db = initialise(f"sqlite:///{folder / 'wfm.db'}")
    _build(db)
    return db, make_requirement(db, OPERATOR, shrinkage=Shrinkage.of(LOST))


def test_required_hours_are_the_share_and_no_more(staffed: tuple[Database, RequirementRun]) -> None:
    """Per queue within 3 % of base / (1 - shrinkage), pooled languages included; the base stays whole heads."""
    _, run = staffed
    assert {r.queue for r in run.requirements} == {queue.id for queue in QUEUES}
    for r in run.requirements:
        assert r.required.sum() == pytest.approx(r.base.sum() / (1 - LOST), rel=0.03)
        if not r.deferrable:
            assert (r.base == np.round(r.base)).all()


def test_fractions_reach_the_schedule(staffed: tuple[Database, RequirementRun]) -> None:
    """The coverage of a schedule asks for the same hours, and says a shortage in tenths of a head."""
    db, run = staffed
    record = make_schedule(db, OPERATOR, requirement_run=run.id, time_limit=2)
    asked = {d.skill: d.required for d in summary(coverage(db, OPERATOR, record.id)).by_skill()}
    for r in run.requirements:
        hours = float(r.required.sum()) * r.grid.slot_minutes / 60
        assert asked[r.skill] == pytest.approx(hours, rel=0.005)
