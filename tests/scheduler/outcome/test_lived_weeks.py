"""The checker and the independent oracle agree on weeks, history, leave, employment, clocks and given shifts."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from scheduler.outcome.judgement import broken_rules
from scheduler.outcome.result import schedule_from_dict
from scheduler.problem.problem_file import problem_from_dict
from tests import oracles
from tests.scheduler.lived_weeks import lived_problem, lived_shifts

Json = dict[str, Any]


def both(seed: int) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """What checker and oracle find broken in a random schedule."""
    problem = lived_problem(seed)
    document = {"format": "wfm-schedule/1", "problem": problem["name"], "shifts": lived_shifts(problem, seed)}
    broken, _ = broken_rules(problem_from_dict(problem), schedule_from_dict(document).shifts, set())
    return {(v.rule, v.agent) for v in broken}, oracles.broken_rules(problem, document)


@pytest.mark.parametrize("block", range(5))
def test_checker_and_oracle_agree(block: int) -> None:
    """New York, London and Lord Howe over their clock changes, weeks cut by the horizon, people on other clocks."""
    seen: Counter[str] = Counter()
    for seed in range(40 * block, 40 * block + 40):
        checked, stated = both(seed)
        assert checked == stated, f"seed {seed}"
        seen.update(rule for rule, _ in stated)
    rules = ("leave", "employed", "rest", "weekly hours", "days per week", "office days", "seats", "start spread")
    assert all(seen[rule] for rule in rules), seen


def test_the_random_problems_have_weeks_to_tell_apart() -> None:
    """Broken first and last weeks, real time, clocks and given shifts all occur, or the test above tells little."""
    problems = [lived_problem(seed) for seed in range(60)]
    agents = [agent for problem in problems for agent in problem["agents"]]
    for key in ("week_start", "elapsed", "given"):
        assert 10 < sum(key in problem for problem in problems) < 60
    for key in ("leave", "employed", "before", "after", "timezone"):
        assert sum(key in agent for agent in agents) > 20
