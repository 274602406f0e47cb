"""The best week is that of trying them all by the rules, whatever clocks, leave, history and dated terms say."""

from __future__ import annotations

import random
from itertools import product
from typing import Any

import numpy as np
import pytest

from scheduler.arrays.break_placement import break_loss
from scheduler.arrays.compiled_problem import CompiledProblem, compile_problem
from scheduler.arrays.rep_cost import Leeway, shift_price, shift_values
from scheduler.arrays.tables import DAY_OFF, IMPOSSIBLE, LOW, NEVER, SHIFT, Days
from scheduler.arrays.week_automaton import build_automata
from scheduler.arrays.week_rules import week_fits
from scheduler.arrays.week_search import CHOICE, search_week
from scheduler.cost.objective import ObjectiveWeights
from scheduler.problem.problem_file import problem_from_dict
from tests.scheduler.lived_problems import live, night
from tests.scheduler.small import DAY, small_dict
from wfm.domain.arrays import Floats
from wfm.domain.people.shifts import Break, Shift
from wfm.domain.rules.measuring import violations

DATES = ("2026-03-06", "2026-03-07", "2026-10-30", "2026-10-31", "2026-03-28", "2026-06-02")
"""Days before, on and far from those on which clocks change."""


def three_lived_days(seed: int) -> CompiledProblem:
    """Three days in one calendar week, few starts, and an agent of whom anything may be said."""
    rng = random.Random(seed)
    problem = small_dict(days=3, demand=[{"skill": "voice-en", "required": [1] * 72}])
    problem["start"] = DATES[seed % len(DATES)]
    problem["elapsed"] = rng.random() < 0.7
    weekday = {"2026-03-06": 4, "2026-03-07": 5, "2026-10-30": 4, "2026-10-31": 5, "2026-03-28": 5, "2026-06-02": 1}
    problem["week_start"] = (weekday[problem["start"]] - rng.randint(0, 4)) % 7
    contract: dict[str, Any] = problem["contracts"][0]
    contract |= {
        "paid_minutes_per_week": [rng.choice([0, 240, 480]), rng.choice([720, 960, 1200])],
        "days_per_week": [rng.randint(0, 1), rng.randint(1, 4)],
        "max_consecutive_days": rng.randint(1, 4),
        "min_rest_minutes": rng.choice([480, 660, 900]),
    }
    if rng.random() < 0.5:
        contract["start_spread_minutes"] = rng.choice([60, 240, 600])
    contract.pop("max_weekends", None)
    if rng.random() < 0.3:
        contract["max_weekends"] = rng.randint(0, 1)
    template = contract["shifts"][0]
    template["start"] = {"earliest": 480, "latest": 960, "step": 240}
    template["span_minutes"] = [300, 540]
    template["breaks"][0]["window"] = [120, 300]
    contract["shifts"].append(night(rng, 60) | {"start": {"earliest": 1260, "latest": 1380, "step": 120}})
    problem["contracts"].append(contract | {"id": "other", "max_consecutive_days": 2, "shifts": [template]})
    agent = problem["agents"][seed % 3]
    for key in ("time_off", "available", "preferences", "before"):
        agent.pop(key, None)
    problem["agents"] = [agent]
    live(rng, problem, agent)
    return compile_problem(problem_from_dict(problem), ObjectiveWeights())


def choices(compiled: CompiledProblem, day: int) -> list[tuple[int, int, int]]:
    """(type, start, place) of every shift of a day, of whatever contract."""
    t = compiled.tables
    low, high = t.contracts[t.weeks["contract"][0, 0]][["types_from", "types_to"]].tolist()
    return [
        (k, day * t.per_day + kind.first + n * kind.step, place)
        for k, kind in enumerate(compiled.shift_types[low:high], low)
        for n in range(kind.starts)
        for place in (0, 1)
    ]


