"""Clashing rules: found exactly when no schedule exists, the fewest there are, with changes that do help."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations, product
from typing import Any

import pytest

from scheduler.feasibility.agent_model import AgentModel
from scheduler.feasibility.clash import find_clash, smallest_hitting_set
from scheduler.feasibility.plain_schedule import has_plain_schedule
from scheduler.feasibility.possible import possible_shifts
from scheduler.problem.problem_file import problem_from_dict
from tests import oracles
from tests.scheduler.random_problems import random_problem
from tests.scheduler.small import DAY, small_dict, small_problem
from wfm.domain.people import Agent, Before
from wfm.domain.people.contracts import Contract
from wfm.domain.time import Horizon

Json = dict[str, Any]


def full_time(**changes: Any) -> tuple[Agent, Contract, Horizon]:
    """A remote rep of exactly five eight-hour days, always available."""
    problem = small_problem()
    contract = replace(
        problem.contracts["full"], paid_per_week=(2400, 2400), days_per_week=(5, 5), max_consecutive_days=6
    )
    agent_changes = {k: v for k, v in changes.items() if k in Agent.__slots__}
    contract = replace(contract, **{k: v for k, v in changes.items() if k not in agent_changes})
    return replace(problem.agents[2], **agent_changes), contract, problem.horizon


def names(agent: Agent, contract: Contract, horizon: Horizon) -> list[str] | None:
    """The rules of the smallest clash, None when there is none."""
    clash = find_clash(agent, contract, horizon)
    return None if clash is None else sorted(rule.name for rule in clash.rules)


CASES: list[tuple[str, dict[str, Any], list[str] | None]] = [
    ("nothing", {}, None),
    ("two days off", {"time_off": ((0, 2 * DAY),)}, None),
    ("three days off", {"time_off": ((0, 3 * DAY),)}, ["least weekly hours", "time off"]),
    ("five days of windows", {"available": tuple((d * DAY, (d + 1) * DAY) for d in range(5))}, None),
    (
        "four days of windows",
        {"available": tuple((d * DAY, (d + 1) * DAY) for d in range(4))},
        ["availability", "least weekly hours"],
    ),
    ("windows too short", {"available": tuple((d * DAY, d * DAY + 1019) for d in range(7))}, ["availability", "least weekly hours"]),
    ("windows just long enough", {"available": tuple((d * DAY, d * DAY + 1020) for d in range(7))}, None),
    ("two days a week", {"days_per_week": (2, 2)}, ["least weekly hours", "most days a week"]),
    ("hours between shifts", {"paid_per_week": (500, 900)}, ["least weekly hours", "most weekly hours"]),
    ("rest of 15 h", {"min_rest": 900}, None),
    ("rest of 23 h", {"min_rest": 1380}, ["least weekly hours", "rest"]),
    ("a day in a row", {"max_consecutive_days": 1}, ["consecutive days", "least weekly hours"]),
    ("two days in a row", {"max_consecutive_days": 2}, None),
    ("no weekend", {"max_weekends": 0}, None),
    (
        "no weekend and a day off",
        {"max_weekends": 0, "time_off": ((0, DAY),)},
        ["least weekly hours", "time off", "weekends"],
    ),
    (
        "six days just before",
        {"before": Before(-60, 6), "days_per_week": (6, 6), "paid_per_week": (2880, 2880), "time_off": ((DAY, 2 * DAY),)},
        ["consecutive days", "days worked before", "least weekly hours", "time off"],
    ),
    (
        "an evening just before",
        {"before": Before(0, 1), "min_rest": 900, "paid_per_week": (3360, 3360), "days_per_week": (7, 7), "max_consecutive_days": 9},
        ["last shift before", "least weekly hours", "rest"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "changes", "expected"), CASES, ids=[c[0] for c in CASES])
def test_clashes_from_both_sides_of_their_edge(name: str, changes: dict[str, Any], expected: list[str] | None) -> None:
    """Each pair of rules clashes just past the point where it stops fitting, and names only those rules."""
    found = names(*full_time(**changes))
    if expected and found and len(found) == len(expected) and "least days a week" in found:
        found = sorted("least weekly hours" if n == "least days a week" else n for n in found)  # both say the same here
    assert found == expected, name


def test_each_suggested_change_lifts_the_clash() -> None:
    """Taking the advice of any one rule leaves a schedule."""
    agent, contract, horizon = full_time(time_off=((0, 3 * DAY),))
    clash = find_clash(agent, contract, horizon)
    assert clash is not None
    assert str(clash).startswith(
        "3 days of time off and at least 40 paid hours a week cannot both be kept. Let 1 of the shifts overlap time off"
    )
    assert find_clash(replace(agent, time_off=((0, 2 * DAY),)), contract, horizon) is None
    agent, contract, horizon = full_time(days_per_week=(2, 2))
    clash = find_clash(agent, contract, horizon)
    assert clash is not None
    advice = {rule.name: rule.change for rule in clash.rules}
    assert advice == {
        "least weekly hours": "ask for at least 16 paid hours a week",
        "most days a week": "allow 5 days a week",
    }
    assert find_clash(agent, replace(contract, paid_per_week=(960, 2400)), horizon) is None
    assert find_clash(agent, replace(contract, days_per_week=(2, 5)), horizon) is None


def test_a_clash_between_weeks_is_found_over_the_whole_horizon() -> None:
    """Each week alone can be met, both together break the run of days."""
    problem = small_problem(days=14, demand=[{"skill": "voice-en", "required": [0] * 336}])
    contract = replace(
        problem.contracts["full"],
        paid_per_week=(1920, 1920),
        days_per_week=(4, 4),
        max_consecutive_days=4,
        max_weekends=None,
    )
    windows = tuple((d * DAY, (d + 1) * DAY) for d in (3, 4, 5, 6, 7, 8, 9, 10))
    agent = replace(problem.agents[2], available=windows)
    clash = find_clash(agent, contract, problem.horizon)
    assert clash is not None
    assert clash.days == (0, 13)
    assert "consecutive days" in {rule.name for rule in clash.rules}
    assert find_clash(agent, replace(contract, max_consecutive_days=8), problem.horizon) is None


def test_a_part_week_at_the_end_can_clash_alone() -> None:
    """Five days cannot be worked in a last week of three."""
    problem = small_problem(days=10, demand=[{"skill": "voice-en", "required": [0] * 240}])
    agent, contract, _ = full_time()
    clash = find_clash(agent, contract, problem.horizon)
    assert clash is not None
    assert clash.days == (7, 9)
    assert [rule.name for rule in clash.rules] in (["least weekly hours"], ["least days a week"])


def schedules(problem: Json, agent: Json) -> list[list[Json]]:
    """Every way one agent may fill the days with shifts of its contract's templates, breaks left out."""
    contract = next(c for c in problem["contracts"] if c["id"] == agent["contract"])
    choices: list[list[tuple[int, int] | None]] = []
    for day in range(problem["days"]):
        starts = {
            (day * DAY + start, day * DAY + start + span)
            for t in contract["shifts"]
            for span in t["span_minutes"]
            for start in range(t["start"]["earliest"], t["start"]["latest"] + 1, t["start"]["step"])
        }
        choices.append([None, *sorted(starts)])
    return [
        [{"agent": agent["id"], "start": s[0], "end": s[1], "site": None, "breaks": []} for s in days if s]
        for days in product(*choices)
    ]


