"""Trades over the seams of schedules: whole calendar weeks, real time, employment, and the terms of each day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from tests.services.small_centre import (
    CONTRACTS,
    FULL,
    MANAGER,
    MONDAY,
    NOW,
    PLANNER,
    ZONE,
    fill,
    give_leave,
    owner,
    planned,
    published,
    rep,
    shift,
    week,
)
from tests.services.trading.trade_steps import local, offer, take
from wfm.domain.errors import RefusedError
from wfm.domain.exchange.offers import OfferState, Verdict
from wfm.domain.people import DatedTerms, Shift, Stage, WorkMode
from wfm.domain.planning import CentreSettings
from wfm.domain.time import to_utc
from wfm.services.trading import offers, swap_verdicts

THURSDAY = MONDAY + timedelta(days=3)


def judged(db, who, shift_id, viewer=PLANNER):
    return swap_verdicts.judge(db, viewer, who, shift_id, now=NOW)


def test_a_week_in_two_schedules_is_one_week(db):
    """bo works Monday to Wednesday and two days from Thursday on: a sixth is too much for a contract of five."""
    fill(db, [rep("ana", "full"), rep("bo", "full")])
    published(db, week("bo", days=range(3)), days=3)
    later = published(db, [shift("bo", 0), shift("bo", 1), shift("ana", 3)], THURSDAY, 4)
    with pytest.raises(RefusedError, match="weekly hours, Mon 1 Jun: 48 paid hours, must be 40"):
        take(db, "bo", offer(db, "ana", later["ana", 3]))


def test_what_the_giver_lacks_is_counted_over_the_whole_week(db):
    """ana has her forty hours in two schedules; giving one away leaves 32, which a manager must agree to."""
    fill(db, [rep("ana", "full"), rep("bo", "full")])
    published(db, week("ana", days=range(3)), days=3)
    later = published(db, week("ana", days=range(2)), THURSDAY, 4)
    assert take(db, "bo", offer(db, "ana", later["ana", 0])).state is OfferState.PENDING
    (entry,) = offers.board(db, MANAGER, now=NOW)
    assert "Ana: weekly hours, Mon 1 Jun: 32 paid hours, must be 40" in entry.decision.reasons


def test_days_that_are_not_planned_yet_ask_for_nothing(db):
    """While only Monday to Wednesday is published, nobody knows what the rest of the week will give."""
    fill(db, [rep("ana", "full"), rep("bo", "full")])
    ids = published(db, week("ana", days=range(3)), days=3)
    assert judged(db, "bo", ids["ana", 0]).verdict is Verdict.ALLOWED


def test_the_overtime_of_a_week_counts_both_schedules(db):
    """Four days and a fifth in the other schedule are 40 hours, a sixth is more."""
    fill(db, [rep("ana"), rep("bo")])
    published(db, week("bo", days=range(3)), days=3)
    later = published(db, [shift("bo", 0), shift("bo", 1), shift("ana", 2)], THURSDAY, 4)
    found = judged(db, "bo", later["ana", 2])
    assert found.reasons == ("48 paid hours in the week of 1 Jun, more than the regular 40",)


def test_a_shift_in_leave_is_not_worked_as_well(db):
    """bo has five shifts and is sick on one of them: a fifth day of work is no sixth, and no overtime."""
    five = replace(FULL, id="five", paid_per_week=(0, 2880), days_per_week=(0, 5))
    with db.write() as uow:
        uow.contracts.put(five)
    fill(db, [rep("ana", "five"), rep("bo", "five")])
    ids = published(db, [*week("bo"), shift("ana", 5)])
    give_leave(db, "bo", local(0, 0))
    assert "days per week" in str(judged(db, "bo", ids["ana", 5]).reasons)
    with db.write() as uow:
        (leave,) = uow.time_off.list(rep="bo")
        uow.time_off.credit(leave.id, leave.version, 0, 0.0)
    assert judged(db, "bo", ids["ana", 5]).reasons == ()


def test_weeks_begin_where_the_centre_says(db):
    """From Sunday to Saturday: a shift on Sunday is in the next week, and six days before it are another's."""
    fill(db, [rep("ana", "full"), rep("bo", "full")])
    ids = published(db, [*week("bo"), shift("ana", 6)], days=14)
    assert judged(db, "bo", ids["ana", 6]).verdict is Verdict.REFUSED
    with db.write() as uow:
        uow.centre.set(CentreSettings(week_start=6))
    assert not any("weekly hours" in reason for reason in judged(db, "bo", ids["ana", 6]).reasons)


def test_a_week_of_leave_counts_as_worked(db):
    """Two days of approved leave and three shifts are a full week: a fourth shift is too many."""
    fill(db, [rep("ana", "full"), rep("bo", "full")])
    ids = published(db, [*week("bo", days=range(3)), shift("ana", 5)])
    give_leave(db, "bo", local(3, 0), 48)
    told = r"weekly hours, Mon 1 Jun: 48 paid hours \(16 of them leave\), must be 40"
    with pytest.raises(RefusedError, match=told):
        take(db, "bo", offer(db, "ana", ids["ana", 5]))


