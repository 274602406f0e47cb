"""The fewest reps by skill set that keep a pool's rows, and their total split over the queues."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp

from wfm.domain.errors import InputError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Rows = tuple[int, ...]


class Kind(Protocol):
    """Reps who can serve the same queues; `most` is the largest share of all heads that may be of this kind."""

    @property
    def serves(self) -> tuple[str, ...]:
        """The queues."""

    @property
    def most(self) -> float:
        """A share in [0, 1]."""


def fewest(need: Ints, able: Floats, kinds: Sequence[Kind], solved: dict[Rows, Ints]) -> Ints:
    """The fewest whole heads per kind that keep every row, per interval, shape (kinds, count).

    Among the fewest, as many as may be of those who serve several queues: they are there anyway. `need` (rows,
    count), `able` (rows, kinds) is 1 where a kind counts in a row; `solved` keeps the answer to every combination of
    rows met so far.
    """
    pair = _pair(able)
    unique, place = np.unique(need, axis=1, return_inverse=True)
    answers = np.zeros((len(kinds), unique.shape[1]), np.int64)
    for u in range(unique.shape[1]):
        rows = tuple(int(x) for x in unique[:, u])
        if rows not in solved:
            solved[rows] = _mix(rows, able, kinds) if pair is None else _mix_of_two(rows, pair, kinds)
        answers[:, u] = solved[rows]
    return answers[:, np.ravel(place)]


def _pair(able: Floats) -> tuple[int, int, int] | None:
    """The kinds that serve the first queue, the second, and both, where a pool of two has one of each; else None."""
    if able.shape != (3, 3):
        return None
    found = {tuple(int(x) for x in able[:2, k]): k for k in range(3)}
    return (found[1, 0], found[0, 1], found[1, 1]) if {(1, 0), (0, 1), (1, 1)} <= set(found) else None


def _mix_of_two(rows: Rows, pair: tuple[int, int, int], kinds: Sequence[Kind]) -> Ints:
    """Two queues with specialists of each and reps of both: more of both never hurt, so take all their share allows."""
    first, second, both = pair
    result = np.zeros(3, np.int64)
    for total in range(max(rows), 2 * sum(rows) + 2):
        if total == 0:
            return result
        limits = [math.floor(k.most * total + 1e-9) for k in kinds]
        shared = limits[both]
        least = max(0, rows[0] - shared, total - shared - limits[second])
        most = min(total - shared - max(0, rows[1] - shared), limits[first])
        if least <= most:
            result[both], result[first] = shared, most if rows[0] >= rows[1] else least
            result[second] = total - shared - result[first]
            return result
    raise InputError(f"no mix of the skill sets gives {max(rows)} heads within their largest shares")


def _mix(rows: Rows, able: Floats, kinds: Sequence[Kind]) -> Ints:
    """Any pool, as a small integer program."""
    most = np.array([k.most for k in kinds])
    shares = np.eye(len(kinds)) - most[:, None]
    cost = 1.0 - 1e-4 * np.array([len(k.serves) for k in kinds], float)
    limits = [LinearConstraint(able, lb=np.array(rows, float)), LinearConstraint(shares, ub=1e-9)]
    answer = milp(cost, constraints=limits, integrality=np.ones(len(kinds), np.int64), bounds=Bounds(lb=0))
    if answer.x is None:
        raise InputError(f"no mix of the skill sets gives {max(rows)} heads within their largest shares")
    return np.asarray(np.round(answer.x), np.int64)


def split(staffing: Ints, able: Floats, need: Ints, queues: int) -> Ints:
    """One number of heads per queue with the staffing's total: what its row asks, the rest to the largest queue.

    Reps who keep these numbers when each is given to one queue keep the rows of the small queues and of all.
    """
    total = staffing.sum(axis=0)
    heads = np.minimum(need[:queues], total)
    main = int(np.argmax(need[:queues].sum(axis=1)))
    others = [q for q in range(queues) if q != main]
    left = total.copy()
    for q in sorted(others, key=lambda q: int(need[q].sum())):
        reach = (staffing * able[q].astype(np.int64)[:, None]).sum(axis=0)
        heads[q] = np.minimum(np.minimum(heads[q], reach), left)
        left -= heads[q]
    heads[main] = left
    return heads
