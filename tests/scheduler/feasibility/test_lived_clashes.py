"""Clashes in weeks as a centre lives them, against every schedule there is, and the words they are told in."""

from __future__ import annotations

import random
import re
from itertools import product
from typing import Any

import pytest

from scheduler.feasibility.clash import find_clash
from scheduler.feasibility.plain_schedule import has_plain_schedule
from scheduler.feasibility.possible import Possibilities, legal_alone, possible_shifts
from scheduler.feasibility.precheck import agent_clashes, precheck
from scheduler.problem.problem_file import problem_from_dict
from tests import oracles
from tests.scheduler.feasibility.test_clash import tiny_problem
from tests.scheduler.lived_weeks import CHANGES, further_agent, lived_agent, lived_problem, random_part
from tests.scheduler.small import DAY, small_dict

Json = dict[str, Any]


def lived_tiny(seed: int) -> Json:
    """One remote rep and three days around a clock change, in a calendar week more often than not."""
    rng = random.Random(seed)
    problem = tiny_problem(seed)
    zone = rng.choice(list(CHANGES))
    problem |= {"timezone": zone, "start": rng.choice(CHANGES[zone]), "elapsed": rng.random() < 0.6}
    if rng.random() < 0.8:
        problem["week_start"] = rng.randrange(7)
    agent = problem["agents"][0]
    agent |= lived_agent(rng, 3) | further_agent(rng, 3)
    agent.pop("employed", None)
    if "before" in agent and rng.random() < 0.6:
        agent["before"]["week"] = random_part(rng)
    for leave in agent.get("leave", []):
        leave["paid_minutes"] = rng.choice([0, 240, 300])
    if rng.random() < 0.2:
        agent["employed"] = [rng.randint(-3, 1), rng.randint(1, 9)]
    return problem


def every_schedule(problem: Json, agent: Json) -> list[list[Json]]:
    """Every way the agent may fill the days with shifts of the templates by the agent's clock, breaks left out."""
    contract, choices = problem["contracts"][0], []
    for day in range(problem["days"]):
        candidates = [
            {"agent": agent["id"], "start": start, "end": start + span, "site": None, "breaks": []}
            for start in range(day * DAY, (day + 1) * DAY, 60)
            for span in contract["shifts"][0]["span_minutes"]
        ]
        choices.append([None, *(s for s in candidates if not oracles.shift_rules(problem, agent, contract, s))])
    return [[s for s in days if s] for days in product(*choices)]


@pytest.mark.parametrize("block", range(6))
def test_a_clash_is_told_exactly_when_no_schedule_exists(block: int) -> None:
    """Broken weeks, history, leave, real time, far clocks and what is fixed behind the horizon, by the oracle."""
    clashes = 0
    for seed in range(20 * block, 20 * block + 20):
        document = lived_tiny(seed)
        agent, contract = document["agents"][0], document["contracts"][0]
        possible = any(not oracles.agent_rules(document, agent, shifts) for shifts in every_schedule(document, agent))
        problem = problem_from_dict(document)
        clash = agent_clashes(problem, problem.agents).get("A")
        assert (clash is None) == possible, (seed, str(clash))
        clashes += clash is not None
        own, shifts = problem.agents[0], possible_shifts(problem.contracts[contract["id"]], problem.horizon)
        shifts = Possibilities(problem).of(own)
        if has_plain_schedule(own, problem.contracts[contract["id"]], problem.horizon, shifts):
            assert possible, seed
    assert 0 < clashes < 20


@pytest.mark.parametrize("seed", range(40))
def test_possible_shifts_are_those_the_oracle_finds(seed: int) -> None:
    """Templates on the agent's clock, windows, leave and employment, each shift for itself, and what it pays."""
    document = lived_problem(seed)
    problem, slot = problem_from_dict(document), document["slot_minutes"]
    for raw, agent in zip(document["agents"][:2], problem.agents, strict=False):
        contract = next(c for c in document["contracts"] if c["id"] == raw["contract"])
        bare = contract | {"shifts": [t | {"breaks": [], "min_gap_minutes": 0} for t in contract["shifts"]]}
        spans = {span for t in contract["shifts"] for span in t["span_minutes"]}
        wanted = set()
        for start in range(0, document["days"] * DAY, slot):
            for span in spans:
                shift = {"start": start, "end": start + span, "site": raw["site"], "breaks": []}
                if not oracles.shift_rules(document, raw, bare, shift):
                    wanted.add((start, start + span))
        shifts = Possibilities(problem).of(agent)
        found = set(zip(shifts.start.tolist(), shifts.end.tolist(), strict=True))
        assert found == {(a, b) for a, b in wanted if _holds_breaks(problem, agent.contract, b - a)}