def tiny_problem(seed: int) -> Json:
    """One remote rep, three days, short shifts without breaks, rules that often clash."""
    rng = random.Random(seed)
    problem = small_dict(days=3, demand=[{"skill": "voice-en", "required": [0] * 72}], sites=[])
    start = 60 * rng.randint(4, 18)
    problem["contracts"] = [
        {
            "id": "c",
            "paid_minutes_per_week": sorted(60 * rng.randint(4, 30) for _ in range(2)),
            "days_per_week": sorted(rng.randint(0, 3) for _ in range(2)),
            "max_consecutive_days": rng.randint(1, 3),
            "min_rest_minutes": rng.choice([0, 720, 1000]),
            "shifts": [
                {
                    "id": "t",
                    "start": {"earliest": start, "latest": start + 240, "step": 120},
                    "span_minutes": [240, 600],
                }
            ],
        }
    ]
    if rng.random() < 0.5:
        problem["contracts"][0]["start_spread_minutes"] = rng.choice([0, 120])
    if rng.random() < 0.5:
        problem["contracts"][0]["max_weekends"] = 0
    agent = {"id": "A", "name": "A", "contract": "c", "skills": {"voice-en": 1}, "work_mode": "remote"}
    if rng.random() < 0.5:
        agent["time_off"] = [[DAY * rng.randint(0, 2), DAY * 3 - 300]]
    if rng.random() < 0.4:
        agent["available"] = [[d * DAY, d * DAY + start + 700] for d in range(3) if rng.random() < 0.8]
    if rng.random() < 0.5:
        agent["before"] = {"last_shift_end": -60 * rng.randint(0, 9), "consecutive_days": rng.randint(0, 2)}
    problem["start"] = rng.choice(["2026-11-23", "2026-11-27"])
    return problem | {"agents": [agent]}


