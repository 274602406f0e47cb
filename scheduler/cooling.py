"""The annealing phase: how long, how hot, at what price of shortage, and the best schedule kept.

At its full price a head-slot short costs as much as fifty idle ones, and any way from one good schedule to another
leads through a few short heads: at temperatures where idle heads matter nothing moves. So shortage starts cheap, a few
times the price of an idle head, and grows to its full price while the temperature falls (a penalty method, as the
seats have one): first the heads go to the right places on the whole, then the last short ones are pressed out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, wait
from dataclasses import dataclass, replace
from itertools import count
from typing import Any, TypeVar

import numpy as np

from scheduler.anneal import anneal
from scheduler.model import Model
from scheduler.parts import Part, divide, whole
from scheduler.run import MOVES_PER_UNIT, Run
from scheduler.state import State

R = TypeVar("R")

DONE = (0.0, 0.7, 0.9, 1.0)
HEAT = (1.4, 0.5, 0.2, 0.1)
RISEN = (0.0, 0.34, 1.0, 1.0)
"""Temperature, in prices of an idle head-slot (its pay and overstaffing), and how far shortage has risen from `CHEAP` to
its full price, when a share of a cycle is done; geometric in between. Shapes and days of shifts settle in the first part,
where most of the time goes; the rest presses out the last short heads by starts and breaks."""

CHEAP, LEAST_SHORT = 3.4, 2.0
"""First price of a head-slot short of weight 1, and the least of any skill, in prices of an idle one."""

LEAST_UNIT = 0.02
"""Least price of an idle head-slot that sets the scale, as a share of the price of one short."""

KEEPING = 0.006
"""Temperature where what is published should stay, as a share of the price of one head-slot short."""

NEARLY_FULL = 0.8
"""How far shortage must have risen for a schedule to be perhaps better than the best seen."""

LOOK = 3
"""Steps of annealing from one look at the schedule to the next."""

STEP = 40_000, 400_000
"""Least and most moves between two looks at the clock; a hundred for each agent in between."""

UNDIVIDED = 5
"""One step in so many is made on the whole schedule, so that shifts may also move between parts."""

SEAT_PRICE = 10.0
"""Penalty of one head-slot beyond the seats, as a multiple of the price of one head-slot short."""

SHARES = {"break": 0.70, "start": 0.08, "reshape": 0.06, "day": 0.05, "count": 0.02, "place": 0.02, "defer": 0.05}
"""Share of each kind of move, in the order of the annealing kernel; the rest changes two lengths at once."""


@dataclass(frozen=True)
class Heat:
    """`temperature` in the objective's unit; `risen` how far shortage has risen to its full price, in 0..1."""

    temperature: float
    risen: float


def idle_price(model: Model) -> float:
    """What an idle head-slot costs, the scale of everything here."""
    return max(model.weights.pay + model.weights.over, LEAST_UNIT * model.weights.short)


def cooling(model: Model, done: float) -> Heat:
    """The heat when a share of a cycle is done."""
    temperature = float(np.exp(np.interp(done, DONE, np.log(HEAT))))
    return Heat(idle_price(model) * temperature, float(np.interp(done, DONE, RISEN)))


def keeping(model: Model, done: float) -> Heat:
    """No heat to speak of: what is published is not shaken up."""
    return Heat(KEEPING * model.weights.short, 1.0)


def at_price(model: Model, risen: float) -> Model:
    """The model while shortage has risen so far to its full price; the cheapest skill still costs more than idleness."""
    unit = idle_price(model)
    share = min(1.0, CHEAP * unit / model.weights.short) ** (1.0 - risen)
    prices = np.minimum(model.prices, np.maximum(share * model.prices, LEAST_SHORT * unit))
    return replace(model, tables=model.tables._replace(step=model.groups.steps(prices)))


@dataclass
class Cooler:
    """Anneals a schedule in parts, on threads; kernels leave the interpreter free meanwhile."""

    model: Model
    run: Run
    rng: np.random.Generator
    threads: Executor

    def cycle(self, state: State, length: float, schedule: Callable[[Model, float], Heat]) -> State:
        """Cool once over `length` seconds (or what stands for them); returns the best schedule seen at full prices."""
        moves, steps = min(STEP[1], max(STEP[0], 100 * self.model.agents)), count(1)

        def step(heat: Heat) -> float:
            self.step(state, heat, moves, undivided=next(steps) % UNDIVIDED == 0)
            return moves / MOVES_PER_UNIT

        return self.descend([state], length, schedule, step, LOOK, "trying changes")

    def descend(
        self,
        states: Sequence[State],
        length: float,
        schedule: Callable[[Model, float], Heat],
        step: Callable[[Heat], float],
        look: int,
        doing: str,
    ) -> State:
        """Change the states step by step over `length` seconds (or what stands for them); returns the best schedule
        seen at full prices. A step returns its units of work; every `look`-th is followed by a look at the states."""
        run, begun, used, steps = self.run, self.run.used(), 0.0, 0
        best = Best(self.model, states[0])
        try:
            while used < length and not run.over():
                heat = schedule(self.model, used / length)
                steps += 1
                run.work += step(heat)
                used = run.used() - begun
                if (heat.risen >= NEARLY_FULL and steps % look == 0) or used >= length:
                    best.see(states, run)
                run.tell("anneal", best.short, best.over, f"{doing} at temperature {heat.temperature:.2f}")
        except KeyboardInterrupt:  # what is being shaken is no schedule to end with; the best seen is
            run.interrupted = True
        best.see(states, run)
        best.state.settle()
        return best.state

    def step(self, state: State, heat: Heat, moves: int, undivided: bool) -> None:
        """So many moves in place, in parts or on the whole."""
        parts = whole(self.model) if undivided else divide(self.model, self.rng)
        seeds = self.rng.integers(0, 1 << 62, len(parts))
        cheap = at_price(self.model, heat.risen)
        state.reprice(cheap)
        self.together(
            anneal_moves,
            [
                (cheap, state, part, heat.temperature, int(part.share * moves), int(seed))
                for part, seed in zip(parts, seeds, strict=True)
            ],
        )

    def together(self, function: Callable[..., R], calls: Sequence[tuple[Any, ...]]) -> list[R]:
        """The results of calls made on the threads; all of them have ended when one has failed."""
        done = [self.threads.submit(function, *arguments) for arguments in calls]
        try:
            return [future.result() for future in done]
        finally:
            wait(done)


class Best:
    """The best schedule seen at full prices, with its cost and heads short and over."""

    def __init__(self, model: Model, state: State) -> None:
        self.model = model
        self.state, self.cost = state.copy(), state.total + penalty(model, state)
        self.short, self.over = state.short, state.over

    def see(self, states: Sequence[State], run: Run) -> None:
        """Keep the best of the states if it is better."""
        for state in states:
            state.carry_on(self.model)
            cost = state.total + penalty(self.model, state)
            if cost < self.cost:
                self.state, self.cost = state.copy(), cost
                self.short, self.over = state.short, state.over
                if not state.seat_excess:
                    run.found(cost)


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
