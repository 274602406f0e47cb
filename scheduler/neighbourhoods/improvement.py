"""Improvement by exact neighbourhoods on all cores: draw, solve elsewhere, keep what lowers the exact cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scheduler.arrays import LOCKED, Model, State, week_fits
from scheduler.control import Run
from scheduler.neighbourhoods.choosing import Chooser, Kind
from scheduler.neighbourhoods.neighbourhood import build
from scheduler.neighbourhoods.task import Answer
from scheduler.neighbourhoods.workers import Workers

Ints = npt.NDArray[np.int64]

SECONDS = 2.5
"""Time limit of one neighbourhood where the clock steers."""

NODES = 40
"""Limit on search nodes where work alone counts."""

DEPTH = 4
"""Neighbourhoods in flight at least; more cores than that have as many as cores."""

UNITS = 4.0
"""Units of work one neighbourhood stands for."""


@dataclass
class Try:
    """A neighbourhood under way."""

    kind: Kind
    agents: Ints
    days: Ints


def improve(model: Model, state: State, run: Run, seed: int, workers: Workers, depth: int) -> State:
    """Improve in place until the run is over; answers are taken as they come, or in order where work alone counts."""
    chooser = Chooser(model, np.random.default_rng(seed + 7919))
    flying: dict[int, Try] = {}
    done: dict[int, Answer | None] = {}
    cost = state.total + state.seat_penalty
    while not run.over():
        if run.timed or not flying:  # draws must not depend on how often the answers are looked for
            fill(model, state, run, chooser, workers, flying, depth)
        if not flying:
            break
        for number, answer in workers.answered(0.25):
            done[number] = answer
        while flying:
            number = min(flying) if not run.timed else next((n for n in flying if n in done), -1)
            if number not in done or run.over():
                break
            attempt, answer = flying.pop(number), done.pop(number)
            before = cost
            cost = take(model, state, attempt, answer, cost)
            seconds = answer.seconds if run.timed and answer is not None else 1.0
            chooser.learn(attempt.kind, before - cost, seconds, SECONDS * attempt.kind.patience if run.timed else 0.0)
            run.work += UNITS
            if not state.seat_excess:
                run.found(cost)
            run.tell("improve", state.short, state.over, attempt.kind.name)
            if not run.timed:
                fill(model, state, run, chooser, workers, flying, depth)
    return state


def fill(
    model: Model, state: State, run: Run, chooser: Chooser, workers: Workers, flying: dict[int, Try], depth: int
) -> None:
    """Keep `depth` neighbourhoods of disjoint reps in flight."""
    for _ in range(4 * depth):
        if len(flying) >= depth:
            return
        busy = {int(a) for attempt in flying.values() for a in attempt.agents}
        drawn = chooser.draw(state, busy)
        if drawn is None:
            continue
        kind, agents, days = drawn
        seconds, nodes = (min(SECONDS * kind.patience, max(0.3, run.left())), 0) if run.timed else (120.0, NODES)
        job = build(model, state, agents, days, float(chooser.rng.random()), seconds, nodes)
        if job is not None:
            flying[workers.give(job)] = Try(kind, agents, days)


def take(model: Model, state: State, attempt: Try, answer: Answer | None, cost: float) -> float:
    """Write an answer into the state if it keeps every rule and lowers the cost (or leaves it); returns the cost."""
    if answer is None or not answer.found:
        return cost
    t = model.tables
    old = state.copy()
    for a in attempt.agents.tolist():
        for d in attempt.days[t.published[a, attempt.days, LOCKED] == 0].tolist():
            state.start[a, d] = state.kind[a, d] = -1
            state.place[a, d] = 0
    for (a, d, k, start, place), breaks in zip(answer.chosen.tolist(), answer.breaks, strict=True):
        state.start[a, d], state.kind[a, d], state.place[a, d] = start, k, place
        state.breaks[a, d, : len(breaks)] = breaks
    week = int(attempt.days[0]) // 7
    legal = all(week_fits(t, a, week, state.start, state.kind, state.place) for a in attempt.agents.tolist())
    if legal:
        state.rebuild()
        state.settle()
        new = state.total + state.seat_penalty
        if new <= cost + 1e-7:
            return new
    state.restore(old)
    return cost
