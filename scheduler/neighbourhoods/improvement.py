"""Improvement by exact neighbourhoods on all cores: draw, solve elsewhere, keep what lowers the exact cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduler.arrays import CompiledProblem, Roster, week_fits
from scheduler.control import SearchControl
from scheduler.neighbourhoods.choosing import Chooser, Recipe
from scheduler.neighbourhoods.neighbourhood import Limits, build
from scheduler.neighbourhoods.task import Answer
from scheduler.neighbourhoods.workers import Workers
from wfm.domain.arrays import Ints

SECONDS = 2.5
"""Time limit of one neighbourhood where the clock steers."""

NODES = 40
"""Limit on search nodes where work alone counts."""

DEPTH = 4
"""Neighbourhoods in flight: at least so many where the clock steers, exactly so many where work alone counts."""

UNITS = 4.0
"""Units of work one neighbourhood stands for."""


@dataclass
class Try:
    """A neighbourhood under way."""

    recipe: Recipe
    agents: Ints
    days: Ints


def improve(
    compiled: CompiledProblem, roster: Roster, control: SearchControl, seed: int, workers: Workers, depth: int
) -> Roster:
    """Improve in place until the run is over; answers are taken as they come, or in order where work alone counts."""
    chooser = Chooser(compiled, np.random.default_rng(seed + 7919))
    flying: dict[int, Try] = {}
    done: dict[int, Answer | None] = {}
    cost = roster.total + roster.seat_penalty
    while not control.over():
        if control.timed or not flying:  # draws must not depend on how often the answers are looked for
            fill(compiled, roster, control, chooser, workers, flying, depth)
        if not flying:
            break
        for number, answer in workers.answered(0.25):
            done[number] = answer
        while flying:
            number = min(flying) if not control.timed else next((n for n in flying if n in done), -1)
            if number not in done or control.over():
                break
            attempt, answer = flying.pop(number), done.pop(number)
            before = cost
            cost = take(compiled, roster, attempt, answer, cost)
            seconds = answer.seconds if control.timed and answer is not None else 1.0
            chooser.learn(
                attempt.recipe, before - cost, seconds, SECONDS * attempt.recipe.patience if control.timed else 0.0
            )
            control.work += UNITS
            if not roster.seat_excess:
                control.found(cost)
            control.tell("improve", roster.short, roster.over, attempt.recipe.name)
            if not control.timed:
                fill(compiled, roster, control, chooser, workers, flying, depth)
    return roster


def fill(
    compiled: CompiledProblem,
    roster: Roster,
    control: SearchControl,
    chooser: Chooser,
    workers: Workers,
    flying: dict[int, Try],
    depth: int,
) -> None:
    """Keep `depth` neighbourhoods of disjoint reps in flight."""
    for _ in range(4 * depth):
        if len(flying) >= depth:
            return
        busy = {int(a) for attempt in flying.values() for a in attempt.agents}
        drawn = chooser.draw(roster, busy)
        if drawn is None:
            continue
        recipe, agents, days = drawn
        limits = Limits(120.0, NODES)
        if control.timed:
            limits = Limits(min(SECONDS * recipe.patience, max(0.3, control.left())), 0)
        task = build(compiled, roster, agents, days, float(chooser.rng.random()), limits)
        if task is not None:
            flying[workers.give(task)] = Try(recipe, agents, days)


def take(compiled: CompiledProblem, roster: Roster, attempt: Try, answer: Answer | None, cost: float) -> float:
    """Write an answer into the roster if it keeps every rule and lowers the cost (or leaves it); returns the cost."""
    if answer is None or not answer.found:
        return cost
    old = roster.copy()
    for a in attempt.agents.tolist():
        roster.take_away(a, attempt.days)
    for (a, d, k, start, place, _), breaks in zip(answer.chosen.tolist(), answer.breaks, strict=True):
        roster.days.shifts[a, d] = (start, k, place)
        roster.breaks[a, d, : len(breaks)] = breaks
    week = compiled.problem.horizon.week_of(int(attempt.days[0]))
    legal = all(week_fits(compiled.tables, a, week, roster.days) for a in attempt.agents.tolist())
    if legal:
        roster.rebuild()
        roster.settle()
        new = roster.total + roster.seat_penalty
        if new <= cost + 1e-7:
            return new
    roster.restore(old)
    return cost
