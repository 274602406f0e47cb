"""Annealing keeps rules and books: what it adds up is what a count from scratch gives."""

from __future__ import annotations

import numpy as np
import pytest

from scheduler.arrays.compiled_problem import CompiledProblem, compile_problem
from scheduler.arrays.roster import SEAT_PRICE, Roster
from scheduler.arrays.week_automaton import build_automata
from scheduler.arrays.week_rules import week_fits
from scheduler.cost.objective import PRESETS, terms_of
from scheduler.problem.problem_file import problem_from_dict
from scheduler.search.acceptance import Pace
from scheduler.search.annealing import anneal_part
from scheduler.search.construction import construct
from scheduler.search.partition import whole
from tests.scheduler.random_problems import random_problem


def annealed(seed: int, preset: str, moves: int = 3000) -> tuple[CompiledProblem, Roster, np.ndarray]:
    """A compiled problem, its roster after some hot annealing, and which weeks have no legal form."""
    compiled = compile_problem(problem_from_dict(random_problem(seed)), PRESETS[preset])
    roster = Roster(compiled)
    failed = construct(compiled, build_automata(compiled), roster, seed)
    pace = Pace(2.0, 0.0, SEAT_PRICE * compiled.weights.short, moves, 0)
    anneal_part(compiled, roster, whole(compiled)[0], pace, seed + 1)
    return compiled, roster, failed


@pytest.mark.parametrize("seed", range(12))
def test_books_equal_a_count_from_scratch(seed: int) -> None:
    """Slack, cost per slot and seats, after thousands of moves made and refused."""
    _, roster, _ = annealed(seed, "people first")
    again = roster.copy()
    again.rebuild()
    assert np.allclose(roster.books.slack, again.books.slack)
    assert np.allclose(roster.cost, again.cost)
    assert np.array_equal(roster.books.used, again.books.used)
    assert roster.seat_penalty == again.seat_penalty


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("preset", list(PRESETS))
def test_cost_is_never_below_the_exact_terms(seed: int, preset: str) -> None:
    """The kernel's cost agrees with the objective of any schedule, up to how the waiting work is planned."""
    compiled, roster, _ = annealed(seed, preset, 500)
    roster.settle()
    terms = terms_of(compiled.problem, roster.shifts(), compiled.weights)
    own = terms["pay"] + terms["preferences"] + terms["fairness"]
    assert roster.own_prices == pytest.approx(own)
    uniform = all(len(set(a.skills.values())) <= 1 for a in compiled.problem.agents)
    if uniform and not len(compiled.waiting.amount):
        assert roster.total == pytest.approx(sum(terms.values()), abs=1e-4)
    elif uniform:
        assert roster.total >= sum(terms.values()) - 1e-4


@pytest.mark.parametrize("seed", range(12))
def test_weeks_stay_legal(seed: int) -> None:
    """Every week that had a legal form still has one."""
    compiled, roster, failed = annealed(seed, "cover first")
    for a in compiled.active.tolist():
        for week in range(failed.shape[1]):
            if not failed[a].any():
                assert week_fits(compiled.tables, a, week, roster.days)
