"""Reasons in a planner's words: they name what binds, count every rep once, and add up to what is short."""

from __future__ import annotations

import re
from typing import Any

import pytest

from scheduler.cost.allocation import allocate
from scheduler.outcome.explain import explain_shortfalls, explain_unscheduled
from scheduler.outcome.result import Shortfall, schedule_from_dict
from scheduler.problem.problem_file import problem_from_dict
from tests.scheduler.lived_weeks import lived_problem, lived_shifts
from tests.scheduler.random_problems import random_problem, random_shifts
from tests.scheduler.small import DAY, schedule, shift, small_dict, small_problem
from wfm.domain.exchange.shortage import shortages

Json = dict[str, Any]


def shortfalls(document: Json, *shifts: Json) -> tuple[Shortfall, ...]:
    """What is short in a schedule of the problem."""
    problem = problem_from_dict(document)
    read = schedule_from_dict(schedule(*shifts)).shifts
    return explain_shortfalls(problem, read, allocate(problem, read))


def at(hours: range, heads: int = 1, skill: str = "voice-en", day: int = 0) -> list[Json]:
    """Demand for one skill in some hours of one day."""
    return [{"skill": skill, "required": [heads if t - 24 * day in hours else 0 for t in range(168)]}]


def test_nothing_short_needs_no_reason() -> None:
    """A covered hour is no shortfall."""
    assert shortfalls(small_dict(demand=at(range(9, 11))), shift("A1", 0, site="hq")) == ()


def test_a_stretch_is_told_once_with_its_mean_heads() -> None:
    """Half-open minutes, mean heads short over the stretch."""
    found = shortfalls(small_dict(demand=at(range(9, 11), 3)), shift("A1", 0, site="hq"))
    assert [(s.skill, s.start, s.end) for s in found] == [("voice-en", 540, 660)]
    assert found[0].heads == pytest.approx(2)


def test_a_skill_that_nobody_has_is_said_so() -> None:
    """No rep, no cover."""
    document = small_dict(demand=at(range(9, 11)))
    document["agents"] = document["agents"][2:]
    assert [s.reason for s in shortfalls(document)] == ["voice-en needs 1 more head: no rep has this skill."]


def test_hours_that_no_shift_reaches_are_closed_by_availability() -> None:
    """Night hours outside every template, and a day of leave, are told apart."""
    night = shortfalls(small_dict(demand=at(range(2, 4))))
    assert night[0].text == "voice-en needs 1 more head: nobody's contract allows work at this hour."
    assert "None of the 2 voice-en reps may work then" in night[0].reason
    assert "2 have no shift at that time in their contracts" in night[0].reason
    document = small_dict(demand=at(range(9, 11), day=2))
    document["agents"][1]["available"] = [[0, DAY]]
    leave = shortfalls(document)
    assert "1 is on time off and 1 is not available" in leave[0].reason


def test_reps_at_work_at_lunch_and_elsewhere_are_counted() -> None:
    """One on contacts, one at lunch: both are named; so is one at an activity."""
    document = small_dict(demand=at(range(12, 13), 3))
    found = shortfalls(document, shift("A1", 0, site="hq"), shift("A2", 0, lunch=300))
    assert "Both voice-en reps may work then: 1 is on contacts and 1 is on a break" in found[0].reason
    huddle = {"activities": [{"id": "huddle", "start": 720, "end": 780}]}
    found = shortfalls(document, shift("A1", 0, site="hq"), shift("A2", 0, lunch=300) | huddle)
    assert "Both voice-en reps may work then: 1 is on a break and 1 is at an activity" in found[0].reason
    later = shortfalls(small_dict(demand=at(range(18, 19), 3)), shift("A1", 0, site="hq"))
    assert "1 works other hours that day" in later[0].reason


