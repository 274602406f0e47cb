"""The scheduling service: the problem it builds, and the draft it stores."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from scheduler.problem.demand import DeferrableDemand, HeadDemand
from tests.services import planned_centre as centre
from wfm.database.engine import Database, initialise
from wfm.database.repositories.leave import LeaveState
from wfm.domain.accounts import OPERATOR, Principal, Role
from wfm.domain.errors import AccessError, InputError, RefusedError
from wfm.domain.exchange.schedule import ScheduleStatus, ScheduleVersion
from wfm.domain.people import Before, WorkMode
from wfm.domain.people.contracts import BreakTemplate
from wfm.domain.people.shifts import Shift
from wfm.domain.rules.measuring import violations
from wfm.domain.time import Horizon, TimeGrid, to_utc
from wfm.services.schedule.drafts import SchedulingTask, build_problem, horizon_of, make_schedule
from wfm.services.timeline.publishing import publish


@pytest.fixture
def db(sqlite_database: Database) -> Database:
    """The centre with a requirement of two weeks."""
    centre.build(sqlite_database, with_history=False)
    centre.store(sqlite_database, centre.requirement(days=14))
    return sqlite_database


def _task(db: Database, first: date | None = None, days: int | None = 7) -> SchedulingTask:
    with db.read() as uow:
        run = uow.requirements.latest()
        assert run is not None
        return build_problem(uow, run, first, days)


def _published(db: Database, first: date, days: int, shifts: list[Shift]) -> None:
    """A published schedule made by hand."""
    horizon = Horizon(first, days, centre.SLOT, centre.ZONE)
    record = ScheduleVersion(
        0, "by hand", horizon, ScheduleStatus.DRAFT, None, None, None, {}, (), (), datetime.now(UTC), "test"
    )
    with db.write() as uow:
        id = uow.schedules.add(record, shifts)
        uow.publications.publish(id, 1, datetime.now(UTC))


def test_demand_is_the_requirement_on_the_wall_clock(db: Database) -> None:
    """Voice asks for four heads in each open slot; email for its work, waiting from opening to closing."""
    problem = _task(db).problem
    voice = next(d for d in problem.demand if isinstance(d, HeadDemand))
    table = voice.required.reshape(7, -1)
    opened = np.zeros(48, bool)
    opened[16:36] = True
    for day in range(5):
        assert (table[day][opened] == 4).all()
        assert (table[day][~opened] == 0).all()
    assert (table[5:] == 0).all()
    email = next(d for d in problem.demand if isinstance(d, DeferrableDemand))
    assert [(w.arrives % 48, w.due % 48, w.head_slots) for w in email.work] == [(16, 36, 3.0)] * 5
    assert email.weight == centre.EMAIL.weight


def test_queues_of_one_skill_add_up_at_their_mean_price(db: Database) -> None:
    """Two voice queues of one skill become one demand; the price of a head is weighed by heads."""
    run = centre.requirement(days=7, email=0)
    voice = run.requirements[0]
    other = replace(voice, queue="email-en", base=voice.base * 3, required=voice.required * 3, weight=2.0)
    with db.read() as uow:
        task = build_problem(uow, replace(run, requirements=(voice, other)), None, 7)
    (demand,) = task.problem.demand
    assert isinstance(demand, HeadDemand)
    assert demand.required.max() == 16
    assert demand.weight == pytest.approx((4 * 1 + 12 * 2) / 16)


def test_skills_nobody_asks_for_are_dropped(db: Database) -> None:
    """Without email work no agent carries the email skill, and those who have only it stay on board."""
    with db.write() as uow:
        uow.reps.put(replace(centre.people()[1], skills={"email-en": 1.0}))
    centre.store(db, centre.requirement(days=7, email=0))
    problem = _task(db).problem
    assert problem.skills == ("voice-en",)
    agents = {agent.id: agent for agent in problem.agents}
    assert agents["r03"].skills == {"voice-en": 1.0}
    assert agents["r01"].skills == {}


def test_training_is_left_out_and_nesting_is_slower(db: Database) -> None:
    """The rep in training is named, not scheduled; the one in nesting does 60 %; remote reps have no site."""
    task = _task(db)
    agents = {agent.id: agent for agent in task.problem.agents}
    assert task.left_out == (("r12", "in training and on no contacts yet"),)
    assert "r12" not in agents
    assert agents["r06"].skills["voice-en"] == 0.6
    assert agents["r00"].skills["voice-en"] == 1.0
    assert all((agent.site is None) == (agent.work_mode is WorkMode.REMOTE) for agent in agents.values())
    assert agents["r01"].office_days == (1, 3)


def test_weekly_availability_is_unrolled(db: Database) -> None:
    """Windows from Monday's midnight land on the horizon's days, joined where they touch, from any weekday on."""
    windows = ((0, 1440), (1440, 2000), (6 * 1440 + 600, 7 * 1440 + 120))
    with db.write() as uow:
        uow.reps.put(replace(centre.people()[0], available=windows))
    agents = {a.id: a for a in _task(db, centre.MONDAY + timedelta(days=2), 7).problem.agents}
    # Wednesday is day 0, so Sunday is day 4 and the next Monday day 5.
    assert agents["r00"].available == ((4 * 1440 + 600, 5 * 1440 + 2000),)
    agents = {a.id: a for a in _task(db, centre.MONDAY, 7).problem.agents}
    assert agents["r00"].available == ((0, 2000), (6 * 1440 + 600, 8 * 1440))


def test_only_approved_leave_blocks(db: Database) -> None:
    """Approved time off becomes minutes of the horizon; a mere request does not."""
    tuesday = datetime.combine(centre.MONDAY + timedelta(days=1), datetime.min.time())

    def ask(hours: tuple[int, int], state: LeaveState) -> None:
        start, end = (to_utc(tuesday + timedelta(hours=h), centre.ZONE) for h in hours)
        uow.time_off.request("r00", start, end, "private", state)

    with db.write() as uow:
        ask((8, 12), LeaveState.APPROVED)
        ask((10, 14), LeaveState.APPROVED)
        ask((16, 18), LeaveState.REQUESTED)
    agents = {a.id: a for a in _task(db).problem.agents}
    assert [(leave.start, leave.end) for leave in agents["r00"].leave] == [
        (1440 + 8 * 60, 1440 + 12 * 60),
        (1440 + 10 * 60, 1440 + 14 * 60),
    ]


def test_what_the_published_week_before_leaves_behind(db: Database) -> None:
    """The last shift's end and the days in a row come from what was published, not from drafts."""
    week = centre.MONDAY - timedelta(days=7)
    shifts = [Shift("r00", d * 1440 + 480, d * 1440 + 990, "main") for d in (2, 4, 5, 6)]
    _published(db, week, 7, shifts)
    agents = {a.id: a for a in _task(db).problem.agents}
    assert agents["r00"].before == Before(990 - 1440, 3)
    assert agents["r01"].before == Before(None, 0)


