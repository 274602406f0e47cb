"""The whole search: legal at any end, repeatable, unharmed by lost workers, careful with what is published."""

from __future__ import annotations

import os
import signal
import threading
import time
from typing import Any

import numpy as np
import pytest

from scheduler.arrays.compiled_problem import compile_problem
from scheduler.arrays.roster import Roster
from scheduler.arrays.week_automaton import build_automata
from scheduler.arrays.week_rules import week_fits
from scheduler.control.progress import Progress
from scheduler.control.stop import Asked, FirstOf, TimeLimit, WorkLimit
from scheduler.cost.objective import ObjectiveWeights, preset
from scheduler.neighbourhoods.day_model import solve_neighbourhood
from scheduler.neighbourhoods.improvement import Try, take
from scheduler.neighbourhoods.neighbourhood import Limits, build
from scheduler.neighbourhoods.workers import Workers
from scheduler.outcome.judgement import check
from scheduler.outcome.result import Status, result_to_dict
from scheduler.problem.problem_file import problem_from_dict
from scheduler.solver import solve
from tests.scheduler.random_problems import random_problem
from tests.scheduler.small import small_dict, small_problem
from wfm.domain.errors import InputError


def centre(reps: int = 8) -> dict[str, Any]:
    """A small centre of equal reps with half-hour slots and a lunch, more asked at noon."""
    document = small_dict(slot_minutes=30)
    day = [0] * 16 + [3] * 8 + [5] * 8 + [2] * 8 + [0] * 8
    document["demand"] = [{"skill": "voice-en", "required": day * 7}]
    agent = {"name": "R", "contract": "full", "skills": {"voice-en": 1.0}, "work_mode": "remote", "site": None}
    document["agents"] = [agent | {"id": f"R{i}"} for i in range(reps)]
    return document


def found(document: dict[str, Any], units: float, cores: int, seed: int = 1) -> list[Any]:
    """The shifts of a search limited by work."""
    result = solve(problem_from_dict(document), stop=WorkLimit(units), seed=seed, cores=cores)
    return list(result_to_dict(result)["shifts"])


def test_same_seed_and_work_give_the_same_schedule_on_any_number_of_cores() -> None:
    """Neighbourhoods are taken in the order they were given, whoever answers first."""
    document = centre()
    one = found(document, 40, 1)
    assert found(document, 40, 2) == one
    assert found(document, 40, 1) == one
    assert found(document, 40, 6) == one


def test_more_work_is_never_worse() -> None:
    """The best schedule is kept."""
    problem = problem_from_dict(centre())
    costs = [solve(problem, stop=WorkLimit(units), seed=3, cores=1).objective for units in (0, 8, 40)]
    assert costs == sorted(costs, reverse=True)


def test_a_person_may_stop_at_any_moment() -> None:
    """The event is heard within a step, and the schedule is complete and legal."""
    asked = threading.Event()

    def listen(progress: Progress) -> None:
        if progress.phase == "anneal":
            asked.set()

    problem = problem_from_dict(centre())
    result = solve(problem, stop=FirstOf(TimeLimit(60), Asked(asked)), progress=listen, cores=1)
    assert result.seconds < 50
    assert check(problem, result.shifts, unscheduled=result.unscheduled).legal


def test_an_interrupt_keeps_the_best_so_far() -> None:
    """Ctrl-C during the search ends it with what it has."""

    def listen(progress: Progress) -> None:
        if progress.phase == "anneal":
            raise KeyboardInterrupt

    problem = problem_from_dict(centre())
    result = solve(problem, stop=WorkLimit(50), progress=listen, cores=1)
    assert result.status is Status.STOPPED
    assert check(problem, result.shifts, unscheduled=result.unscheduled).legal


@pytest.mark.parametrize("seed", [1, 4, 6, 7, 8, 9])
def test_a_neighbourhood_keeps_rules_and_never_raises_the_cost(seed: int) -> None:
    """What the exact model returns is legal in the search's own terms, and taken only when it does not cost more."""
    document = random_problem(seed)
    compiled = compile_problem(problem_from_dict(document), ObjectiveWeights())
    roster = Roster(compiled)
    from scheduler.search.construction import construct

    assert not construct(compiled, build_automata(compiled), roster, seed).any()
    roster.settle()
    days = np.arange(min(7, compiled.tables.days))
    task = build(compiled, roster, compiled.active, days, 0.5, Limits(20.0, 200))
    assert task is not None
    answer = solve_neighbourhood(task)
    assert answer.found
    before = roster.total
    after = take(compiled, roster, Try(None, compiled.active, days), answer, before)  # type: ignore[arg-type]
    assert after <= before + 1e-6
    assert roster.total == pytest.approx(after)
    for a in compiled.active.tolist():
        assert week_fits(compiled.tables, a, 0, roster.days)


