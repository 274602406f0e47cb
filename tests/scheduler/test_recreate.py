"""Ruin and recreate: books that add up, rules kept, one answer whatever the threads, and better schedules of few reps."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from random_problems import random_problem

from scheduler import chains, phases
from scheduler.chains import advance, hot, least_length, run_chains
from scheduler.check import broken_rules
from scheduler.construct import construct
from scheduler.cooling import Cooler, at_price, penalty
from scheduler.model import Model, compile_model
from scheduler.objective import PRESETS, ObjectiveWeights
from scheduler.phases import cool
from scheduler.plans import build_plans
from scheduler.problem import problem_from_dict
from scheduler.progress import silent
from scheduler.repair import adopt_published
from scheduler.run import Run
from scheduler.state import State
from scheduler.stop import WorkLimit


def built(number: int, weights: ObjectiveWeights | None = None) -> tuple[Model, State]:
    """A random problem's model and its first schedule."""
    model = compile_model(problem_from_dict(random_problem(number)), weights or ObjectiveWeights())
    state = State(model)
    construct(model, build_plans(model), state, 0, adopt_published(model, state))
    return model, state


@pytest.mark.parametrize("number", range(0, 300, 12))
def test_books_add_up_and_rules_are_kept(number: int) -> None:
    """Hot or cold, at whatever price: slack, cost, seats and waiting work equal a count from scratch; nobody's rules
    break that were kept before."""
    model, state = built(number)
    plans, seed = build_plans(model), np.array([number], np.uint64)
    before, _ = broken_rules(model.problem, state.shifts(), set())
    work = state.deferred.sum(axis=1)
    for temperature, risen in ((50.0, 0.0), (5.0, 0.5), (0.1, 1.0)):
        advance(at_price(model, risen), plans, state, seed, temperature)
        again = state.copy()
        again.rebuild()
        assert np.allclose(again.slack, state.slack)
        assert np.allclose(again.cost, state.cost)
        assert np.array_equal(again.used, state.used)
        assert np.allclose(state.deferred.sum(axis=1), work)
        assert state.deferred.min(initial=0.0) >= -1e-9
    after, _ = broken_rules(model.problem, state.shifts(), set())
    rules = {(v.agent, v.rule) for v in after if v.agent}
    assert rules <= {(v.agent, v.rule) for v in before if v.agent}


@pytest.mark.parametrize("preset", list(PRESETS))
def test_without_heat_no_try_makes_it_worse(preset: str) -> None:
    """At temperature 0 only what lowers the cost, seats included, is kept: the books of a try are exact."""
    for number in range(5, 65, 6):
        model, state = built(number, PRESETS[preset])
        plans, seed = build_plans(model), np.array([1], np.uint64)
        for _ in range(4):
            before = state.total + penalty(model, state)
            advance(model, plans, state, seed, 0.0)
            assert state.total + penalty(model, state) <= before + 1e-6


def test_chains_do_not_depend_on_threads_and_keep_the_best() -> None:
    """The same seeds on one thread and on three give one schedule, no worse than the one they started from."""
    model, state = built(40)
    found = []
    for threads in (1, 3):
        run = Run(WorkLimit(40), silent)
        with ThreadPoolExecutor(threads) as pool:
            best = run_chains(Cooler(model, run, np.random.default_rng(3), pool), state.copy(), 2, 0.25 * 40)
        assert run.work >= 40
        assert best.model is model
        assert best.total <= state.total + 1e-9
        found.append(best)
    for name in ("start", "kind", "place", "breaks", "deferred"):
        assert np.array_equal(getattr(found[0], name), getattr(found[1], name))


def test_a_person_may_stop_the_chains(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C in a chain ends the phase with a schedule no worse than the first, and marks the run."""
    model, state = built(40)
    run, calls = Run(WorkLimit(1e6), silent), []

    def interrupted(*arguments: object) -> int:
        calls.append(arguments)
        if len(calls) > 4:
            raise KeyboardInterrupt
        return advance(*arguments)

    monkeypatch.setattr(chains, "advance", interrupted)
    with ThreadPoolExecutor(1) as pool:
        best = run_chains(Cooler(model, run, np.random.default_rng(3), pool), state.copy(), 2, 1e6)
    assert run.interrupted
    assert best.total <= state.total + 1e-9


def test_a_chain_cools_while_shortage_rises() -> None:
    """Hot and cheap at first, cold and at full price at the end; more reps need longer chains."""
    model, _ = built(40)
    assert hot(model, 0.0).temperature > hot(model, 1.0).temperature > 0
    assert hot(model, 0.0).risen == 0.0
    assert hot(model, 1.0).risen == 1.0
    document = random_problem(40)
    document["agents"] = document["agents"][:1]
    document.pop("published", None)
    alone = compile_model(problem_from_dict(document), ObjectiveWeights())
    assert 0 < least_length(alone) < least_length(model)


def test_a_long_run_has_several_chains(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each chain is twice as long as the one before or takes what is left, so that an early stop finds a good one."""
    model, state = built(40)
    lengths: list[float] = []

    def noted(*arguments: object) -> State:
        lengths.append(float(arguments[-1]))
        return run_chains(*arguments)

    monkeypatch.setattr(phases, "run_chains", noted)
    run = Run(WorkLimit(8 * 4 * least_length(model) / phases.SHARE), silent)
    cool(model, state, run, 0, 1)
    assert len(lengths) >= 2
    assert lengths[0] == pytest.approx(phases.FIRST_CHAIN * 8 * least_length(model))
    assert lengths[-1] > lengths[0]
