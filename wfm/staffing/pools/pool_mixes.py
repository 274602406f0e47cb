"""The fewest reps by skill set that keep a pool's rows, and their total split over the queues."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from wfm.domain.arrays import Floats, Ints
from wfm.domain.errors import InputError

Rows = tuple[int, ...]


class SkillSetLike(Protocol):
    """Reps who can serve the same queues: the largest share of all heads that may be of this skill set, and the likely one."""

    @property
    def serves(self) -> tuple[str, ...]:
        """The queues."""

    @property
    def most(self) -> float:
        """A share in [0, 1]."""

    @property
    def likely(self) -> float:
        """A share in [0, most]."""


def fewest(need: Ints, able: Floats, skill_sets: Sequence[SkillSetLike], solved: dict[Rows, Ints]) -> Ints:
    """The fewest whole heads per skill set that keep every row, per interval, shape (skill_sets, count).

    Among the fewest, of those who serve several queues as many as are likely to be there, and more only where the rows
    queue_load it. `need` (rows, count), `able` (rows, skill_sets) is 1 where a skill_set counts in a row; `solved` keeps the answer
    to every combination of rows met so far.
    """
    pair = _pair(able)
    unique, place = np.unique(need, axis=1, return_inverse=True)
    answers = np.zeros((len(skill_sets), unique.shape[1]), np.int64)
    for u in range(unique.shape[1]):
        rows = tuple(int(x) for x in unique[:, u])
        if rows not in solved:
            solved[rows] = _mix(rows, able, skill_sets) if pair is None else _mix_of_two(rows, pair, skill_sets)
        answers[:, u] = solved[rows]
    return answers[:, np.ravel(place)]


def _pair(able: Floats) -> tuple[int, int, int] | None:
    """The skill sets that serve the first queue, the second, and both of a pool of two, -1 for none; None for other pools."""
    if able.shape[0] != 3 or not able[2].all():
        return None
    found = {tuple(int(x) for x in able[:2, k]): k for k in range(able.shape[1])}
    if len(found) < able.shape[1] or (1, 1) not in found:
        return None
    return found.get((1, 0), -1), found.get((0, 1), -1), found[1, 1]


def _mix_of_two(rows: Rows, pair: tuple[int, int, int], skill_sets: Sequence[SkillSetLike]) -> Ints:
    """Two queues with specialists of each, or of one, and reps of both: the first total that can be shared out."""
    both = pair[2]
    result = np.zeros(len(skill_sets), np.int64)
    for total in range(max(rows), 2 * sum(rows) + 2):
        limits = [math.floor(skill_sets[k].most * total + 1e-9) if k >= 0 else 0 for k in pair]
        likely = min(math.floor(skill_sets[both].likely * total + 1e-9), limits[2])
        for shared in (*range(likely, limits[2] + 1), *range(likely - 1, -1, -1)):
            least = max(0, rows[0] - shared, total - shared - limits[1])
            most = min(total - shared - max(0, rows[1] - shared), limits[0])
            if least <= most:
                for k, heads in zip(pair, _shared_out(rows, total, shared, least, most), strict=True):
                    if k >= 0:
                        result[k] = heads
                return result
    raise InputError(f"no mix of the skill sets gives {max(rows)} heads within their largest shares")


def _shared_out(rows: Rows, total: int, shared: int, least: int, most: int) -> tuple[int, int, int]:
    """First, second and both; specialists to spare go to the larger queue."""
    of_first = most if rows[0] >= rows[1] else least
    return of_first, total - shared - of_first, shared


def _mix(rows: Rows, able: Floats, skill_sets: Sequence[SkillSetLike]) -> Ints:
    """Any pool, as a small integer program: per skill set the heads that are likely to be there, then those beyond."""
    n = len(skill_sets)
    wide = 1e-4 * np.array([len(k.serves) - 1 for k in skill_sets], float)
    total = np.ones((1, 2 * n))
    most = np.hstack([np.eye(n), np.eye(n)]) - np.array([[k.most] for k in skill_sets]) * total
    likely = np.hstack([np.eye(n), np.zeros((n, n))]) - np.array([[k.likely] for k in skill_sets]) * total
    limits = [
        LinearConstraint(np.hstack([able, able]), lb=np.array(rows, float)),
        LinearConstraint(np.vstack([most, likely]), ub=1e-9),
    ]
    cost = np.concatenate([1.0 - wide, 1.0 + wide])
    answer = milp(
        cost,
        constraints=limits,
        integrality=np.ones(2 * n, np.int64),
        bounds=Bounds(lb=0),
        options={"mip_rel_gap": 0.0},
    )
    if answer.x is None:
        raise InputError(f"no mix of the skill sets gives {max(rows)} heads within their largest shares")
    whole = np.asarray(np.round(answer.x), np.int64)
    return np.asarray(whole[:n] + whole[n:])


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
