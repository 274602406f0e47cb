"""The search between the first schedule and the exact neighbourhoods: what runs how long."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from scheduler.chains import least_length, run_chains
from scheduler.cooling import Cooler, cooling, keeping
from scheduler.model import Model
from scheduler.run import MOVES_PER_UNIT, Run
from scheduler.state import State

FIRST_CYCLE, FIRST_SECONDS = 0.15, 3.0
"""Share of the phase that a first, fast cycle takes at most, so that a stop finds a good schedule early; seconds it
takes at most, with a hundredth of one more for each agent and week."""

CYCLE = 150_000
"""Moves of a cycle for each agent and week; each further cycle is twice as long, as time allows: several tries where
luck decides, and a slow one where patience does."""

SHARE = 0.75
"""Most of the whole budget that this search takes."""

EACH = 1.0, 4.0
"""Most seconds of annealing, and of chains, for each agent and week, beside ten."""

FIRST_CHAIN = 0.25
"""Least share of the phase that the first chain takes."""

CHAINS = 2
"""Chains where work alone counts, so that the schedule does not depend on the number of cores."""


def cool(model: Model, state: State, run: Run, seed: int, cores: int = 1) -> State:
    """Anneal, or plan few reps' weeks anew, for a share of the budget that grows with the number of agents; returns the
    best schedule seen.

    With a work limit the schedule does not depend on the number of `cores`.
    """
    annealing, planning = (min(10.0 + each * model.agents * model.weeks, SHARE * run.budget()) for each in EACH)
    with ThreadPoolExecutor(cores) as threads:
        cooler = Cooler(model, run, np.random.default_rng(seed), threads)
        if model.keep:
            return cooler.cycle(state, annealing, keeping)
        if 0 < least_length(model) <= planning:
            return chain_cycles(cooler, state, cores if run.timed else CHAINS, planning)
        return anneal_cycles(cooler, state, annealing)


def chain_cycles(cooler: Cooler, state: State, chains: int, budget: float) -> State:
    """A fast cycle of annealing, then chains, longer and longer where time allows; returns the best schedule seen."""
    end = cooler.run.used() + budget
    state = cooler.cycle(state, min(FIRST_CYCLE * budget, FIRST_SECONDS), cooling)
    first = max(least_length(cooler.model), FIRST_CHAIN * budget)
    return longer_and_longer(
        cooler.run, lambda now, length: run_chains(cooler, now, chains, length), state, first, end, 3.0
    )


def anneal_cycles(cooler: Cooler, state: State, budget: float) -> State:
    """A fast cycle, then longer and longer ones as time allows; returns the best schedule seen."""
    model, run = cooler.model, cooler.run
    begun, work = run.used(), run.work
    first = min(FIRST_CYCLE * budget, FIRST_SECONDS + 0.01 * model.agents * model.weeks)
    state = cooler.cycle(state, first, cooling)
    used = max(run.used() - begun, 1e-3)
    rate = (run.work - work) * MOVES_PER_UNIT / used
    length = CYCLE * max(1, model.agents) * model.weeks / max(rate, 1.0)
    return longer_and_longer(
        run, lambda now, seconds: cooler.cycle(now, seconds, cooling), state, length, begun + budget, 2.0
    )


def longer_and_longer(
    run: Run, search: Callable[[State, float], State], state: State, length: float, end: float, last: float
) -> State:
    """Search for `length`, then twice as long, and so on until `end`; the last takes all that is left, where that is
    less than `last` times its length."""
    while (left := end - run.used()) > 0 and not run.over():
        state = search(state, left if left < last * length else length)
        length *= 2.0
    return state
