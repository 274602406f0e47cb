"""Queues of several zones and interval lengths in one forecast, one requirement and one schedule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from tests.services import several_zones as centre
from wfm.database.engine import Database
from wfm.domain.accounts import OPERATOR
from wfm.domain.errors import InputError
from wfm.domain.planning.axis import share_within
from wfm.domain.planning.contacts import ContactHistory
from wfm.domain.planning.runs import ForecastRun, RequirementRun
from wfm.domain.time import DAY, Horizon, TimeGrid
from wfm.services.export import schedule_xlsx
from wfm.services.export.frames import forecast_run_frame, requirement_run_frame
from wfm.services.forecast import Template, make_forecast, reforecast_today
from wfm.services.schedule import coverage, generate_reps, make_schedule, service_level, simulate_schedule
from wfm.services.schedule.required_work import demand_of
from wfm.services.schedule.schedule_coverage import summary
from wfm.services.staffing import make_requirement, outlook, what_if
from wfm.staffing import Escalation
from wfm.staffing.channels.shrinkage import Shrinkage

DAYS = 7
"""From 6 to 12 March 2026: over the clock change of New York."""


@pytest.fixture
def planned(database: Database) -> tuple[Database, ForecastRun, RequirementRun]:
    """The centre with a forecast and a requirement."""
    centre.build(database)
    run = make_forecast(database, OPERATOR, days=DAYS)
    return database, run, make_requirement(database, OPERATOR, shrinkage=Shrinkage.of(0.1))


def test_each_queue_has_its_own_days_and_intervals(planned: tuple[Database, ForecastRun, RequirementRun]) -> None:
    """Whole local days of its own zone that cover the run's; what is stored is read back, and the run tells whose days."""
    db, run, need = planned
    assert (run.grid.zone, run.grid.slot_minutes) == (centre.NEW_YORK, 15)
    assert run.grid == TimeGrid.of_days(centre.NEW_YORK, centre.FIRST, DAYS, 15)
    for f, r in zip(run.forecasts, need.requirements, strict=True):
        stored = next(s for s in centre.QUEUES if s.queue.id == f.queue)
        days = DAYS if stored.queue.zone == centre.NEW_YORK else DAYS + 1
        assert f.grid == r.grid == TimeGrid.of_days(stored.queue.zone, centre.FIRST, days, stored.slot)
    (note,) = run.notes
    assert "those of America/New_York" in note
    assert "chat (Europe/London), india (Asia/Kolkata)" in note
    with db.read() as uow:
        again, staffed = uow.forecasts.get(run.id), uow.requirements.get(need.id)
    assert [f.grid for f in again.forecasts] == [f.grid for f in run.forecasts]
    assert [r.grid for r in staffed.requirements] == [r.grid for r in need.requirements]
    assert (again.notes, staffed.notes, staffed.grid) == (run.notes, need.notes, run.grid)


def test_a_queue_is_forecast_as_it_is_alone(planned: tuple[Database, ForecastRun, RequirementRun]) -> None:
    """Every figure of a queue is that of a forecast of it alone over the same days."""
    db, run, _ = planned
    for f in run.forecasts:
        first = f.grid.local_days()[0].item()
        days = len(np.unique(f.grid.local_days()))
        (alone,) = make_forecast(db, OPERATOR, queues=[f.queue], start=first, days=days).forecasts
        np.testing.assert_allclose(alone.mean, f.mean)


