"""The linear program behind the allocation: heads of each group of like agents split over what is asked, slot by slot.

Variables, all >= 0: `y[group, skill, slot]` heads given to heads asked for, `d[group, skill, slot]` heads given to work
that may wait, `f[piece, slot]` of that work done on one piece, `s[skill, slot]` short, `e[skill, slot]` deeply
short, `u[piece]` left undone.

    minimise   sum price s + sum deep_price e + sum price u
    subject to sum_groups speed y + s + e >= required              per skill and slot
               s <= whole(beyond required)                         per skill and slot, where deep shortage is dearer
               sum_pieces f <= sum_groups speed d                  per waiting skill and slot
               sum_slots f + u >= head_slots                       per piece
               sum_skills (y + d) <= heads                         per group and slot
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog
from scipy.sparse import coo_array

from scheduler.problem import DeferrableDemand, HeadDemand, SchedulingProblem
from wfm.domain.arrays import Floats, Ints

Group = tuple[tuple[str, float], ...]
Method = Literal["highs", "highs-ipm"]
"""Simplex, or the interior point method, which is many times faster where whole weeks hang together."""


@dataclass(frozen=True)
class ShortagePrices:
    """Price of one head-slot short by skill: `normal` up to a share `beyond` of what is asked in a slot, rounded up to
    whole heads, `deep` past it.

    Shortage is so convex: it spreads rather than pile up, as a contact centre's service breaks down where many heads
    are missing at once. `deep` is at least `normal`; waiting work has the normal price.
    """

    normal: Mapping[str, float]
    deep: Mapping[str, float]
    beyond: float = 1.0

    @staticmethod
    def flat(prices: Mapping[str, float]) -> ShortagePrices:
        """The same price however deep the shortage."""
        return ShortagePrices(prices, prices)

    def shallow(self, required: Floats) -> Floats:
        """The most heads short of normal price where so many are required."""
        return np.asarray(np.minimum(required, np.ceil(self.beyond * required - 1e-9)))

    def is_convex(self, skill: str) -> bool:
        """Whether deep shortage of the skill costs more."""
        return self.beyond < 1.0 and self.deep[skill] > self.normal[skill]


@dataclass(frozen=True, eq=False)
class Split:
    """The best split: effective heads on heads asked for and on waiting work, shape (skills, slots); heads used per
    group, shape (slots,); work left undone per piece; weighted shortage."""

    scheduled: Floats
    deferred: Floats
    used: Mapping[Group, Floats]
    unmet: Floats
    cost: float


class LinearProgram:
    """LinearProgram sum of coefficients <= bound of a sparse linear program, gathered block by block."""

    def __init__(self) -> None:
        self.cost: list[Floats] = []
        self.rows: list[Ints] = []
        self.columns: list[Ints] = []
        self.values: list[Floats] = []
        self.bounds: list[Floats] = []
        self.variables = 0
        self.count = 0

    def add_variables(self, count: int, cost: float = 0.0) -> Ints:
        """Columns of so many variables >= 0 at a price each."""
        self.cost.append(np.full(count, cost))
        self.variables += count
        return np.arange(self.variables - count, self.variables)

    def add_rows(self, bounds: Floats) -> Ints:
        """Row numbers of so many rows with the given upper bounds."""
        self.bounds.append(bounds)
        self.count += len(bounds)
        return np.arange(self.count - len(bounds), self.count)

    def put(self, rows: Ints, columns: Ints, value: float | npt.NDArray[Any]) -> None:
        """Coefficients, one for each row and column of equal position."""
        self.rows.append(rows)
        self.columns.append(columns)
        self.values.append(np.broadcast_to(np.asarray(value, float), rows.shape))

    def least(self, method: Method = "highs") -> float:
        """The cost of a cheapest solution."""
        return float(np.concatenate(self.cost) @ self.solve(method)) if self.variables else 0.0

    def solve(self, method: Method = "highs") -> Floats:
        """The values of the variables in a cheapest solution."""
        if not self.variables:
            return np.zeros(0)
        shape = (self.count, self.variables)
        joined = np.concatenate
        matrix = coo_array((joined(self.values), (joined(self.rows), joined(self.columns))), shape=shape)
        result = linprog(  # type: ignore[call-overload]  # the stubs know dense matrices only
            joined(self.cost), matrix.tocsr(), joined(self.bounds), bounds=(0, None), method=method
        )
        if result.x is None:
            raise RuntimeError(
                f"the allocation's linear program always has a solution, but HiGHS said: {result.message}"
            )
        return np.asarray(result.x, float)


def required_heads(problem: SchedulingProblem) -> Floats:
    """Heads asked for, shape (skills, slots); entries of one skill add up."""
    required = np.zeros((len(problem.skills), problem.horizon.slots))
    for entry in problem.demand:
        if isinstance(entry, HeadDemand):
            required[problem.skills.index(entry.skill)] += entry.required
    return required


def skill_weights(problem: SchedulingProblem) -> dict[str, float]:
    """Weight of every skill's shortage; a skill has one weight, that of its last entry, and 1 where nothing asks for it."""
    return dict.fromkeys(problem.skills, 1.0) | {entry.skill: entry.weight for entry in problem.demand}


