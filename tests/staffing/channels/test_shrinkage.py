"""Shrinkage: divided, never multiplied; bases multiply; nothing deducted twice."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from wfm.domain.errors import InputError
from wfm.staffing.channels.shrinkage import Shrinkage, ShrinkageComponent


def test_divided_and_not_multiplied():
    """100 heads at 30 % are 142.9 (100 / 0.7), not 130, which would leave 91."""
    assert Shrinkage.of(0.3).gross(100) == pytest.approx(100 / 0.7)
    assert pytest.approx(91) == 130 * 0.7


@pytest.mark.parametrize(("heads", "gross"), [(14, 20), (11, 16), (10, 15), (21, 30), (19, 28), (0, 0)])
def test_whole_heads_are_rounded_up_once(heads, gross):
    """Whole quotients stay whole in spite of rounding: 21 heads at 30 % are 30 and not 31."""
    assert Shrinkage.of(0.3).whole(heads) == gross


def test_a_whole_quotient_is_exact():
    """21 heads at 30 % are 30 to the last digit, or 30 reps would be short of them by a hair."""
    assert Shrinkage.of(0.3).gross(21) == 30


def test_bases_multiply_and_shares_of_one_base_add():
    """Percent attendance .80 times percent available .98 leaves .784 of paid time (callcentrehelper.com)."""
    parts = (ShrinkageComponent("absence", 0.20), ShrinkageComponent("system down", 0.02, "scheduled"))
    assert 1 - Shrinkage(parts).total == pytest.approx(0.784, abs=1e-12)
    more = (*parts, ShrinkageComponent("training", 0.10), ShrinkageComponent("coaching", 0.05, "remaining"))
    assert 1 - Shrinkage(more).total == pytest.approx(0.70 * 0.98 * 0.95, abs=1e-12)


def test_what_the_scheduler_places_is_not_deducted():
    """Breaks and meetings that stand in the schedule do not count in the heads."""
    parts = (ShrinkageComponent("sickness", 0.05), ShrinkageComponent("breaks", 0.125, "scheduled", placed=True))
    assert Shrinkage(parts).total == pytest.approx(0.05)


@given(st.integers(0, 5000), st.floats(0, 0.9))
def test_what_is_left_is_what_was_asked_and_no_head_is_spare(heads, share):
    """After shrinkage the heads asked for are left; of whole heads, with one fewer they would not be."""
    assert float(Shrinkage.of(share).gross(heads)) * (1 - share) == pytest.approx(heads, abs=1e-6)
    whole = float(Shrinkage.of(share).whole(heads))
    assert whole * (1 - share) >= heads - 1e-6
    assert (whole - 1) * (1 - share) < heads


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Shrinkage.of(1.0), "share must be in \\[0, 1\\), got 1.0"),
        (lambda: Shrinkage.of(float("nan")), "share must be in"),
        (lambda: ShrinkageComponent("x", 0.1, "gross"), "basis must be one of"),  # type: ignore[arg-type]
        (lambda: Shrinkage((ShrinkageComponent("a", 0.6), ShrinkageComponent("b", 0.4))), "must sum to less than 1"),
    ],
)
def test_bad_shares_are_one_sentence(make, sentence):
    """Shares out of range, unknown bases and sums that leave nobody name the value seen."""
    with pytest.raises(InputError, match=sentence):
        make()


def test_arrays_keep_their_shape():
    """One call serves a whole grid."""
    assert Shrinkage.of(0.3).gross(np.array([[14, 21], [0, 7.7]])).tolist() == [[20, 30], [0, 11]]
