"""Stopping criteria, from both sides of their edges."""

from __future__ import annotations

import math
from threading import Event

import pytest

from scheduler.control.stop import Asked, FirstOf, GapLimit, Snapshot, TimeLimit, WorkLimit, gap
from wfm.domain.errors import InputError


def test_time_and_work_limits_bind_from_their_value_on() -> None:
    """Just below a limit the search goes on, at it it stops."""
    assert not TimeLimit(5)(Snapshot(4.999, 0, 1))
    assert TimeLimit(5)(Snapshot(5, 0, 1))
    assert not WorkLimit(100)(Snapshot(9e9, 99, 1))
    assert WorkLimit(100)(Snapshot(0, 100, 1))


def test_a_gap_limit_needs_a_bound_and_a_schedule() -> None:
    """Nothing is near the best before a bound and a cost are known."""
    stop = GapLimit(0.01)
    assert not stop(Snapshot(0, 0, 100.0))
    assert not stop(Snapshot(0, 0, math.inf, 99.5))
    assert not stop(Snapshot(0, 0, 100.0, 98.9))
    assert stop(Snapshot(0, 0, 100.0, 99.0))
    assert stop(Snapshot(0, 0, 100.0, 100.5))


def test_asking_stops_at_once() -> None:
    """A set event stops, an unset one does not."""
    event = Event()
    assert not Asked(event)(Snapshot(1, 1, 1))
    event.set()
    assert Asked(event)(Snapshot(1, 1, 1))


def test_the_first_of_several_criteria_stops() -> None:
    """Any one is enough; none never stops."""
    stop = FirstOf(TimeLimit(5), WorkLimit(10))
    assert not stop(Snapshot(4, 9, 1))
    assert stop(Snapshot(5, 9, 1))
    assert stop(Snapshot(4, 10, 1))
    assert not FirstOf()(Snapshot(1e9, 1e9, 0))


def test_the_gap_is_a_share_of_the_cost() -> None:
    """(cost - bound) / cost; none without a bound; nothing to gain at a cost of nothing."""
    assert gap(200.0, 150.0) == pytest.approx(0.25)
    assert gap(200.0, 200.0) == 0
    assert gap(0.0, 0.0) == 0
    assert gap(0.0, -1.0) == math.inf
    assert gap(5.0, None) is None
    assert gap(math.inf, 3.0) is None


@pytest.mark.parametrize("make", [TimeLimit, WorkLimit, GapLimit])
def test_limits_below_zero_are_refused(make: type[TimeLimit]) -> None:
    """Zero is the least limit; a negative one or NaN is named with its value."""
    make(0)
    for value in (-0.1, math.nan, math.inf):
        with pytest.raises(InputError, match=f"must be >= 0, got {value}"):
            make(value)
