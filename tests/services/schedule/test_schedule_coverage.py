"""Coverage and service of a schedule, against heads counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from tests.services import planned_centre as centre
from wfm.database.engine import Database
from wfm.domain.accounts import OPERATOR, Principal, Role
from wfm.domain.errors import AccessError, InputError, RefusedError
from wfm.domain.exchange.schedule import ScheduleStatus, ScheduleVersion
from wfm.domain.people.shifts import Activity, Break, Shift
from wfm.domain.planning.requirement import Coverage
from wfm.domain.time import DAY, Horizon, TimeGrid
from wfm.services.schedule.predicted_service import service_level
from wfm.services.schedule.schedule_coverage import (
    coverage,
    coverage_of_schedule,
    coverage_week,
    rep_schedule,
    summary,
    timeline_coverage,
)
from wfm.services.timeline.publishing import publish

REP = Principal("ann", Role.REP, "r00")
MANAGER = Principal("mia", Role.MANAGER)


@pytest.fixture
def db(sqlite_database: Database) -> Database:
    """The centre without history."""
    centre.build(sqlite_database, with_history=False)
    return sqlite_database


def _schedule(db: Database, shifts: list[Shift], requirement: int | None, days: int = 1) -> int:
    horizon = Horizon(centre.MONDAY, days, centre.SLOT, centre.ZONE)
    record = ScheduleVersion(
        0, "x", horizon, ScheduleStatus.DRAFT, requirement, None, None, {}, (), (), datetime.now(UTC), "test"
    )
    with db.write() as uow:
        return uow.schedules.add(record, shifts)


def test_heads_counted_by_hand(db: Database) -> None:
    """Two reps at work, one on a break from 12:00 to 12:30, against three required: short by one and by two."""
    run = centre.store(db, centre.requirement(days=1, heads=3, email=0))
    lunch = (Break("lunch", 720, 750),)
    shifts = [Shift("r00", 480, 1080, "main", lunch), Shift("r03", 480, 1080, "main"), Shift("", 480, 1080, "main")]
    (voice,) = coverage(db, OPERATOR, _schedule(db, shifts, run))
    minutes = voice.grid.minutes_of_day()
    assert voice.skill == "voice-en"
    assert voice.required[minutes == 540] == 3
    assert voice.short[minutes == 540] == pytest.approx(1)
    assert voice.short[minutes == 720] == pytest.approx(2)
    assert voice.scheduled[minutes == 540] == pytest.approx(2)
    assert voice.over.sum() == pytest.approx(0)
    found = summary([voice])
    assert found.required == pytest.approx(30)
    assert found.short == pytest.approx(10 + 0.5)
    assert found.short_share == pytest.approx(10.5 / 30)


def test_scheduled_is_required_less_short_plus_over(db: Database) -> None:
    """The four figures of every interval agree, for heads and for work that may wait; a nester counts 0.6."""
    run = centre.store(db, centre.requirement(days=1, heads=1, email=4))
    shifts = [Shift("r06", 480, 990, "main"), Shift("r01", 480, 780, None), Shift("r07", 540, 1050, None)]
    parts = coverage(db, OPERATOR, _schedule(db, shifts, run))
    for part in parts:
        np.testing.assert_allclose(part.scheduled, part.required - part.short + part.over, atol=1e-6)
    given = sum(part.scheduled.sum() for part in parts)
    assert given == pytest.approx(0.6 * 17 + 10 + 17)
    email = next(part for part in parts if part.skill == "email-en")
    assert email.required.sum() == pytest.approx(4)
    assert email.short.sum() == pytest.approx(0)


def test_work_left_undone_is_short(db: Database) -> None:
    """With nobody at work all of the email work is short, in the last slot it could have been done."""
    run = centre.store(db, centre.requirement(days=1, heads=0, email=4))
    (email,) = coverage(db, OPERATOR, _schedule(db, [], run))
    assert email.short.sum() == pytest.approx(4)
    assert email.grid.minutes_of_day()[np.flatnonzero(email.short)].tolist() == [17 * 60 + 30]


def test_sums_by_day_and_skill() -> None:
    """Two skills over two days sum up either way to the same total."""
    grid = TimeGrid.of_days(centre.ZONE, centre.MONDAY, 2, 30)
    ones, zeros = np.ones(96), np.zeros(96)
    parts = [Coverage("a", grid, ones, ones, zeros, zeros), Coverage("b", grid, 2 * ones, ones, ones, zeros)]
    found = summary(parts)
    assert (found.required, found.scheduled, found.short, found.over) == (144, 96, 48, 0)
    assert [(d.skill, d.required, d.short) for d in found.by_skill()] == [("a", 48, 0), ("b", 96, 48)]
    assert [(d.day, d.required) for d in found.by_day()] == [
        (centre.MONDAY, 72),
        (centre.MONDAY + timedelta(days=1), 72),
    ]


def test_days_of_23_and_25_hours() -> None:
    """On days when clocks change, a head all day is 23 or 25 head-hours."""
    for day, hours in ((date(2026, 3, 8), 23), (date(2026, 11, 1), 25), (date(2026, 6, 1), 24)):
        grid = TimeGrid.of_days(centre.ZONE, day, 1, 30)
        one = np.ones(grid.count)
        assert summary([Coverage("a", grid, one, one, one, one)]).required == hours


def test_service_follows_the_heads(db: Database) -> None:
    """More heads at work, better service; nobody at work, none at all."""
    run = centre.requirement(days=1, heads=4, email=0)
    voice = replace(run.requirements[0], volume=np.where(run.requirements[0].required > 0, 20.0, 0.0))
    stored = centre.store(db, replace(run, requirements=(voice,)))
    day = [Shift(f"r{n:02d}", 480, 1080, None) for n in range(6)]
    levels = [service_level(db, OPERATOR, _schedule(db, day[:n], stored))[0].mean_level for n in (0, 2, 4, 6)]
    assert levels[0] == pytest.approx(0)
    assert levels == sorted(levels)
    assert levels[-1] > 0.9


def test_who_may_see_what(db: Database) -> None:
    """Drafts are for planners; published coverage also for managers; a rep sees own published shifts only."""
    run = centre.store(db, centre.requirement(days=1, email=0))
    id = _schedule(db, [Shift("r00", 480, 990, "main")], run)
    with pytest.raises(AccessError):
        coverage(db, MANAGER, id)
    start, end = datetime(2026, 5, 30, tzinfo=UTC), datetime(2026, 6, 9, tzinfo=UTC)
    assert rep_schedule(db, REP, "r00", start, end) == ()
    publish(db, OPERATOR, id, now=centre.NOW)
    assert len(coverage(db, MANAGER, id)) == 1
    for who in (REP, MANAGER):
        assert [p.shift.agent for p in rep_schedule(db, who, "r00", start, end)] == ["r00"]
    with pytest.raises(AccessError):
        rep_schedule(db, REP, "r01", start, end)
    with pytest.raises(AccessError):
        coverage(db, REP, id)


def test_days_that_no_requirement_covers(db: Database) -> None:
    """They are refused in a sentence, with and without a run of its own; beside others they are named."""
    with pytest.raises(RefusedError, match="no requirement covers the days of schedule 1"):
        coverage(db, OPERATOR, _schedule(db, [], None))
    centre.store(db, centre.requirement(days=1, email=0))
    found = timeline_coverage(db, OPERATOR, centre.MONDAY, 3)
    assert found.unknown == (centre.MONDAY + timedelta(days=1), centre.MONDAY + timedelta(days=2))
    assert "no requirement covers Tue 2 Jun, Wed 3 Jun: nothing can be told of them" in found.notes
    with pytest.raises(InputError, match=r"days must be in 1\.\.56, got 57"):
        timeline_coverage(db, OPERATOR, centre.MONDAY, 57)


def test_the_timeline_beside_the_newest_requirement(db: Database) -> None:
    """Whatever run a schedule was made for, each day is compared with the newest; shifts of every schedule count, with
    what runs in from the night before and the activities taken off."""
    old = centre.store(db, centre.requirement(days=3, heads=3, email=0))
    new = centre.store(db, centre.requirement(days=1, heads=2, email=0, first=centre.MONDAY + timedelta(days=1)))
    coaching = (Activity("coaching", DAY + 600, DAY + 660),)
    first = _schedule(
        db, [Shift("r00", DAY + 480, DAY + 1080, activities=coaching), Shift("r03", 1200, DAY + 540)], old, 3
    )
    second = _schedule(db, [Shift("r05", DAY + 480, DAY + 780)], None, 2)
    with db.write() as uow:
        uow.publications.publish(first, 1, datetime.now(UTC))
        shift = uow.schedules.own_shifts(second)[0].shift
        uow.schedules.add_shift(first, shift)
    found = timeline_coverage(db, MANAGER, centre.MONDAY, 3)
    assert [(c.stretch.run.id, c.stretch.first_day, c.stretch.days) for c in found.compared] == [
        (old, centre.MONDAY, 1),
        (new, centre.MONDAY + timedelta(days=1), 1),
        (old, centre.MONDAY + timedelta(days=2), 1),
    ]
    assert f"Tue 2 Jun against requirement {new}" in found.notes[1]
    days = {d.day: d for d in summary(found.parts).days}
    assert days[centre.MONDAY].short == pytest.approx(30)
    assert days[centre.MONDAY + timedelta(days=1)].short == pytest.approx(20 - 9 - 1 - 5 + 1)
    assert days[centre.MONDAY + timedelta(days=2)].short == pytest.approx(30)


def test_a_draft_beside_what_it_leaves_alone(db: Database) -> None:
    """A team's draft from noon on: its own shifts, the others' published ones, and what its team does before noon; a
    requirement newer than its own is told."""
    old = centre.store(db, centre.requirement(days=1, heads=3, email=0))
    horizon = Horizon(centre.MONDAY, 1, centre.SLOT, centre.ZONE)
    first = _schedule(db, [Shift("r00", 480, 720), Shift("r00", 780, 1080), Shift("r03", 480, 1080)], old)
    new = centre.store(db, centre.requirement(days=1, heads=2, email=0))
    draft = ScheduleVersion(
        0, "x", horizon, ScheduleStatus.DRAFT, old, None, None, {}, (), (), datetime.now(UTC), "test",
        first_minute=720, reps=frozenset({"r00"}), scope_words="one",
    )  # fmt: skip
    with db.write() as uow:
        uow.publications.publish(first, 1, datetime.now(UTC))
        id = uow.schedules.add(draft, [Shift("r00", 840, 1080)])
    found = coverage_of_schedule(db, OPERATOR, id)
    assert summary(found.parts).short == pytest.approx(2)
    assert summary(coverage(db, OPERATOR, first)).short == pytest.approx(1)
    assert found.notes[-1] == f"newer than requirement {old}, which the draft was made for: requirement {new}"


def test_the_current_week_begins_on_the_centres_weekday(db: Database) -> None:
    """It is told by the clock of the queues: it is still Sunday in New York when Monday has begun in UTC."""
    moment = datetime(2026, 6, 8, 3, tzinfo=UTC)
    assert coverage_week(db, MANAGER, moment) == centre.MONDAY
    assert coverage_week(db, MANAGER, moment + timedelta(hours=2)) == centre.MONDAY + timedelta(days=7)


def test_what_is_kept_follows_every_change(db: Database) -> None:
    """A shift that changes, a rep who learns more and a new requirement show at once."""
    run = centre.store(db, centre.requirement(days=1, heads=3, email=0))
    first = _schedule(db, [Shift("r00", 480, 1080), Shift("r03", 480, 1080)], run)

    def short() -> float:
        return summary(coverage(db, OPERATOR, first)).short

    assert short() == pytest.approx(10)
    with db.write() as uow:
        planned = uow.schedules.own_shifts(first)[0]
        uow.schedules.replace_shift(planned.id, planned.version, replace(planned.shift, end=1020))
    assert short() == pytest.approx(11)
    with db.write() as uow:
        uow.reps.put_many([replace(uow.reps.get("r00"), skills={"voice-en": 0.5})])
    assert short() == pytest.approx(10 + 10 - 4.5)
    centre.store(db, centre.requirement(days=1, heads=2, email=0))
    assert short() == pytest.approx(20 - 10 - 4.5)
