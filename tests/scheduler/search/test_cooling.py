"""Annealing in parts: parts never touch, threads change nothing, and the price of shortage rises to its full height."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import pytest

from scheduler.arrays.compiled_problem import CompiledProblem, compile_problem
from scheduler.arrays.roster import Roster
from scheduler.arrays.week_automaton import build_automata
from scheduler.control.progress import silent
from scheduler.control.search_control import SearchControl
from scheduler.control.stop import WorkLimit
from scheduler.cost.objective import PRESETS, ObjectiveWeights
from scheduler.neighbourhoods.choosing import Chooser
from scheduler.problem.problem_file import problem_from_dict
from scheduler.search.construction import construct
from scheduler.search.cooling import Cooler, Heat, at_price, cooling, keeping
from scheduler.search.partition import divide, whole
from tests.scheduler.random_problems import random_problem


def long_problem(seed: int) -> CompiledProblem:
    """A compiled problem of a week or more, so that it can be divided."""
    for number in range(seed, seed + 2000):
        document = random_problem(number)
        if document["days"] >= 7 and len(document["agents"]) >= 4:
            return compile_problem(problem_from_dict(document), ObjectiveWeights())
    raise AssertionError("no long problem among the random ones")


def built(compiled: CompiledProblem) -> Roster:
    """A first schedule."""
    roster = Roster(compiled)
    construct(compiled, build_automata(compiled), roster, 0)
    return roster


@pytest.mark.parametrize("seed", range(0, 400, 40))
def test_parts_share_no_rep_and_no_slot(seed: int) -> None:
    """Whatever is drawn: reps and slots apart, and every shift of a part's days within its slots."""
    compiled = long_problem(seed)
    t, rng = compiled.tables, np.random.default_rng(seed)
    rows = t.types.rows
    last = int((rows["first"] + (rows["count"] - 1) * rows["step"] + rows["span"]).max())
    for _ in range(30):
        parts = divide(compiled, rng)
        agents = np.concatenate([p.agents for p in parts])
        assert sorted(agents.tolist()) == sorted(compiled.active.tolist())
        assert sum(p.share for p in parts) == pytest.approx(1.0)
        for one, other in pairwise(parts):
            assert one.slots[1] <= other.slots[0]
        for part in parts:
            assert part.slots[0] <= part.days[0] * t.per_day
            assert min((part.days[1] - 1) * t.per_day + last, t.slots) <= part.slots[1]


def test_a_long_horizon_is_divided_and_a_short_one_is_not() -> None:
    """A week makes two parts; two days one."""
    compiled = long_problem(0)
    assert max(len(divide(compiled, np.random.default_rng(seed))) for seed in range(20)) >= 2
    for number in range(2000):
        document = random_problem(number)
        if document["days"] <= 2:
            short = compile_problem(problem_from_dict(document), ObjectiveWeights())
            assert len(divide(short, np.random.default_rng(0))) == 1
            return
    raise AssertionError("no short problem among the random ones")


@pytest.mark.parametrize("seed", range(0, 200, 40))
def test_threads_change_nothing(seed: int) -> None:
    """One thread and four give the same schedule from the same seed, with books that equal a count from scratch."""
    compiled = long_problem(seed)
    found = []
    for threads in (1, 4):
        roster = built(compiled)
        with ThreadPoolExecutor(threads) as crew:
            cooler = Cooler(
                compiled,
                SearchControl(WorkLimit(1e6), silent, compiled.tables.slot_minutes),
                np.random.default_rng(seed),
                crew,
            )
            for n in range(12):
                cooler.step([roster], cooling(compiled, n / 12), 3000, 20, undivided=n % 5 == 0)
        roster.reprice(compiled)
        again = roster.copy()
        again.rebuild()
        assert np.allclose(again.books.slack, roster.books.slack)
        assert np.allclose(again.cost, roster.cost)
        assert np.array_equal(again.books.used, roster.books.used)
        found.append(roster)
    for one, other in zip(
        (*found[0].days, found[0].waiting.planned), (*found[1].days, found[1].waiting.planned), strict=True
    ):
        assert np.array_equal(one, other)


@pytest.mark.parametrize("preset", list(PRESETS))
def test_shortage_rises_to_its_full_price(preset: str) -> None:
    """Never above the full price, never falling, and full at the end; a published schedule is kept at full price."""
    compiled = compile_problem(problem_from_dict(random_problem(3)), PRESETS[preset])
    risen = [cooling(compiled, done).risen for done in np.linspace(0, 1, 11)]
    steps = [at_price(compiled, share).tables.cover.subsets["step"] for share in risen]
    totals = [float(s.sum()) for s in steps]
    assert totals == sorted(totals)
    assert np.allclose(steps[-1], compiled.tables.cover.subsets["step"])
    assert keeping(compiled, 0.0).risen == 1.0
    assert cooling(compiled, 0.0).temperature > cooling(compiled, 1.0).temperature > 0


def test_a_cycle_never_loses_what_it_began_with() -> None:
    """However hot it is in between, the best schedule seen comes back, at its true cost."""
    compiled = long_problem(80)
    roster = built(compiled)
    before = roster.total
    with ThreadPoolExecutor(1) as crew:
        cooler = Cooler(
            compiled,
            SearchControl(WorkLimit(1e6), silent, compiled.tables.slot_minutes),
            np.random.default_rng(0),
            crew,
        )
        best = cooler.cycle(roster, 0.25 * 3, cooling)
    assert best.compiled is compiled
    again = best.copy()
    again.rebuild()
    assert best.total <= before + 1e-9
    assert again.total == pytest.approx(best.total)
    assert whole(compiled)[0].days == (0, compiled.tables.days)


def test_a_person_may_stop_it_while_shortage_is_cheap() -> None:
    """Ctrl-C in the middle of a cycle gives back the best schedule so far, not the loose one being shaken."""
    compiled = long_problem(120)
    roster = built(compiled)
    before = roster.total

    class Impatient(Cooler):
        """Interrupted in its third step."""

        steps = 0

        def step(self, rosters: Sequence[Roster], heat: Heat, moves: int, tries: int, undivided: bool) -> None:
            super().step(rosters, heat, moves, tries, undivided)
            self.steps += 1
            if self.steps == 3:
                raise KeyboardInterrupt

    run = SearchControl(WorkLimit(1e6), silent, compiled.tables.slot_minutes)
    with ThreadPoolExecutor(2) as crew:
        cooler = Impatient(compiled, run, np.random.default_rng(0), crew)
        best = cooler.cycle(roster, 0.25 * 1000, cooling)
    assert cooler.steps == 3
    assert run.interrupted
    assert best.total <= before + 1e-9


def test_reps_who_can_relieve_a_shortage_are_drawn() -> None:
    """Where something is short, reps who know a skill of it; where nothing is, there is no such neighbourhood."""
    compiled = long_problem(0)
    roster, chooser = Roster(compiled), Chooser(compiled, np.random.default_rng(0))
    assert roster.cost.sum() > 0
    relief = next(k for k in chooser.recipes if k.relief and k.days == 1)
    chooser.recipes = [relief]
    recipe, agents, days = next(drawn for _ in range(200) if (drawn := chooser.draw(roster, set())))
    assert recipe is relief
    assert len(days) == 1
    assert roster.cost.reshape(compiled.tables.days, -1)[days[0]].sum() > 0
    assert len(agents) >= 1
    roster.cost[:] = 0.0
    assert chooser.draw(roster, set()) is None