def test_heads_stand_where_the_queue_is_open_by_its_own_clock(
    planned: tuple[Database, ForecastRun, RequirementRun],
) -> None:
    """On the axis of New York, Kolkata's day begins at 22:30 before the clock change and at 23:30 after it."""
    _, _, need = planned
    horizon = Horizon(centre.FIRST, DAYS, 15, centre.NEW_YORK)
    heads = {
        entry.skill: entry.required for entry in demand_of(need.requirements, horizon) if hasattr(entry, "required")
    }
    assert set(heads) == {"calls", "chat", "india"}
    opening = {"india": (22 * 60 + 30, 23 * 60 + 30), "chat": (4 * 60, 5 * 60), "calls": (9 * 60, 9 * 60)}
    for skill, (winter, summer) in opening.items():
        needed = np.flatnonzero(heads[skill] > 0) * 15
        starts = {int(m) // DAY: int(m) % DAY for m in needed if m - 15 not in set(needed.tolist()) and m > 0}
        assert starts[0] == winter
        assert starts[4] == summer
    hours = {
        r.queue: float(r.required @ share_within(r.grid, need.grid)) * r.grid.slot_minutes / 60
        for r in need.requirements
    }
    for skill in heads:
        assert heads[skill].sum() / 4 == pytest.approx(hours[skill])


def test_one_schedule_covers_all_of_them(planned: tuple[Database, ForecastRun, RequirementRun]) -> None:
    """Reps for every skill are scheduled, and each queue's service is told in its own intervals; all can be played."""
    db, _, need = planned
    generate_reps(db, OPERATOR, requirement_run=need.id)
    made = make_schedule(db, OPERATOR, requirement_run=need.id, days=4, time_limit=0.5)
    found = coverage(db, OPERATOR, made.id)
    assert {c.skill for c in found} == {"calls", "mail", "chat", "india"}
    assert all(c.scheduled.sum() > 0 for c in found)
    total = summary(found)
    assert total.short_share < 0.25
    served = {s.queue: s for s in service_level(db, OPERATOR, made.id)}
    for stored in centre.QUEUES:
        queue = served[stored.queue.id]
        assert (queue.grid.zone, queue.grid.slot_minutes) == (stored.queue.zone, stored.slot)
        assert queue.heads.sum() > 0
        assert made.horizon.grid.start <= queue.grid.start < queue.grid.end <= made.horizon.grid.end
    played = simulate_schedule(db, OPERATOR, made.id, replications=2)
    assert {felt.name for felt in played.queues} == set(served)
    assert all(felt.offered > 0 for felt in played.queues)
    assert schedule_xlsx(db, OPERATOR, made.id)


def test_tables_of_a_run_are_on_one_clock(planned: tuple[Database, ForecastRun, RequirementRun]) -> None:
    """Rows of all queues can be sorted and added: their starts carry the run's zone."""
    _, run, need = planned
    for frame in (forecast_run_frame(run), requirement_run_frame(need)):
        assert str(frame["start"].dt.tz) == centre.NEW_YORK
    india = forecast_run_frame(run).query("queue == 'india'")["start"].iloc[0]
    assert (india.hour, india.minute) == (13, 30)


def test_the_rest_of_today_by_each_clock(planned: tuple[Database, ForecastRun, RequirementRun]) -> None:
    """Contacts of the local day of each queue move the rest of that day."""
    db, run, _ = planned
    now = datetime(2026, 3, 6, 11, tzinfo=ZoneInfo(centre.NEW_YORK))  # 16:00 in London, 21:30 in Kolkata
    with db.write() as uow:
        for stored, share in ((centre.CALLS, 1.5), (centre.CHAT, 0.5), (centre.INDIA, 2.0)):
            f = next(f for f in run.forecasts if f.queue == stored.queue.id)
            until = f.grid.index(now)
            seen = f.grid.slice(0, until)
            uow.history.put_history(ContactHistory(stored.queue.id, seen, np.round(share * f.mean[:until] + 0.01)))
    today = reforecast_today(db, OPERATOR, now=now)
    told = {q.queue: q for q in today.queues}
    assert told["calls"].seen > 1.2 * told["calls"].expected > 0
    assert told["chat"].seen < 0.8 * told["chat"].expected
    assert told["india"].seen == pytest.approx(2 * told["india"].expected, rel=0.1)
    assert told["india"].rest_before == 0  # its day is over
    assert told["calls"].rest_after > told["calls"].rest_before
    assert told["mail"].seen == 0
    assert reforecast_today(db, OPERATOR).now <= run.grid.end


def test_what_if_and_the_outlook_of_each_queue(planned: tuple[Database, ForecastRun, RequirementRun]) -> None:
    """A queue tried alone and its outlook are on its own grid."""
    db, _, need = planned
    for r in need.requirements:
        (tried,) = what_if(db, OPERATOR, queues=[r.queue]).requirements
        assert tried.grid == r.grid
        seen = outlook(db, OPERATOR, need, r.queue)
        assert (seen is None) == r.deferrable
        assert seen is None or seen.level.shape == (r.grid.count,)


def test_a_tier_of_other_intervals_is_fed(sqlite_database: Database) -> None:
    """Contacts of calls by the quarter go on to mail by the hour: none is lost but those after the run's end."""
    centre.build(sqlite_database)
    make_forecast(sqlite_database, OPERATOR, days=DAYS)
    alone = make_requirement(sqlite_database, OPERATOR)
    fed = make_requirement(
        sqlite_database, OPERATOR, escalations=[Escalation("calls", "mail", 0.5), Escalation("chat", "india", 0.1)]
    )

    def volume(run: RequirementRun, queue: str) -> float:
        return float(next(r.volume for r in run.requirements if r.queue == queue).sum())

    for first, second, share in (("calls", "mail", 0.5), ("chat", "india", 0.1)):
        more = volume(fed, second) - volume(alone, second)
        assert 0.85 * share * volume(alone, first) < more <= share * volume(alone, first) + 1e-6


def test_a_history_that_ended_long_ago_is_forecast_and_told(sqlite_database: Database) -> None:
    """The run begins after the newest record; a queue whose records end months before is told."""
    centre.build(sqlite_database, centre.CALLS)
    grid = TimeGrid.of_days(centre.LONDON, date(2025, 7, 7), 56, 30)
    with sqlite_database.write() as uow:
        uow.queues.put(centre.CHAT.queue)
        offered = np.where(centre.HOURS.mask(grid), 10.0, np.nan)
        uow.history.put_history(ContactHistory("chat", grid, offered))
    run = make_forecast(sqlite_database, OPERATOR, days=DAYS)
    assert run.grid.local_days()[0].item() == centre.FIRST
    chat = next(f for f in run.forecasts if f.queue == "chat")
    assert chat.mean.sum() > 0
    assert any("nothing is recorded in the" in note for note in chat.notes)


def test_a_new_queue_of_another_zone_borrows_by_the_clock(sqlite_database: Database) -> None:
    """Nine in the morning of New York is nine in the morning of Kolkata."""
    centre.build(sqlite_database, centre.CALLS)
    with sqlite_database.write() as uow:
        uow.queues.put(centre.INDIA.queue)
    run = make_forecast(sqlite_database, OPERATOR, days=DAYS, templates={"india": Template("calls", 0.5)})
    calls, india = run.forecasts
    assert india.grid == TimeGrid.of_days(centre.KOLKATA, centre.FIRST, DAYS + 1, 15)
    assert india.mean[: 95 * 3].sum() == pytest.approx(0.5 * calls.mean[: 95 * 3].sum(), rel=0.1)
    np.testing.assert_array_equal(india.mean > 0, centre.HOURS.mask(india.grid))


def test_the_longest_run_of_several_zones(sqlite_database: Database) -> None:
    """A queue of another zone takes a day more than the run, so its longest run is a day shorter."""
    centre.build(sqlite_database, centre.CALLS, centre.CHAT)
    with pytest.raises(InputError, match=r"days must be in 1\.\.447 for queues of several zones, got 448"):
        make_forecast(sqlite_database, OPERATOR, days=448)


def test_hours_that_begin_at_half_past(sqlite_database: Database) -> None:
    """Two queues by the hour, one of them in Kolkata, are planned in half hours."""
    centre.build(sqlite_database, centre.MAIL, centre.INDIA)
    run = make_forecast(sqlite_database, OPERATOR, days=2)
    assert run.grid.slot_minutes == 30
    need = make_requirement(sqlite_database, OPERATOR)
    generate_reps(sqlite_database, OPERATOR, requirement_run=need.id)
    made = make_schedule(sqlite_database, OPERATOR, time_limit=0.2)
    assert made.horizon.slot_minutes in (15, 30)
    served = {s.queue: s.grid.slot_minutes for s in service_level(sqlite_database, OPERATOR, made.id)}
    assert served == {"mail": 60, "india": 60}


def test_queues_that_share_reps(sqlite_database: Database) -> None:
    """Calls by the quarter and by the hour are staffed together by the quarter; those of another zone apart, and told."""
    hourly = centre.Stored(replace(centre.CALLS.queue, id="calls-es", skill="calls-es"), 60, 30)
    centre.build(sqlite_database, centre.CALLS, hourly, centre.INDIA)
    make_forecast(sqlite_database, OPERATOR, days=2)
    need = make_requirement(sqlite_database, OPERATOR)
    generate_reps(sqlite_database, OPERATOR, requirement_run=need.id)
    everything = {"calls": 1.0, "calls-es": 1.0, "india": 1.0}
    with sqlite_database.write() as uow:
        uow.reps.put_many([replace(rep, skills=everything) for rep in uow.reps.all()])
    need = make_requirement(sqlite_database, OPERATOR)
    (pool,) = need.pools
    assert set(pool.queues) == {"calls", "calls-es"}
    made = {r.queue: r for r in need.requirements}
    assert (pool.grid.slot_minutes, made["calls-es"].grid.slot_minutes, made["india"].grid.slot_minutes) == (15, 15, 60)
    assert any("staffed apart" in note and "calls and calls-es" in note for note in made["india"].notes)
    seen = outlook(sqlite_database, OPERATOR, need, "calls-es")
    assert seen is not None
    assert seen.level.shape == (made["calls-es"].grid.count,)
    drafted = make_schedule(sqlite_database, OPERATOR, requirement_run=need.id, time_limit=0.2)
    assert {s.queue for s in service_level(sqlite_database, OPERATOR, drafted.id)} == set(made)
    assert simulate_schedule(sqlite_database, OPERATOR, drafted.id, replications=2).queues


def test_queues_of_one_skill_add_up(sqlite_database: Database) -> None:
    """Calls by the quarter and by the hour of one skill ask for the sum of their heads in each slot."""
    hourly = centre.Stored(replace(centre.CALLS.queue, id="calls-more", skill="calls"), 60, 30)
    centre.build(sqlite_database, centre.CALLS, hourly)
    make_forecast(sqlite_database, OPERATOR, days=2)
    need = make_requirement(sqlite_database, OPERATOR)
    horizon = Horizon(centre.FIRST, 2, 15, centre.NEW_YORK)
    (entry,) = demand_of(need.requirements, horizon)
    calls, more = (r.required for r in need.requirements)
    np.testing.assert_array_equal(entry.required, calls + np.repeat(more, 4))  # type: ignore[union-attr]


def test_waiting_work_of_another_zone(sqlite_database: Database) -> None:
    """Mail of Kolkata arrives and is due by its own clock, on the axis of New York; none of its work is lost."""
    mail = replace(centre.MAIL.queue, id="mail-in", skill="mail-in", zone=centre.KOLKATA)
    centre.build(sqlite_database, centre.CALLS, centre.Stored(mail, 60, 12))
    make_forecast(sqlite_database, OPERATOR, days=2)
    need = make_requirement(sqlite_database, OPERATOR)
    horizon = Horizon(centre.FIRST, 2, 15, centre.NEW_YORK)
    (work,) = [entry.work for entry in demand_of(need.requirements, horizon) if not hasattr(entry, "required")]
    opens = {(hour * 60 + 22 * 60 + 30) % DAY for hour in range(8)}  # nine in the morning there is 22:30 here
    assert {item.arrives * 15 % DAY for item in work} <= opens | {0}
    assert all(item.arrives < item.due <= horizon.slots for item in work)
    waiting = next(r for r in need.requirements if r.queue == "mail-in")
    spread_evenly = float(waiting.required @ share_within(waiting.grid, need.grid)) * 60
    assert sum(item.head_slots for item in work) * 15 == pytest.approx(spread_evenly, rel=0.35)
