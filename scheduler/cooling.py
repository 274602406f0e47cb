"""The annealing phase: how long, how hot, at what price of shortage, and the best schedule kept.

At its full price a head-slot short costs as much as fifty idle ones, and any way from one good schedule to another
leads through a few short heads: at temperatures where idle heads matter nothing moves. So shortage starts cheap, a few
times the price of an idle head, and grows to its full price while the temperature falls (a penalty method, as the
seats have one): first the heads go to the right places on the whole, then the last short ones are pressed out.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from scheduler.anneal import anneal
from scheduler.model import Model
from scheduler.parts import Part, divide, whole
from scheduler.run import MOVES_PER_UNIT, Run
from scheduler.state import State

DONE = (0.0, 0.65, 0.85, 1.0)
HEAT = (1.0, 0.4, 0.25, 0.1)
SHORTAGE = (3.2, 6.4, 18.0, 50.0)
FULL_PRICE = 0.95
"""Temperature, and price of a head-slot short up to its full price, when a share of a cycle is done; in prices of an
idle head-slot (its pay and overstaffing), geometric in between. Shapes and days of shifts settle in the first part,
where most of the time goes; the rest presses out the last short heads by starts and breaks."""

LEAST_UNIT = 0.02
"""Least price of an idle head-slot that sets the scale, as a share of the price of one short."""

KEEPING = 0.006
"""Temperature where what is published should stay, as a share of the price of one head-slot short."""

UNDIVIDED = 5
"""One step in so many is made on the whole schedule, so that shifts may also move between parts."""

FIRST_CYCLE = 0.15
"""Share of the phase that a first, fast cycle takes, so that a stop finds a good schedule early."""

SHARE = 0.6
"""Most of the whole budget that annealing takes."""

SEAT_PRICE = 10.0
"""Penalty of one head-slot beyond the seats, as a multiple of the price of one head-slot short."""

SHARES = {"break": 0.70, "start": 0.08, "reshape": 0.06, "day": 0.05, "count": 0.02, "place": 0.02, "defer": 0.05}
"""Share of each kind of move, in the order of the annealing kernel; the rest changes two lengths at once."""


def cool(model: Model, state: State, run: Run, seed: int, cores: int = 1) -> State:
    """Anneal for a share of the budget that grows with the number of agents; returns the best schedule seen.

    The schedule does not depend on the number of `cores`.
    """
    budget = annealing_budget(model, run)
    with ThreadPoolExecutor(cores) as threads:
        cooler = Cooler(model, run, np.random.default_rng(seed), threads)
        if model.keep:  # what is published is not shaken up first
            return cooler.cycle(state, budget, _keeping)
        state = cooler.cycle(state, FIRST_CYCLE * budget, _heat)
        return cooler.cycle(state, (1.0 - FIRST_CYCLE) * budget, _heat)


def annealing_budget(model: Model, run: Run) -> float:
    """Seconds of annealing: a second for each agent and week, at most six tenths of the budget."""
    weeks = (model.tables.days + 6) // 7
    return min(10.0 + model.agents * weeks, SHARE * run.budget())


def _heat(model: Model, done: float) -> tuple[float, float]:
    """Temperature and share of the price of shortage when a share of a cycle is done."""
    short = model.weights.short
    unit = max(model.weights.pay + model.weights.over, LEAST_UNIT * short)
    temperature, price = (float(np.exp(np.interp(done, DONE, np.log(knots)))) for knots in (HEAT, SHORTAGE))
    return unit * temperature, 1.0 if done >= FULL_PRICE else min(1.0, unit * price / short)


def _keeping(model: Model, done: float) -> tuple[float, float]:
    return KEEPING * model.weights.short, 1.0


@dataclass
class Cooler:
    """Anneals a schedule in parts, on threads; kernels leave the interpreter free meanwhile."""

    model: Model
    run: Run
    rng: np.random.Generator
    threads: Executor

    def cycle(self, state: State, length: float, heat: Callable[[Model, float], tuple[float, float]]) -> State:
        """Cool once over `length` seconds (or what stands for them); returns the best schedule seen at full prices."""
        model, run = self.model, self.run
        begun, used, steps = run.used(), 0.0, 0
        best, best_cost = state.copy(), state.total + penalty(model, state)
        moves = min(MOVES_PER_UNIT, max(MOVES_PER_UNIT // 5, 50 * model.agents))
        while used < length and not run.over():
            temperature, price = heat(model, used / length)
            steps += 1
            self.step(state, temperature, price, moves, undivided=steps % UNDIVIDED == 0)
            run.work += moves / MOVES_PER_UNIT
            used = run.used() - begun
            cost = state.total + penalty(model, state)
            if cost < best_cost:
                best, best_cost = state.copy(), cost
                if not state.seat_excess:
                    run.found(cost)
            run.tell("anneal", best.short, best.over, f"trying changes at temperature {temperature:.2f}")
        best.rebuild()
        best.settle()
        return best

    def step(self, state: State, temperature: float, price: float, moves: int, undivided: bool) -> None:
        """So many moves in place at a share of the price of shortage, in parts or on the whole."""
        parts = whole(self.model) if undivided else divide(self.model, self.rng)
        seeds = self.rng.integers(0, 1 << 62, len(parts))
        cheap = replace(self.model, tables=self.model.tables._replace(step=price * self.model.tables.step))
        state.carry_on(cheap)
        done = [
            self.threads.submit(anneal_moves, cheap, state, part, temperature, int(part.share * moves), int(seed))
            for part, seed in zip(parts, seeds, strict=True)
        ]
        for future in done:
            future.result()
        state.carry_on(self.model)


def anneal_moves(model: Model, state: State, part: Part, temperature: float, moves: int, seed: int) -> None:
    """So many moves in place, of a part of the schedule."""
    anneal(
        model.tables,
        state.arrays,
        len(model.work_amount),
        model.work_window,
        state.gains,
        part.agents,
        part.days,
        part.slots,
        np.cumsum(list(SHARES.values())),
        SEAT_PRICE * model.weights.short,
        temperature,
        moves,
        np.array([seed], np.uint64),
    )


def penalty(model: Model, state: State) -> float:
    """What overfull sites add to the cost within the search."""
    return SEAT_PRICE * model.weights.short * state.seat_excess
