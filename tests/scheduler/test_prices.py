"""The bound holds for every schedule tried, and the subgradient is one."""

from __future__ import annotations

import numpy as np
import pytest
from random_problems import random_problem

from scheduler.construct import construct
from scheduler.cooling import anneal_moves
from scheduler.model import compile_model
from scheduler.objective import PRESETS, terms_of
from scheduler.parts import whole
from scheduler.plans import build_plans
from scheduler.prices import Dual, Prices, dot, raise_bound
from scheduler.problem import problem_from_dict
from scheduler.state import State

LEGAL = (1, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 19, 20)
"""Random problems in which every week has a legal form, so that there are legal schedules to hold the bound to."""


@pytest.mark.parametrize("seed", LEGAL)
@pytest.mark.parametrize("preset", ["cover first", "cost first"])
def test_no_schedule_costs_less_than_the_bound(seed: int, preset: str) -> None:
    """At first prices, at raised ones and at random ones."""
    model = compile_model(problem_from_dict(random_problem(seed)), PRESETS[preset])
    plans, state = build_plans(model), State(model)
    assert not construct(model, plans, state, seed).any()
    found = list[float]()
    for priced in (model.at_normal_price(), model):
        dual = Dual(priced, plans)
        raise_bound(dual, dual.start(), lambda: state.total, lambda n: False, lambda v, at: found.append(v), 40)
    rng = np.random.default_rng(seed)
    start = dual.start()
    wild = Prices(*(rng.uniform(0, 6, x.shape) for x in (start.heads, start.work, start.seats)))
    wild = Prices(np.minimum(wild.heads, model.prices[:, None]) * dual.asks, wild.work * 0, wild.seats)
    found.append(dual.value(wild)[0])
    for temperature in (3.0, 0.3):
        anneal_moves(model, state, whole(model)[0], temperature, 2000, seed)
        if state.seat_excess == 0:
            cost = sum(terms_of(model.problem, state.shifts(), model.weights).values())
            assert max(found) <= cost + 1e-6 * max(1.0, abs(cost))


def test_the_slope_bounds_the_dual_from_above() -> None:
    """A concave function lies below its tangents; near ties are shared, which costs a little."""
    model = compile_model(problem_from_dict(random_problem(3)), PRESETS["cover first"])
    dual = Dual(model, build_plans(model))
    ones = Prices(np.ones_like(dual.scale.heads), np.ones_like(dual.scale.work), np.ones_like(dual.scale.seats))
    here = dual.start()
    value, slope = dual.value(here)
    rng = np.random.default_rng(0)
    for _ in range(10):
        there = Prices(*(np.maximum(x + rng.normal(0, 0.5, x.shape), 0) for x in (here.heads, here.work, here.seats)))
        there = here.moved(
            1.0, Prices(there.heads - here.heads, there.work - here.work, there.seats - here.seats), ones, dual
        )
        step = Prices(there.heads - here.heads, there.work - here.work, there.seats - here.seats)
        assert dual.value(there)[0] <= value + dot(slope, step, ones) + 0.02 * abs(value)
