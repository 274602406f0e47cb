"""The least shortage of a slot by subsets of skills is what a linear program says."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

from scheduler.arrays.coverage_kernels import slot_cost, slot_cost_with
from scheduler.arrays.skill_groups import build_groups, group_agents


def by_linear_program(speeds: np.ndarray, heads: np.ndarray, demand: np.ndarray, prices: np.ndarray) -> float:
    """Least priced shortage, heads of each group split over their skills."""
    groups, skills = speeds.shape
    cost = np.concatenate((np.zeros(groups * skills), prices))
    rows, bounds = [], []
    for s in range(skills):
        row = np.zeros(groups * skills + skills)
        row[s : groups * skills : skills] = -speeds[:, s]
        row[groups * skills + s] = -1
        rows.append(row)
        bounds.append(-demand[s])
    for g in range(groups):
        row = np.zeros(groups * skills + skills)
        row[g * skills : (g + 1) * skills] = 1
        rows.append(row)
        bounds.append(heads[g])
    return float(linprog(cost, np.array(rows), np.array(bounds)).fun)


@pytest.mark.parametrize("seed", range(40))
def test_slot_cost_is_the_linear_programs(seed: int) -> None:
    """For reps of one speed each, whatever the skills, heads, demand and prices."""
    rng = np.random.default_rng(seed)
    skills, groups = int(rng.integers(1, 6)), int(rng.integers(1, 6))
    speeds = (rng.random((groups, skills)) < 0.5) * rng.choice([1.0, 0.6], (groups, 1))
    prices = rng.choice([25.0, 10.0, 4.0], skills)
    found = build_groups(speeds, prices)
    for _ in range(5):
        heads, demand = rng.integers(0, 5, groups).astype(float), rng.integers(0, 8, skills).astype(float)
        slack = found.member.astype(float) @ demand - heads @ found.gain
        expected = by_linear_program(speeds, heads, demand, prices)
        assert slot_cost(slack, found.subset_records(found.step)) == pytest.approx(expected, abs=1e-6)
        more = heads.copy()
        more[0] += 1
        one_more = slot_cost_with(slack, found.gain[0], 1.0, found.subset_records(found.step))
        assert one_more == pytest.approx(by_linear_program(speeds, more, demand, prices), abs=1e-6)


@pytest.mark.parametrize("seed", range(40))
def test_deep_shortage_costs_more(seed: int) -> None:
    """A skill's demand in two lanes of different prices is the linear program's convex cost, without needless subsets."""
    rng = np.random.default_rng(seed)
    skills, groups = int(rng.integers(1, 4)), int(rng.integers(1, 5))
    speeds = (rng.random((groups, skills)) < 0.6) * rng.choice([1.0, 0.6], (groups, 1))
    speeds = np.hstack((speeds, speeds))
    prices = np.concatenate((normal := rng.choice([25.0, 10.0, 4.0], skills), 1.5 * normal))
    found = build_groups(speeds, prices)
    assert len(found.step) <= 2 * skills * 2 ** (skills - 1)
    for _ in range(5):
        heads, demand = rng.integers(0, 5, groups).astype(float), rng.integers(0, 8, 2 * skills).astype(float)
        slack = found.member.astype(float) @ demand - heads @ found.gain
        expected = by_linear_program(speeds, heads, demand, prices)
        assert slot_cost(slack, found.subset_records(found.step)) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("risen", [0.0, 0.3, 1.0])
def test_steps_follow_the_prices(risen: float) -> None:
    """At other prices in the same order the same subsets give the linear program's cost."""
    rng = np.random.default_rng(7)
    speeds = (rng.random((4, 4)) < 0.6).astype(float)
    full = np.array([25.0, 10.0, 10.0, 4.0])
    found, prices = build_groups(speeds, full), 3.0 * (full / 3.0) ** risen
    for _ in range(20):
        heads, demand = rng.integers(0, 5, 4).astype(float), rng.integers(0, 8, 4).astype(float)
        slack = found.member.astype(float) @ demand - heads @ found.gain
        expected = by_linear_program(speeds, heads, demand, prices)
        assert slot_cost(slack, found.subset_records(found.steps(prices))) == pytest.approx(expected, abs=1e-6)


def test_agents_of_equal_skills_share_a_group() -> None:
    """The order of skills in an agent's record does not matter; a skill nobody asks for is left out."""
    speeds, of = group_agents(["a", "b"], [{"a": 1.0, "b": 0.5}, {"b": 0.5, "a": 1.0}, {"a": 1.0, "c": 1.0}])
    assert of.tolist() == [0, 0, 1]
    assert speeds.tolist() == [[1.0, 0.5], [1.0, 0.0]]
