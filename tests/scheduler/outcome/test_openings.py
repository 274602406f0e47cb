"""Openings for one more shift, against the rules measured a second time on the whole schedule."""

from __future__ import annotations

import numpy as np
import pytest

from scheduler.control.stop import WorkLimit
from scheduler.cost.allocation import allocate
from scheduler.cost.objective import ObjectiveWeights
from scheduler.outcome.attendance import Attendance
from scheduler.outcome.judgement import broken_rules
from scheduler.outcome.openings import Openings
from scheduler.outcome.worth import Worth
from scheduler.problem.problem import SchedulingProblem
from scheduler.problem.problem_file import problem_from_dict
from scheduler.solver import solve
from tests.scheduler.random_problems import random_problem
from wfm.domain.people import Agent, Shift, WorkMode


def may_come(problem: SchedulingProblem, shifts: tuple[Shift, ...], agent: Agent, slot: int) -> bool:
    """Whether any shift of the agent's contract over the slot breaks nothing that was not broken before."""
    contract, minute = problem.contracts[agent.contract], slot * problem.horizon.slot_minutes
    everyone = {a.id for a in problem.agents}
    before = len(broken_rules(problem, shifts, everyone)[0])
    site = agent.site if agent.work_mode is WorkMode.ONSITE else None
    for template in contract.shifts:
        for span in template.spans:
            offsets = next(iter(template.break_starts(span, problem.horizon.slot_minutes)), None)
            for start in template.starts():
                for day in (minute // 1440 - 1, minute // 1440):
                    begin = day * 1440 + start
                    if offsets is None or begin < 0 or not begin <= minute < begin + span:
                        continue
                    shift = template.place(agent.id, begin, span, offsets, site)
                    if len(broken_rules(problem, (*shifts, shift), everyone)[0]) == before:
                        return True
    return False


@pytest.mark.parametrize("seed", range(0, 60, 2))
def test_an_opening_is_there_exactly_when_a_shift_keeps_every_rule(seed: int) -> None:
    """Random problems with every rule: hours, days, rest, runs, spread, weekends, windows, leave and seats."""
    problem = problem_from_dict(random_problem(seed))
    shifts = solve(problem, stop=WorkLimit(0), seed=seed, cores=1).shifts
    seen = Attendance(problem, shifts)
    worth = Worth(problem, allocate(problem, shifts), ObjectiveWeights())
    openings = Openings(seen, worth)
    rng = np.random.default_rng(seed)
    for index, agent in enumerate(problem.agents):
        off = np.flatnonzero(seen.may_work[index] & ~seen.on_shift[index])
        for slot in rng.permutation(off)[:6]:
            found = openings.over(index, int(slot)).rule
            assert (found is None) == may_come(problem, shifts, agent, int(slot)), (agent.id, slot, found)