def test_reps_who_have_their_hours_and_full_sites_are_named() -> None:
    """Five shifts are the most; no seat is left for the one who could come."""
    document = small_dict(demand=at(range(9, 11), 5, day=6), sites=[{"id": "hq", "seats": 0}])
    week = [shift("A2", day) for day in range(5)]
    reason = shortfalls(document, *week)[0].reason
    assert "1 is at their weekly hours" in reason
    assert "1 finds no free seat" in reason
    assert "There is no seat at hq" in reason


def test_waiting_work_left_undone_is_told_by_its_window() -> None:
    """Arrival to due time, in mean heads, with who works meanwhile."""
    work = [{"arrives": 540, "due": 660, "head_slots": 5}]
    document = small_dict(demand=[{"skill": "email-en", "deferrable": True, "work": work}])
    found = shortfalls(document, shift("A3", 0))
    assert [(s.start, s.end) for s in found] == [(540, 660)]
    assert found[0].heads * 2 == pytest.approx(3)
    assert "3 of 5 head-hours of waiting work" in found[0].reason
    assert "1 of 2 email-en reps works between arrival and due time, 1 more may" in found[0].reason


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize(("make", "draw"), [(random_problem, random_shifts), (lived_problem, lived_shifts)])
def test_shortfalls_add_up_and_count_every_rep_once(make: Any, draw: Any, seed: int) -> None:
    """Heads times length is all that is short; the reps named are the reps there are."""
    document = make(seed)
    problem = problem_from_dict(document)
    shifts = schedule_from_dict(schedule(*draw(document, seed))).shifts
    allocation = allocate(problem, shifts)
    found = explain_shortfalls(problem, shifts, allocation)
    slots = sum(s.heads * (s.end - s.start) for s in found) / problem.horizon.slot_minutes
    assert slots == pytest.approx(allocation.total_short, abs=1e-3 * max(1, len(found) * problem.horizon.slots / 50))
    for shortfall in found:
        assert shortfall.reason
        assert 0 <= shortfall.start < shortfall.end <= problem.horizon.minutes
        assert shortfall.reason.startswith(shortfall.text)
        assert shortfall.text.endswith(f": {shortfall.because}.")
        assert shortfall.peak is None or shortfall.peak >= shortfall.heads
        told = re.match(r"(?:All|Both|Of) ?(\d*) .*? may work then(?: \((.*?)\))?: (.*?)\.", shortfall.detail)
        if told:
            everyone = 2 if shortfall.detail.startswith("Both") else int(told.group(1))
            counted = re.sub(r"\(.*?\)", "", f"{told.group(2) or ''}, {told.group(3)}")
            assert sum(int(n) for n in re.findall(r"(?:^|, | and )(\d+) ", counted)) == everyone, shortfall.detail
    whole = shortages(s.as_reason() for s in found)
    assert sum(s.head_hours for s in whole) * 60 == pytest.approx(sum(s.heads * (s.end - s.start) for s in found))


def test_an_agent_with_too_little_is_told_with_the_rules_that_clash() -> None:
    """Own clash, seats, or a search that ended: three different sentences; enough work, none."""
    document = small_dict()
    document["agents"][2]["time_off"] = [[DAY, 7 * DAY]]
    problem = problem_from_dict(document)
    two = [shift(a, day, site="hq") for a in ("A1", "A2") for day in (0, 1)]
    found = explain_unscheduled(problem, schedule_from_dict(schedule(*two)).shifts)
    assert [u.agent for u in found] == ["A3"]
    assert found[0].text == "gets 0 of at least 16 paid hours: 6 days of time off leave no room for all of them."
    assert "Also 0 of at least 2 days." in found[0].reason
    assert (
        "and at least 16 paid hours a week cannot both be kept from 2026-11-23 to 2026-11-29. Let 1" in found[0].reason
    )
    nobody = {u.agent: u.reason for u in explain_unscheduled(small_problem(), ())}
    assert "Their own rules can be met, but others take the 2 seats at hq" in nobody["A1"]
    assert "0 of at least 1 office days" in nobody["A2"]
    assert "others take the 2 seats at hq" in nobody["A1"]
    assert nobody["A3"].endswith("so a longer search may find a way.")


