"""Heads that change a little: what is worked out anew costs as much as an answer from nothing."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from scheduler import DeferrableDemand, HeadDemand, SchedulingProblem
from scheduler.cost.allocation import Allocator
from scheduler.cost.waiting_chains import waiting
from wfm.domain.arrays import Floats
from wfm.domain.planning import DeferrableWork
from wfm.domain.time import Horizon

Heads = dict[tuple[tuple[str, float], ...], Floats]

DAYS = Horizon(date(2026, 6, 1), 5, 30, "UTC")
GROUPS = (
    (("mail", 0.5), ("voice", 1.0)),
    (("chat", 0.6), ("mail", 0.6)),
    (("chat", 1.0), ("mail", 1.0), ("voice", 0.8)),
    (("voice", 0.6),),
    (),
)


def _problem(rng: np.random.Generator) -> SchedulingProblem:
    """Three skills, closed by night; mail has pieces that overtake one another, and chat a little that may wait."""
    slots = DAYS.slots
    opened = np.arange(slots) % 48 // 14 == 1
    demand = [
        HeadDemand(s, np.where(opened, rng.uniform(0, 6, slots), 0.0), w) for s, w in (("voice", 1.0), ("chat", 0.7))
    ]
    starts = rng.integers(0, slots, 60)
    mail = [DeferrableWork(int(a), int(a + rng.integers(2, 60)), float(rng.uniform(0, 5))) for a in starts]
    chats = [DeferrableWork(48 * day, 48 * day + 40, 6.0) for day in range(5)]
    waits = (DeferrableDemand("mail", tuple(mail), 0.5), DeferrableDemand("chat", tuple(chats), 0.7))
    return SchedulingProblem("x", DAYS, ("voice", "chat", "mail"), (*demand, *waits), (), {}, ())


def _heads(rng: np.random.Generator) -> Heads:
    opened = np.arange(DAYS.slots) % 48 // 14 == 1
    return {group: np.where(opened, rng.integers(0, 5, DAYS.slots), 0.0) for group in GROUPS}


@pytest.mark.parametrize("seed", range(4))
def test_a_change_is_worked_out_as_well_as_the_whole(seed: int) -> None:
    """After each of some changes of one shift's length the least cost is that of all slots at once."""
    rng = np.random.default_rng(seed)
    problem, heads = _problem(rng), _heads(rng)
    again = Allocator(problem)
    again.allocate(heads)
    for _ in range(8):
        group, start = GROUPS[rng.integers(len(GROUPS))], int(rng.integers(DAYS.slots))
        changed = heads[group].copy()
        changed[start : start + 10] = np.maximum(changed[start : start + 10] + rng.choice((-1, 1)), 0)
        heads = {**heads, group: changed}
        found, whole = again.allocate(heads), Allocator(problem).allocate(heads)
        assert found.cost == pytest.approx(whole.cost, abs=1e-6)
        np.testing.assert_allclose(found.required, whole.required)
        np.testing.assert_allclose(found.capacity, whole.capacity)
        weights = np.array([1.0, 0.7, 0.5])
        assert weights @ found.short.sum(1) + weights[found.unmet_skill] @ found.unmet == pytest.approx(
            found.cost, abs=1e-6
        )
        given = found.scheduled.sum(0) + found.deferred.sum(0)
        assert np.all(given <= found.capacity + 1e-6)
        done = np.bincount(found.unmet_skill, _amounts(problem) - found.unmet, minlength=3)
        np.testing.assert_allclose(found.deferred.sum(1), done, atol=1e-6)


def _amounts(problem: SchedulingProblem) -> Floats:
    return np.array([w.head_slots for d in problem.demand if isinstance(d, DeferrableDemand) for w in d.work])


def test_a_group_that_comes_and_one_that_goes() -> None:
    """Heads of a group that was not there before count at once, and those of one that is gone no more."""
    rng = np.random.default_rng(1)
    problem, heads = _problem(rng), _heads(rng)
    again, fresh = Allocator(problem), (("mail", 1.0),)
    again.allocate(heads)
    late = np.where(np.arange(DAYS.slots) == 20, 2.0, 0.0)
    changed = {group: count for group, count in heads.items() if group != GROUPS[3]} | {fresh: late}
    assert again.allocate(changed).cost == pytest.approx(Allocator(problem).allocate(changed).cost, abs=1e-6)
    assert again.allocate(heads).cost == pytest.approx(Allocator(problem).allocate(heads).cost, abs=1e-6)


def test_pieces_of_one_queue_are_one_chain() -> None:
    """First come, first due: one chain; a piece that is due before an earlier one begins another; one out of reach is lost."""
    slots = DAYS.slots
    work = (
        DeferrableWork(0, 10, 1.0),
        DeferrableWork(2, 12, 2.0),
        DeferrableWork(4, 6, 4.0),
        DeferrableWork(slots, slots + 4, 8.0),
    )
    found = waiting(SchedulingProblem("x", DAYS, ("mail",), (DeferrableDemand("mail", work),), (), {}, ()))
    assert [chain.pieces.tolist() for chain in found.chains] == [[0, 1], [2]]
    assert found.lost.tolist() == [False, False, False, True]
    assert found.chains[0].arrived[[0, 1, 2]].tolist() == [1, 1, 3]
    assert found.chains[0].due[[8, 9, 11]].tolist() == [0, 1, 3]
    undone = np.zeros(slots)
    undone[11] = 1.5
    dealt = np.concatenate((np.full(11, 1.0), np.full(slots - 11, 3.0)))
    assert found.chains[0].given_up(dealt, undone).tolist() == [0, 1.5]
