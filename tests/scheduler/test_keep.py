"""Published shifts: locked ones stand, and with `keep` as few as possible change."""

from __future__ import annotations

import pytest

from scheduler.control.stop import WorkLimit
from scheduler.cost.objective import ObjectiveWeights, terms_of
from scheduler.outcome.result import Result, result_to_dict
from scheduler.problem.problem_file import problem_from_dict
from scheduler.solver import solve
from tests import oracles
from tests.scheduler.random_problems import random_problem

WEIGHTS = ObjectiveWeights()


def solved(document: dict[str, object], work: float, seed: int = 0, keep: bool = False) -> Result:
    """A result after a little work on one process."""
    return solve(problem_from_dict(document), stop=WorkLimit(work), seed=seed, cores=1, keep=keep)


@pytest.mark.parametrize("seed", range(0, 60, 3))
def test_published_shifts_stay_where_they_may(seed: int) -> None:
    """With `keep`, republishing a legal schedule changes nothing dear; locked shifts stand exactly."""
    document = random_problem(seed)
    first = solved(document, 0.0, seed)
    shifts = result_to_dict(first)["shifts"]
    for index, shift in enumerate(shifts):
        if index % 3 == 0:
            shift["locked"] = True
    published = {"format": "wfm-schedule/1", "problem": document["name"], "shifts": shifts}
    again = document | {"published": published}
    result = solved(again, 0.0, seed, keep=True)
    assert oracles.broken_rules(again, result_to_dict(result)) == set()
    stay = sum(terms_of(result.problem, first.shifts, WEIGHTS, keep=True).values())
    assert result.objective <= stay + 1e-6