def broken_levels(problem: Json, shifts: list[Json]) -> frozenset[str]:
    """The rules a schedule breaks, least and most amounts apart."""
    agent, contract = problem["agents"][0], problem["contracts"][0]
    found = oracles.agent_rules(problem, agent, shifts) - {"weekly hours", "days per week"}
    paid = sum(s["end"] - s["start"] for s in shifts)
    for name, value, (low, high) in (
        ("hours", paid, contract["paid_minutes_per_week"]),
        ("days", len(shifts), contract["days_per_week"]),
    ):
        found |= {f"least {name}"} if value < low else set()
        found |= {f"most {name}"} if value > high else set()
    return frozenset(found)


def fewest_that_clash(problem: Json, ways: list[frozenset[str]]) -> int:
    """Size of the smallest set of rules of which every way breaks one."""
    rules = sorted(set().union(*ways))
    return next(
        n for n in range(len(rules) + 1) for chosen in combinations(rules, n) if all(w & set(chosen) for w in ways)
    )


@pytest.mark.parametrize("seed", range(40))
def test_a_clash_is_told_exactly_when_no_schedule_exists(seed: int) -> None:
    """Against every schedule there is, judged by the oracle; the clash has the fewest rules possible."""
    problem = tiny_problem(seed)
    ways = [broken_levels(problem, shifts) for shifts in schedules(problem, problem["agents"][0])]
    read = problem_from_dict(problem)
    clash = find_clash(read.agents[0], read.contracts["c"], read.horizon)
    assert (clash is None) == (frozenset() in ways)
    if clash is not None:
        history = {"last shift before", "days worked before"}  # the oracle counts these within rest and runs
        own = [rule.name for rule in clash.rules if rule.name not in history]
        assert len(own) <= fewest_that_clash(problem, ways) + len(clash.rules) - len(own)
        assert len(clash.rules) >= fewest_that_clash(problem, ways)


@pytest.mark.parametrize("seed", range(0, 80, 2))
def test_a_plain_schedule_is_a_proof(seed: int) -> None:
    """Where the quick search finds a plain schedule, the exact one finds no clash even without its help."""
    document = random_problem(seed)
    problem = problem_from_dict(document)
    for agent in problem.agents:
        contract = problem.contracts[agent.contract]
        shifts = possible_shifts(contract, problem.horizon)
        if not agent.available and not agent.time_off and has_plain_schedule(agent, contract, problem.horizon, shifts):
            model = AgentModel(agent, contract, problem.horizon, (0, problem.horizon.days - 1))
            assert model.most_kept(model.rules) is not None
            return


def test_the_smallest_hitting_set_meets_every_set() -> None:
    """The fewest names, none for no sets, and an empty set cannot be met."""
    assert smallest_hitting_set([], ["a"]) == []
    assert smallest_hitting_set([{"a", "b"}, {"b", "c"}], ["a", "b", "c"]) == ["b"]
    assert len(smallest_hitting_set([{"a"}, {"b"}, {"a", "c"}], ["a", "b", "c"])) == 2
    with pytest.raises(ValueError, match="cannot be met"):
        smallest_hitting_set([set()], ["a"])
