"""Queues that reps on record share: staffed together by default, apart on request, and second tiers fed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from tests.services import bilingual_centre, planned_centre as centre
from wfm.database.engine import Database, initialise
from wfm.domain.accounts import OPERATOR, Principal, Role
from wfm.domain.errors import AccessError, InputError
from wfm.domain.exchange.schedule import ScheduleStatus, ScheduleVersion
from wfm.domain.planning.requirement import Coverage
from wfm.domain.planning.runs import JobState, RequirementRun
from wfm.domain.time import Horizon
from wfm.services.jobs import run_job
from wfm.services.schedule.predicted_service import service_level
from wfm.services.schedule.schedule_coverage import coverage_of_schedule
from wfm.services.staffing.assumptions import Assumptions
from wfm.services.staffing.requirements import make_requirement, shared_queues, what_if
from wfm.services.staffing.staffing_outlook import drivers, outlook
from wfm.staffing.channels.escalation import Escalation
from wfm.staffing.channels.shrinkage import Shrinkage


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Database:
    """The bilingual centre with its forecast."""
    folder: Path = tmp_path_factory.mktemp("pools")
    made = initialise(f"sqlite:///{folder / 'wfm.db'}")
    bilingual_centre.build(made)
    return made


@pytest.fixture(scope="module")
def together(db: Database) -> RequirementRun:
    """The requirement as it is made by default."""
    return make_requirement(db, OPERATOR, shrinkage=Shrinkage.of(0.1))


def test_reps_on_record_say_which_queues_are_shared(db: Database) -> None:
    """English and Spanish; the team's share is by paid time, without those in training."""
    (pool,) = shared_queues(db, OPERATOR)
    assert pool.queues == ("voice-en", "voice-es")
    full, part = 2400.0, (960 + 1500) / 2
    assert pool.able["voice-es"] == pytest.approx((4 * full + 2 * part) / (8 * full + 4 * part))
    with pytest.raises(AccessError):
        shared_queues(db, Principal("rep", Role.REP, "r01"))


def test_shared_queues_are_staffed_together_and_stored(db: Database, together: RequirementRun) -> None:
    """The stored run has the pool's rows; the split adds up to them; work that waits is in no pool."""
    with db.read() as uow:
        stored = uow.requirements.get(together.id)
    (pool,) = stored.pools
    assert pool.queues == ("voice-en", "voice-es")
    heads = {r.queue: r for r in stored.requirements}
    total = heads["voice-en"].required + heads["voice-es"].required
    np.testing.assert_allclose(total, pool.rows[-1].required)
    assert (heads["voice-es"].base <= pool.rows[1].base).all()
    assert pool.notes
    assert "pooled" not in heads["email-en"].method


def test_apart_on_request(db: Database, together: RequirementRun) -> None:
    """Without pooling there is no pool, and the heads are those the pool was compared with."""
    apart = make_requirement(db, OPERATOR, shrinkage=Shrinkage.of(0.1), pooled=False)
    assert apart.pools == ()
    heads = {r.queue: r.base for r in apart.requirements}
    np.testing.assert_array_equal(together.pools[0].separate, [heads["voice-en"], heads["voice-es"]])
    tried = what_if(db, OPERATOR, shrinkage=Shrinkage.of(0.1))
    np.testing.assert_array_equal(tried.requirements[0].base, apart.requirements[0].base)


def test_a_what_if_of_one_queue(db: Database) -> None:
    """Only the queues asked for are staffed."""
    tried = what_if(db, OPERATOR, queues=("voice-es",), assumptions={"voice-es": Assumptions(volume=2.0)})
    assert [r.queue for r in tried.requirements] == ["voice-es"]


def test_second_tiers_are_fed(db: Database) -> None:
    """A tenth of the English calls goes on to a queue without history, which is staffed and stored."""
    run = make_requirement(db, OPERATOR, pooled=False, escalations=[Escalation("voice-en", "experts", 0.1)])
    second, first = run.requirements[-1], next(r for r in run.requirements if r.queue == "voice-en")
    assert second.queue == "experts"
    assert second.volume.sum() == pytest.approx(0.1 * first.volume.sum(), rel=0.1)
    with pytest.raises(InputError, match="queue must be one of"):
        make_requirement(db, OPERATOR, escalations=[Escalation("voice-en", "nobody", 0.1)])


