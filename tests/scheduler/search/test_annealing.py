"""Annealing keeps rules and books: what it adds up is what a count from scratch gives."""

from __future__ import annotations

import numpy as np
import pytest

from scheduler.arrays.compiled_problem import Model, compile_model
from scheduler.arrays.roster import State
from scheduler.arrays.week_automaton import build_plans
from scheduler.arrays.week_rules import week_fits
from scheduler.cost.objective import PRESETS, terms_of
from scheduler.problem.problem_file import problem_from_dict
from scheduler.search.construction import construct
from scheduler.search.cooling import anneal_moves
from scheduler.search.partition import whole
from tests.scheduler.random_problems import random_problem


def annealed(seed: int, preset: str, moves: int = 3000) -> tuple[Model, State, np.ndarray]:
    """A model, its state after some hot annealing, and which weeks have no legal form."""
    model = compile_model(problem_from_dict(random_problem(seed)), PRESETS[preset])
    state = State(model)
    failed = construct(model, build_plans(model), state, seed)
    anneal_moves(model, state, whole(model)[0], 2.0, moves, seed + 1)
    return model, state, failed


@pytest.mark.parametrize("seed", range(12))
def test_books_equal_a_count_from_scratch(seed: int) -> None:
    """Slack, cost per slot and seats, after thousands of moves made and refused."""
    _, state, _ = annealed(seed, "people first")
    again = state.copy()
    again.rebuild()
    assert np.allclose(state.slack, again.slack)
    assert np.allclose(state.cost, again.cost)
    assert np.array_equal(state.used, again.used)
    assert state.seat_penalty == again.seat_penalty


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("preset", list(PRESETS))
def test_cost_is_never_below_the_exact_terms(seed: int, preset: str) -> None:
    """The kernel's cost agrees with the objective of any schedule, up to how the waiting work is planned."""
    model, state, _ = annealed(seed, preset, 500)
    state.settle()
    terms = terms_of(model.problem, state.shifts(), model.weights)
    own = terms["pay"] + terms["preferences"] + terms["fairness"]
    assert state.own_prices == pytest.approx(own)
    uniform = all(len(set(a.skills.values())) <= 1 for a in model.problem.agents)
    if uniform and not len(model.work_amount):
        assert state.total == pytest.approx(sum(terms.values()), abs=1e-4)
    elif uniform:
        assert state.total >= sum(terms.values()) - 1e-4


@pytest.mark.parametrize("seed", range(12))
def test_weeks_stay_legal(seed: int) -> None:
    """Every week that had a legal form still has one."""
    model, state, failed = annealed(seed, "cover first")
    for a in model.active.tolist():
        for week in range(failed.shape[1]):
            if not failed[a].any():
                assert week_fits(model.tables, a, week, state.start, state.kind, state.place)
