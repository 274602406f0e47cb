"""Whatever the problem, the optimizer's schedule keeps every rule by the oracle, and its figures are honest."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

from scheduler.control.stop import WorkLimit
from scheduler.cost.objective import ObjectiveWeights
from scheduler.feasibility.precheck import agent_clashes
from scheduler.outcome.judgement import check
from scheduler.outcome.result import Result, Status, result_to_dict, schedule_from_dict
from scheduler.problem.problem_file import problem_from_dict
from scheduler.solver import solve
from tests import oracles
from tests.scheduler.random_problems import random_problem, random_shifts
from tests.scheduler.small import DAY, small_dict
from wfm.domain.arrays import Floats

Json = dict[str, Any]

WEIGHTS = ObjectiveWeights()
"""The weights every run here uses."""


def solved(document: Json, work: float, seed: int = 0, keep: bool = False) -> Result:
    """A result after a little work on one process."""
    return solve(problem_from_dict(document), stop=WorkLimit(work), seed=seed, cores=1, keep=keep)


@pytest.mark.parametrize("first", range(0, 80, 10))
def test_every_schedule_is_legal_by_the_oracle(first: int) -> None:
    """80 problems with every feature of the format; only agents named as unscheduled have too little."""
    for seed in range(first, first + 10):
        document = random_problem(seed)
        result = solved(document, float(seed % 3 == 0), seed)
        written = result_to_dict(result)
        assert oracles.broken_rules(document, written) == set(), f"seed {seed}"
        if seed % 3 == 0:
            judge_claims(document, result, written)


def judge_claims(document: Json, result: Result, written: Json) -> None:
    """What a result says of itself holds: its bound, cost, shortfalls and the agents it left out."""
    problem = result.problem
    assert result.lower_bound is None or result.lower_bound <= result.objective + 1e-6
    assert result.objective == pytest.approx(sum(result.terms.values()))
    cost, _ = oracles.coverage(document, written)
    weights = {d["skill"]: d.get("weight", 1.0) for d in document["demand"]}
    told = sum(s.heads * (s.end - s.start) * weights[s.skill] for s in result.shortfalls) / problem.horizon.slot_minutes
    assert told == pytest.approx(cost, rel=0.02, abs=0.1)
    assert schedule_from_dict(written).shifts == result.shifts
    named = {u.agent for u in result.unscheduled}
    assert all(u.reason for u in result.unscheduled)
    assert set(agent_clashes(problem, list(problem.agents))) <= named


def test_the_same_seed_and_work_give_the_same_schedule() -> None:
    """Repeating a run repeats its shifts, on one process or two."""
    document = random_problem(7)
    first = solved(document, 2.0, seed=5)
    assert solved(document, 2.0, seed=5).shifts == first.shifts
    two = solve(problem_from_dict(document), stop=WorkLimit(2.0), seed=5, cores=2)
    assert two.shifts == first.shifts


def three_reps(seed: int) -> Json:
    """Three remote reps, two days, an hour's grid: every schedule can be listed."""
    document = small_dict(days=2, skills=["voice-en"], sites=[])
    heads = [[1, 2, 0, 1, 3, 1], [2, 2, 1, 0, 1, 2], [3, 3, 3, 0, 0, 1], [0, 1, 1, 1, 1, 0]][seed % 4]
    required = [heads[(t - 8) // 2] if 8 <= t < 20 else 0 for t in range(24)]
    document["demand"] = [{"skill": "voice-en", "required": required + required[::-1]}]
    document["contracts"] = [
        {
            "id": "c",
            "paid_minutes_per_week": [240, 960],
            "days_per_week": [1, 2],
            "max_consecutive_days": 2,
            "min_rest_minutes": 660,
            "start_spread_minutes": 60,
            "shifts": [
                {
                    "id": "t",
                    "start": {"earliest": 480, "latest": 600, "step": 120},
                    "span_minutes": [360, 540],
                    "min_gap_minutes": 120,
                    "breaks": [{"name": "b", "minutes": 60, "paid": False, "window": [120, 180]}],
                }
            ],
        }
    ]
    document["agents"] = [
        {"id": f"A{i}", "name": "x", "contract": "c", "skills": {"voice-en": [1, 1, 0.6][i]}, "work_mode": "remote"}
        for i in range(3)
    ]
    return document


def all_weeks(document: Json, agent: Json) -> list[tuple[Json, ...]]:
    """Every legal choice of shifts of one agent, by the oracle."""
    template = document["contracts"][0]["shifts"][0]
    window = template["start"]
    days: list[list[Json | None]] = []
    for day in range(document["days"]):
        candidates: list[Json | None] = [None]
        for start in range(window["earliest"], window["latest"] + 1, window["step"]):
            for span in template["span_minutes"]:
                for offset in range(0, span, 60):
                    begin = day * DAY + start
                    breaks = [{"name": "b", "start": begin + offset, "end": begin + offset + 60}]
                    candidates.append(
                        {"agent": agent["id"], "start": begin, "end": begin + span, "site": None, "breaks": breaks}
                    )
        days.append([o for o in candidates if o is None or oracles.obeys(template, o)])
    chosen = (tuple(s for s in pick if s) for pick in product(*days))
    return [week for week in chosen if not oracles.agent_rules(document, agent, list(week))]


def least_cost(document: Json) -> float:
    """The optimum by listing every schedule; with one skill the heads of all reps simply add up."""
    need = np.array(document["demand"][0]["required"], float)
    first, second, third = (weeks_in_figures(document, agent) for agent in document["agents"])
    cover = (first[0][:, None] + second[0][None]).reshape(-1, len(need))
    paid = (first[1][:, None] + second[1][None]).ravel()
    return min(
        float((more + paid + shortage_cost(need, np.maximum(need - cover - heads, 0))).min())
        for heads, more in zip(*third, strict=True)
    ) - WEIGHTS.over * float(need.sum())


def shortage_cost(need: Floats, short: Floats) -> Floats:
    """Price of the heads short per slot, those beyond a fifth of the need (in whole heads) half as dear again."""
    deep = np.maximum(short - np.ceil(WEIGHTS.deep_from * need - 1e-9), 0)
    priced: Floats = (WEIGHTS.over * short + WEIGHTS.short * (short + (WEIGHTS.deep - 1) * deep)).sum(1)
    return priced


def weeks_in_figures(document: Json, agent: Json) -> tuple[Floats, Floats]:
    """Of every legal week of an agent, effective heads per slot, and its pay with the price of all its heads as over."""
    speed, heads, costs = agent["skills"]["voice-en"], [], []
    for week in all_weeks(document, agent):
        there = oracles.presence(document, {"shifts": week})
        heads.append([speed * there.get((agent["id"], t), 0) for t in range(48)])
        slots = sum(oracles.paid(document["contracts"][0], s) for s in week) / 60
        costs.append(WEIGHTS.pay * slots + WEIGHTS.over * sum(heads[-1]))
    return np.array(heads), np.array(costs)


@pytest.mark.parametrize("seed", range(4))
def test_on_tiny_problems_the_optimum_is_that_of_exhaustive_search(seed: int) -> None:
    """Three reps and two days: the best of all schedules, found, and never undercut by the bound."""
    document = three_reps(seed)
    best = least_cost(document)
    result = solved(document, 8.0)
    assert result.objective == pytest.approx(best, abs=1e-6)
    assert result.lower_bound is None or result.lower_bound <= best + 1e-6
    if result.status is Status.OPTIMAL:
        assert result.lower_bound == pytest.approx(best, rel=1e-4)


@pytest.mark.parametrize("seed", range(0, 40, 4))
def test_the_bound_is_below_any_legal_schedule(seed: int) -> None:
    """No legal schedule, random ones included, costs less than the proven bound."""
    document = random_problem(seed)
    result = solved(document, 3.0, seed)
    if result.lower_bound is None:
        assert result.status is not Status.OPTIMAL
        return
    for draw in range(20):
        shifts = schedule_from_dict(
            {"format": "wfm-schedule/1", "problem": "x", "shifts": random_shifts(document, 50 * seed + draw)}
        ).shifts
        report = check(result.problem, shifts)
        if report.legal:
            assert report.objective >= result.lower_bound - 1e-6
