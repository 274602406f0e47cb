"""The optimizer: problem in, the best schedule found out, at any moment, with every hard rule kept."""

from __future__ import annotations

import os

import numpy as np

from scheduler.construct import construct
from scheduler.cooling import cool
from scheduler.model import Model, compile_model
from scheduler.objective import ObjectiveWeights, terms_of
from scheduler.plans import build_plans
from scheduler.problem import SchedulingProblem
from scheduler.progress import ProgressCallback, silent
from scheduler.reasons import explain_shortfalls, explain_unscheduled
from scheduler.repair import free_seats, give_what_fits
from scheduler.result import Result, Status
from scheduler.run import Run
from scheduler.state import State
from scheduler.stop import StoppingCriterion


def solve(
    problem: SchedulingProblem,
    *,
    stop: StoppingCriterion,
    seed: int = 0,
    weights: ObjectiveWeights | None = None,
    progress: ProgressCallback = silent,
    cores: int | None = None,
    keep: bool = False,
) -> Result:
    """Schedule the problem's agents as well as the stopping criterion allows.

    Parameters
    ----------
    stop : when to end; a first schedule is always finished.
    seed : of every random choice. The same seed and a `WorkLimit` give the same schedule on any number of cores.
    weights : price of each term of the objective; the preset "cover first" when None.
    progress : called with where the search stands.
    cores : processes to use; all of the machine's when None.
    keep : change as few of the published shifts as it can.
    """
    run = Run(stop, progress)
    model = compile_model(problem, weights or ObjectiveWeights(), keep)
    state, unmet = first_schedule(model, run, seed)
    try:
        state = cool(model, state, run, seed)
    except KeyboardInterrupt:
        run.interrupted = True
    return finish(model, state, run, unmet)


def first_schedule(model: Model, run: Run, seed: int) -> tuple[State, set[int]]:
    """A schedule that keeps every rule, and the agents whose contract could not be met."""
    plans, state = build_plans(model), State(model)
    failed = construct(model, plans, state, seed)
    if failed.any():
        give_what_fits(model, state, failed)
    state.settle()
    run.found(state.total)
    run.tell("construct", state.short, state.over, "a first schedule that keeps every rule")
    return state, {int(a) for a in np.flatnonzero(failed.any(axis=1))}


def finish(model: Model, state: State, run: Run, unmet: set[int]) -> Result:
    """Check every rule once more, split the heads exactly, and say what is missing and why."""
    state.rebuild()
    unmet |= {a for a, _ in free_seats(model, state)}
    shifts = state.shifts()
    terms = terms_of(model.problem, shifts, model.weights, model.keep)
    objective = sum(terms.values())
    bound = None if run.bound is None else min(run.bound, objective)
    return Result(
        problem=model.problem,
        shifts=shifts,
        unscheduled=explain_unscheduled(model, state, unmet),
        shortfalls=explain_shortfalls(model, shifts),
        objective=objective,
        lower_bound=bound,
        terms=terms,
        seconds=run.seconds,
        status=_status(run, objective),
        statistics=tuple(run.reports),
    )


def _status(run: Run, objective: float) -> Status:
    if run.bound is not None and objective <= run.bound + 1e-6 * max(1.0, abs(objective)):
        return Status.OPTIMAL
    return Status.STOPPED if run.interrupted else Status.FEASIBLE


def cores_of(cores: int | None) -> int:
    """The number of processes to use."""
    return cores or os.cpu_count() or 1
