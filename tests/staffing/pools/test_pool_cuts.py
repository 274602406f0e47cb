"""Cuts: which intervals of which queue fail, from both sides of the slack, the target and the cap on abandonment."""

from dataclasses import replace

import numpy as np
import pytest

from tests.staffing.staffed_day import office_day, queue
from wfm.staffing.pools.pool_cuts import failing, raise_rows
from wfm.staffing.simulation.outcome import Estimate
from wfm.staffing.simulation.playing import Group, Traffic, simulate

AXIS = office_day(6, 60)


def played(level, half, mean, loss=0.01, halves=0.0, cap=None):
    """A result of two queues with the given interval levels of the first; the second is always served."""
    q = [queue(name=name, zone="UTC", target={"max_abandonment": cap}) for name in ("a", "b")]
    traffic = [Traffic(one, np.full(6, 10.0), np.full(6, 300.0)) for one in q]
    found = simulate(AXIS, traffic, [Group("g", np.full(6, 9), {"a": 0, "b": 0})], replications=2)
    first = replace(found.queues[0], service_level=Estimate(mean, halves), abandonment=Estimate(loss, halves))
    second = replace(found.queues[1], service_level=Estimate(1.0, 0.0), abandonment=Estimate(0.0, 0.0))
    result = replace(
        found,
        queues=(first, second),
        interval_level=np.array([level, np.ones(6)]),
        interval_level_half=np.array([np.full(6, half), np.zeros(6)]),
        interval_abandonment=np.array([np.linspace(0.0, 0.1, 6), np.zeros(6)]),
    )
    return result, traffic


@pytest.mark.parametrize(("low", "half", "fails"), [(0.77, 0.0, True), (0.79, 0.0, False), (0.70, 0.1, False)])
def test_an_hour_fails_beyond_slack_and_chance(low, half, fails):
    """80 % less the slack of 2 points is the edge; a wide confidence interval explains a miss away."""
    level = np.array([0.95, 0.95, low, 0.95, 0.95, 0.95])
    result, traffic = played(level, half, mean=0.9)
    failed, gaps = failing(result, traffic, 0.02, sure=True)
    assert failed[0].tolist() == [False, False, fails, False, False, False]
    assert not failed[1].any()
    assert gaps[0, 2] == pytest.approx(0.8 - low)


def test_the_grid_fails_by_mean_or_by_the_unlucky_end():
    """A mean of .81 +- .02 is enough for a first look and not for the last; the worst intervals are the ones to raise."""
    level = np.array([0.9, 0.9, 0.79, 0.785, 0.9, 0.9])
    result, traffic = played(level, 0.0, mean=0.81, halves=0.02)
    assert not failing(result, traffic, 0.02, sure=False)[0].any()
    assert failing(result, traffic, 0.02, sure=True)[0][0].tolist() == [False, False, False, True, False, False]


def test_the_cap_on_abandonment_counts():
    """Above the cap the intervals that lose most fail; without a cap none does."""
    level = np.full(6, 0.9)
    result, traffic = played(level, 0.0, mean=0.9, loss=0.06, cap=0.05)
    assert failing(result, traffic, 0.02, sure=False)[0][0].tolist() == [False] * 5 + [True]
    result, traffic = played(level, 0.0, mean=0.9, loss=0.06)
    assert not failing(result, traffic, 0.02, sure=False)[0].any()


def test_rows_are_raised_above_what_failed():
    """The row of exactly the failing queues asks for more than counted in it; a big miss asks for more than one head."""
    subsets = [(0,), (1,), (0, 1)]
    _, traffic = played(np.full(6, 0.9), 0.0, mean=0.9)
    need, given = np.full((3, 6), 4), np.full((3, 6), 7)
    failed = np.zeros((2, 6), bool)
    failed[0, 1] = failed[:, 3] = True
    gaps = np.full((2, 6), 0.01)
    gaps[:, 3] = 0.8
    raised = raise_rows(failed, gaps, traffic, 3600.0, subsets, need, given)
    assert raised.tolist() == [False, True, False, True, False, False]
    assert need[0].tolist() == [4, 8, 4, 4, 4, 4]
    assert need[1].tolist() == [4] * 6
    assert need[2, 3] == 7 + int(2 * 0.8 * np.sqrt(2 * 10 * 300 / 3600))