def test_the_job_takes_both(db: Database) -> None:
    """A staffing job passes pooling and second tiers on."""
    steps = [{"first": "voice-en", "second": "experts", "share": 0.1}]
    with db.write() as uow:
        id = uow.jobs.add("staff", {"pooled": False, "escalations": steps}, OPERATOR.username)
    done = run_job(db, id)
    assert done.state is JobState.DONE, done.message
    with db.read() as uow:
        run = uow.requirements.get(done.result or 0)
    assert run.pools == ()
    assert run.requirements[-1].queue == "experts"


def test_the_outlook_has_bands_and_chances(db: Database, together: RequirementRun) -> None:
    """High volume is served worse than forecast, low better; heads for a high volume make days safer."""
    for run in (together, make_requirement(db, OPERATOR, pooled=False)):
        seen = outlook(db, OPERATOR, run, "voice-en", cv=0.1)
        assert seen is not None
        known = ~np.isnan(seen.level) & ~np.isnan(seen.at_high) & ~np.isnan(seen.at_low)
        assert known.any()
        assert (seen.at_high[known] <= seen.level[known] + 1e-9).all()
        assert (seen.at_low[known] >= seen.level[known] - 1e-9).all()
        assert [d.day for d in seen.days] == [centre.MONDAY, centre.MONDAY.replace(day=2)]
        sure = outlook(db, OPERATOR, run, "voice-en", cv=0.0)
        assert sure is not None
        assert all(d.chance == float(d.level >= seen.target) for d in sure.days)


def test_heads_for_a_high_volume_make_days_safer(db: Database, together: RequirementRun) -> None:
    """Staffed for what is not passed in nine of ten cases, every day is likelier to meet its target."""
    safe = what_if(db, OPERATOR, quantile=0.9, queues=("voice-en",))
    plain = what_if(db, OPERATOR, queues=("voice-en",))
    before, after = (outlook(db, OPERATOR, run, "voice-en", cv=0.1) for run in (plain, safe))
    assert before is not None
    assert after is not None
    assert all(0.3 < a.chance < b.chance <= 1 for a, b in zip(before.days, after.days, strict=True))


def test_no_outlook_for_waiting_work_or_unknown_queues(db: Database, together: RequirementRun) -> None:
    """Email has none; a queue that is not in the run is named."""
    assert outlook(db, OPERATOR, together, "email-en") is None
    with pytest.raises(InputError, match="no queue 'fax'"):
        outlook(db, OPERATOR, together, "fax")


def test_drivers_add_up(together: RequirementRun) -> None:
    """Work, promise and shrinkage are the required heads; none is below zero before shrinkage."""
    for r in together.requirements:
        parts = drivers(r)
        np.testing.assert_allclose(parts.work + parts.promise + parts.shrinkage, r.required)
        assert (parts.work >= 0).all()
        assert (parts.promise >= -1e-9).all()


def test_the_service_of_a_schedule_is_judged_by_its_pool(db: Database, together: RequirementRun) -> None:
    """Given exactly what the pool asks, both queues reach its simulated level; given less, they fall together."""
    horizon = Horizon(centre.MONDAY, 2, centre.SLOT, centre.ZONE)
    record = ScheduleVersion(
        0, "x", horizon, ScheduleStatus.DRAFT, together.id, None, None, {}, (), (), datetime.now(UTC), "test"
    )
    with db.write() as uow:
        id = uow.schedules.add(record, ())
    pool, found = together.pools[0], coverage_of_schedule(db, OPERATOR, id)
    stretch = replace(found.compared[0].stretch, run=together)  # other tests have stored newer runs

    def levels(share: float) -> dict[str, float]:
        parts = [
            Coverage(r.skill, r.grid, r.required, share * r.required, 0 * r.required, 0 * r.required)
            for r in together.requirements
            if r.queue in pool.queues
        ]
        compared = replace(found.compared[0], stretch=stretch, parts=tuple(parts))
        return {s.queue: s.mean_level for s in service_level(db, OPERATOR, id, replace(found, compared=(compared,)))}

    full = levels(1.0)
    for queue, level in zip(pool.queues, pool.levels, strict=True):
        assert full[queue] == pytest.approx(level, abs=0.005)
    fewer = levels(0.8)
    assert all(fewer[queue] < full[queue] - 0.03 for queue in pool.queues)