def _holds_breaks(problem: Any, contract: str, span: int) -> bool:
    templates = problem.contracts[contract].shifts
    slot = problem.horizon.slot_minutes
    return any(span in t.spans and span % slot == 0 and t.misfit(span, slot) is None for t in templates)


def lone(**more: Any) -> Json:
    """A week from Monday of one rep under a contract of four shifts of ten hours."""
    document = small_dict(demand=[{"skill": "email-en", "required": [0] * 168}], week_start=0)
    contract = document["contracts"][0]
    contract |= {"paid_minutes_per_week": [2400, 2400], "days_per_week": [0, 7], "max_consecutive_days": 7}
    contract["shifts"][0] |= {"span_minutes": [600], "breaks": []}
    document["agents"] = [document["agents"][2] | more]
    return document


def told(document: Json) -> str:
    """What is impossible for the rep, before any search."""
    return " ".join(finding.text for finding in precheck(problem_from_dict(document), floors=False))


def test_leave_that_shifts_cannot_make_up_is_told_with_what_is_left() -> None:
    """Eight hours of leave leave 32 h, which shifts of 10 h cannot make; ten hours of leave leave three shifts."""
    leave = {"from": 0, "to": DAY, "paid_minutes": 480, "days": 1}
    assert "32 h are left of the week after 8 h of leave, which shifts of 10 h cannot make" in told(lone(leave=[leave]))
    assert told(lone(leave=[leave | {"paid_minutes": 600}])) == ""


def test_history_is_told_as_what_was_worked_earlier() -> None:
    """Thursday of a week of which 45 h, or 35 of 40, are worked."""
    document = lone(before={"week": {"paid_minutes": 2700, "days": 3, "office_days": 0}})
    document |= {"start": "2026-11-26", "days": 4, "demand": [{"skill": "email-en", "required": [0] * 96}]}
    assert "45 h worked earlier are more than the 40 h of a week" in told(document)
    document["agents"][0]["before"]["week"]["paid_minutes"] = 2100
    assert "5 h are left of the week after 35 h worked earlier, which shifts of 10 h cannot make" in told(document)
    document["agents"][0]["before"]["week"]["paid_minutes"] = 1800
    assert told(document) == ""


def test_what_is_asked_of_a_broken_week_is_no_clash() -> None:
    """From a Thursday on nothing is known of the week: 40 h are not asked of four days, and never of less than a week."""
    document = lone()
    document["contracts"][0]["days_per_week"] = [4, 4]
    cut = {"start": "2026-11-27", "days": 3, "demand": [{"skill": "email-en", "required": [0] * 72}]}
    assert told(document | cut) == ""
    known = document | cut
    known["agents"][0]["before"] = {"week": {"paid_minutes": 0, "days": 0, "office_days": 0}}
    assert re.search("(40 h|4 days) do not fit into the 3 days of that week in the schedule", told(known))


def test_leave_without_credit_that_leaves_no_room_is_told_as_leave() -> None:
    """Not as time off."""
    text = told(lone(leave=[{"from": 0, "to": 5 * DAY}]))
    assert "5 days of leave" in text
    assert "time off" not in text


def test_a_night_that_runs_in_and_a_shift_fixed_behind_are_told() -> None:
    """Each clashes with a rest so long that no day is left."""
    before = lone(before={"last_shift_end": 0, "consecutive_days": 7})
    before["contracts"][0] |= {
        "max_consecutive_days": 7,
        "days_per_week": [7, 7],
        "paid_minutes_per_week": [4200, 4200],
    }
    assert "7 days in a row worked just before" in told(before)
    after = lone(after={"next_shift_start": 7 * DAY, "consecutive_days": 0})
    after["contracts"][0] |= {"days_per_week": [7, 7], "paid_minutes_per_week": [4200, 4200]}
    assert "a shift fixed at 00:00 just after" in told(after)


def test_the_contract_that_clashes_is_the_one_that_holds() -> None:
    """From Thursday of the second week on another contract asks for 40 h of shifts of 7 h."""
    document = lone()
    document |= {"days": 21, "demand": [{"skill": "email-en", "required": [0] * 504}]}
    template = document["contracts"][0]["shifts"][0] | {"span_minutes": [420]}
    document["contracts"].append(document["contracts"][0] | {"id": "sevens", "shifts": [template]})
    agent = document["agents"][0]
    agent["changes"] = [
        {"from_day": 10, "contract": "sevens", "skills": {"email-en": 1.0}, "work_mode": "remote", "site": None}
    ]
    problem = problem_from_dict(document)
    clash = agent_clashes(problem, problem.agents)["A3"]
    assert clash.days == (14, 20)
    assert find_clash(problem.agents[0], problem.contracts["full"], problem.horizon) is None
    assert legal_alone(Possibilities(problem).every(problem.agents[0]), problem.agents[0]).all()
