"""Whatever a centre's life brings, the optimizer's schedule keeps every rule, and its bound is one."""

from __future__ import annotations

import numpy as np
import pytest

from scheduler.arrays.compiled_problem import compile_problem
from scheduler.arrays.roster import Roster
from scheduler.arrays.week_automaton import build_automata
from scheduler.bound.bounding import Bounding
from scheduler.bound.lagrangian import Dual, raise_bound
from scheduler.control.progress import silent
from scheduler.control.search_control import SearchControl
from scheduler.control.stop import WorkLimit
from scheduler.cost.objective import PRESETS, terms_of
from scheduler.feasibility.upper_rules import UPPER_RULES
from scheduler.neighbourhoods.choosing import Chooser
from scheduler.neighbourhoods.day_model import solve_neighbourhood
from scheduler.neighbourhoods.improvement import Try, take
from scheduler.neighbourhoods.neighbourhood import Limits, build
from scheduler.problem.problem import SchedulingProblem
from scheduler.problem.problem_file import problem_from_dict
from scheduler.search.phases import cool
from scheduler.search.repair import free_seats
from scheduler.solver import first_schedule
from tests.scheduler.lived_problems import lived_problem
from wfm.domain.people.shifts import Shift
from wfm.domain.rules.measuring import violations


def broken(problem: SchedulingProblem, shifts: tuple[Shift, ...], unmet: set[int]) -> list[str]:
    """Rules broken, but for those that leave or what was worked before break without a shift."""
    found = []
    for a, agent in enumerate(problem.agents):
        rules, mine = UPPER_RULES if a in unmet else None, [s for s in shifts if s.agent == agent.id]
        anyway = {(v.rule, v.minute) for v in violations(agent, problem.contracts, (), problem.horizon, rules)}
        told = violations(agent, problem.contracts, mine, problem.horizon, rules)
        found += [f"{v.agent}: {v.rule}: {v.text}" for v in told if (v.rule, v.minute) not in anyway]
    return found


def seats_overrun(problem: SchedulingProblem, shifts: tuple[Shift, ...]) -> bool:
    """Whether more sit on a site than its seats, where one of them is in the schedule; a day behind the end included."""
    slot = problem.horizon.slot_minutes
    for site in problem.sites:
        taken = np.zeros((2, problem.horizon.slots + 1440 // slot), int)
        for i, sort in enumerate((shifts, tuple(given.shift for given in problem.given))):
            for shift in sort:
                if shift.site == site.id:
                    taken[i, max(0, shift.start // slot) : max(0, shift.end // slot)] += 1
        if ((taken.sum(axis=0) > site.seats) & (taken[0] > 0)).any():
            return True
    return False


def improved(roster: Roster, seed: int, tries: int) -> None:
    """Some exact neighbourhoods, solved here."""
    compiled, cost = roster.compiled, roster.total + roster.seat_penalty
    chooser = Chooser(compiled, np.random.default_rng(seed))
    for _ in range(tries):
        drawn = chooser.draw(roster, set())
        if drawn is None:
            continue
        recipe, agents, days = drawn
        task = build(compiled, roster, agents, days, 0.5, Limits(5.0, 20))
        if task is not None:
            cost = take(compiled, roster, Try(recipe, agents, days), solve_neighbourhood(task), cost)


@pytest.mark.parametrize("first", range(0, 120, 10))
def test_schedules_keep_every_rule_and_cost_what_they_say(first: int) -> None:
    """By the rules as they are measured, after construction, annealing and exact neighbourhoods; no bound above the cost."""
    for seed in range(first, first + 10):
        problem = problem_from_dict(lived_problem(seed))
        weights = list(PRESETS.values())[seed % 3]
        control = SearchControl(WorkLimit(0.3), silent, problem.horizon.slot_minutes)
        compiled = compile_problem(problem, weights)
        roster, unmet, weeks = first_schedule(compiled, control, seed)
        roster = cool(compiled, roster, control, seed)
        improved(roster, seed, 3)
        roster.rebuild()
        lost = free_seats(compiled, roster)
        shifts, unmet = roster.shifts(), unmet | {a for a, _ in lost}
        assert not (told := broken(problem, shifts, unmet)), f"seed {seed}: {told}"
        assert roster.seat_excess == 0
        assert not seats_overrun(problem, shifts), f"seed {seed}"
        terms = terms_of(problem, shifts, weights)
        cost = sum(terms.values())
        assert roster.own_prices == pytest.approx(terms["pay"] + terms["preferences"] + terms["fairness"])
        if not lost:
            bound = Bounding(compiled, weeks, control)
            dual = Dual(bound.compiled, build_automata(bound.compiled))
            raise_bound(dual, dual.starts(), lambda: False, bound._found, 15)
            assert control.bound is None or control.bound <= cost + 1e-6 * max(1.0, abs(cost)), f"seed {seed}"


def test_books_hold_what_is_given() -> None:
    """The cost of the search is the exact one where one speed holds for all skills and nothing may wait."""
    seen = 0
    for seed in range(200):
        problem = problem_from_dict(lived_problem(seed))
        speeds = [terms.skills for agent in problem.agents for terms in agent.terms]
        if not problem.given or any(len(set(of.values())) > 1 for of in speeds):
            continue
        compiled = compile_problem(problem, PRESETS["cover first"])
        if len(compiled.waiting.amount):
            continue
        roster, _, _ = first_schedule(compiled, SearchControl(WorkLimit(0.0), silent, 15), seed)
        assert roster.total == pytest.approx(
            sum(terms_of(problem, roster.shifts(), compiled.weights).values()), abs=1e-4
        )
        seen += 1
        if seen == 8:
            return
