"""The compiled arrays say what the rules say, in slots."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scheduler.arrays.compiled_problem import compile_problem
from scheduler.cost.objective import ObjectiveWeights
from scheduler.problem.problem_file import problem_from_dict
from tests.scheduler.small import DAY, small_dict, small_problem
from wfm.domain.people.shifts import Shift
from wfm.domain.rules.shift_rules import Availability, TimeOff


@pytest.mark.parametrize(("low", "high"), [(2880, 4320), (2910, 3000), (2945, 2950), (0, 60)])
def test_reach_agrees_with_availability_and_time_off(low: int, high: int) -> None:
    """A shift is within reach exactly when both rules find no fault, on windows on and off the grid."""
    document = small_dict()
    document["agents"][0] |= {"available": [[480, 5000], [4400, 9000]], "time_off": [[low, high]]}
    problem = problem_from_dict(document)
    t = compile_problem(problem, ObjectiveWeights()).tables
    agent = problem.agents[0]
    contract = problem.contracts[agent.contract]
    for start in range(0, t.slots, 3):
        for span in (1, 5, 9, 30):
            shift = Shift(agent.id, start * 60, (start + span) * 60, "hq")
            faults = [rule.fault(shift, agent, contract, problem.horizon) for rule in (Availability(), TimeOff())]
            assert (t.reach[0, start] >= start + span) == (faults == [None, None]), (start, span)


def test_rest_from_before_sets_the_first_free_slot() -> None:
    """11 hours after a shift that ended 5 hours before the horizon is slot 6 of an hour each."""
    t = compile_problem(small_problem(), ObjectiveWeights()).tables
    assert [int(np.flatnonzero(t.reach[a])[0]) for a in range(3)] == [6, 0, 0]


def test_lengths_and_breaks_off_the_grid_are_no_shift_types() -> None:
    """On slots of an hour a span of 510 minutes cannot be worked, nor a break of 15."""
    problem = small_problem()
    (contract,) = problem.contracts.values()
    template = contract.shifts[0]
    for shape, spans in (
        (replace(template, spans=(510, 540)), [9]),
        (replace(template, breaks=(replace(template.breaks[0], minutes=15),)), []),
    ):
        other = replace(problem, contracts={contract.id: replace(contract, shifts=(shape,))})
        t = compile_problem(other, ObjectiveWeights()).tables
        assert t.types.rows["span"].tolist() == spans
        assert t.contracts["types_to"][0] - t.contracts["types_from"][0] == len(spans)


def test_starts_are_those_on_the_grid() -> None:
    """A step of 90 minutes on slots of an hour leaves every second start."""
    problem = small_problem()
    (contract,) = problem.contracts.values()
    shape = replace(contract.shifts[0], earliest=480, latest=720, step=90)
    other = replace(problem, contracts={contract.id: replace(contract, shifts=(shape,))})
    assert compile_problem(other, ObjectiveWeights()).tables.types.rows["count"][0] == 2


def test_a_locked_shift_of_no_shift_type_freezes_its_agent() -> None:
    """It is kept as it is, with its cover and its seat."""
    shift = {"agent": "A1", "start": 480, "end": 1000, "site": "hq", "breaks": [], "locked": True}
    published = {"format": "wfm-schedule/1", "problem": "small", "shifts": [shift]}
    compiled = compile_problem(small_problem(published=published), ObjectiveWeights())
    assert list(compiled.frozen) == [0]
    assert compiled.active.tolist() == [1, 2]
    assert compiled.fixed_seats.sum() == len(range(8, 16))
    assert compiled.fixed_cover[8:16].max() == 1.0
    assert compiled.fixed_cover[DAY // 60 :].max() == 0.0
    assert np.all(compiled.tables.known["locked"][0] == 1)
