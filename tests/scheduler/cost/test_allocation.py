"""The split of heads over skills: least shortage by three independent statements, speeds, waiting work, overstaffing."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest

from scheduler.cost.allocation import Allocation, allocate, heads_by_group, on_contacts
from scheduler.outcome.result import schedule_from_dict
from scheduler.problem.problem_file import problem_from_dict
from tests import oracles
from tests.scheduler.random_problems import random_problem, random_shifts
from tests.scheduler.small import DAY, schedule, shift, small_dict, small_problem
from wfm.domain.people.shifts import Activity, Break, Shift
from wfm.domain.time import Horizon


def split(problem: dict[str, Any], *shifts: dict[str, Any]) -> Allocation:
    """The allocation of some shifts."""
    return allocate(problem_from_dict(problem), schedule_from_dict(schedule(*shifts)).shifts)


@pytest.mark.parametrize("seed", range(40))
def test_the_split_leaves_the_least_weighted_shortage(seed: int) -> None:
    """Grouped and sparse, it costs what one variable per agent, slot and skill costs; its arrays add up."""
    document = random_problem(seed)
    shifts = random_shifts(document, seed)
    problem = problem_from_dict(document)
    found = allocate(problem, schedule_from_dict(schedule(*shifts)).shifts)
    cost, best = oracles.coverage(document, {"shifts": shifts})
    assert found.cost == pytest.approx(cost, abs=1e-6)
    assert found.capacity.sum() == pytest.approx(best)
    weight = {entry.skill: entry.weight for entry in problem.demand}
    told = sum(weight.get(s, 1) * found.short[i].sum() for i, s in enumerate(problem.skills))
    told += sum(weight[problem.skills[k]] * u for k, u in zip(found.unmet_skill, found.unmet, strict=True))
    assert told == pytest.approx(cost, abs=1e-6)
    assert np.allclose(found.scheduled + found.short, found.required)
    assert np.allclose(found.over + found.scheduled.sum(0) + found.deferred.sum(0), found.capacity)
    assert (found.idle.sum(0) <= found.over + 1e-9).all()
    asked = found.required.sum() + sum(w["head_slots"] for d in document["demand"] for w in d.get("work", []))
    assert found.total_over == pytest.approx(best - asked + found.total_short, abs=1e-6)


def hall_shortage(required: dict[str, float], reps: list[set[str]]) -> float:
    """Least shortage in one slot at full speed: the worst excess of any set of skills over the reps who have one of it."""
    sets = [set(c) for n in range(len(required) + 1) for c in combinations(required, n)]
    return max(sum(required[s] for s in chosen) - sum(bool(chosen & rep) for rep in reps) for chosen in sets)


@pytest.mark.parametrize("seed", range(20))
def test_at_full_speed_the_shortage_is_the_worst_excess_of_any_set_of_skills(seed: int) -> None:
    """Hall's condition, slot by slot, for reps of several skills and equal weights."""
    rng = np.random.default_rng(seed)
    skills = ["en", "es", "fr"]
    reps = [set(rng.choice(skills, rng.integers(1, 4), replace=False).tolist()) for _ in range(5)]
    required = {s: rng.integers(0, 3, 168).tolist() for s in skills}
    agents = [
        {"id": f"A{i}", "name": "x", "contract": "full", "skills": dict.fromkeys(sorted(rep), 1), "work_mode": "remote"}
        for i, rep in enumerate(reps)
    ]
    demand = [{"skill": s, "required": required[s]} for s in skills]
    problem = small_dict(skills=skills, agents=agents, demand=demand)
    shifts = [shift(f"A{i}", day, 480 + 60 * int(rng.integers(0, 5))) for i in range(5) for day in range(7)]
    found = split(problem, *shifts)
    there = oracles.presence(problem, {"shifts": shifts})
    for t in range(168):
        working = [rep for i, rep in enumerate(reps) if there.get((f"A{i}", t))]
        expected = hall_shortage({s: required[s][t] for s in skills}, working)
        assert found.short[:, t].sum() == pytest.approx(expected, abs=1e-7)


def test_a_slow_rep_gives_only_its_speed() -> None:
    """A rep at 0.6 covers 0.6 of a head; asked for less, the rest of its time is over."""
    problem = small_dict(demand=[{"skill": "voice-en", "required": [1] * 168}])
    found = split(problem, shift("A2", 0))
    assert found.scheduled[0, 8] == pytest.approx(0.6)
    assert found.short[0, 8] == pytest.approx(0.4)
    assert found.scheduled[0, 12] == 0  # at lunch
    half = small_dict(demand=[{"skill": "voice-en", "required": [0.3] * 168}])
    found = split(half, shift("A2", 0))
    assert found.short[0, 8] == pytest.approx(0)
    assert found.over[8] == pytest.approx(1.0 - 0.3)  # its best speed is 1.0, on email


