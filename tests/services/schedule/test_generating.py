"""Made-up reps: as many as asked, or as many as a requirement takes, checked by a schedule."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from tests.services import planned_centre as centre
from wfm.database.engine import Database
from wfm.domain.accounts import OPERATOR, Principal, Role
from wfm.domain.errors import AccessError, InputError, RefusedError
from wfm.domain.people.contracts import Contract, ShiftTemplate
from wfm.domain.planning.contacts import OperatingHours, Queue
from wfm.services.schedule.drafts import make_schedule
from wfm.services.schedule.generating import generate_reps
from wfm.services.schedule.schedule_coverage import coverage, summary
from wfm.services.schedule.team_size import team_size


def _queues(db: Database, *queues: Queue) -> None:
    with db.write() as uow:
        uow.queues.put_many(queues)


def test_as_many_as_it_takes_covers_the_requirement(sqlite_database: Database) -> None:
    """The team made for a requirement covers it with under 1 % short, and is no more than a quarter too large."""
    _queues(sqlite_database, centre.VOICE, centre.EMAIL)
    run = centre.store(sqlite_database, centre.requirement(days=7, heads=12, email=20))
    team = generate_reps(sqlite_database, OPERATOR, requirement_run=run)
    assert team.new_contracts == ("full-time", "part-time")
    assert set(team.by_skill) == {"voice-en", "email-en"}
    record = make_schedule(sqlite_database, OPERATOR, time_limit=4)
    found = summary(coverage(sqlite_database, OPERATOR, record.id))
    assert found.short_share < 0.01
    with sqlite_database.read() as uow:
        contracts = {c.id: c for c in uow.contracts.all()}
    least = sum(contracts[rep.contract].paid_per_week[0] for rep in team.reps) / 60
    assert least < 1.35 * found.required


def test_nobody_works_on_closed_days(sqlite_database: Database) -> None:
    """Reps made for a centre that closes at weekends are available on weekdays only, within its hours."""
    _queues(sqlite_database, centre.VOICE, centre.EMAIL)
    run = centre.store(sqlite_database, centre.requirement(days=7, email=0))
    team = generate_reps(sqlite_database, OPERATOR, requirement_run=run)
    expected = tuple((day * 1440 + 480, day * 1440 + 1080) for day in range(5))
    assert {rep.available for rep in team.reps} == {expected}


def test_reps_on_record_count(sqlite_database: Database) -> None:
    """A second call for the same requirement adds nobody; their ids never clash with those who are there."""
    _queues(sqlite_database, centre.VOICE, centre.EMAIL)
    run = centre.store(sqlite_database, centre.requirement(days=7, heads=6, email=0))
    first = generate_reps(sqlite_database, OPERATOR, requirement_run=run)
    assert generate_reps(sqlite_database, OPERATOR, requirement_run=run).reps == ()
    more = generate_reps(sqlite_database, OPERATOR, count=3)
    with sqlite_database.read() as uow:
        assert len(uow.reps.ids()) == len(first.reps) + len(more.reps)


def test_a_number_of_reps_is_shared_over_skills(sqlite_database: Database) -> None:
    """Without a requirement the skills share evenly; the same seed makes the same people."""
    _queues(
        sqlite_database,
        centre.VOICE,
        centre.EMAIL,
        replace(centre.VOICE, id="voice-es", skill="voice-es", language="es"),
    )
    team = generate_reps(sqlite_database, OPERATOR, count=10, seed=4)
    assert len(team.reps) == 10
    assert sorted(team.by_skill.values()) == [3, 3, 4]
    spanish = [rep for rep in team.reps if next(iter(rep.skills)) == "voice-es"]
    assert all(rep.languages == ("en", "es") for rep in spanish)
    with sqlite_database.read() as uow:
        assert uow.reps.all() == team.reps


@pytest.mark.parametrize("arguments", [{}, {"count": 1, "requirement_run": 1}, {"count": 0}, {"count": 20_001}])
def test_what_is_asked_must_make_sense(sqlite_database: Database, arguments: dict[str, int]) -> None:
    """Neither, both, none at all and too many are refused before anything is read."""
    with pytest.raises(InputError):
        generate_reps(sqlite_database, OPERATOR, **arguments)


def test_refusals(sqlite_database: Database) -> None:
    """A centre without queues, and a manager, are refused and nothing is written."""
    with pytest.raises(RefusedError, match="no queue yet"):
        generate_reps(sqlite_database, OPERATOR, count=3)
    _queues(sqlite_database, centre.VOICE, centre.EMAIL)
    with pytest.raises(AccessError):
        generate_reps(sqlite_database, Principal("mia", Role.MANAGER), count=3)
    with sqlite_database.read() as uow:
        assert uow.contracts.ids() == ()


def test_contracts_made_fit_any_opening_hours(sqlite_database: Database) -> None:
    """Around the clock or nine hours a day: both contracts can be worked."""
    for hours in (OperatingHours.always(), OperatingHours.daily(540, 1080), OperatingHours.daily(1320, 1800)):
        _queues(sqlite_database, replace(centre.VOICE, hours=hours))
        with sqlite_database.write() as uow:
            for id in uow.reps.ids():
                uow.reps.remove(id)
            for id in uow.contracts.ids():
                uow.contracts.remove(id)
        generate_reps(sqlite_database, OPERATOR, count=2)
        with sqlite_database.read() as uow:
            assert [c.clash() for c in uow.contracts.all()] == [None, None]


def _one_contract(spans: tuple[int, ...] = (480,), latest: int = 480) -> Contract:
    return Contract("c", (2400, 2400), (5, 5), 6, 660, (ShiftTemplate("t", 480, latest, 30, spans),))


def test_team_size_by_hand() -> None:
    """Ten heads from 08:00 to 16:00 on five days take ten reps of five eight-hour days, and the margin; none take none."""
    week = np.zeros((7, 48))
    week[:5, 16:32] = 10
    assert team_size(week.ravel(), 30, [_one_contract()]) == {"c": 11}
    week[5, 16:32] = 10
    # Six days of ten heads are sixty shifts, five a rep: twelve reps, and the margin.
    assert team_size(week.ravel(), 30, [_one_contract()]) == {"c": 13}
    assert team_size(np.zeros(336), 30, [_one_contract()]) == {"c": 0}


def test_heads_where_no_shift_reaches_are_told() -> None:
    """A requirement at 06:00 that no contract can cover names its weekday and time."""
    week = np.zeros((7, 48))
    week[2, 12] = 1
    with pytest.raises(RefusedError, match="Wednesday at 06:00"):
        team_size(week.ravel(), 30, [_one_contract()])


def test_the_busiest_week_counts(sqlite_database: Database) -> None:
    """A requirement that starts midweek and grows over the weeks is staffed for its most, weekday by weekday."""
    _queues(sqlite_database, centre.VOICE, centre.EMAIL)
    start = centre.MONDAY + timedelta(days=2)
    small = centre.requirement(days=14, heads=4, email=0, first=start)
    voice = small.requirements[0]
    later = np.arange(voice.grid.count) >= 7 * 48
    grown = replace(voice, required=np.where(later, voice.required * 3, voice.required))
    run = centre.store(sqlite_database, replace(small, requirements=(grown,)))
    flat = centre.store(sqlite_database, centre.requirement(days=14, heads=12, email=0, first=start))
    most = len(generate_reps(sqlite_database, OPERATOR, requirement_run=run).reps)
    assert len(generate_reps(sqlite_database, OPERATOR, requirement_run=flat).reps) == 0
    assert most >= 12
