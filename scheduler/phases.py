"""The search between the first schedule and the exact neighbourhoods: what runs how long."""

from __future__ import annotations

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

CHAINS = 2
"""Chains where work alone counts, so that the schedule does not depend on the number of cores."""


def cool(model: Model, state: State, run: Run, seed: int, cores: int = 1) -> State:
    """Anneal, or plan few reps' weeks anew, for a share of the budget that grows with the number of agents; returns the
    best schedule seen.

    With a work limit the schedule does not depend on the number of `cores`.
    """
    with ThreadPoolExecutor(cores) as threads:
        cooler = Cooler(model, run, np.random.default_rng(seed), threads)
        if model.keep:
            return cooler.cycle(state, annealing_budget(model, run), keeping)
        if 0 < least_length(model) <= chains_budget(model, run):
            return chain_cycles(cooler, state, cores if run.timed else CHAINS)
        return anneal_cycles(cooler, state)


def chain_cycles(cooler: Cooler, state: State, count: int) -> State:
    """A fast cycle of annealing, then chains, longer and longer where time allows; returns the best schedule seen."""
    model, run, length = cooler.model, cooler.run, least_length(cooler.model)
    budget, begun = chains_budget(model, run), run.used()
    state = cooler.cycle(state, min(FIRST_CYCLE * budget, FIRST_SECONDS), cooling)
    while (left := begun + budget - run.used()) > 0 and not run.over():
        part = left if left < 3.0 * length else length
        state = run_chains(model, state, run, cooler.rng, cooler.threads, count, part)
        length *= 2.0
    return state


def anneal_cycles(cooler: Cooler, state: State) -> State:
    """A fast cycle, then longer and longer ones as time allows; returns the best schedule seen."""
    model, run = cooler.model, cooler.run
    budget, begun, work = annealing_budget(model, run), run.used(), run.work
    first = min(FIRST_CYCLE * budget, FIRST_SECONDS + 0.01 * model.agents * model.weeks)
    state = cooler.cycle(state, first, cooling)
    used = max(run.used() - begun, 1e-3)
    rate = (run.work - work) * MOVES_PER_UNIT / used
    length, end = CYCLE * max(1, model.agents) * model.weeks / max(rate, 1.0), begun + budget
    while run.used() < end and not run.over():
        left = end - run.used()
        state = cooler.cycle(state, left if left < 2.0 * length else length, cooling)
        length *= 2.0
    return state


def annealing_budget(model: Model, run: Run) -> float:
    """Seconds of annealing: a second for each agent and week, at most three quarters of the budget."""
    return min(10.0 + model.agents * model.weeks, SHARE * run.budget())


def chains_budget(model: Model, run: Run) -> float:
    """Seconds of ruin and recreate: four for each agent and week, at most three quarters of the budget."""
    return min(10.0 + 4.0 * model.agents * model.weeks, SHARE * run.budget())
