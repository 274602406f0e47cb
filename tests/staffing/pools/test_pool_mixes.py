"""The fewest reps of a mix: the closed form of two queues agrees with an integer program, shares are kept, splits add up."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from wfm.domain.errors import InputError
from wfm.staffing.pools.pool_mixes import _mix, fewest, split
from wfm.staffing.pools.pool_search import SkillSet

ABLE = np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 1.0], [1.0, 1.0, 1.0]])


def skill_sets(shared, first=1.0, second=1.0, expected=None):
    """Specialists of a and of b, and reps of both up to a share."""
    both = SkillSet("ab", ("a", "b"), shared, expected)
    return (SkillSet("a", ("a",), first), SkillSet("b", ("b",), second), both)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 30),
    st.integers(0, 30),
    st.integers(0, 40),
    st.sampled_from((0.0, 0.1, 0.3, 0.55, 1.0)),
    st.sampled_from((0.0, 0.5, 1.0)),
)
def test_two_queues_take_no_more_than_the_integer_program(a, b, both, shared, part):
    """Total and reps of both are those of the program; every row and share is kept."""
    rows = (a, b, max(a, b, both))
    mix = skill_sets(shared, expected=part * shared)
    mine = fewest(np.array(rows)[:, None], ABLE, mix, {})[:, 0]
    theirs = _mix(rows, ABLE, mix)
    assert mine.sum() == theirs.sum()
    assert (ABLE @ mine >= rows).all()
    assert mine[2] <= shared * mine.sum() + 1e-9
    assert mine[2] == theirs[2]


def test_without_specialists_of_one_queue():
    """Only what the small queue's row asks serves both; where all serve both, everyone does."""
    able = ABLE[:, [0, 2]]
    two = (SkillSet("a", ("a",)), SkillSet("ab", ("a", "b"), 1.0, 0.0))
    assert fewest(np.array([[9], [4], [11]]), able, two, {})[:, 0].tolist() == [7, 4]
    assert _mix((9, 4, 11), able, two).tolist() == [7, 4]
    everyone = (SkillSet("ab", ("a", "b")),)
    assert fewest(np.array([[9], [4], [11]]), ABLE[:, 2:], everyone, {})[:, 0].tolist() == [11]


def test_limited_specialists():
    """Where specialists are limited too, the shares hold and the total is the program's."""
    for rows in ((8, 3, 10), (1, 1, 2), (20, 5, 22), (0, 0, 0)):
        mix = skill_sets(0.6, first=0.5, second=0.5)
        mine = fewest(np.array(rows)[:, None], ABLE, mix, {})[:, 0]
        assert mine.sum() == _mix(rows, ABLE, mix).sum()
        for heads, skill_set in zip(mine, mix, strict=True):
            assert heads <= skill_set.most * mine.sum() + 1e-9


def test_three_queues_and_what_cannot_be():
    """A pool of three goes to the program; rows that no skill set may serve are refused."""
    able = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    three = (SkillSet("ab", ("a", "b"), 0.5), SkillSet("c", ("c",)))
    assert fewest(np.array([[2], [3], [1]]), able, three, {})[:, 0].tolist() == [3, 3]
    with pytest.raises(InputError, match="no mix of the skill sets gives 3 heads"):
        fewest(np.array([[2], [3], [0]]), able[:, :1], three[:1], {})


def test_the_split_adds_up_and_keeps_the_small_queue():
    """The small queue gets its row, the large one the rest; a row above what can reach it is cut to that."""
    staffing = np.array([[10, 4], [1, 0], [3, 1]])
    need = np.array([[11, 4], [4, 3], [14, 5]])
    assert split(staffing, ABLE, need, 2).tolist() == [[10, 4], [4, 1]]
    assert split(staffing[:, :1], ABLE, need[:, :1], 2).sum() == 14