def test_only_those_asked_for_are_looked_at() -> None:
    """The caller may name the agents to explain."""
    problem = small_problem()
    assert [u.agent for u in explain_unscheduled(problem, (), problem.agents[2:])] == ["A3"]


def lone(**more: Any) -> Json:
    """A week from Monday of one rep under a contract of four shifts of ten hours."""
    document = small_dict(demand=at(range(9, 11), skill="email-en"), week_start=0)
    contract = document["contracts"][0]
    contract |= {"paid_minutes_per_week": [2400, 2400], "days_per_week": [0, 7]}
    contract["shifts"][0] |= {"span_minutes": [600], "breaks": []}
    document["agents"] = [document["agents"][2] | more]
    return document


def test_what_leave_counts_is_told_with_what_is_missed() -> None:
    """Eight hours of leave count, and what is left is no whole number of shifts; without shifts, leave is what they get."""
    document = lone(leave=[{"from": 0, "to": DAY, "paid_minutes": 480, "days": 1}])
    found = explain_unscheduled(problem_from_dict(document), ())
    assert [u.text for u in found] == [
        "gets 8 of at least 40 paid hours (8 of them leave): 32 h are left of the week after 8 h of leave, which shifts of "
        "10 h cannot make."
    ]
    assert found[0].cause == "clash"
    away = lone(leave=[{"from": 0, "to": 7 * DAY, "paid_minutes": 2400, "days": 5}])
    assert explain_unscheduled(problem_from_dict(away), ()) == ()


def test_weeks_are_named_by_the_calendar() -> None:
    """A fortnight from a Thursday touches three weeks, of which the second is the only whole one."""
    document = lone() | {"start": "2026-11-26", "days": 14, "demand": [{"skill": "email-en", "required": [0] * 336}]}
    found = explain_unscheduled(problem_from_dict(document), ())
    assert [u.text.split(":")[0] for u in found] == ["gets 0 of at least 40 paid hours in the week of 30 Nov"]


def test_a_week_that_the_schedule_cuts_is_told_once_and_without_advice() -> None:
    """Nothing is published from Monday to Wednesday, so that 40 h are asked of the four days that are left."""
    document = lone(before={"week": {"paid_minutes": 0, "days": 0, "office_days": 0}})
    document["contracts"][0]["shifts"][0]["span_minutes"] = [480]
    document |= {"start": "2026-11-26", "days": 4, "demand": [{"skill": "email-en", "required": [0] * 96}]}
    (found,) = explain_unscheduled(problem_from_dict(document), ())
    assert found.text == (
        "gets 0 of at least 40 paid hours: 40 h do not fit into the 4 days of that week in the schedule, and nothing is "
        "worked on its other days."
    )
    assert found.reason == found.text
    document["agents"][0]["before"]["week"] |= {"paid_minutes": 60, "days": 1}
    (found,) = explain_unscheduled(problem_from_dict(document), ())
    assert (
        "39 h are left of the week after 1 h worked earlier, which shifts of 8 h cannot make on the 4 days of it"
        in (found.text)
    )


def test_nothing_is_asked_of_weeks_cut_by_employment_or_by_a_change_of_contract() -> None:
    """A leaver on Thursday; another contract from Wednesday on."""
    assert explain_unscheduled(problem_from_dict(lone(employed=[-90, 3])), ()) == ()
    terms = {"from_day": 2, "contract": "half", "skills": {"email-en": 1.0}, "work_mode": "remote", "site": None}
    document = lone(changes=[terms])
    document["contracts"].append(document["contracts"][0] | {"id": "half", "paid_minutes_per_week": [1200, 1200]})
    assert explain_unscheduled(problem_from_dict(document), ()) == ()
