"""Reps on a horizon: their clock, employment, training, and the terms of each day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st

from tests.services.small_centre import CONTRACTS, MONDAY, ZONE, rep
from wfm.domain.people import AgentTerms, DatedTerms, Leave, Rep, Stage, TrainingClass, WorkMode
from wfm.domain.people.horizon_view import agent_of, clock_of, weekly_windows, why_away
from wfm.domain.time import DAY, Horizon

HORIZON = Horizon(MONDAY, 7, 15, ZONE)
TWO_WEEKS = Horizon(MONDAY, 14, 15, ZONE, week_start=0, elapsed=True)
CONTRACT_BY_ID = {contract.id: contract for contract in CONTRACTS}
ZONES = {"hq": ZONE, "manila": "Asia/Manila", "london": "Europe/London"}


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def seen(person: Rep, horizon: Horizon = TWO_WEEKS, **rest: object):
    return agent_of(person, horizon, ZONES, CONTRACT_BY_ID, **rest)


def test_weekly_windows_repeat_and_join():
    """Every day around the clock is one window; a night window crosses the week's end; days off stay out."""
    always = weekly_windows([(day * DAY, (day + 1) * DAY) for day in range(7)], HORIZON)
    assert len(always) == 1
    assert always[0][0] <= 0
    assert always[0][1] >= 8 * DAY
    office = weekly_windows([(540, 1020)], Horizon(MONDAY, 14, 15, ZONE))
    assert office == ((540, 1020), (7 * DAY + 540, 7 * DAY + 1020))
    sunday_night = weekly_windows([(6 * DAY + 1320, 7 * DAY + 360)], HORIZON)
    assert sunday_night == ((-120, 360), (6 * DAY + 1320, 7 * DAY + 360))
    wednesday = Horizon(MONDAY.replace(day=3), 7, 15, ZONE)
    assert weekly_windows([(540, 1020)], wednesday) == ((5 * DAY + 540, 5 * DAY + 1020),)


def test_an_agent_has_the_rep_s_windows_on_the_horizon_s_axis():
    """Availability from the week, cut to the horizon; office days of 0 to 7 where none are set; the clock of the axis."""
    agent = seen(replace(rep("x"), available=((0, DAY),), preferred_start=480), HORIZON)
    assert agent.available == ((0, DAY),)
    assert agent.office_days == (0, 7)
    assert agent.preferences.start == 480
    assert agent.zone is None
    assert agent.employed is None
    assert seen(rep("y"), HORIZON).available is None


def test_the_clock_is_the_rep_s_own_or_that_of_their_site():
    """Also of a remote rep who belongs to a site; None where neither is known or it is the axis's."""
    remote = replace(rep("x"), site="manila")
    assert clock_of(remote, MONDAY, ZONES) == "Asia/Manila"
    assert clock_of(replace(remote, zone="Asia/Tokyo"), MONDAY, ZONES) == "Asia/Tokyo"
    assert clock_of(rep("x"), MONDAY, ZONES) is None
    assert seen(remote).zone == "Asia/Manila"
    assert seen(replace(remote, zone=ZONE)).zone is None
    moving = replace(rep("x", work_mode=WorkMode.ONSITE, site="hq"), terms=(DatedTerms(day(-1), site="manila"),))
    assert clock_of(moving, day(-2), ZONES) == ZONE
    assert clock_of(moving, day(0), ZONES) == "Asia/Manila"


@given(
    st.sampled_from(["Asia/Manila", "Europe/London", "Asia/Kathmandu", "Australia/Lord_Howe"]),
    st.dates(date(2026, 1, 1), date(2026, 12, 1)),
    st.lists(st.tuples(st.integers(0, 7 * 24 - 1), st.integers(1, 24)), min_size=1, max_size=4),
)
def test_weekly_windows_are_on_the_rep_s_clock_through_every_clock_change(zone, start, hours):
    """Hour by hour against the clock on the wall there: within a window exactly when one of its hours is (UTC axis)."""
    horizon = Horizon(start, 10, 15, "UTC")
    weekly = [(60 * a, 60 * (a + b)) for a, b in hours]
    windows = weekly_windows(weekly, horizon, zone)
    for minute in range(30, horizon.minutes, 60):
        local = horizon.instant(minute).astimezone(ZoneInfo(zone))
        if any(local.replace(fold=f).utcoffset() != local.utcoffset() for f in (0, 1)):
            continue  # the hour repeats there: which of the two is meant cannot be told by the clock
        there = local.weekday() * DAY + local.hour * 60 + local.minute
        wanted = any(low <= there + week * 7 * DAY < high for low, high in weekly for week in (0, 1))
        assert any(low <= minute < high for low, high in windows) == wanted, local


