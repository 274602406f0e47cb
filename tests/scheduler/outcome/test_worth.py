"""What one more head could save, against what its shift costs."""

from __future__ import annotations

import numpy as np
import pytest

from scheduler.cost.allocation import allocate
from scheduler.cost.objective import ObjectiveWeights
from scheduler.feasibility.possible import PossibleShifts
from scheduler.outcome.worth import Worth
from scheduler.problem.problem_file import problem_from_dict
from tests.scheduler.outcome.small_crew import Json, asked, crew

WEIGHTS = ObjectiveWeights(short=10.0, over=0.0, deep=2.0, deep_from=0.5)


def gain(*demand: Json, weights: ObjectiveWeights = WEIGHTS, hours: tuple[int, int] = (8, 12)) -> float:
    """The most that a shift of these hours on Monday could save, with nobody at work yet."""
    problem = problem_from_dict(crew(1, *demand))
    worth = Worth(problem, allocate(problem, (), weights.shortage_prices(problem)), weights)
    low, high = (np.array([60 * hour]) for hour in hours)
    return float(worth.gain(PossibleShifts(np.zeros(1, np.int64), low, high, high - low, np.zeros(1, np.int64)))[0])


@pytest.mark.parametrize(
    ("demand", "saved"),
    [
        ((asked(0.5),), 10 / 2),  # the first half of what is asked is rounded up to a head, so none of it is deep
        ((asked(1.0),), 10),
        ((asked(4.0),), 10 * 2),  # a whole head at most, at the price of deep shortage
        ((asked(4.0, range(14, 15)),), 0),
        ((asked(1.0), asked(1.0, skill="voice-en") | {"weight": 3}), 30),
    ],
)
def test_a_head_saves_at_most_itself_at_the_dearest_price(demand: tuple[Json, ...], saved: float) -> None:
    """Less four paid hours."""
    assert gain(*demand) == pytest.approx(saved - 4)


def test_work_that_waits_could_be_done_anywhere_in_its_window() -> None:
    """Two of the four hours lie in it."""
    work = [{"arrives": 600, "due": 780, "head_slots": 9}]
    assert gain({"skill": "email-en", "deferrable": True, "work": work}) == pytest.approx(2 * 10 - 4)


def test_pay_by_wage_is_not_held_against_a_shift() -> None:
    """Where a share of pay follows the wage, only the rest is sure to be paid."""
    assert gain(asked(1.0), weights=ObjectiveWeights(short=10.0, over=0.0, wages=0.5)) == pytest.approx(10 - 2)


def test_a_shift_past_the_horizon_counts_to_its_end() -> None:
    """The last night's hours after midnight save nothing."""
    last = asked(1.0, range(23, 24), day=6)
    assert gain(last, hours=(6 * 24 + 22, 6 * 24 + 26)) == pytest.approx(10 - 4)