def worked(compiled: CompiledProblem, pick: tuple[int, int, int]) -> Shift:
    """The shift of a choice, its breaks at the first place there is."""
    k, start, place = pick
    kind, agent, slot = compiled.shift_types[k], compiled.problem.agents[0], compiled.tables.slot_minutes
    begin = start * slot
    offsets = kind.template.break_starts(kind.span, slot)[0]
    breaks = tuple(
        Break(b.name, begin + o, begin + o + b.minutes) for b, o in zip(kind.template.breaks, offsets, strict=True)
    )
    site = agent.on(begin // DAY).site if place else None
    return Shift(agent.id, begin, begin + kind.span, site, breaks)


def best_of_all(compiled: CompiledProblem, cum: Floats) -> float:
    """The value of the best legal week, by the rules."""
    t, problem = compiled.tables, compiled.problem
    agent, best = problem.agents[0], LOW
    scratch = np.zeros((t.types.breaks.shape[1], 3 * t.per_day))
    span = t.types.rows["span"]
    value = {
        pick: cum[pick[1] + span[pick[0]]]
        - cum[pick[1]]
        - break_loss(t.types, pick[0], pick[1], cum, scratch)
        - shift_price(t, 0, d, pick[0], pick[1])
        for d in range(3)
        for pick in choices(compiled, d)
    }
    shifts = {pick: worked(compiled, pick) for pick in value}
    own = ("shift template", "availability", "leave", "employed", "work mode", "time off")
    single = {
        pick: not any(v.rule in own for v in violations(agent, problem.contracts, [shift], problem.horizon))
        for pick, shift in shifts.items()
        if not (pick[2] and shift.site is None)
    }
    days = [[None, *(pick for pick in choices(compiled, d) if single.get(pick))] for d in range(3)]
    for week in product(*days):
        picks = [pick for pick in week if pick is not None]
        total = float(sum(value[pick] for pick in picks))
        if total > best and not violations(agent, problem.contracts, [shifts[pick] for pick in picks], problem.horizon):
            best = total
    return best


def searched(compiled: CompiledProblem, cum: Floats) -> tuple[float, Any]:
    """The value of the best week found, and its days."""
    t, automata, out = compiled.tables, build_automata(compiled), np.zeros(7, CHOICE)
    values = shift_values(t, automata, 0, 0, np.stack([cum, cum]), np.zeros((2, len(cum))), Leeway(0, NEVER, 0, 0, 0))
    return search_week(t, automata, 0, 0, values, int(t.agents["streak"][0]), out), out


@pytest.mark.parametrize("seed", range(60))
def test_best_week_is_the_best_of_all_by_the_rules(seed: int) -> None:
    """Exactly where one contract holds all week and nothing follows; where it changes, what is found is legal and the bound's
    search finds no less than the best."""
    compiled = three_lived_days(seed)
    t, agent = compiled.tables, compiled.problem.agents[0]
    rng = np.random.default_rng(seed)
    cum = np.concatenate(([0.0], np.cumsum(rng.normal(0.5, 3.0, t.slots)), np.zeros(2 * t.per_day)))
    cum[t.slots + 1 :] = cum[t.slots]
    best = best_of_all(compiled, cum)
    found, out = searched(compiled, cum)
    loose, _ = searched(compiled.with_loose_rules(t.weeks), cum)
    assert loose >= best - 1e-6 or (best <= IMPOSSIBLE and loose <= IMPOSSIBLE)
    week = Days(np.full((1, 3), np.array(DAY_OFF, SHIFT)), np.zeros((1, 3, t.types.breaks.shape[1]), np.int64))
    picks = [(int(c["shift_type"]), int(c["start"]), int(c["place"])) for c in out[:3] if c["shift_type"] >= 0]
    if found > IMPOSSIBLE:
        for k, start, place in picks:
            week.shifts[0, start // t.per_day] = (start, k, place)
        legal = not violations(
            agent, compiled.problem.contracts, [worked(compiled, pick) for pick in picks], compiled.problem.horizon
        )
        # weekends, and days in a row with those that follow, are kept by what plans the week
        assert legal == week_fits(t, 0, 0, week)
        assert legal or agent.after.consecutive_days or t.agents["weekends"][0]
    if not agent.changes and not agent.after.consecutive_days and not t.agents["weekends"][0]:
        assert found == pytest.approx(best) or (best <= IMPOSSIBLE and found <= IMPOSSIBLE)