def test_the_whole_of_a_small_problem_is_solved_exactly() -> None:
    """With every day free the model's answer is the search's own cost, to a cent."""
    compiled = compile_problem(problem_from_dict(centre(3)), ObjectiveWeights(start=0, day_off=0))
    roster = Roster(compiled)
    from scheduler.search.construction import construct

    construct(compiled, build_automata(compiled), roster, 0)
    task = build(compiled, roster, compiled.active, np.arange(1), 0.5, Limits(20.0, 0))
    assert task is not None
    cost = take(compiled, roster, Try(None, compiled.active, np.arange(1)), solve_neighbourhood(task), roster.total)  # type: ignore[arg-type]
    again = roster.copy()
    again.rebuild()
    assert again.total == pytest.approx(cost)


def test_a_killed_worker_costs_time_only() -> None:
    """Its task is answered by nothing, another process takes its place, and the next task is solved."""
    compiled = compile_problem(problem_from_dict(centre()), ObjectiveWeights())
    roster = Roster(compiled)
    from scheduler.search.construction import construct

    construct(compiled, build_automata(compiled), roster, 0)
    task = build(compiled, roster, compiled.active, np.arange(1), 0.5, Limits(5.0, 0))
    assert task is not None
    with Workers(1) as workers:
        workers.start()
        while not workers.processes or not workers.idle:
            time.sleep(0.02)
        os.kill(next(iter(workers.processes)), signal.SIGKILL)
        numbers = {workers.give(task), workers.give(task)}
        answers = {}
        while len(answers) < 2:
            answers.update(workers.answered(1.0))
        assert set(answers) == numbers
        assert any(answer is not None and answer.found for answer in answers.values())


def test_locked_shifts_stay_and_published_ones_move_little() -> None:
    """With `keep`, a schedule already seen is left as it is where nothing is gained by more than the change costs."""
    problem = problem_from_dict(centre())
    first = solve(problem, stop=WorkLimit(20), seed=0, cores=1)
    published = result_to_dict(first)
    for shift in published["shifts"][:3]:
        shift["locked"] = True
    document = centre() | {"published": {key: published[key] for key in ("format", "problem", "shifts")}}
    again = solve(problem_from_dict(document), stop=WorkLimit(20), seed=9, cores=1, keep=True)
    assert again.terms["changes"] <= 3 * ObjectiveWeights().change
    kept = {(s.agent, s.start, s.end) for s in again.shifts}
    locked = {(s["agent"], s["start"], s["end"]) for s in published["shifts"][:3]}
    assert locked <= kept


def test_presets_are_known_by_name() -> None:
    """And an unknown one is told with those there are."""
    assert preset("cover first") == ObjectiveWeights()
    with pytest.raises(InputError, match="must be one of cover first, cost first, people first"):
        preset("cheap")
    with pytest.raises(InputError, match="'pay' must be a number >= 0, got -1"):
        ObjectiveWeights(pay=-1)


def test_no_agent_that_can_work_is_left_out() -> None:
    """The small problem's reps all get their least hours."""
    result = solve(small_problem(), stop=WorkLimit(2), cores=1)
    assert result.unscheduled == ()


def test_nothing_is_left_running_when_a_search_ends() -> None:
    """Neither threads nor worker processes outlive it."""
    before = threading.active_count()
    with Workers(1) as workers:
        workers.start()
        while not workers.idle:
            time.sleep(0.02)
        processes = list(workers.processes.values())
    assert threading.active_count() == before
    assert all(process.poll() is not None for process in processes)


def test_a_run_without_time_to_search_says_so() -> None:
    """No time at all leaves the first schedule; some time leaves more."""
    problem = problem_from_dict(centre())
    told = list[Progress]()
    nothing = solve(problem, stop=TimeLimit(0.0), progress=told.append, cores=1)
    assert not nothing.searched
    assert not told[-1].searched
    assert "no time to search" in told[-1].message
    some = solve(problem, stop=WorkLimit(2.0), cores=1)
    assert some.searched
    assert "no time to search" not in some.statistics[-1].message


def test_the_last_report_has_the_cost_that_comes_out() -> None:
    """With unequal speeds the search estimates its cost; the last line is exact."""
    document = centre()
    for number, agent in enumerate(document["agents"]):
        agent["skills"] = {skill: 0.6 + 0.1 * ((number + i) % 4) for i, skill in enumerate(agent["skills"])}
    told = list[Progress]()
    result = solve(problem_from_dict(document), stop=WorkLimit(2.0), progress=told.append, cores=1)
    assert told[-1].phase == "finish"
    assert told[-1].cost == result.objective
    report = check(result.problem, result.shifts, unscheduled=result.unscheduled)
    hours = result.problem.horizon.slot_minutes / 60
    assert told[-1].short == pytest.approx(hours * report.short)
    assert told[-1].over == pytest.approx(hours * report.over)