def test_a_preferred_start_is_on_the_rep_s_clock():
    """Nine in Manila is nine the evening before in New York."""
    assert seen(replace(rep("x"), site="manila", preferred_start=540)).preferences.start == 540


def test_employment_is_told_in_days_of_the_horizon():
    """First and last day inside it; without end far outside; who is gone or has not joined is told so."""
    assert seen(rep("x", first_day=day(3))).employed == (3, DAY)
    assert seen(rep("x", last_day=day(9))).employed == (-DAY, 9)
    assert seen(rep("x", first_day=day(-5), last_day=day(13))).employed is None
    assert why_away(rep("x", last_day=day(0)), TWO_WEEKS) is None
    assert why_away(rep("x", last_day=day(-1)), TWO_WEEKS) == "gone since 31 May 2026, their last day"
    assert why_away(rep("x", first_day=day(14)), TWO_WEEKS) == "joins on 15 Jun 2026"
    assert why_away(rep("x", stage=Stage.TRAINING), TWO_WEEKS) == "in training: takes no contacts yet"


def test_a_class_graduates_within_the_horizon():
    """Before graduation no shift may start; then at the ramp's speeds, each from its day."""
    learning = TrainingClass("c", "May", day(-20), day(2), ((0, 0.5), (1, 1.0)))
    agent = seen(rep("x", training=learning), skills={"en"})
    assert agent.employed == (2, DAY)
    assert agent.skills == {"en": 0.5}
    assert agent.changes == (AgentTerms(9, "flex", {"en": 1.0}, WorkMode.REMOTE, None, (0, 7)),)
    later = rep("x", training=replace(learning, graduates=day(14)))
    assert why_away(later, TWO_WEEKS) == "in training until 14 Jun 2026: takes no contacts yet"
    assert seen(later).employed == (14, DAY)


def test_training_between_days_at_work_counts_as_worked():
    """Two weeks' upskilling from Wednesday on: five days of each whole week count, as the contract's most."""
    back = (
        DatedTerms(day(2), stage=Stage.TRAINING),
        DatedTerms(day(11), stage=Stage.LIVE, skills={"en": 1.0, "es": 0.7}),
    )
    agent = seen(rep("x", "full", terms=back))
    assert agent.employed is None
    assert [(leave.day, leave.paid_minutes, leave.days) for leave in agent.leave] == [
        (n, 480, 1) if n != 13 else (n, 0, 0) for n in range(2, 11)
    ]
    assert [terms.first for terms in agent.changes] == [11]


def test_terms_change_where_a_schedule_reads_them():
    """A new team or a skill nobody asks for changes nothing; a contract, a place and a demanded skill do."""
    steps = (
        DatedTerms(day(1), team="blue"),
        DatedTerms(day(2), skills={"en": 1.0, "fr": 1.0}),
        DatedTerms(day(4), contract="full"),
        DatedTerms(day(6), work_mode=WorkMode.ONSITE, site="hq"),
        DatedTerms(day(8), skills={"en": 0.8}),
        DatedTerms(day(20), skills={"en": 0.2}),
    )
    agent = seen(rep("x", terms=steps), skills={"en"})
    assert [(t.first, t.contract, t.site, t.skills) for t in agent.changes] == [
        (4, "full", None, {"en": 1.0}),
        (6, "full", "hq", {"en": 1.0}),
        (8, "full", "hq", {"en": 0.8}),
    ]


def test_leave_is_passed_on_in_order():
    """What was read of leave stands on the agent."""
    leave = (Leave(2 * DAY, 3 * DAY, 480, 1), Leave(0, DAY, 480, 1))
    assert seen(rep("x"), leave=leave).leave == leave[::-1]