def test_the_dearer_skill_is_served_first() -> None:
    """One rep, two skills: the weight decides, and equal prices given by the caller override it."""
    agents = [
        {"id": "A1", "name": "x", "contract": "full", "skills": {"voice-en": 1, "email-en": 1}, "work_mode": "remote"}
    ]
    demand = [
        {"skill": "voice-en", "required": [1] * 168, "weight": 1.0},
        {"skill": "email-en", "required": [1] * 168, "weight": 1.2},
    ]
    problem = problem_from_dict(small_dict(agents=agents, demand=demand))
    shifts = schedule_from_dict(schedule(shift("A1", 0))).shifts
    assert allocate(problem, shifts).short[:, 8].tolist() == pytest.approx([1, 0])
    assert allocate(problem, shifts, {"voice-en": 3.0, "email-en": 1.0}).short[:, 8].tolist() == pytest.approx([0, 1])


def test_waiting_work_is_done_in_its_window_only() -> None:
    """Work is served from idle time between arrival and due; the hour before it arrives does not count."""
    work = [{"arrives": 9 * 60, "due": 11 * 60, "head_slots": 3}]
    demand = [{"skill": "email-en", "deferrable": True, "work": work}]
    found = split(small_dict(demand=demand), shift("A3", 0))
    assert found.unmet.tolist() == pytest.approx([1.0])
    assert np.flatnonzero(found.deferred[1]).tolist() == [9, 10]
    late = [{"arrives": 9 * 60, "due": 12 * 60, "head_slots": 3}]
    found = split(small_dict(demand=[{"skill": "email-en", "deferrable": True, "work": late}]), shift("A3", 0))
    assert found.unmet.tolist() == pytest.approx([0.0])


def test_work_due_after_the_horizon_must_be_done_within_it() -> None:
    """Cover outside the horizon does not count."""
    work = [{"arrives": 6 * DAY, "due": 9 * DAY, "head_slots": 9}]
    demand = [{"skill": "email-en", "deferrable": True, "work": work}]
    found = split(small_dict(demand=demand), shift("A3", 6))
    assert found.unmet.tolist() == pytest.approx([1.0])


def test_entries_of_one_skill_add_up() -> None:
    """Two entries ask for the sum."""
    demand = [{"skill": "voice-en", "required": [1] * 168}] * 2
    found = split(small_dict(demand=demand), shift("A1", 0, site="hq"))
    assert found.required[0, 8] == 2
    assert found.short[0, 8] == pytest.approx(1)


def test_no_shifts_leave_everything_short() -> None:
    """An empty schedule is short of all that is asked and over nowhere."""
    problem = small_problem()
    found = allocate(problem, ())
    assert found.total_short == pytest.approx(84 + 5.5)
    assert found.total_over == 0
    assert found.cost == pytest.approx(2 * 84 + 5.5)


def test_shifts_of_unknown_agents_cover_nothing() -> None:
    """A schedule from elsewhere may name people the problem does not know."""
    found = split(small_dict(), shift("stranger", 0))
    assert found.capacity.sum() == 0


def test_a_night_shift_counts_up_to_the_end_of_the_horizon() -> None:
    """Slots past the last midnight and before the first are cut off, breaks as well."""
    horizon = Horizon(small_problem().horizon.start, 1, 60, "UTC")
    night = Shift("a", 22 * 60, 30 * 60, None, (Break("b", 23 * 60, 25 * 60),))
    assert on_contacts([night], horizon).tolist() == [0.0] * 22 + [1.0, 0.0]
    early = Shift("a", -120, 60)
    assert on_contacts([early], horizon).tolist() == [1.0] + [0.0] * 23


def test_a_faulty_break_never_counts_twice() -> None:
    """Breaks that overlap each other or leave the shift take no head that was not there."""
    horizon = Horizon(small_problem().horizon.start, 1, 60, "UTC")
    odd = Shift("a", 480, 720, None, (Break("b", 420, 540), Break("c", 480, 600)))
    assert on_contacts([odd], horizon)[6:12].tolist() == [0, 0, 0, 0, 1, 1]


def test_an_activity_takes_the_rep_off_the_queue_as_a_break_does() -> None:
    """Also one that runs into a break, or lies within another one by mistake."""
    horizon = Horizon(small_problem().horizon.start, 1, 60, "UTC")
    doing = tuple(Activity("a", *(60 * hour for hour in hours)) for hours in ((7, 9), (8, 9), (9, 11)))
    busy = Shift("a", 360, 900, breaks=(Break("lunch", 600, 660),), activities=doing)
    assert on_contacts([busy], horizon)[5:16].tolist() == [0, 1, 0, 0, 0, 0, 1, 1, 1, 1, 0]


def test_like_agents_share_a_group() -> None:
    """Equal skills and speeds in any order are one group."""
    agents = [
        {"id": "A1", "name": "x", "contract": "full", "skills": {"voice-en": 1, "email-en": 1}, "work_mode": "remote"},
        {"id": "A2", "name": "y", "contract": "full", "skills": {"email-en": 1, "voice-en": 1}, "work_mode": "remote"},
    ]
    problem = small_problem(agents=agents)
    groups = heads_by_group(problem, schedule_from_dict(schedule(shift("A1", 0), shift("A2", 0))).shifts)
    assert [heads.max() for heads in groups.values()] == [2.0]
