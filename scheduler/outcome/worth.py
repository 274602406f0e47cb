"""Whether one more shift could save more than it costs, at a schedule's prices."""

from __future__ import annotations

import numpy as np

from scheduler.cost import Allocation, ObjectiveWeights
from scheduler.feasibility import PossibleShifts
from scheduler.problem import DeferrableDemand, SchedulingProblem
from wfm.domain.arrays import Floats


class Worth:
    """The most that one more head could save in every slot, against what its shift costs.

    Whoever comes is taken to serve what is dearest then, because others may make room.
    """

    def __init__(self, problem: SchedulingProblem, allocation: Allocation, weights: ObjectiveWeights) -> None:
        self.slot = problem.horizon.slot_minutes
        self._price_of_a_slot = weights.pay * (1 - weights.wages)
        prices = weights.shortage_prices(problem)
        normal, deep = (np.array([by[s] for s in problem.skills])[:, None] for by in (prices.normal, prices.deep))
        price = np.where(allocation.short > prices.shallow(allocation.required), deep, normal)
        missing = allocation.short.copy()
        pieces = (w for d in problem.demand if isinstance(d, DeferrableDemand) for w in d.work)
        for piece, skill, unmet in zip(pieces, allocation.unmet_skill, allocation.unmet, strict=True):
            missing[skill, piece.arrives : piece.due] += unmet
        dearest = np.where(missing > 0, price, 0.0).max(axis=0, initial=0.0)
        self._saved = np.concatenate(([0.0], np.cumsum(dearest * np.minimum(missing.sum(axis=0), 1.0))))

    def gain(self, shifts: PossibleShifts) -> Floats:
        """The most that each of some shifts could save beyond its cost, shape (shifts,)."""
        low, high = (np.minimum(minute // self.slot, len(self._saved) - 1) for minute in (shifts.start, shifts.end))
        return np.asarray(self._saved[high] - self._saved[low] - self._price_of_a_slot * shifts.paid / self.slot)
