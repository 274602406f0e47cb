"""The golden cases of rules: what the optimizer makes of each problem keeps every rule."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scheduler.control.stop import WorkLimit
from scheduler.problem.problem import SchedulingProblem
from scheduler.problem.problem_file import problem_from_dict
from scheduler.solver import solve
from wfm.domain.people.shifts import Shift
from wfm.domain.rules.measuring import violations

CASES = sorted(path.stem for path in (Path(__file__).parents[1] / "cases" / "rules").glob("*.json"))


def problem_of(name: str) -> SchedulingProblem:
    """The problem of a case."""
    case: dict[str, Any] = json.loads((Path(__file__).parents[1] / "cases" / "rules" / f"{name}.json").read_text())
    return problem_from_dict(case["problem"])


def seats_taken(problem: SchedulingProblem, shifts: tuple[Shift, ...], site: str) -> np.ndarray:
    """Heads on a site in every slot, those of given shifts too."""
    slot, taken = problem.horizon.slot_minutes, np.zeros(problem.horizon.slots, int)
    for shift in (*shifts, *(given.shift for given in problem.given)):
        if shift.site == site:
            taken[max(0, shift.start // slot) : max(0, shift.end // slot)] += 1
    return taken


@pytest.mark.parametrize("name", CASES)
def test_every_case_is_solved_within_its_rules(name: str) -> None:
    """By the rules as they are measured, and by the seats."""
    problem = problem_of(name)
    result = solve(problem, stop=WorkLimit(2.0), cores=1)
    named = {entry.agent for entry in result.unscheduled}
    for agent in problem.agents:
        mine = [shift for shift in result.shifts if shift.agent == agent.id]
        broken = violations(agent, problem.contracts, mine, problem.horizon)
        assert not broken or agent.id in named, broken
    for site in problem.sites:
        assert seats_taken(problem, result.shifts, site.id).max() <= site.seats
    assert result.lower_bound is None or result.lower_bound <= result.objective + 1e-6
