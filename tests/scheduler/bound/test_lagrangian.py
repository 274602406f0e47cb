"""The bound holds for every schedule tried, and the subgradient is one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scheduler.arrays.compiled_problem import CompiledProblem, compile_problem
from scheduler.arrays.roster import SEAT_PRICE, Roster
from scheduler.arrays.week_automaton import build_automata
from scheduler.bound.lagrangian import Dual, Prices, raise_bound
from scheduler.cost.objective import PRESETS, terms_of
from scheduler.problem.problem_file import problem_from_dict
from scheduler.search.acceptance import Pace
from scheduler.search.annealing import anneal_part
from scheduler.search.construction import construct
from scheduler.search.partition import whole
from tests.scheduler.random_problems import random_problem

LEGAL = (1, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 19, 20)
"""Random problems in which every week has a legal form, so that there are legal schedules to hold the bound to."""


@pytest.mark.parametrize("seed", LEGAL)
@pytest.mark.parametrize("preset", ["cover first", "cost first"])
def test_no_schedule_costs_less_than_the_bound(seed: int, preset: str) -> None:
    """At first prices, at raised ones and at random ones."""
    compiled = compile_problem(problem_from_dict(random_problem(seed)), PRESETS[preset])
    automata, roster = build_automata(compiled), Roster(compiled)
    assert not construct(compiled, automata, roster, seed).any()
    found = list[float]()
    for priced in (compiled.at_normal_price(), compiled):
        dual = Dual(priced, automata)
        starts = dual.start(), dual.free(), dual.dear()
        raise_bound(dual, starts, lambda: False, lambda v, at: found.append(v), 40)
    rng = np.random.default_rng(seed)
    start = dual.start()
    wild = Prices(*(rng.uniform(0, 6, x.shape) for x in (start.heads, start.work, start.seats)))
    wild = Prices(np.minimum(wild.heads, compiled.lanes.prices[:, None]) * dual.asks, wild.work * 0, wild.seats)
    found.append(dual.value(wild)[0])
    for temperature in (3.0, 0.3):
        pace = Pace(temperature, 0.0, SEAT_PRICE * compiled.weights.short, 2000, 0)
        anneal_part(compiled, roster, whole(compiled)[0], pace, seed)
        if roster.seat_excess == 0:
            cost = sum(terms_of(compiled.problem, roster.shifts(), compiled.weights).values())
            assert max(found) <= cost + 1e-6 * max(1.0, abs(cost))


def asking(compiled: CompiledProblem, share: float) -> CompiledProblem:
    """The same with so many times the heads asked for."""
    return replace(compiled, lanes=replace(compiled.lanes, demand=share * compiled.lanes.demand))


def dot(a: Prices, b: Prices) -> float:
    """Inner product of prices."""
    return float((a.heads * b.heads).sum() + (a.work * b.work).sum() + (a.seats * b.seats).sum())


def test_the_slope_bounds_the_dual_from_above() -> None:
    """A concave function lies below its tangents; near ties are shared, which costs a little."""
    compiled = compile_problem(problem_from_dict(random_problem(3)), PRESETS["cover first"])
    dual = Dual(compiled, build_automata(compiled))
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
        assert dual.value(there)[0] <= value + dot(slope, step) + 0.02 * abs(value)


@pytest.mark.parametrize(("asked", "share"), [(1.0, 0.99), (2.0, 0.98), (6.0, 0.99)])
def test_the_ascent_comes_near_the_highest_bound_with_few_reps_and_with_too_few(asked: float, share: float) -> None:
    """A long ascent stands for the highest bound: a short one reaches most of the way there from free prices."""
    compiled = compile_problem(problem_from_dict(random_problem(4)), PRESETS["cover first"]).at_normal_price()
    compiled = asking(compiled, asked)
    dual = Dual(compiled, build_automata(compiled))
    starts = dual.starts()
    free = dual.value(dual.free())[0]
    short, long = (
        dual.value(raise_bound(dual, starts, lambda: False, lambda v, at: None, steps))[0] for steps in (600, 3000)
    )
    assert free <= short
    assert short - free >= share * (long - free)


@pytest.mark.parametrize(("asked", "dear"), [(0.2, False), (20.0, True)])
def test_the_ascent_begins_with_the_price_of_shortage_where_reps_are_far_too_few(asked: float, dear: bool) -> None:
    """Twenty times as much asked as there are reps for: nearly every slot ends at that price."""
    compiled = compile_problem(problem_from_dict(random_problem(10)), PRESETS["cover first"]).at_normal_price()
    dual = Dual(asking(compiled, asked), build_automata(compiled))
    first = dual.starts()[0]
    values = [dual.value(prices)[0] for prices in (dual.start(), dual.free(), dual.dear())]
    assert dear == (max(values) == values[2])
    assert np.array_equal(first.heads, (dual.dear() if dear else dual.start()).heads)


def test_the_ascent_stops_when_told() -> None:
    """Not a step is taken after that, yet the prices tried first count."""
    compiled = compile_problem(problem_from_dict(random_problem(4)), PRESETS["cover first"])
    dual, found = Dual(compiled, build_automata(compiled)), list[float]()
    raise_bound(dual, (dual.free(),), lambda: True, lambda v, at: found.append(v), 10**9)
    assert found == [dual.value(dual.free())[0]]
