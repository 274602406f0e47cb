"""Reps made beside those on record: only what contracts, skills and hours of the present ones leave open."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.services import planned_centre as centre
from wfm.database.engine import Database
from wfm.domain.accounts import OPERATOR
from wfm.domain.people.contracts import Contract, ShiftTemplate
from wfm.domain.people.reps import Stage
from wfm.domain.planning.contacts import Channel, ServiceTarget
from wfm.services.forecast.forecasts import make_forecast
from wfm.services.schedule.drafts import make_schedule
from wfm.services.schedule.generating import generate_reps
from wfm.services.schedule.schedule_coverage import coverage, summary
from wfm.services.schedule.team_size import Present, missing_team
from wfm.services.staffing.requirements import make_requirement
from wfm.staffing.channels.shrinkage import Shrinkage

DAY8 = Contract("c", (2400, 2400), (5, 5), 6, 660, (ShiftTemplate("t", 480, 480, 30, (480,)),))
SPANISH = replace(centre.VOICE, id="voice-es", skill="", language="es")
CHAT = replace(centre.VOICE, id="chat-en", skill="", channel=Channel.CHAT, concurrency=2, target=ServiceTarget(0.8, 45))
QUEUES = (centre.VOICE, SPANISH, CHAT, centre.EMAIL)


def _week(heads: float) -> np.ndarray:
    """So many heads from 08:00 to 16:00, Monday to Friday, in half hours."""
    week = np.zeros((7, 48))
    week[:5, 16:32] = heads
    return week.ravel()


def _both(count: int, contract: str = "c", **rest: object) -> Present:
    return Present(contract, {"a": 1.0, "b": 1.0}, rest.get("available"), count)  # type: ignore[arg-type]


def test_each_hour_goes_to_any_skill() -> None:
    """Ten who know both cover six of one and four of the other; nine leave one head, eight two."""
    weeks = {"a": _week(6), "b": _week(4)}
    made = {n: missing_team(weeks, 30, [DAY8], [_both(n)]) for n in (10, 9, 8, 0)}
    total = {n: sum(team["c"] for team in found.values()) for n, found in made.items()}
    assert total[10] == 0
    assert total[9] == 1
    assert total[8] == 2
    assert 10 <= total[0] <= 12


def test_hours_they_are_not_available_do_not_count() -> None:
    """Who is away on Mondays and Tuesdays leaves those days open, and who is never there at eight counts for nothing."""
    weeks = {"a": _week(6), "b": _week(4)}
    midweek = tuple((day * 1440, day * 1440 + 1440) for day in range(2, 7))
    late = tuple((day * 1440 + 600, day * 1440 + 1440) for day in range(7))
    assert sum(t["c"] for t in missing_team(weeks, 30, [DAY8], [_both(10, available=midweek)]).values()) >= 10
    never = missing_team(weeks, 30, [DAY8], [_both(10, available=late)])
    assert 10 <= sum(t["c"] for t in never.values()) <= 11


def test_a_slow_rep_and_an_unknown_contract_count_for_what_they_give() -> None:
    """Ten at half speed are five; a contract that is not among them gives nothing."""
    slow = [Present("c", {"a": 0.5}, None, 10)]
    assert missing_team({"a": _week(10)}, 30, [DAY8], slow)["a"]["c"] == 5
    assert missing_team({"a": _week(10)}, 30, [DAY8], [_both(10, "other")])["a"]["c"] >= 10


def test_a_night_over_midnight_is_within_two_days() -> None:
    """Windows of whole days that touch hold a night shift between them."""
    night = Contract("c", (2400, 2400), (5, 5), 6, 660, (ShiftTemplate("n", 1320, 1320, 30, (480,)),))
    week = np.zeros(336)
    for day in range(5):
        week[day * 48 + 44 : day * 48 + 60] = 5
    windows = tuple((day * 1440, day * 1440 + 1440) for day in range(7))
    assert missing_team({"a": week}, 30, [night], [Present("c", {"a": 1.0}, windows, 5)])["a"]["c"] == 0


@pytest.fixture
def staffed(sqlite_database: Database) -> tuple[Database, int]:
    """Queues of calls in two languages, chats and email with a requirement of a week, and nobody to work it."""
    db = sqlite_database
    with db.write() as uow:
        uow.queues.put_many(QUEUES)
        uow.contracts.put_many([centre.FULL, centre.PART])
        for seed, (queue, per_hour) in enumerate(zip(QUEUES, (80, 30, 20, 16), strict=True)):
            uow.history.put_history(centre.history(queue, per_hour, seed=seed))
    make_forecast(db, OPERATOR, start=centre.MONDAY, days=7)
    return db, make_requirement(db, OPERATOR, shrinkage=Shrinkage.of(0.15), pooled=False).id


def test_a_team_of_many_skills_that_covers_gets_nobody(staffed: tuple[Database, int]) -> None:
    """Reps who know everything and cover the plan within 2 % get nearly nobody beside them; half of them the rest."""
    db, run = staffed
    alone = len(generate_reps(db, OPERATOR, requirement_run=run).reps)
    with db.write() as uow:
        for id in uow.reps.ids():
            uow.reps.remove(id)
        skills = {queue.skill: 1.0 for queue in QUEUES}
        for n in range(alone):
            contract = "full-time" if n % 3 else "part-time"
            uow.reps.put(
                replace(centre.people()[2], id=f"r{n:02d}", skills=skills, contract=contract, stage=Stage.LIVE)
            )
    record = make_schedule(db, OPERATOR, requirement_run=run, time_limit=3)
    assert summary(coverage(db, OPERATOR, record.id)).short_share < 0.02
    assert len(generate_reps(db, OPERATOR, requirement_run=run).reps) <= 1
    with db.write() as uow:
        for n in range(alone // 2):
            uow.reps.set_active(f"r{n:02d}", False)
    half = len(generate_reps(db, OPERATOR, requirement_run=run).reps)
    assert alone * 0.3 <= half <= alone * 0.6


def test_who_is_gone_or_in_training_does_not_count(staffed: tuple[Database, int]) -> None:
    """The same people in training, or marked as gone, leave the whole team to be made."""
    db, run = staffed
    alone = len(generate_reps(db, OPERATOR, requirement_run=run).reps)
    assert generate_reps(db, OPERATOR, requirement_run=run).reps == ()
    with db.write() as uow:
        for n, rep in enumerate(uow.reps.all()):
            if n % 2:
                uow.reps.set_active(rep.id, False)
            else:
                uow.reps.put(replace(rep, stage=Stage.TRAINING))
    assert len(generate_reps(db, OPERATOR, requirement_run=run).reps) == alone
