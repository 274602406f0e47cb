"""Drafts of a part: whom and from when, what stays locked, and what of others is counted on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest

from scheduler.problem.demand import HeadDemand
from tests.services import planned_centre as centre
from tests.services.small_centre import as_rep, give_leave
from wfm.database.engine import Database
from wfm.domain.accounts import OPERATOR
from wfm.domain.errors import AccessError, InputError, NotFoundError, RefusedError
from wfm.domain.exchange.schedule import PlannedShift, ScheduleStatus, ScheduleVersion
from wfm.domain.people import DatedTerms, Team
from wfm.domain.people.shifts import Activity, Break, Shift
from wfm.domain.time import Horizon, to_utc
from wfm.services.bidding import award_round, line_choices, open_round, override_award, rounds
from wfm.services.jobs import run_job
from wfm.services.schedule.drafts import SchedulingTask, build_problem, make_schedule
from wfm.services.schedule.scopes import Wish

DAY = 1440
RED = Wish(teams=("red",))
HUDDLE = (Activity("huddle", 600, 630),)


@pytest.fixture
def db(sqlite_database: Database) -> Database:
    """The centre with a requirement of two weeks; r00 to r03 are team Red, r03 from the second Thursday on."""
    db = sqlite_database
    centre.build(db, with_history=False)
    centre.store(db, centre.requirement(days=14))
    with db.write() as uow:
        uow.teams.put_many([Team("red", "Red"), Team("none", "Empty")])
        uow.reps.put_many([replace(rep, team="red") for rep in centre.people()[:3]])
        uow.reps.set_terms("r03", [DatedTerms(centre.MONDAY + timedelta(days=10), team="red")])
    return db


def work(rep: str, day: int, start: int = 480, **more: object) -> Shift:
    """Eight and a half hours with lunch."""
    begin = day * DAY + start
    activities = tuple(replace(a, start=a.start + day * DAY, end=a.end + day * DAY) for a in more.pop("activities", ()))
    lunch = Break("lunch", begin + 240, begin + 270)
    return Shift(rep, begin, begin + 510, more.pop("site", "main"), (lunch,), activities=activities, **more)


def publish(db: Database, shifts: Iterable[Shift], days: int = 7, **scope: object) -> None:
    """A published schedule made by hand."""
    horizon = Horizon(centre.MONDAY, days, centre.SLOT, centre.ZONE)
    now = datetime.now(UTC)
    record = ScheduleVersion(0, "hand", horizon, ScheduleStatus.DRAFT, None, None, None, {}, (), (), now, "test")
    with db.write() as uow:
        id = uow.schedules.add(replace(record, **scope), tuple(shifts))
        uow.publications.publish(id, 1, now)


def task(db: Database, wish: Wish = RED, days: int = 7, **more: object) -> SchedulingTask:
    """The problem of the first days."""
    with db.read() as uow:
        run = uow.requirements.latest()
        assert run is not None
        return build_problem(uow, run, None, days, wish=wish, **more)


def drafted(db: Database, **options: object) -> tuple[ScheduleVersion, tuple[PlannedShift, ...]]:
    """A draft of the first week, searched for a moment, and its shifts."""
    made = make_schedule(db, OPERATOR, time_limit=0.3, **{"days": 7, **options})
    with db.read() as uow:
        return made, uow.schedules.get(made.id).shifts


def noon(day: int) -> datetime:
    """Noon of a day of the week, on the schedule's clock."""
    return datetime.combine(centre.MONDAY + timedelta(days=day), datetime.min.time()) + timedelta(hours=12)


def test_whom_a_wish_means(db: Database) -> None:
    """Ids add up; a team has those who are in it on a day of the scope; the words say what was chosen."""
    found = task(db).chosen
    assert (found.reps, found.words) == (frozenset({"r00", "r01", "r02"}), "team Red")
    assert task(db, days=14).chosen.reps == frozenset({"r00", "r01", "r02", "r03"})
    site = task(db, Wish(sites=("main",))).chosen
    assert (site.reps, site.words) == (
        frozenset(rep.id for rep in centre.people() if rep.site == "main"),
        "site Main Street",
    )
    mixed = task(db, Wish(reps=("r07", "r04"), teams=("red",))).chosen
    assert (mixed.reps, mixed.words) == (frozenset({"r00", "r01", "r02", "r04", "r07"}), "team Red and 2 reps")
    named = task(db, Wish(reps=("r07", "r04", "r05", "r06"))).chosen
    assert named.words == "4 reps: Person 7, Person 4, Person 5 and 1 more"
    everyone = task(db, Wish())
    assert (everyone.chosen.reps, everyone.chosen.words) == (None, "")


