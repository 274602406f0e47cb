"""Openings for one more shift, against the rules measured a second time on the whole schedule."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scheduler.control.stop import WorkLimit
from scheduler.cost.allocation import allocate
from scheduler.cost.objective import ObjectiveWeights
from scheduler.outcome.attendance import Attendance
from scheduler.outcome.judgement import broken_rules
from scheduler.outcome.openings import Openings
from scheduler.outcome.result import schedule_from_dict
from scheduler.outcome.worth import Worth
from scheduler.problem.problem import SchedulingProblem
from scheduler.problem.problem_file import problem_from_dict
from scheduler.solver import solve
from tests import oracles
from tests.scheduler.lived_weeks import lived_problem, lived_shifts
from tests.scheduler.random_problems import random_problem
from wfm.domain.people import Agent, Shift, WorkClock, WorkMode


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


def legal_shifts(document: dict[str, Any]) -> tuple[Shift, ...]:
    """Random shifts of the agents who keep every rule with them but least amounts."""
    kept: list[dict[str, Any]] = []
    drawn = lived_shifts(document, document["days"])
    for agent in document["agents"]:
        theirs = [s for s in drawn if s["agent"] == agent["id"]]
        while theirs and oracles.agent_rules(document, agent, theirs, may_lack=True):
            theirs = theirs[:-1]
        if not oracles.seat_rules(document, {"shifts": kept + theirs}):
            kept += theirs
    return schedule_from_dict({"format": "wfm-schedule/1", "problem": document["name"], "shifts": kept}).shifts


def with_changes(document: dict[str, Any]) -> dict[str, Any]:
    """The same with another contract for the second agent from the second half on."""
    if len(document["agents"]) > 1 and document["days"] > 2:
        agent = document["agents"][1]
        terms = {key: agent[key] for key in ("skills", "work_mode", "site", "office_days") if key in agent}
        contract = document["contracts"][-1]["id"]
        first, last = agent.get("employed", (0, document["days"]))
        day = document["days"] // 2
        if first < day <= last:
            agent["changes"] = [terms | {"contract": contract, "from_day": day}]
    return document


def adds_nothing(problem: SchedulingProblem, shifts: tuple[Shift, ...], agent: Agent, slot: int) -> bool:
    """Whether any shift of the agent's contract of the day, on the agent's clock, over the slot breaks nothing more."""
    everyone, length = {a.id for a in problem.agents}, problem.horizon.slot_minutes

    def broken(*more: Shift) -> set[tuple[str, str, int | None, float]]:
        return {(v.rule, v.agent, v.minute, v.amount) for v in broken_rules(problem, (*shifts, *more), everyone)[0]}

    known, minute = broken(), slot * length
    for begin in range(max(minute - 1440, 0), minute + 1, length):
        site = agent.on(begin // 1440).site if agent.on(begin // 1440).work_mode is WorkMode.ONSITE else None
        for template in problem.contract_of(agent, begin // 1440).shifts:
            for span in template.spans:
                offsets = next(iter(template.break_starts(span, length)), None)
                if offsets is None or begin + span <= minute:
                    continue
                shift = template.place(agent.id, begin, span, offsets, site)
                start = WorkClock(problem.horizon, agent.zone).start_of_day(shift)
                if start in template.starts() and broken(shift) <= known:
                    return True
    return False


@pytest.mark.parametrize("seed", range(40))
def test_openings_know_weeks_leave_clocks_and_changes(seed: int) -> None:
    """Calendar weeks, leave that counts, history, far clocks, given shifts and a contract that changes."""
    document = with_changes(lived_problem(seed))
    problem = problem_from_dict(document)
    shifts = legal_shifts(document)
    seen = Attendance(problem, shifts)
    openings = Openings(seen, Worth(problem, allocate(problem, shifts), ObjectiveWeights()))
    rng = np.random.default_rng(seed)
    for index, agent in enumerate(problem.agents[:3]):
        off = np.flatnonzero(seen.may_work[index] & ~seen.on_shift[index])
        for slot in rng.permutation(off)[:3]:
            found = openings.over(index, int(slot)).rule
            assert (found is None) == adds_nothing(problem, shifts, agent, int(slot)), (agent.id, slot, found)
