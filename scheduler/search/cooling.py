"""The annealing phase: how long, how hot, at what price of shortage, and the best schedule kept.

At its full price a head-slot short costs as much as fifty idle ones, and any way from one good schedule to another
leads through a few short heads: at temperatures where idle heads matter nothing moves. So shortage starts cheap, a few
times the price of an idle head, and grows to its full price while the temperature falls (a penalty method, as the
seats have one): first the heads go to the right places on the whole, then the last short ones are pressed out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, wait
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from scheduler.arrays import SEAT_PRICE, CompiledProblem, Roster, build_automata
from scheduler.control import MOVES_PER_UNIT, WEEKS_PER_UNIT, SearchControl
from scheduler.search.acceptance import Pace
from scheduler.search.annealing import anneal_part
from scheduler.search.partition import divide, whole
from scheduler.search.recreate import plan_anew

R = TypeVar("R")

COURSE = (0.0, 0.7, 0.9, 1.0), (1.4, 0.5, 0.2, 0.1), (0.0, 0.34, 1.0, 1.0)
"""Shares of a cycle done, with the temperature there, in prices of an idle head-slot (its pay and overstaffing), and how
far shortage has risen from `CHEAP` to its full price; geometric in between. Shapes and days of shifts settle in the first
part, where most of the time goes; the rest presses out the last short heads by starts and breaks."""

HANDFUL, COURSE_OF_HANDFUL = 40, ((0.0, 0.85, 1.0), (10.0, 0.36, 0.2), (0.0, 1.0, 1.0))
"""Up to so many agents every head counts: the same, hotter."""

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
"""Least and most moves of a step, between two looks at the clock; a hundred for each agent in between."""

ANEW, MOST_ANEW = 600.0, 60
"""Tries of whole weeks for a thousand moves, divided by the number of agents, at least one; most tries of a step, or a
tenth of the agents."""

NOISE = 0.25
"""How far the worth of a head is blurred where whole weeks are tried, in prices of an idle head-slot."""

UNDIVIDED = 5
"""One step in so many is made on the whole schedule, so that shifts may also move between parts."""


@dataclass(frozen=True)
class Heat:
    """`temperature` in the objective's unit; `risen` how far shortage has risen to its full price, in 0..1."""

    temperature: float
    risen: float


def idle_price(compiled: CompiledProblem) -> float:
    """What an idle head-slot costs, the scale of everything here."""
    return max(compiled.weights.pay + compiled.weights.over, LEAST_UNIT * compiled.weights.short)


def cooling(compiled: CompiledProblem, done: float) -> Heat:
    """The heat when a share of a cycle is done."""
    at, heat, risen = COURSE_OF_HANDFUL if compiled.agents <= HANDFUL else COURSE
    temperature = float(np.exp(np.interp(done, at, np.log(heat))))
    return Heat(idle_price(compiled) * temperature, float(np.interp(done, at, risen)))


def keeping(compiled: CompiledProblem, done: float) -> Heat:
    """No heat to speak of: what is published is not shaken up."""
    return Heat(KEEPING * compiled.weights.short, 1.0)


def at_price(compiled: CompiledProblem, risen: float) -> CompiledProblem:
    """The compiled problem while shortage has risen so far to its full price; the cheapest skill still costs more than idleness."""
    unit = idle_price(compiled)
    share = min(1.0, CHEAP * unit / compiled.weights.short) ** (1.0 - risen)
    full = compiled.lanes.prices
    return compiled.at_shortage_prices(np.minimum(full, np.maximum(share * full, LEAST_SHORT * unit)))


