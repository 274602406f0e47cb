"""Ruin and recreate: books that add up, rules kept, one answer whatever the threads, and better schedules of few reps."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from scheduler.arrays.compiled_problem import CompiledProblem, compile_problem
from scheduler.arrays.roster import SEAT_PRICE, Roster
from scheduler.arrays.week_automaton import WeekAutomata, build_automata
from scheduler.control.progress import silent
from scheduler.control.search_control import SearchControl
from scheduler.control.stop import WorkLimit
from scheduler.cost.objective import PRESETS, ObjectiveWeights
from scheduler.outcome.judgement import broken_rules
from scheduler.problem.problem_file import problem_from_dict
from scheduler.search import cooling as cooling_module, phases
from scheduler.search.acceptance import Pace
from scheduler.search.construction import construct
from scheduler.search.cooling import NOISE, Cooler, at_price, cooling, idle_price, step_size
from scheduler.search.phases import cool
from scheduler.search.recreate import plan_anew
from scheduler.search.repair import adopt_published
from tests.scheduler.random_problems import random_problem


def built(number: int, weights: ObjectiveWeights | None = None) -> tuple[CompiledProblem, Roster]:
    """A random problem compiled, and its first schedule."""
    compiled = compile_problem(problem_from_dict(random_problem(number)), weights or ObjectiveWeights())
    roster = Roster(compiled)
    construct(compiled, build_automata(compiled), roster, 0, adopt_published(compiled, roster))
    return compiled, roster


def advance(compiled: CompiledProblem, automata: WeekAutomata, roster: Roster, seed: int, temperature: float) -> None:
    """Some tries of whole weeks at the compiled problem's price of shortage."""
    roster.reprice(compiled)
    pace = Pace(temperature, NOISE * idle_price(compiled), SEAT_PRICE * compiled.weights.short, 0, 60)
    assert plan_anew(compiled, automata, roster, pace, seed) > 0


@pytest.mark.parametrize("number", range(0, 300, 12))
def test_books_add_up_and_rules_are_kept(number: int) -> None:
    """Hot or cold, at whatever price: slack, cost, seats and waiting work equal a count from scratch; nobody's rules
    break that were kept before."""
    compiled, roster = built(number)
    automata = build_automata(compiled)
    before, _ = broken_rules(compiled.problem, roster.shifts(), set())
    work = roster.waiting.planned.sum(axis=1)
    for temperature, risen in ((50.0, 0.0), (5.0, 0.5), (0.1, 1.0)):
        advance(at_price(compiled, risen), automata, roster, number, temperature)
        again = roster.copy()
        again.rebuild()
        assert np.allclose(again.books.slack, roster.books.slack)
        assert np.allclose(again.cost, roster.cost)
        assert np.array_equal(again.books.used, roster.books.used)
        assert np.allclose(roster.waiting.planned.sum(axis=1), work)
        assert roster.waiting.planned.min(initial=0.0) >= -1e-9
    after, _ = broken_rules(compiled.problem, roster.shifts(), set())
    rules = {(v.agent, v.rule) for v in after if v.agent}
    assert rules <= {(v.agent, v.rule) for v in before if v.agent}


@pytest.mark.parametrize("preset", list(PRESETS))
def test_without_heat_no_try_makes_it_worse(preset: str) -> None:
    """At temperature 0 only what lowers the cost, seats included, is kept: the books of a try are exact."""
    for number in range(5, 65, 6):
        compiled, roster = built(number, PRESETS[preset])
        automata = build_automata(compiled)
        for seed in range(4):
            before = roster.total + roster.seat_penalty
            advance(compiled, automata, roster, seed, 0.0)
            assert roster.total + roster.seat_penalty <= before + 1e-6


def test_copies_do_not_depend_on_threads_and_keep_the_best() -> None:
    """The same seeds on one thread and on three give one schedule, no worse than the one they started from."""
    compiled, roster = built(40)
    found = []
    for threads in (1, 3):
        run = SearchControl(WorkLimit(1e6), silent, compiled.tables.slot_minutes)
        with ThreadPoolExecutor(threads) as crew:
            cooler = Cooler(compiled, run, np.random.default_rng(3), crew)
            best = cooler.cycle(roster.copy(), 0.25 * 40, cooling, copies=2)
        assert run.work >= 40
        assert best.compiled is compiled
        assert best.total <= roster.total + 1e-9
        found.append(best)
    for one, other in zip(
        (*found[0].days, found[0].waiting.planned), (*found[1].days, found[1].waiting.planned), strict=True
    ):
        assert np.array_equal(one, other)


def test_few_reps_are_planned_by_whole_weeks_and_many_by_single_changes() -> None:
    """The fewer the agents the more tries for each move, at least one for a thousand; a step stays short."""
    shares = []
    for agents in (0, 1, 20, 60, 200, 1000, 5000):
        moves, tries = step_size(agents)
        assert 0 < tries <= 400
        assert tries <= moves <= 400_000
        shares.append(tries / moves)
    assert shares == sorted(shares, reverse=True)
    assert shares[-1] == pytest.approx(0.001)


def test_few_reps_start_hotter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hot and cheap at first, cold and at full price at the end, hotter where every head counts."""
    compiled, _ = built(40)
    assert compiled.agents <= cooling_module.HANDFUL
    few = cooling(compiled, 0.0)
    assert (few.risen, cooling(compiled, 1.0).risen) == (0.0, 1.0)
    monkeypatch.setattr(cooling_module, "HANDFUL", 0)
    many = cooling(compiled, 0.0)
    assert (many.risen, cooling(compiled, 1.0).risen) == (0.0, 1.0)
    assert few.temperature > many.temperature > cooling(compiled, 1.0).temperature > 0


def test_a_long_run_has_longer_and_longer_cycles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each cycle is twice as long as the one before or takes what is left, so that an early stop finds a good one."""
    compiled, roster = built(40)
    lengths: list[float] = []

    class Noting(Cooler):
        """Writes down how long each cycle is to be."""

        def cycle(self, roster: Roster, length: float, *arguments: Any) -> Roster:
            lengths.append(length)
            return super().cycle(roster, length, *arguments)

    monkeypatch.setattr(phases, "Cooler", Noting)
    monkeypatch.setattr(phases, "CYCLE", 0.5)
    cool(
        compiled, roster, SearchControl(WorkLimit(8 * phases.COPIES * compiled.agents / phases.SHARE), silent, 15), 0, 1
    )
    assert len(lengths) >= 3
    assert lengths[-1] > lengths[1]
