"""What is known before a search: clashes by contract and agent, locked faults, floors that no schedule goes under."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from scheduler.feasibility.capacity import least_seat_overrun, least_shortage
from scheduler.feasibility.possible import Possibilities
from scheduler.feasibility.precheck import Finding, agent_clashes, clash_in_words, precheck
from scheduler.problem.problem import SchedulingProblem
from scheduler.problem.problem_file import problem_from_dict
from tests import oracles
from tests.scheduler.lived_weeks import lived_problem, lived_shifts
from tests.scheduler.random_problems import random_problem, random_shifts
from tests.scheduler.small import DAY, schedule, shift, small_dict, small_problem
from wfm.domain.people import WorkMode

Json = dict[str, Any]


def shift_types(found: list[Finding]) -> list[tuple[str, str]]:
    """Kind and subject of each finding."""
    return [(finding.kind, finding.subject) for finding in found]


def test_a_sound_problem_has_no_findings() -> None:
    """Nothing is told where everything can be met."""
    quiet = small_dict(demand=[{"skill": "voice-en", "required": [0] * 168}])
    assert precheck(problem_from_dict(quiet)) == []


def test_a_contract_that_no_rep_can_meet_is_told_once() -> None:
    """The contract is named with its clash, and not each of its agents again."""
    document = small_dict()
    document["contracts"][0]["paid_minutes_per_week"] = [2400, 2400]
    document["contracts"][0]["days_per_week"] = [2, 2]
    found = precheck(problem_from_dict(document), floors=False)
    assert shift_types(found) == [("contract", "full")]
    assert "at least 40 paid hours a week" in found[0].text
    assert "allow 5 days a week" in found[0].text.lower()
    document["contracts"][0]["days_per_week"] = [2, 5]
    assert precheck(problem_from_dict(document), floors=False) == []


def test_an_agent_whose_own_rules_clash_is_told_with_when_and_why() -> None:
    """A rep of two days at least, away for six of the seven."""
    document = small_dict()
    document["agents"][2]["time_off"] = [[DAY, 7 * DAY]]
    found = precheck(problem_from_dict(document), floors=False)
    assert shift_types(found) == [("agent", "A3")]
    assert found[0].text.startswith(
        "agent 'A3': 6 days of time off and at least 16 paid hours a week cannot both be kept from 2026-11-23 to 2026-11-29. "
    )
    assert found[0].clash is not None
    document["agents"][2]["time_off"] = [[2 * DAY, 7 * DAY]]
    assert precheck(problem_from_dict(document), floors=False) == []


def test_clashes_past_the_time_for_them_are_told_without_their_rules() -> None:
    """Nobody is left out of the list, and nobody who has a plain schedule gets into it."""
    document = small_dict()
    document["agents"][2]["time_off"] = [[DAY, 7 * DAY]]
    problem = problem_from_dict(document)
    found = agent_clashes(problem, problem.agents, seconds=0)
    assert list(found) == ["A3"]
    assert found["A3"].rules == ()
    assert "there was no time to work out which" in clash_in_words(found["A3"], problem.horizon)
    assert agent_clashes(problem, problem.agents)["A3"].rules


def test_a_locked_shift_that_breaks_a_rule_is_told() -> None:
    """It may not be changed and cannot be kept; too few locked shifts are no fault."""
    good = small_dict(published=schedule(shift("A1", 0, site="hq") | {"locked": True}))
    assert precheck(problem_from_dict(good), floors=False) == []
    bad = small_dict(published=schedule(shift("A1", 2, site="hq") | {"locked": True}))
    found = precheck(problem_from_dict(bad), floors=False)
    assert shift_types(found) == [("published", "A1")]
    assert "locked shift breaks the rule 'time off'" in found[0].text
    unlocked = small_dict(published=schedule(shift("A1", 2, site="hq")))
    assert precheck(problem_from_dict(unlocked), floors=False) == []


def one_day(reps: int, seats: int, **changes: Any) -> Json:
    """A day on which each of some on-site reps must work one nine-hour shift that starts between 8 and 12."""
    document = small_dict(days=1, sites=[{"id": "hq", "seats": seats}], **changes)
    document["demand"] = changes.get("demand", [{"skill": "voice-en", "required": [0] * 24}])
    document["contracts"][0] |= {"paid_minutes_per_week": [480, 480], "days_per_week": [1, 1]}
    document["agents"] = [
        {"id": f"A{i}", "name": "x", "contract": "full", "skills": {"voice-en": 1}, "work_mode": "onsite", "site": "hq"}
        for i in range(reps)
    ]
    return document


def ways(reps: int) -> list[list[Json]]:
    """Every schedule of `one_day`, lunches in every place."""
    each = [
        [shift(f"A{i}", 0, start, "hq", lunch) for start in range(480, 721, 60) for lunch in (180, 240, 300)]
        for i in range(reps)
    ]
    return [list(chosen) for chosen in product(*each)]


def overrun(shifts: list[Json], seats: int) -> float:
    """Seat-hours beyond the seats."""
    return sum(max(0, sum(s["start"] <= 60 * t < s["end"] for s in shifts) - seats) for t in range(24))


@pytest.mark.parametrize("seats", [0, 1, 2, 3])
def test_the_seat_floor_is_the_least_overrun_of_all_schedules(seats: int) -> None:
    """Three reps on few seats: proven by the floor, confirmed by every schedule there is."""
    problem = problem_from_dict(one_day(3, seats))
    floor = least_seat_overrun(problem, Possibilities(problem), problem.agents, problem.sites[0])
    least = min(overrun(shifts, seats) for shifts in ways(3))
    assert floor <= least
    assert floor == pytest.approx(least, abs=1e-3)
    told = [f for f in precheck(problem) if f.kind == "seats"]
    assert bool(told) == (least > 0)
    if told:
        assert f"lacks at least {least:,.1f} seat-hours: " in told[0].text


def test_hybrid_reps_need_seats_only_for_their_office_days() -> None:
    """Two office days asked of one rep without a seat are two shifts over; none asked, none over."""
    for low, least in ((0, 0.0), (2, 18.0)):
        document = small_dict(sites=[{"id": "hq", "seats": 0}])
        document["agents"] = [document["agents"][1] | {"office_days": [low, 3]}]
        problem = problem_from_dict(document)
        floor = least_seat_overrun(problem, Possibilities(problem), problem.agents, problem.sites[0])
        assert floor == pytest.approx(least, abs=1e-3)


def test_the_shortage_floor_is_near_the_least_of_all_schedules_and_never_above() -> None:
    """Two reps for three heads from 8 to 20: the floor lies under every schedule and is not trivial."""
    demand = [{"skill": "voice-en", "required": [3 if 8 <= t < 20 else 0 for t in range(24)]}]
    document = one_day(2, 5, demand=demand)
    problem = problem_from_dict(document)
    floor = least_shortage(problem, Possibilities(problem), problem.agents, ["voice-en"])
    least = min(oracles.coverage(document, {"shifts": shifts})[0] for shifts in ways(2))
    assert least == pytest.approx(36 - 16)
    assert floor == pytest.approx(least, abs=1e-3)
    closed = one_day(2, 5, demand=[{"skill": "voice-en", "required": [1 if t < 8 else 0 for t in range(24)]}])
    problem = problem_from_dict(closed)
    assert least_shortage(problem, Possibilities(problem), problem.agents, ["voice-en"]) == pytest.approx(8, abs=1e-3)


def test_seats_bind_the_shortage_floor() -> None:
    """With one seat only one of two reps can come at a time."""
    demand = [{"skill": "voice-en", "required": [2 if 12 <= t < 17 else 0 for t in range(24)]}]
    floors = []
    for seats in (1, 2):
        problem = problem_from_dict(one_day(2, seats, demand=demand))
        floors.append(least_shortage(problem, Possibilities(problem), problem.agents, ["voice-en"]))
    assert floors[0] == pytest.approx(5, abs=1e-3)
    assert floors[1] == pytest.approx(0, abs=1e-3)


def keep_legal(document: Json, shifts: list[Json]) -> list[Json]:
    """The shifts of agents who keep every rule but least amounts, those on site only while seats last."""
    kept: list[Json] = []
    for agent in document["agents"]:
        theirs = [s for s in shifts if s["agent"] == agent["id"]]
        if not oracles.agent_rules(document, agent, theirs, may_lack=True) and not oracles.seat_rules(
            document, {"shifts": kept + theirs}
        ):
            kept += theirs
    return kept


@pytest.mark.parametrize("seed", range(30))
def test_no_schedule_goes_under_the_shortage_floor(seed: int) -> None:
    """Random schedules that keep the rules leave at least the floor short."""
    document = random_problem(seed)
    problem = problem_from_dict(document)
    floor = least_shortage(problem, Possibilities(problem), problem.agents, problem.skills)
    plain = document | {"demand": [d | {"weight": 1} for d in document["demand"]]}
    for draw in range(3):
        shifts = keep_legal(document, random_shifts(document, 100 * seed + draw))
        assert oracles.coverage(plain, {"shifts": shifts})[0] >= floor - 1e-6


@pytest.mark.parametrize("seed", range(30))
def test_given_shifts_leave_and_far_clocks_keep_the_floors_true(seed: int) -> None:
    """In weeks as a centre lives them no legal schedule is less short, or holds fewer seats, than the floors say."""
    document = lived_problem(seed)
    problem = problem_from_dict(document)
    possible, slot = Possibilities(problem), document["slot_minutes"]
    floor = least_shortage(problem, possible, problem.agents, problem.skills)
    plain = document | {"demand": [d | {"weight": 1} for d in document["demand"]]}
    clashes = agent_clashes(problem, problem.agents)
    able = [a for a in problem.agents if a.id not in clashes]
    over = {site.id: least_seat_overrun(problem, possible, able, site) for site in problem.sites}
    for draw in range(3):
        shifts = keep_legal(document, lived_shifts(document, 100 * seed + draw))
        assert oracles.coverage(plain, {"shifts": shifts})[0] >= floor - 1e-6
    for site in problem.sites:
        given = [s for s in document.get("given", []) if s["site"] == site.id]
        everyone = sum(a.work_mode is not WorkMode.REMOTE and a.site == site.id for a in able)
        held = sum(
            max(0, everyone + sum(s["start"] <= t < s["end"] for s in given) - site.seats)
            for t in range(0, document["days"] * DAY, slot)
        )
        assert over[site.id] <= held + 1e-6


def test_given_shifts_hold_seats_and_cover() -> None:
    """A seat held from 8 to 17 is one seat less; heads there need not be covered again."""
    demand = [{"skill": "voice-en", "required": [3 if 12 <= t < 17 else 0 for t in range(24)]}]
    plain = one_day(2, 2, demand=demand)
    given = {"skills": {"voice-en": 1.0}, "site": "hq", "start": 480, "end": 1020, "breaks": []}
    floors = []
    for document in (plain, plain | {"given": [given]}, plain | {"given": [given | {"site": None}]}):
        problem = problem_from_dict(document)
        floors.append(least_shortage(problem, Possibilities(problem), problem.agents, ["voice-en"]))
    assert floors == pytest.approx([5, 5, 0], abs=1e-3)


def test_a_floor_on_shortage_is_told_with_its_amount() -> None:
    """A demand that two reps cannot cover is said in head-hours before any search."""
    problem: SchedulingProblem = small_problem(demand=[{"skill": "voice-en", "required": [9] * 168}])
    found = [f for f in precheck(problem) if f.kind == "shortage"]
    assert found
    assert found[0].subject == "voice-en"
    assert found[0].amount > 1300
    assert "stay short whatever the schedule" in found[0].text
