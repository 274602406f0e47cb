"""Whole schedules: agents whom week-by-week planning would leave short get the schedule their rules leave."""

from __future__ import annotations

import pytest

from scheduler.control.stop import WorkLimit
from scheduler.feasibility.agent_model import AgentModel
from scheduler.problem.problem_file import problem_from_dict
from scheduler.solver import solve
from tests.scheduler.random_problems import random_problem


@pytest.mark.parametrize(("seed", "agent"), [(33, "A1"), (74, "A2")])
def test_an_agent_with_a_legal_schedule_gets_one(seed: int, agent: str) -> None:
    """In both problems an early week can take what a later one needs; the agent must not be named for it."""
    problem = problem_from_dict(random_problem(seed))
    one = next(a for a in problem.agents if a.id == agent)
    horizon = problem.horizon
    assert AgentModel(one, problem.contracts[one.contract], horizon, (0, horizon.days - 1)).schedule() is not None
    result = solve(problem, stop=WorkLimit(1), cores=1)
    assert agent not in {u.agent for u in result.unscheduled}


def test_an_agent_without_one_is_named() -> None:
    """A3 of problem 2 has no schedule that keeps its rules: none is invented, and the agent is named."""
    problem = problem_from_dict(random_problem(2))
    one = next(a for a in problem.agents if a.id == "A3")
    days = (0, problem.horizon.days - 1)
    assert AgentModel(one, problem.contracts[one.contract], problem.horizon, days).schedule() is None
    assert "A3" in {u.agent for u in solve(problem, stop=WorkLimit(1), cores=1).unscheduled}