def step_size(agents: int) -> tuple[int, int]:
    """Moves and tries of whole weeks in a step: the fewer the agents, the more of the second for the first."""
    moves, share = min(STEP[1], max(STEP[0], 100 * agents)), max(1.0, ANEW / max(1, agents)) / 1000
    tries = min(max(MOST_ANEW, agents // 10), round(share * moves))
    return round(tries / share), tries


@dataclass
class Cooler:
    """Anneals a schedule on threads, by single changes and by whole weeks; kernels leave the interpreter free."""

    compiled: CompiledProblem
    control: SearchControl
    rng: np.random.Generator
    threads: Executor

    def __post_init__(self) -> None:
        self.automata = build_automata(self.compiled)

    def cycle(
        self, roster: Roster, length: float, schedule: Callable[[CompiledProblem, float], Heat], copies: int = 1
    ) -> Roster:
        """Cool once over `length` seconds (or what stands for them), several copies side by side where that is asked;
        returns the best schedule seen at full prices."""
        control, begun, used, steps = self.control, self.control.used(), 0.0, 0
        rosters = [roster, *(roster.copy() for _ in range(copies - 1))]
        best = Best(self.compiled, roster)
        moves, tries = step_size(self.compiled.agents)
        try:
            while used < length and not control.over():
                heat = schedule(self.compiled, used / length)
                steps += 1
                self.step(rosters, heat, moves, tries, undivided=steps % UNDIVIDED == 0)
                used = control.used() - begun
                if (heat.risen >= NEARLY_FULL and steps % LOOK == 0) or used >= length:
                    best.see(rosters, control)
                control.tell("anneal", best.short, best.over, f"trying changes at temperature {heat.temperature:.2f}")
        except KeyboardInterrupt:  # what is being shaken is no schedule to end with; the best seen is
            control.interrupted = True
        best.see(rosters, control)
        best.roster.settle()
        return best.roster

    def step(self, rosters: Sequence[Roster], heat: Heat, moves: int, tries: int, undivided: bool) -> None:
        """So many moves and then so many tries of whole weeks in each roster, in place; a single roster's moves are made
        in parts unless `undivided`."""
        cheap = at_price(self.compiled, heat.risen)
        for roster in rosters:
            roster.reprice(cheap)
        alone = undivided or len(rosters) > 1
        parts = [
            (one, part)
            for one in rosters
            for part in (whole(self.compiled) if alone else divide(self.compiled, self.rng))
        ]
        noise, seat_price = NOISE * idle_price(self.compiled), SEAT_PRICE * self.compiled.weights.short
        pace = Pace(heat.temperature, noise, seat_price, moves, tries)
        seeds = self.rng.integers(0, 1 << 62, len(parts))
        calls = [
            (cheap, one, part, pace._replace(moves=int(part.share * moves)), int(seed))
            for (one, part), seed in zip(parts, seeds, strict=True)
        ]
        self.together(anneal_part, calls)
        seeds = self.rng.integers(0, 1 << 62, len(rosters))
        weeks = [(cheap, self.automata, one, pace, int(seed)) for one, seed in zip(rosters, seeds, strict=True)]
        planned = sum(self.together(plan_anew, weeks))
        self.control.work += len(rosters) * moves / MOVES_PER_UNIT + planned / WEEKS_PER_UNIT

    def together(self, function: Callable[..., R], calls: Sequence[tuple[Any, ...]]) -> list[R]:
        """The results of calls made on the threads; all of them have ended when one has failed."""
        done = [self.threads.submit(function, *arguments) for arguments in calls]
        try:
            return [future.result() for future in done]
        finally:
            wait(done)


class Best:
    """The best schedule seen at full prices, with its cost and heads short and over."""

    def __init__(self, compiled: CompiledProblem, roster: Roster) -> None:
        self.compiled = compiled
        self.roster, self.cost = roster.copy(), roster.total + roster.seat_penalty
        self.short, self.over = roster.short, roster.over

    def see(self, rosters: Sequence[Roster], control: SearchControl) -> None:
        """Keep the best of the rosters if it is better."""
        for roster in rosters:
            roster.carry_on(self.compiled)
            cost = roster.total + roster.seat_penalty
            if cost < self.cost:
                self.roster, self.cost = roster.copy(), cost
                self.short, self.over = roster.short, roster.over
                if not roster.seat_excess:
                    control.found(cost)
