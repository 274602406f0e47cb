"""When a week's least amounts are asked, what counts in it beside shifts, and how that is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from wfm.domain.people import After, Agent, Before, Contract, Leave, Shift, ShiftTemplate, WeekPart, WorkMode
from wfm.domain.rules import asked_of, beside, counted_beside, numbered_weeks, owes_least, violations
from wfm.domain.time import DAY, Horizon

THURSDAY = Horizon(date(2026, 6, 4), 14, 60, "UTC", week_start=0)
"""Two weeks from a Thursday: four days, seven, three."""

ANY = Agent("a", "Ana", "c", {})
PART = WeekPart(960, 2, 1)
ANY_SHIFT = ShiftTemplate("any", 0, 1380, 60, (480,))
FORTY = Contract("c", (2400, 2400), (0, 7), 7, 0, (ANY_SHIFT,))


def test_weeks_are_cut_by_the_horizon() -> None:
    """By number, with their days inside."""
    assert list(numbered_weeks(THURSDAY)) == [(0, 0, 3), (1, 4, 10), (2, 11, 13)]


@pytest.mark.parametrize(
    ("agent", "owed"),
    [
        (ANY, [False, True, False]),
        (replace(ANY, before=Before(week=PART)), [True, True, False]),
        (replace(ANY, before=Before(week=replace(PART, owed=False))), [False, True, False]),
        (replace(ANY, after=After(week=PART)), [False, True, True]),
        (replace(ANY, after=After(week=replace(PART, owed=False))), [False, True, False]),
        (replace(ANY, employed=(4, 10)), [False, True, False]),
        (replace(ANY, employed=(5, 10)), [False, False, False]),
        (replace(ANY, employed=(4, 9)), [False, False, False]),
    ],
)
def test_least_amounts_are_asked_of_weeks_that_are_whole_or_told(agent: Agent, owed: list[bool]) -> None:
    """By what the horizon or employment cuts, and by what is known of the rest."""
    assert [owes_least(agent, THURSDAY, week) for week in range(3)] == owed
    assert [asked_of(agent, THURSDAY, week, (2, 5)) for week in range(3)] == [(2 if asked else 0, 5) for asked in owed]


def test_weeks_counted_from_day_0_are_never_cut_by_the_horizon() -> None:
    """Without a weekday to begin on, history counts in no week."""
    plain = replace(THURSDAY, week_start=None, days=10)
    agent = replace(ANY, before=Before(week=PART), after=After(week=PART))
    assert [owes_least(agent, plain, week) for week in range(2)] == [True, True]
    assert [counted_beside(agent, plain, week, "days") for week in range(2)] == [0, 0]


def test_leave_history_and_what_follows_count_in_their_week() -> None:
    """Leave by the day it begins on, also where that lies outside the horizon."""
    leave = (Leave(-DAY, DAY, 480, 1), Leave(10 * DAY, 12 * DAY, 960, 2), Leave(15 * DAY, 16 * DAY, 240, 0.5))
    agent = replace(ANY, leave=leave, before=Before(week=PART), after=After(week=WeekPart(60, 1)))
    assert [beside(agent, THURSDAY, week, "paid_minutes") for week in range(3)] == [
        (480, 960, 0),
        (960, 0, 0),
        (240, 0, 60),
    ]
    assert [counted_beside(agent, THURSDAY, week, "days") for week in range(3)] == [3, 2, 1.5]
    assert [counted_beside(agent, THURSDAY, week, "office_days") for week in range(3)] == [1, 0, 0]


@pytest.mark.parametrize(
    ("agent", "days", "told"),
    [
        (ANY, 4, "32 paid hours, must be 40"),
        (
            replace(ANY, leave=(Leave(6 * DAY, 7 * DAY, 480, 1),)),
            5,
            "48 paid hours (8 of them leave), must be 40",
        ),
        (
            replace(ANY, leave=(Leave(6 * DAY, 7 * DAY, 480, 1),), before=Before(week=PART)),
            0,
            "24 paid hours (8 of them leave and 16 worked earlier in the week), must be 40",
        ),
    ],
)
def test_amounts_are_told_with_what_is_no_shift(agent: Agent, days: int, told: str) -> None:
    """Each kind by its name."""
    start = 3 if agent.before.week else 0
    horizon = replace(THURSDAY, start=date(2026, 6, 1 + start), days=7 - start)
    agent = replace(
        agent, leave=tuple(replace(x, start=x.start - start * DAY, end=x.end - start * DAY) for x in agent.leave)
    )
    shifts = [Shift("a", day * DAY, day * DAY + 480) for day in range(days)]
    assert [v.text for v in violations(agent, {"c": FORTY}, shifts, horizon)] == [told]


def test_office_days_are_not_asked_of_a_week_with_a_day_of_leave() -> None:
    """Half a day of leave excuses from none."""
    hybrid = replace(ANY, work_mode=WorkMode.HYBRID, site="hq", office_days=(1, 5))
    free = replace(FORTY, paid_per_week=(0, 2400))
    week = replace(THURSDAY, start=date(2026, 6, 1), days=7)
    for days, broken in ((0.5, {"office days"}), (1, set())):
        agent = replace(hybrid, leave=(Leave(0, DAY, 0, days),))
        assert {v.rule for v in violations(agent, {"c": free}, [], week)} == broken
