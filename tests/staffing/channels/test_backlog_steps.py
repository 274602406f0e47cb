"""The compiled steps of a backlog's law, each against another way to the same figure."""

import numpy as np
import pytest

from wfm.staffing.channels.backlog import BINS, _arrivals, _convolved
from wfm.staffing.channels.backlog_steps import FEW, Capacity, between, few_arrivals, seen, served, used


def law(at, width=20):
    """A hump of probability."""
    n = np.arange(BINS)
    p = np.exp(-(((n - at) / width) ** 2)) * (n >= 0)
    return p / p.sum()


@pytest.mark.parametrize(("volume", "mean_bins"), [(0.3, 2.0), (12.0, 5.0), (FEW, 3.0), (40.0, 60.0)])
def test_arrivals_contact_by_contact_are_those_by_transforms(volume, mean_bins):
    """Poisson many contacts of geometric size: both ways agree, also where much passes the last bin."""
    volumes = volume * np.array([0.2, 0.5, 1.0])
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(2 * BINS))
    for start in (law(100), law(0, 0.1)):
        mine = few_arrivals(start, volumes, mean_bins)
        if volume * mean_bins < 500:  # transforms of so many bins wrap around beyond
            assert mine == pytest.approx(_convolved(start, _arrivals(volumes, mean_bins, z)), abs=1e-9)
        assert mine.sum(axis=1) == pytest.approx(1.0)
    mean = few_arrivals(law(0, 0.1), np.array([2.0]), 4.0)[0] @ np.arange(BINS)
    assert mean == pytest.approx(8.0, abs=1e-6)


def test_work_done_moves_the_law_down_and_no_further_than_its_floor():
    """A capacity of 30.25 bins takes 30.25 off the mean; below the floor all is lifted and the lift told."""
    start = law(200)
    after, lift = served(start, 30.25, 0.0)
    assert lift == 0.0
    assert after @ np.arange(BINS) == pytest.approx(start @ np.arange(BINS) - 30.25)
    low, lift = served(law(20), 30.0, 5.0)
    assert low[:5].sum() == 0
    assert low.sum() == pytest.approx(1.0)
    free, _ = served(law(20), 30.0, 0.0)
    assert lift == pytest.approx((np.maximum(5 - np.arange(BINS), 0) * free).sum())
    assert used(start, 2.0, 100.0) == pytest.approx((start * np.minimum(2.0 * np.arange(BINS), 100.0)).sum())


def test_interpolation_stops_at_both_ends():
    """The same as numpy's."""
    total = np.array([0.0, 3.0, 3.0, 9.0])
    for x in (-1.0, 0.0, 0.4, 2.5, 3.0, 8.0):
        assert between(x, total) == pytest.approx(np.interp(x, np.arange(4), total))


def test_one_rep_and_a_known_amount_ahead():
    """600 s ahead of one rep, 300 s each: done 900 s on; on time with 901 s to go and not with 899, the wait is 600 s."""
    ahead = np.zeros((1, BINS))
    ahead[0, 600] = 1.0
    total = np.arange(9) * 900.0
    for allowed, share in ((902.0, 1.0), (898.0, 0.0)):
        found, wait = seen(
            ahead, np.array([0.0]), np.array([allowed]), 1.0, 300.0, 0.0, 0.0, Capacity(total, 900.0, 900.0)
        )
        assert found == pytest.approx(share)
        assert wait == pytest.approx(600.0, abs=0.01)
    found, wait = seen(ahead, np.array([0.0]), np.array([1e5]), 1.0, 300.0, 0.0, 0.0, Capacity(np.zeros(3), 900.0, 0.0))
    assert (found, wait) == (0.0, float("inf"))
