"""Calendar weeks that several schedules share, and leave, holidays and employment within them; on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.services.schedule.scenarios.lived_centre import (
    MONDAY,
    NOW,
    build,
    contract,
    faults,
    made,
    office,
    on_leave,
    rep,
    team,
    worked,
)
from wfm.domain.accounts import OPERATOR
from wfm.domain.errors import RefusedError
from wfm.domain.people import TrainingClass
from wfm.domain.planning import CentreSettings
from wfm.domain.planning.hours import HoursException, OperatingHours
from wfm.services.schedule.drafts import make_schedule
from wfm.services.timeline.publishing import publish

FULL = contract()
THURSDAY = MONDAY + timedelta(days=3)


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def test_monday_to_wednesday_then_thursday_to_sunday(db):
    """Six reps of five days a week, four heads a day: all 28 shifts fit, and nobody is above their contract."""
    flex = contract("flex", (0, 40), (0, 5), run=7)
    build(db, team(6, contract="flex"), [flex], office(4))
    made(db, MONDAY, 3)
    made(db, THURSDAY, 4)
    assert faults(db, {"flex": flex}) == []
    assert sum(len(held) for held in worked(db).by_rep.values()) >= 28


def test_what_a_cut_week_owes_is_asked_of_its_last_schedule(db):
    """Forty hours to the hour, although the first schedule could not know how many of them it should give."""
    build(db, team(4), [FULL], office(4))
    made(db, MONDAY, 3)
    last = made(db, THURSDAY, 4)
    assert [reason for reason in last.unscheduled if reason.subject.startswith("r")] == []
    assert faults(db, {"full": FULL}, least=[MONDAY]) == []


def test_the_week_begins_where_the_centre_says(db):
    """With weeks from Sunday on, what was worked on Sunday and Monday counts on Tuesday."""
    flex = contract("flex", (0, 16), (0, 2))
    build(db, team(2, contract="flex"), [flex], office(1), first=day(-1), days=8)
    with db.write() as uow:
        uow.centre.set(CentreSettings(week_start=6))
    made(db, day(-1), 2)
    later = made(db, day(1), 6)
    assert later.horizon.week_start == 6
    for held in worked(db).by_rep.values():
        assert sum(p.start.date() <= day(5) for p in held) <= 2


def test_four_by_ten_from_a_thursday_on(db):
    """A first schedule from Thursday asks no whole week of anybody; the next week is whole."""
    four = contract("four", (40, 40), (4, 4), length=10)
    build(db, team(4, contract="four"), [four], office(2, 8, 18), first=THURSDAY, days=11)
    first = made(db, THURSDAY, 11)
    assert first.unscheduled == ()
    assert faults(db, {"four": four}, least=[day(7)]) == []


def test_a_horizon_between_two_published_ones(db):
    """Thursday is made last, between Monday to Wednesday and Friday to Sunday: the week is full by then."""
    flex = contract("flex", (0, 40), (0, 5), run=7)
    build(db, team(3, contract="flex"), [flex], office(2))
    made(db, MONDAY, 3)
    made(db, day(4), 3)
    made(db, THURSDAY, 1)
    assert faults(db, {"flex": flex}) == []


def test_a_leaver_and_a_joiner_within_the_week(db):
    """No shift after the last day or before the first, and no forty hours of either; both are told when they are out."""
    ana, bo = rep("ana", last_day=day(2)), rep("bo", first_day=day(4))
    build(db, [ana, bo, *team(4)], [FULL], office(3), days=14)
    first = made(db, MONDAY, 7)
    assert {reason.subject for reason in first.unscheduled} <= {"r00", "r01", "r02", "r03"}
    second = made(db, day(7), 7)
    assert ("ana", "employed until 3 Jun 2026") in [(r.subject, r.text) for r in second.unscheduled]
    found = worked(db)
    assert all(p.start.date() <= day(2) for p in found.by_rep.get("ana", ()))
    assert all(p.start.date() >= day(4) for p in found.by_rep["bo"])
    assert faults(db, {"full": FULL}) == []
    assert found.hours("bo", day(7)) == 40


def test_a_class_graduates_within_the_horizon(db):
    """In training until Wednesday of the second week: no shift before, and forty hours from the third week on."""
    learning = TrainingClass("june", "June", day(-30), day(9), ((0, 0.5), (1, 1.0)))
    build(db, [*team(4)], [FULL], office(3), days=21)
    with db.write() as uow:
        uow.reps.put(rep("newbie"))
        uow.classes.put_many([learning])
        uow.classes.add("june", ["newbie"])
    made(db, MONDAY, 21, 2.0)
    found = worked(db)
    assert all(p.start.date() >= day(9) for p in found.by_rep["newbie"])
    assert found.hours("newbie", day(14)) == 40
    early = make_schedule(db, OPERATOR, first_day=MONDAY, days=7, time_limit=0.5)
    told = {reason.subject: reason.text for reason in early.unscheduled}
    assert told["newbie"] == "in training until 9 Jun 2026 and on no contacts yet"


def test_a_week_of_paid_leave_asks_for_nothing(db):
    """Who is away from Monday to Sunday owes none of the forty hours, and is not told as left out."""
    build(db, team(5), [FULL], office(3))
    on_leave(db, "r00", MONDAY, 7)
    record = made(db, MONDAY, 7)
    assert "r00" not in {reason.subject for reason in record.unscheduled}
    assert "r00" not in worked(db).by_rep
    assert faults(db, {"full": FULL}) == []


def test_two_days_of_leave_leave_three_to_work(db):
    """Sixteen of the forty hours count as worked, whichever schedule of the week they are in."""
    build(db, team(5), [FULL], office(3))
    on_leave(db, "r00", day(1), 2)
    made(db, MONDAY, 2)
    record = made(db, day(2), 5)
    assert "r00" not in {reason.subject for reason in record.unscheduled}
    assert worked(db).hours("r00", MONDAY) == 24


def test_a_published_shift_in_leave_counts_as_leave_only(db):
    """Who calls in sick for Tuesday after it was published still owes the other four days of the week."""
    build(db, team(4), [FULL], office(4))
    made(db, MONDAY, 3)
    on_leave(db, "r00", day(1), 1)
    made(db, THURSDAY, 4)
    there = [p for p in worked(db).of_week("r00", MONDAY) if p.start.date() != day(1)]
    assert len(there) == 4


@pytest.mark.parametrize("credited", [True, False])
def test_a_closed_holiday(db, credited):
    """Nobody works on it; where the contract says so it counts as a day worked, else the others must make it up."""
    closed = day(3)
    hours = replace(OperatingHours.daily(480, 960), exceptions=(HoursException(closed, ()),))
    rule = replace(FULL, closed_day_credit=credited)
    build(db, team(4), [rule], lambda local: 0 if local.date() == closed else office(2)(local), hours=hours)
    record = made(db, MONDAY, 7)
    assert {reason.subject for reason in record.unscheduled} == set()
    found = worked(db)
    assert {found.hours(f"r{n:02d}", MONDAY) for n in range(4)} == {32 if credited else 40}
    if credited:
        assert all(p.start.date() != closed for held in found.by_rep.values() for p in held)


def test_a_draft_with_a_shift_after_the_last_day_is_not_published(db):
    """Who gave notice after the draft was made: the sentence names the rep, the day and the shift."""
    build(db, team(2, contract="flex"), [contract("flex", (0, 40), (0, 5))], office(2))
    draft = make_schedule(db, OPERATOR, first_day=MONDAY, days=5, time_limit=0.5)
    with db.write() as uow:
        uow.reps.put(replace(uow.reps.get("r01"), last_day=day(3)))
    told = r"R01 is employed until 4 Jun 2026 and has the shift on Fri 5 Jun 08:00-16:00; make the schedule again"
    with pytest.raises(RefusedError, match=told):
        publish(db, OPERATOR, draft.id, now=NOW)
    with db.read() as uow:
        assert uow.schedules.record(draft.id).status.value == "draft"


def test_two_drafts_made_side_by_side_are_not_both_published(db):
    """Each half of the week knows nothing of the other when it is made: the second would give somebody 48 hours."""
    flex = contract("flex", (0, 40), (0, 5), run=7)
    build(db, team(4, contract="flex"), [flex], office(4))
    halves = [make_schedule(db, OPERATOR, first_day=a, days=n, time_limit=0.5) for a, n in ((MONDAY, 3), (THURSDAY, 4))]
    publish(db, OPERATOR, halves[0].id, now=NOW)
    told = (
        r"schedule 2 breaks a rule with what is published around it by now: R00: weekly hours, Thu 4 Jun: 56 paid hours"
    )
    with pytest.raises(RefusedError, match=told):
        publish(db, OPERATOR, halves[1].id, now=NOW)
    made(db, THURSDAY, 4)
    assert faults(db, {"flex": flex}) == []
