"""The optimizer: problem in, the best schedule found out, at any moment, with every hard rule kept."""

from __future__ import annotations

import os
import warnings

import numpy as np

from scheduler.arrays import LEAST, CompiledProblem, Roster, build_automata, compile_problem
from scheduler.bound import Bounding
from scheduler.control import ProgressCallback, SearchControl, StoppingCriterion, silent
from scheduler.cost import ObjectiveWeights, allocate, terms_of
from scheduler.neighbourhoods import DEPTH, Workers, improve
from scheduler.outcome import Result, Status, activity_notes, broken_rules, explain_shortfalls, explain_unscheduled
from scheduler.problem import SchedulingProblem
from scheduler.search import adopt_published, construct, cool, free_seats, give_what_fits, plan_whole
from scheduler.warm_up import compile_kernels
from wfm.domain.arrays import Records
from wfm.domain.people import Shift
from wfm.domain.rules import ACTIVITIES

IMPROVE_FROM = 4.0
"""Seconds of budget from which worker processes are started at once, to be ready when annealing ends."""

FOUND = "the schedule as it is handed back, its cost exact"

NOT_SEARCHED = "the limits left no time to search: this is the first schedule that keeps every rule"


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
    stop : when to end; a first schedule is always finished. The clock starts once the kernels are compiled, which
        takes a while in the first run on a machine.
    seed : of every random choice. The same seed and a `WorkLimit` give the same schedule on any number of cores.
    weights : price of each term of the objective; the preset "cover first" when None.
    progress : called with where the search stands.
    cores : processes to use; all of the machine's when None.
    keep : change as few of the published shifts as it can.
    """
    compile_kernels(progress)
    control = SearchControl(stop, progress, problem.horizon.slot_minutes)
    compiled = compile_problem(problem, weights or ObjectiveWeights(), keep)
    count = cores or os.cpu_count() or 1
    with Workers(count) as workers:
        if control.timed and control.budget() > IMPROVE_FROM:
            workers.start()
        roster, unmet, weeks = first_schedule(compiled, control, seed)
        searched = not control.over()
        try:
            with Bounding(compiled, weeks, control):
                roster = cool(compiled, roster, control, seed, count)
                depth = max(DEPTH, count + 1) if control.timed else DEPTH
                improve(compiled, roster, control, seed, workers, depth)
        except KeyboardInterrupt:
            control.interrupted = True
    return finish(compiled, roster, control, unmet, searched)


def first_schedule(compiled: CompiledProblem, control: SearchControl, seed: int) -> tuple[Roster, set[int], Records]:
    """A schedule that keeps every rule, the agents whose contract could not be met, and the weeks (agents, weeks) of
    `WEEK`, which ask nothing where no schedule can fill them."""
    automata, roster = build_automata(compiled), Roster(compiled)
    todo = adopt_published(compiled, roster)
    failed = construct(compiled, automata, roster, seed, todo)
    if failed.any():
        plan_whole(compiled, roster, failed)
    weeks = compiled.tables.weeks.copy()
    for field in LEAST:
        weeks[field][failed] = 0
    if failed.any():
        give_what_fits(compiled, roster, failed)
    roster.settle()
    control.found(roster.total)
    control.tell("construct", roster.short, roster.over, "a first schedule that keeps every rule")
    return roster, {int(a) for a in np.flatnonzero(failed.any(axis=1))}, weeks


def finish(
    compiled: CompiledProblem, roster: Roster, control: SearchControl, unmet: set[int], searched: bool
) -> Result:
    """Check every rule once more, split the heads exactly, and say what is missing and why."""
    problem = compiled.problem
    roster.rebuild()
    lost = {a for a, _ in free_seats(compiled, roster)}
    unmet |= lost
    shifts, dropped = legal_shifts(compiled, roster.shifts(), unmet)
    named = [problem.agents[a] for a in sorted(unmet | dropped)]
    terms = terms_of(problem, shifts, compiled.weights, compiled.keep)
    objective = sum(terms.values())
    cover = allocate(problem, shifts, compiled.weights.shortage_prices(problem))
    control.conclude(objective)
    control.tell("finish", cover.total_short, cover.total_over, FOUND if searched else NOT_SEARCHED, searched)
    return Result(
        problem=problem,
        shifts=shifts,
        unscheduled=explain_unscheduled(problem, shifts, named),
        shortfalls=explain_shortfalls(problem, shifts, cover, compiled.weights),
        objective=objective,
        lower_bound=_told_bound(control.bound, objective, less_than_asked=bool(lost | dropped)),
        terms=terms,
        seconds=control.seconds,
        status=_status(control, objective),
        searched=searched,
        notes=activity_notes(problem, shifts),
        statistics=tuple(control.reports),
    )


def legal_shifts(
    compiled: CompiledProblem, shifts: tuple[Shift, ...], unmet: set[int]
) -> tuple[tuple[Shift, ...], set[int]]:
    """The shifts without those of agents who break a rule by the independent check, and who they are.

    The search keeps every rule; this is the second statement of it that nothing leaves without. Rules on activities are
    no fault of the search, which places none; shifts that hold some stay, like locked ones.
    """
    index = {agent.id: a for a, agent in enumerate(compiled.problem.agents)}
    named = {compiled.problem.agents[a].id for a in unmet}
    broken, _ = broken_rules(compiled.problem, shifts, named)
    broken = [v for v in broken if v.agent in index and v.rule != ACTIVITIES]
    guilty = {v.agent for v in broken}
    if guilty:  # what is broken without a shift, by leave or by what was worked before, is no fault of the schedule
        without, _ = broken_rules(compiled.problem, (), named)
        anyway = {(v.rule, v.agent, v.minute, v.amount) for v in without}
        guilty = {v.agent for v in broken if (v.rule, v.agent, v.minute, v.amount) not in anyway}
    kept = tuple(s for s in shifts if s.agent not in guilty or s.locked or s.activities)
    return kept, {index[g] for g in guilty}


def _told_bound(bound: float | None, objective: float, less_than_asked: bool) -> float | None:
    """The bound as it may be told: at most the cost, None where it proves nothing of this schedule.

    A schedule that had to give agents less than their contracts (seats) may cost less than any that gives them all.
    Otherwise a bound above the cost is a fault of the proof: it is not told, and warned of.
    """
    if bound is None or bound <= objective:
        return bound
    if bound <= objective + 1e-6 * max(1.0, abs(objective)):
        return objective
    if not less_than_asked:
        warnings.warn(f"the bound {bound} is above the cost {objective} of a schedule, so it is left out", stacklevel=2)
    return None


def _status(control: SearchControl, objective: float) -> Status:
    rounding = 1e-6 * max(1.0, abs(objective))
    if control.bound is not None and abs(objective - control.bound) <= rounding:
        return Status.OPTIMAL
    return Status.STOPPED if control.interrupted else Status.FEASIBLE