def test_nobody_and_nothing_are_told_in_a_sentence(db: Database) -> None:
    """An unknown id, someone who has left and a team without anybody leave nothing behind."""
    with db.write() as uow:
        uow.reps.set_active("r05", False)
    for options, error, said in (
        ({"teams": ["blue"]}, NotFoundError, "there is no team 'blue'"),
        ({"sites": ["moon"]}, NotFoundError, "there is no site 'moon'"),
        ({"reps": ["r00", "zz"]}, NotFoundError, "there is no rep 'zz'"),
        ({"reps": ["r05"]}, RefusedError, "rep 'r05' no longer works here"),
        ({"teams": ["none"]}, RefusedError, "nobody is in team Empty from 1 Jun 2026 to 7 Jun 2026"),
        ({"begin": noon(14)}, InputError, "must lie within the requirement run"),
        ({"first_day": centre.MONDAY, "begin": noon(8)}, InputError, "must be from 1 Jun 2026 to 7 Jun 2026"),
        ({"begin": noon(1).replace(tzinfo=UTC)}, InputError, "must name no zone"),
    ):
        with pytest.raises(error, match=said):
            make_schedule(db, OPERATOR, **{"days": 7, **options})
    with db.read() as uow:
        assert uow.schedules.heads() == ()


def test_a_part_is_drafted_beside_the_others(db: Database) -> None:
    """Others' shifts, those of someone who has left too, give cover and hold seats; the draft holds its reps alone."""
    others = [work(f"r{n:02d}", day) for n in (4, 6, 7, 9) for day in range(5)]
    others += [replace(shift, agent="r05") for shift in others if shift.agent == "r04"]
    publish(db, [*others, work("r00", 0)])
    with db.write() as uow:
        uow.reps.set_active("r05", False)
    told = task(db)
    assert {agent.id for agent in told.problem.agents} == {"r00", "r01", "r02"}
    assert len(told.problem.given) == told.standing.others == 25
    assert told.problem.published == ()
    assert [(id, mark.rep) for id, mark in told.basis[1].items()] == [(26, "r00")]
    made, shifts = drafted(db, teams=["red"])
    assert (made.scope_words, made.reps) == ("team Red", frozenset({"r00", "r01", "r02"}))
    assert {planned.shift.agent for planned in shifts} == {"r00", "r01", "r02"}
    seated = [p.shift for p in shifts if p.shift.site == "main"] + others
    for minute in range(0, 5 * DAY, 30):
        assert sum(s.start <= minute < s.end for s in seated) <= 6


def test_from_wednesday_noon(db: Database) -> None:
    """What has begun stays and is no part of the draft; whoever has nothing then starts no earlier; no head is asked."""
    sites, days = ("main", "main", None), (5, 2, 5)
    week = [work(f"r{n:02d}", day, site=sites[n]) for n in range(3) for day in range(days[n])]
    publish(db, week)
    told = task(db, begin=noon(2), days=5)
    problem = told.problem
    assert (problem.horizon.start, problem.horizon.days, told.first_minute) == (noon(2).date(), 5, 720)
    assert [(s.agent, s.start, s.locked) for s in problem.published] == [("r00", 480, True), ("r02", 480, True)]
    agents = {agent.id: agent for agent in problem.agents}
    assert (agents["r01"].time_off, agents["r00"].time_off) == (((0, 720),), ((0, 480),))
    heads = next(d for d in problem.demand if isinstance(d, HeadDemand)).required
    assert np.flatnonzero(heads)[0] == 24
    made, shifts = drafted(db, teams=["red"], begin=noon(2), days=5)
    assert made.scope.start == to_utc(noon(2), centre.ZONE)
    assert all(planned.start >= made.scope.start for planned in shifts)
    assert not {(p.shift.agent, p.shift.day) for p in shifts} & {("r00", 0), ("r02", 0)}


def test_from_now_on_where_nothing_else_is_said(db: Database) -> None:
    """Within its days a draft begins at the next slot; a time that is told holds, though it has passed."""
    now = to_utc(noon(2) + timedelta(minutes=15, seconds=1), centre.ZONE)
    told = task(db, now=now)
    assert (told.problem.horizon.start, told.problem.horizon.days, told.first_minute) == (noon(2).date(), 5, 750)
    morning = noon(1) - timedelta(hours=12)
    assert task(db, now=now, begin=morning).first_minute == 0
    assert task(db, now=to_utc(noon(9), centre.ZONE)).problem.horizon.start == centre.MONDAY
    with pytest.raises(RefusedError, match="nothing is left to schedule"):
        task(db, now=to_utc(noon(6) + timedelta(hours=11, minutes=45), centre.ZONE))