def split_heads(problem: SchedulingProblem, heads: Mapping[Group, Floats], prices: ShortagePrices) -> Split:
    """The split of each group's heads per slot, shape (slots,), that leaves the least shortage at a price per skill."""
    return _Program(problem, heads, prices).solve()


class _Program:
    """One allocation as a linear program, and the way back from its solution."""

    def __init__(self, problem: SchedulingProblem, heads: Mapping[Group, Floats], prices: ShortagePrices) -> None:
        self.problem = problem
        self.prices = prices
        self.heads = heads
        self.slots = problem.horizon.slots
        self.skills = {skill: i for i, skill in enumerate(problem.skills)}
        self.lp = LinearProgram()
        self.given: list[tuple[Group, int, bool, Ints, Ints]] = []
        """Per block of `y` or `d`: group, skill, whether it is waiting work, slots, columns."""
        self.pieces: list[tuple[int, float, Ints, Ints, int]] = []
        """Per piece of waiting work: skill, head-slots, slots, columns of `f`, column of `u`."""
        supply = self._add_asked(), self._add_waiting()
        self._add_groups(supply)

    def _add_asked(self) -> Ints:
        """LinearProgram of the heads asked for; their row number per skill and slot, -1 where nothing is asked."""
        lp, row_of = self.lp, np.full((len(self.skills), self.slots), -1)
        required = required_heads(self.problem)
        for skill, i in self.skills.items():
            where = np.flatnonzero(required[i] > 0)
            row_of[i, where] = lp.add_rows(-required[i, where])
            short = lp.add_variables(len(where), self.prices.normal[skill])
            lp.put(row_of[i, where], short, -1.0)
            if self.prices.is_convex(skill):
                lp.put(lp.add_rows(self.prices.shallow(required[i, where])), short, 1.0)
                lp.put(row_of[i, where], lp.add_variables(len(where), self.prices.deep[skill]), -1.0)
        return row_of

    def _add_waiting(self) -> Ints:
        """LinearProgram of the waiting work; the row that links work done to heads per skill and slot, -1 where none may be."""
        lp, row_of = self.lp, np.full((len(self.skills), self.slots), -1)
        for entry in self.problem.demand:
            if not isinstance(entry, DeferrableDemand):
                continue
            i = self.skills[entry.skill]
            for piece in entry.work:
                where = np.arange(piece.arrives, min(piece.due, self.slots))
                fresh = where[row_of[i, where] < 0]
                row_of[i, fresh] = lp.add_rows(np.zeros(len(fresh)))
                done, target = lp.add_variables(len(where)), lp.add_rows(np.array([-piece.head_slots]))
                lp.put(row_of[i, where], done, 1.0)
                lp.put(np.repeat(target, len(where)), done, -1.0)
                left = lp.add_variables(1, self.prices.normal[entry.skill])
                lp.put(target, left, -1.0)
                self.pieces.append((i, piece.head_slots, where, done, int(left[0])))
        return row_of

    def _add_groups(self, supply: tuple[Ints, Ints]) -> None:
        """LinearProgram of the heads there are, and the heads each skill gets of them."""
        lp = self.lp
        for group, count in self.heads.items():
            there = np.flatnonzero(count > 0)
            row_of = np.full(self.slots, -1)
            row_of[there] = lp.add_rows(count[there])
            for skill, speed in group:
                i = self.skills[skill]
                for waits, rows in enumerate(supply):
                    where = there[rows[i, there] >= 0]
                    columns = lp.add_variables(len(where))
                    lp.put(rows[i, where], columns, -speed)
                    lp.put(row_of[where], columns, 1.0)
                    self.given.append((group, i, bool(waits), where, columns))

    def solve(self) -> Split:
        """Solve, and add up per skill, group and piece."""
        x = self.lp.solve()
        names = self.problem.skills
        served = np.zeros((2, len(names), self.slots))
        for group, i, waits, where, columns in self.given:
            served[int(waits), i, where] += x[columns] * dict(group)[names[i]]
        wanted = np.stack((required_heads(self.problem), self._done(x)))
        kept = np.divide(np.minimum(wanted, served), served, out=np.zeros_like(served), where=served > 0)
        used = {group: np.zeros(self.slots) for group in self.heads}
        for group, i, waits, where, columns in self.given:
            used[group][where] += x[columns] * kept[int(waits), i, where]
        scheduled, deferred = served * kept
        cost = float(np.concatenate(self.lp.cost) @ x) if self.lp.variables else 0.0
        return Split(scheduled, deferred, used, np.array([max(x[left], 0.0) for *_, left in self.pieces]), cost)

    def _done(self, x: Floats) -> Floats:
        """Waiting work done, shape (skills, slots), no piece done beyond its amount."""
        result = np.zeros((len(self.skills), self.slots))
        for i, amount, where, done, left in self.pieces:
            total = x[done].sum()
            if total > 0:
                result[i, where] += x[done] * min(1.0, max(amount - x[left], 0.0) / total)
        return result