def test_a_leaver_takes_no_shift_after_the_last_day(db):
    """Nor one who joins later a shift before the first; on the edge they may."""
    last = MONDAY + timedelta(days=2)
    fill(db, [rep("ana"), rep("bo", last_day=last), rep("cy", first_day=last)])
    ids = published(db, [shift("ana", day) for day in (1, 2, 3)])
    assert judged(db, "bo", ids["ana", 2]).verdict is Verdict.ALLOWED
    assert judged(db, "cy", ids["ana", 2]).verdict is Verdict.ALLOWED
    with pytest.raises(RefusedError, match="employed, Thu 4 Jun: the shift starts after the last day of employment"):
        take(db, "bo", offer(db, "ana", ids["ana", 3]))
    with pytest.raises(RefusedError, match="employed, Tue 2 Jun: the shift starts before the first day of employment"):
        take(db, "cy", offer(db, "ana", ids["ana", 1]))


def test_the_terms_of_the_day_decide(db):
    """Skills, contract and place are those that hold on the day of the shift."""
    steps = (
        DatedTerms(THURSDAY, contract="other", skills={"en": 1.0, "es": 1.0}, work_mode=WorkMode.ONSITE, site="hq"),
    )
    fill(db, [rep("ana", skills=("en", "es")), rep("bo", terms=steps)], {"hq": 5})
    with db.write() as uow:
        uow.reps.set_terms("bo", steps)
    ids = published(db, [shift("ana", 2), shift("ana", 3)])
    assert judged(db, "bo", ids["ana", 2]).reasons == ("Bo cannot work the shift: it needs skill es",)
    asked = take(db, "bo", offer(db, "ana", ids["ana", 3]))
    assert asked.state is OfferState.PENDING
    assert "a rep of contract other would take a shift of contract flex and give none back" in asked.reason


def test_a_shift_is_worked_where_its_day_s_terms_say(db):
    """One who works at the site from Thursday on takes a shift of that day there, and an earlier one home."""
    steps = (DatedTerms(THURSDAY, work_mode=WorkMode.ONSITE, site="hq"),)
    fill(db, [rep("ana"), rep("bo")], {"hq": 5})
    with db.write() as uow:
        uow.reps.set_terms("bo", steps)
    ids = published(db, [shift("ana", 2), shift("ana", 3)])
    for day, place in ((2, None), (3, "hq")):
        assert take(db, "bo", offer(db, "ana", ids["ana", day])).state is OfferState.DONE
        assert planned(db, ids["ana", day]).shift.site == place
        assert owner(db, ids["ana", day]) == "bo"


def test_one_who_goes_into_training_takes_nothing_from_then_on(db):
    """The day before they may."""
    fill(db, [rep("ana"), rep("bo")])
    with db.write() as uow:
        uow.reps.set_terms("bo", (DatedTerms(THURSDAY, stage=Stage.TRAINING),))
    ids = published(db, [shift("ana", 2), shift("ana", 3)])
    assert judged(db, "bo", ids["ana", 2]).verdict is Verdict.ALLOWED
    assert judged(db, "bo", ids["ana", 3]).reasons == ("Bo cannot work the shift: a rep in training takes no contacts",)


def test_rest_is_real_time_over_the_clock_change(db):
    """From 23:00 to 10:00 on the night of the spring change is ten hours, an hour short of eleven."""
    saturday = date(2026, 3, 7)
    fill(db, [rep("ana"), rep("bo")])
    published(db, [shift("bo", 0, 1140, 240)], saturday, 1)
    ids = published(db, [shift("ana", 0, 600, 240)], saturday + timedelta(days=1), 2)
    now = to_utc(datetime(2026, 3, 1), ZONE)
    found = swap_verdicts.judge(db, MANAGER, "bo", ids["ana", 0], now=now)
    assert found.reasons == ("rest, Sun 8 Mar: 10 h of rest before the shift at 10:00, need 11 h",)


def test_a_manila_rep_s_shifts_are_judged_on_their_own_clock(db):
    """Seven in the evening in New York is a start at seven in the morning there: within the contract's hours."""
    fill(db, [rep("ana", zone="Asia/Manila"), rep("bo", zone="Asia/Manila"), rep("cy")])
    ids = published(db, [Shift("ana", 1140, 1380)])
    assert judged(db, "bo", ids["ana", 0]).verdict is Verdict.ALLOWED
    with db.write() as uow:
        uow.reps.put(replace(uow.reps.get("bo"), available=((0, 6 * 60),)))
    told = " ".join(judged(db, "bo", ids["ana", 0]).reasons)
    assert "availability, Mon 1 Jun: the shift 07:00 to 11:00 is outside the available hours" in told
    posted = offers.release_shift(db, PLANNER, ids["ana", 0], now=NOW)
    assert judged(db, "cy", posted.shift).verdict is Verdict.ALLOWED
    night = published(db, [Shift("ana", 0, 240)], MONDAY + timedelta(days=7))
    assert "shift template" in " ".join(judged(db, "cy", night["ana", 0]).reasons)


def test_the_weekends_of_a_contract_are_those_of_its_schedule(db):
    """Two weekends of four weeks: the one of the schedule before does not count."""
    two = replace(FULL, id="two", paid_per_week=(0, 2400), days_per_week=(0, 5), max_weekends=2)
    with db.write() as uow:
        uow.contracts.put_many([*CONTRACTS, two])
        uow.reps.put_many([rep("ana", "two"), rep("bo", "two")])
    published(db, [shift("bo", 5)])
    four = published(
        db,
        [shift("bo", 5), shift("ana", 12), shift("ana", 19), shift("ana", 26)],
        MONDAY + timedelta(days=7),
        28,
    )
    take(db, "bo", offer(db, "ana", four["ana", 12]))
    with pytest.raises(RefusedError, match="weekends, Mon 8 Jun: 3 weekends, at most 2"):
        take(db, "bo", offer(db, "ana", four["ana", 26]))