def test_a_job_takes_the_scope(db: Database) -> None:
    """Ids and a time come from a page as JSON."""
    arguments = {"teams": ["red"], "begin": noon(2).isoformat(), "days": 2, "time_limit": 0.1}
    with db.write() as uow:
        waiting = uow.jobs.add("schedule", arguments, OPERATOR.username)
    job = run_job(db, waiting)
    assert job.result is not None, job.message
    with db.read() as uow:
        made = uow.schedules.record(job.result)
    assert (made.scope_words, made.first_minute, made.horizon.days) == ("team Red", 720, 2)


@pytest.mark.parametrize("keep", [False, True])
def test_locks_and_pieces_come_out_as_they_went_in(db: Database, keep: bool) -> None:
    """A locked shift and one with activities stay to the minute; so does one in leave, which is named."""
    locked, pieces = work("r00", 1, 510, locked=True), work("r01", 3, 480, activities=HUDDLE)
    away, open_one = work("r02", 2, 480, locked=True, site=None), work("", 4, 480, locked=True)
    publish(db, [locked, pieces, away, open_one, work("r00", 2), work("", 3)])
    give_leave(db, "r02", to_utc(noon(2) - timedelta(hours=12), centre.ZONE))
    made, shifts = drafted(db, keep=keep)
    for shift in (locked, pieces, away, open_one):
        assert [p.shift for p in shifts if (p.shift.agent, p.shift.day) == (shift.agent, shift.day)] == [shift]
    assert {p.shift.agent for p in shifts if not p.shift.agent} == {""}
    assert sum(p.shift.agent == "" for p in shifts) == 1
    said = [reason.text for reason in made.unscheduled if reason.subject == "r02"]
    assert len(said) == 1
    assert said[0].startswith("the locked shift on Wed 3 Jun 08:00-16:30 stays as it is, though it lies in approved")
    assert len([p for p in shifts if p.shift.agent == "r00"]) == 5


def test_a_lock_that_breaks_a_rule_is_named_and_harms_nobody(db: Database) -> None:
    """A shift of no template of the contract stays, its rep still gets a week around it."""
    odd = Shift("r00", DAY + 600, DAY + 1230, "main", locked=True)
    publish(db, [odd])
    made, shifts = drafted(db, teams=["red"])
    mine = [p.shift for p in shifts if p.shift.agent == "r00"]
    assert odd in mine
    assert len(mine) > 3
    assert all(b.start - a.end >= 660 for a, b in pairwise(mine))
    (said,) = [reason.text for reason in made.unscheduled if reason.subject == "r00" and "locked" in reason.text]
    assert said.startswith("the locked shift on Tue 2 Jun 10:00-20:30 stays as it is, though it breaks a rule: ")


def test_a_partial_publication_plans_days_of_its_reps_only(db: Database) -> None:
    """The week that follows asks a whole week of nobody whose part of it is not published."""
    publish(db, [work("r00", 0)], days=2, reps=frozenset({"r00", "r01", "r02"}), scope_words="team Red")
    later = {agent.id: agent for agent in task(db, Wish(), begin=noon(2) - timedelta(hours=12), days=5).problem.agents}
    assert later["r00"].before.week is not None
    assert later["r01"].before.week is not None
    assert later["r04"].before.week is None


def test_bids_over_a_draft_with_a_scope(db: Database) -> None:
    """Only reps of the scope see the round and get a line; nobody else is told that they got none."""
    now = datetime(2026, 5, 20, 12, tzinfo=UTC)
    made, _ = drafted(db, teams=["red"])
    round = open_round(db, OPERATOR, made.id, "Red", now, now + timedelta(days=2), 1, now=now)
    insider, outsider = as_rep("r00"), as_rep("r04")
    assert [one.round.id for one in rounds(db, insider, now=now)] == [round.id]
    assert rounds(db, outsider, now=now) == ()
    assert line_choices(db, insider, round.id, now=now)
    with pytest.raises(AccessError, match="round 'Red' is about other reps, and you have no part in it"):
        line_choices(db, outsider, round.id, now=now)
    given = award_round(db, OPERATOR, round.id, now=now + timedelta(days=3))
    assert {award.rep for award in given} <= made.reps
    with pytest.raises(RefusedError, match="cannot be given to r04: the round is held for team Red"):
        override_award(db, OPERATOR, round.id, "r04", given[0].line, "so it is", now=now + timedelta(days=3))


def test_no_round_over_locked_shifts(db: Database) -> None:
    """A locked shift stays its rep's, so it cannot be bid for."""
    publish(db, [work("r00", 1, locked=True)])
    made, _ = drafted(db)
    now = datetime(2026, 5, 20, 12, tzinfo=UTC)
    with pytest.raises(RefusedError, match="schedule 2 holds a locked shift"):
        open_round(db, OPERATOR, made.id, "June", now, now + timedelta(days=2), 1, now=now)
