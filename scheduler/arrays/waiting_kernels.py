"""Work that may wait, planned where it costs least: head-slots moved between the slots of each piece's window."""

from __future__ import annotations

import numpy as np

from scheduler.arrays.coverage_kernels import slot_cost, slot_cost_with
from scheduler.arrays.tables import LOW, Books, Cover, Waiting
from wfm.domain.arrays import Floats
from wfm.machine import bare_kernel, kernel

MOST_STEPS = 20_000
"""Head-slots moved of one piece at one time; its plan may then be short of the best."""

NOTHING = 1e-9
"""Head-slots, and gains, too small to matter."""


@kernel
def settle(cover: Cover, waiting: Waiting, books: Books, low: int, high: int, amount: float) -> None:
    """Move the waiting work of slots low..high-1, `amount` head-slots at a time, from where it costs most to where it
    costs least.

    Slot costs are convex in the work, so the exchange ends at the best split of each piece (up to the amount).
    """
    leave, take = np.empty(high - low), np.empty(high - low)
    for j in range(waiting.window.shape[0]):
        first, last = max(low, waiting.window[j, 0]), min(high, waiting.window[j, 1])
        if last - first < 2:
            continue
        for s in range(first, last):
            leave[s - first], take[s - first] = _margins(cover, waiting, books, j, s, amount)
        for _ in range(MOST_STEPS):
            # from where it saves most to where it costs least
            x, y = 0, 0
            for i in range(1, last - first):
                if leave[i] > leave[x]:
                    x = i
                if take[i] < take[y]:
                    y = i
            if leave[x] - take[y] <= NOTHING or x == y:
                break
            moved = min(amount, waiting.planned[j, first + x])
            plan_more(cover, waiting, books, j, first + x, -moved)
            plan_more(cover, waiting, books, j, first + y, moved)
            leave[x], take[x] = _margins(cover, waiting, books, j, first + x, amount)
            leave[y], take[y] = _margins(cover, waiting, books, j, first + y, amount)


@bare_kernel
def plan_more(cover: Cover, waiting: Waiting, books: Books, j: int, s: int, heads: float) -> None:
    """Plan so many more head-slots of piece j in slot s."""
    for b in range(books.slack.shape[1]):
        books.slack[s, b] += heads * waiting.gain[j, b]
    waiting.planned[j, s] += heads
    books.cost[s] = slot_cost(books.slack[s], cover.subsets)


@bare_kernel
def _margins(cover: Cover, waiting: Waiting, books: Books, j: int, s: int, amount: float) -> tuple[float, float]:
    """Per head-slot of piece j: what is saved when work leaves slot s, and what it costs to take more."""
    gain, slack, cost = waiting.gain[j], books.slack[s], books.cost[s]
    leave = LOW
    if waiting.planned[j, s] > NOTHING:
        share = min(amount, waiting.planned[j, s])
        leave = (cost - slot_cost_with(slack, gain, share, cover.subsets)) / share
    return leave, (slot_cost_with(slack, gain, -amount, cover.subsets) - cost) / amount


@bare_kernel
def loose_work(cover: Cover, waiting: Waiting, books: Books, j: int, low: int, high: int) -> float:
    """Head-slots of piece j in slots low..high-1 that lie where they cost something."""
    total = 0.0
    for s in range(low, high):
        share = min(1.0, waiting.planned[j, s])
        if share > NOTHING:
            without = slot_cost_with(books.slack[s], waiting.gain[j], share, cover.subsets)
            if books.cost[s] - without > NOTHING:
                total += waiting.planned[j, s]
    return total


@bare_kernel
def unsettle(waiting: Waiting, books: Books, low: int, high: int, planned: Floats) -> None:
    """Bring back an earlier plan of slots low..high-1, `planned` (pieces, slots); the cost is not written anew."""
    for j in range(planned.shape[0]):
        for s in range(low, high):
            change = planned[j, s] - waiting.planned[j, s]
            if change != 0:
                for b in range(books.slack.shape[1]):
                    books.slack[s, b] += change * waiting.gain[j, b]
                waiting.planned[j, s] = planned[j, s]
