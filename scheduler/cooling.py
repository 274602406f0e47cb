"""The annealing phase: how long, how hot, and the best schedule kept."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scheduler.anneal import anneal
from scheduler.model import Model
from scheduler.run import MOVES_PER_UNIT, Run
from scheduler.state import State

HOT, COLD = 0.1, 0.006
"""First and last temperature, as shares of the price of one head-slot short."""

LONGEST = 120.0
"""Most seconds of annealing."""

SEAT_PRICE = 10.0
"""Penalty of one head-slot beyond the seats, as a multiple of the price of one head-slot short."""

SHARES = {"break": 0.70, "start": 0.08, "reshape": 0.06, "day": 0.05, "count": 0.02, "place": 0.02, "defer": 0.05}
"""Share of each kind of move, in the order of the annealing kernel; the rest changes two lengths at once."""


def cool(model: Model, state: State, run: Run, seed: int) -> State:
    """Anneal for a share of the budget that grows with the number of agents; returns the best schedule seen."""
    target = annealing_budget(model, run)
    begun, used = run.used(), 0.0
    cold = COLD * model.weights.short
    hot = cold if model.keep else HOT * model.weights.short  # what is published is not shaken up first
    rng = np.array([seed * 2654435761 + 12345], np.uint64)
    best, best_cost = state.copy(), state.total + penalty(model, state)
    while used < target and not run.over():
        here = hot * (cold / hot) ** min(1.0, used / target)
        step = MOVES_PER_UNIT
        anneal_moves(model, state, here, here * (cold / hot) ** 0.02, step, rng)
        run.work += step / MOVES_PER_UNIT
        used = run.used() - begun
        cost = state.total + penalty(model, state)
        if cost < best_cost:
            best, best_cost = state.copy(), cost
            if not state.seat_excess:
                run.found(cost)
        run.tell("anneal", state.short, state.over, f"trying changes at temperature {here:.2f}")
    best.rebuild()
    best.settle()
    return best


def annealing_budget(model: Model, run: Run) -> float:
    """Seconds of annealing: about a tenth of a second for each agent and week, at most two fifths of the budget."""
    weeks = (model.tables.days + 6) // 7
    return min(2.0 + 0.1 * model.agents * weeks, 0.4 * run.budget(), LONGEST)


def anneal_moves(model: Model, state: State, hot: float, cold: float, moves: int, rng: npt.NDArray[np.uint64]) -> None:
    """So many moves in place."""
    rates = np.cumsum(list(SHARES.values()))
    anneal(
        model.tables,
        state.arrays,
        len(model.work_amount),
        model.work_window,
        state.gains,
        model.active,
        rates,
        SEAT_PRICE * model.weights.short,
        hot,
        cold,
        moves,
        rng,
    )


def penalty(model: Model, state: State) -> float:
    """What overfull sites add to the cost within the search."""
    return SEAT_PRICE * model.weights.short * state.seat_excess
