"""The phase for few reps: chains of ruin and recreate side by side, cooled under a rising price of shortage.

Where every rep can be planned anew thousands of times, this finds what annealing single shifts and breaks does not.
Luck decides much then: chains are independent, and the best schedule that any of them saw wins.
"""

from __future__ import annotations

import numpy as np

from scheduler.cooling import SEAT_PRICE, Cooler, Heat, at_price, idle_price
from scheduler.model import Model
from scheduler.plans import Plans, build_plans
from scheduler.recreate import recreate
from scheduler.state import State

HEAT = (10.0, 0.2)
"""Temperature at the start and the end of a chain, in prices of an idle head-slot; geometric in between."""

FULL_FROM = 0.85
"""Share of a chain from which shortage has its full price."""

NOISE = 0.25
"""How far the worth of a head is blurred, in prices of an idle head-slot."""

TRIES = 60
"""Tries of each chain between two looks at the clock."""

WEEKS_PER_UNIT = 500
"""Weeks planned, over all chains, that make one unit of work."""

LEAST = 500
"""Plans of each rep's week, over all chains and at a cautious rate, from which chains do better than annealing."""


def least_length(model: Model) -> float:
    """Seconds (or what stands for them, four units of work each) that chains of these reps need; 0 for nobody."""
    return LEAST * len(model.active) * model.weeks / (4.0 * WEEKS_PER_UNIT)


def hot(model: Model, done: float) -> Heat:
    """The heat when a share of a chain is done."""
    temperature = float(np.exp(np.interp(done, (0.0, 1.0), np.log(HEAT))))
    return Heat(idle_price(model) * temperature, min(1.0, done / FULL_FROM))


def run_chains(cooler: Cooler, state: State, chains: int, length: float) -> State:
    """So many chains from a schedule, over `length` seconds (or what stands for them); returns the best seen."""
    model = cooler.model
    plans, states = build_plans(model), [state.copy() for _ in range(chains)]
    seeds = [np.array([seed], np.uint64) for seed in cooler.rng.integers(0, 1 << 62, chains)]

    def step(heat: Heat) -> float:
        cheap = at_price(model, heat.risen)
        calls = [(cheap, plans, one, seed, heat.temperature) for one, seed in zip(states, seeds, strict=True)]
        return sum(cooler.together(advance, calls)) / WEEKS_PER_UNIT

    return cooler.descend(states, length, hot, step, 1, "planning weeks anew")


def advance(model: Model, plans: Plans, state: State, seed: np.ndarray, temperature: float) -> int:
    """A few tries of one chain; returns the weeks planned."""
    state.reprice(model)
    noise, seat_price = NOISE * idle_price(model), SEAT_PRICE * model.weights.short
    speeds = model.groups.speeds[:, : len(model.problem.skills)]
    work = (model.work_window, state.gains, state.deferred, model.groups.speeds[:, model.work_skill])
    who = (model.active, np.ascontiguousarray(speeds))
    return int(recreate(model.tables, plans, state.arrays, work, *who, noise, seat_price, temperature, TRIES, seed))