def test_published_shifts_are_kept_when_asked(db: Database) -> None:
    """With keep, shifts published for these days are part of the problem, on its axis; without, they are not."""
    _published(db, centre.MONDAY, 7, [Shift("r00", 2 * 1440 + 480, 2 * 1440 + 990, "main")])
    wednesday = centre.MONDAY + timedelta(days=2)
    with db.read() as uow:
        run = uow.requirements.latest()
        assert run is not None
        kept = build_problem(uow, run, wednesday, 3, keep=True).problem
        plain = build_problem(uow, run, wednesday, 3).problem
    assert [(s.agent, s.start, s.end) for s in kept.published] == [("r00", 480, 990)]
    assert plain.published == ()


def test_a_shift_over_the_first_midnight_is_given(db: Database) -> None:
    """A night shift that ends at 02:00 of day 0 covers, holds its seat, and the rest of its rep counts from its end."""
    week = centre.MONDAY - timedelta(days=7)
    _published(db, week, 7, [Shift("r00", 6 * 1440 + 1200, 7 * 1440 + 120, "main")])
    problem = _task(db).problem
    agent = next(a for a in problem.agents if a.id == "r00")
    assert agent.before == Before(120, 1)
    assert agent.time_off == ()
    (given,) = problem.given
    assert (given.shift.agent, given.shift.start, given.shift.end, given.shift.site) == ("r00", -240, 120, "main")
    assert given.skills == {"voice-en": 1.0}


def test_days_must_lie_within_the_requirement() -> None:
    """The whole run, its last day alone, and one day beyond either end."""
    run = centre.requirement(days=14)
    assert horizon_of(run, None, None).days == 14
    last = centre.MONDAY + timedelta(days=13)
    assert horizon_of(run, last, 1).start == last
    for first, days in ((last, 2), (centre.MONDAY - timedelta(days=1), 3), (centre.MONDAY, 15), (None, 0)):
        with pytest.raises(InputError):
            horizon_of(run, first, days)


def test_the_last_day_of_a_run_that_a_half_hour_shortens() -> None:
    """On Lord Howe clocks go half an hour forward: intervals of an hour end half an hour before midnight."""
    day = date(2026, 10, 4)
    grid = TimeGrid.of_days("Australia/Lord_Howe", day, 1, 60)
    run = replace(centre.requirement(), grid=grid, requirements=())
    assert grid.count == 23
    assert horizon_of(run, None, None).start == day
    assert horizon_of(run, day, 1).days == 1


