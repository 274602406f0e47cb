"""The best week and the best breaks are those of trying them all."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from scheduler.arrays.break_placement import best_breaks, break_loss
from scheduler.arrays.clocks import last_end
from scheduler.arrays.compiled_problem import CompiledProblem, compile_problem
from scheduler.arrays.rep_cost import Leeway, shift_price, shift_values
from scheduler.arrays.tables import DAY_OFF, IMPOSSIBLE, LOW, NEVER, SHIFT, Days
from scheduler.arrays.week_automaton import build_automata
from scheduler.arrays.week_rules import week_fits
from scheduler.arrays.week_search import CHOICE, search_week
from scheduler.cost.objective import ObjectiveWeights
from scheduler.problem.problem_file import problem_from_dict
from tests.scheduler.small import small_dict


def three_days(seed: int) -> CompiledProblem:
    """A compiled problem of three days whose contract has few starts, so that every week can be listed."""
    rng = np.random.default_rng(seed)
    problem = small_dict(days=3, demand=[{"skill": "voice-en", "required": [1] * 72}])
    contract = problem["contracts"][0]
    contract |= {
        "paid_minutes_per_week": [int(rng.choice([0, 240, 480])), int(rng.choice([720, 960, 1200]))],
        "days_per_week": [int(rng.integers(0, 2)), int(rng.integers(1, 4))],
        "max_consecutive_days": int(rng.integers(1, 4)),
        "min_rest_minutes": int(rng.choice([480, 660, 900])),
        "start_spread_minutes": int(rng.choice([60, 240, 600])),
    }
    template = contract["shifts"][0]
    template["start"] = {"earliest": 480, "latest": 960, "step": 240}
    template["span_minutes"] = [300, 540]
    template["breaks"][0]["window"] = [120, 300]
    for agent in problem["agents"]:
        agent.pop("time_off", None)
        agent.pop("available", None)
        agent.pop("preferences", None)
    return compile_problem(problem_from_dict(problem), ObjectiveWeights())


def every_shift(compiled: CompiledProblem, a: int, day: int) -> list[tuple[int, int, int]]:
    """(type, start, place) of every shift of agent a on a day, from the contract's templates."""
    t = compiled.tables
    mode = compiled.problem.agents[a].work_mode.value
    places = {"onsite": (1,), "remote": (0,), "hybrid": (0, 1)}[mode]
    found = []
    for k in range(t.contracts["types_from"][0], t.contracts["types_to"][0]):
        for start in compiled.shift_types[k].template.starts():
            found += [(k, day * t.per_day + start // t.slot_minutes, place) for place in places]
    return found


@pytest.mark.parametrize("next_hour", [None, 6, 10])
@pytest.mark.parametrize("seed", range(12))
def test_best_week_is_the_best_of_all(seed: int, next_hour: int | None) -> None:
    """The dynamic program finds the value of the best legal week before a shift that follows, and its week is legal."""
    compiled = three_days(seed)
    t, automata = compiled.tables, build_automata(compiled)
    rng = np.random.default_rng(seed + 100)
    a = seed % 3
    cum = np.concatenate(([0.0], np.cumsum(rng.normal(0.5, 3.0, t.slots)), np.zeros(2 * t.per_day)))
    cum[t.slots + 1 :] = cum[t.slots]
    seat = np.zeros_like(cum)
    scratch = np.zeros((t.types.breaks.shape[1], 3 * t.per_day))
    week = Days(np.full((3, 3), np.array(DAY_OFF, SHIFT)), np.zeros((3, 3, t.types.breaks.shape[1]), np.int64))
    span = t.types.rows["span"]
    next_start = NEVER if next_hour is None else 3 * t.per_day + next_hour * t.per_day // 24
    rest = t.contracts["rest"][0]
    best = LOW
    for days in product(*([(-1, -1, 0), *every_shift(compiled, a, d)] for d in range(3))):
        for d, (k, s, where) in enumerate(days):
            week.shifts[a, d] = (s, k, where)
        fits = all(s < 0 or t.reach[a, s] >= s + span[k] for k, s, _ in days)
        rested = all(s < 0 or s + span[k] + rest <= next_start for k, s, _ in days)
        if fits and rested and week_fits(t, a, 0, week):
            value = sum(
                cum[s + span[k]] - cum[s] - break_loss(t.types, k, s, cum, scratch) - shift_price(t, a, d, k, s)
                for d, (k, s, _) in enumerate(days)
                if k >= 0
            )
            best = max(best, value)
    out = np.zeros(7, CHOICE)
    streak = compiled.problem.agents[a].before.consecutive_days
    until = last_end(t, 0, next_start)
    values = shift_values(t, automata, a, 0, cum[None], seat[None], Leeway(0, until, 0, 0, 0))
    found = search_week(t, automata, a, 0, values, streak, out)
    if best <= IMPOSSIBLE:
        assert found <= IMPOSSIBLE
        return
    assert found == pytest.approx(best)
    for d in range(3):
        worked = out["shift_type"][d] >= 0
        week.shifts[a, d] = (out["start"][d], out["shift_type"][d], out["place"][d]) if worked else DAY_OFF
    assert week_fits(t, a, 0, week)


@pytest.mark.parametrize("seed", range(8))
def test_best_breaks_are_the_best_of_all(seed: int) -> None:
    """Against every placing the template lists."""
    problem = small_dict(slot_minutes=15, demand=[{"skill": "voice-en", "required": [0] * 672}])
    problem["agents"][0].pop("before")
    template = problem["contracts"][0]["shifts"][0]
    template["min_gap_minutes"] = 45
    template["breaks"] = [
        {"name": "one", "minutes": 15, "paid": True, "window": [45, 180]},
        {"name": "lunch", "minutes": 30, "paid": False, "window": [120, 330]},
        {"name": "two", "minutes": 15, "paid": True, "window": [200, 480]},
    ]
    compiled = compile_problem(problem_from_dict(problem), ObjectiveWeights())
    t = compiled.tables
    rng = np.random.default_rng(seed)
    cum = np.concatenate(([0.0], np.cumsum(rng.integers(0, 9, 3 * t.per_day).astype(float))))
    scratch, spots = np.zeros((3, 3 * t.per_day)), np.zeros(3, np.int64)
    shape, span = compiled.shift_types[0].template, compiled.shift_types[0].span
    lengths = [b.minutes // 15 for b in shape.breaks]
    costs = {
        offsets: sum(cum[32 + o // 15 + n] - cum[32 + o // 15] for o, n in zip(offsets, lengths, strict=True))
        for offsets in shape.break_starts(span, 15)
    }
    assert t.types.rows["breaks"][0] == 3
    assert best_breaks(t.types, 0, 32, cum, scratch, spots) == pytest.approx(min(costs.values()))
    assert costs[tuple(int(o) * 15 for o in spots)] == pytest.approx(min(costs.values()))