def test_nothing_to_cover_and_nobody_to_schedule(db: Database, tmp_path: Path) -> None:
    """A weekend without demand and a centre without reps are refused in a sentence."""
    with pytest.raises(RefusedError, match="asks for no heads"):
        _task(db, centre.MONDAY + timedelta(days=5), 2)
    other = initialise(f"sqlite:///{tmp_path / 'other.db'}")
    with pytest.raises(RefusedError, match="no requirement yet"):
        make_schedule(other, OPERATOR)
    with other.write() as uow:
        uow.queues.put_many([centre.VOICE, centre.EMAIL])
    centre.store(other, centre.requirement())
    with pytest.raises(RefusedError, match="no rep to schedule"):
        make_schedule(other, OPERATOR)
    other.close()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, ScheduleVersion]]:
    """A centre with a schedule of one week, searched for two seconds."""
    db = initialise(f"sqlite:///{tmp_path_factory.mktemp('scheduling') / 'wfm.db'}")
    centre.build(db, with_history=False)
    centre.store(db, centre.requirement(days=7))
    yield db, make_schedule(db, OPERATOR, days=7, time_limit=2)
    db.close()


def test_the_draft_keeps_every_rule(made: tuple[Database, ScheduleVersion]) -> None:
    """Every scheduled rep's shifts pass the domain's own rules, and those who do not are named."""
    db, record = made
    task = _task(db)
    with db.read() as uow:
        found = uow.schedules.get(record.id)
    assert found.record.status is ScheduleStatus.DRAFT
    assert found.shifts
    unscheduled = {reason.subject for reason in record.unscheduled}
    assert "r12" in unscheduled
    for agent in task.problem.agents:
        if agent.id not in unscheduled:
            mine = [p.shift for p in found.shifts if p.shift.agent == agent.id]
            assert violations(agent, task.problem.contracts, mine, task.problem.horizon) == [], agent.id


def test_stored_shifts_carry_their_instants(made: tuple[Database, ScheduleVersion]) -> None:
    """A stored start is the wall-clock minute of the horizon in New York, as UTC."""
    db, record = made
    with db.read() as uow:
        for planned in uow.schedules.get(record.id).shifts:
            assert planned.start == record.horizon.instant(planned.shift.start)
            assert planned.start.hour == (planned.shift.start_of_day // 60 + 4) % 24  # summer time is UTC-4


def test_breaks_shorter_than_the_interval_are_planned(db: Database) -> None:
    """With breaks of 15 minutes on half-hourly demand, slots are 15 minutes and every shift has its break."""
    rest = BreakTemplate("break", 15, True, 60, 150)
    shift = replace(centre.FULL.shifts[0], breaks=(rest, *centre.FULL.shifts[0].breaks))
    with db.write() as uow:
        uow.contracts.put(replace(centre.FULL, shifts=(shift,)))
    task = _task(db)
    assert task.problem.horizon.slot_minutes == 15
    voice = next(d for d in task.problem.demand if isinstance(d, HeadDemand))
    assert voice.required.sum() == 5 * 10 * 4 * 4
    record = make_schedule(db, OPERATOR, days=7, time_limit=1)
    with db.read() as uow:
        full = [p.shift for p in uow.schedules.get(record.id).shifts if p.shift.agent == "r00"]
    assert [[b.name for b in shift.breaks] for shift in full] == [["break", "lunch"]] * 5


def test_a_stop_keeps_the_best_so_far(db: Database) -> None:
    """A search that is asked to stop before it starts still stores a schedule."""
    asked = threading.Event()
    asked.set()
    record = make_schedule(db, OPERATOR, days=7, time_limit=600, stop_asked=asked)
    with db.read() as uow:
        assert uow.schedules.count_shifts(record.id) > 0


def test_only_planners_schedule(db: Database) -> None:
    """A manager is refused, and nothing is stored."""
    with pytest.raises(AccessError):
        make_schedule(db, Principal("mia", Role.MANAGER))
    with pytest.raises(InputError, match="preset must be one of"):
        make_schedule(db, OPERATOR, preset_name="fastest")
    with db.read() as uow:
        assert uow.schedules.heads() == ()


def test_the_next_week_rests_after_the_published_one(db: Database) -> None:
    """Two weeks scheduled one after the other keep the rules across their border."""
    first = make_schedule(db, OPERATOR, days=7, time_limit=1)
    publish(db, OPERATOR, first.id, now=centre.NOW)
    second = make_schedule(db, OPERATOR, first_day=centre.MONDAY + timedelta(days=7), days=7, time_limit=1)
    task = _task(db, centre.MONDAY + timedelta(days=7), 7)
    with db.read() as uow:
        found = uow.schedules.get(second.id)
    unscheduled = {reason.subject for reason in second.unscheduled}
    assert any(agent.before.last_shift_end is not None for agent in task.problem.agents)
    for agent in task.problem.agents:
        if agent.id not in unscheduled:
            mine = [p.shift for p in found.shifts if p.shift.agent == agent.id]
            assert violations(agent, task.problem.contracts, mine, task.problem.horizon) == []
