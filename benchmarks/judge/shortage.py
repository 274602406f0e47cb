"""The split of the heads at work over their skills that leaves the least weighted shortage, by linear program."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_matrix

from benchmarks.judge.demand import Floats, Heads, Row, Skills, Work

Terms = list[tuple[int, float]]
"""Variables with their factors."""


class Program:
    """A linear program in the making: minimise cost @ x, rows @ x <= limits, 0 <= x <= most."""

    def __init__(self) -> None:
        self.cost: list[float] = []
        self.most: list[float] = []
        self.entries: list[tuple[float, int, int]] = []
        self.limits: list[float] = []

    def variable(self, cost: float, most: float = np.inf) -> int:
        """A new variable."""
        self.cost.append(cost)
        self.most.append(most)
        return len(self.cost) - 1

    def row(self, terms: Terms, limit: float) -> None:
        """A new row."""
        self.entries += [(value, len(self.limits), variable) for variable, value in terms]
        self.limits.append(limit)

    def solve(self) -> Floats:
        """The values of the variables at the optimum."""
        n = len(self.cost)
        if not n:
            return np.zeros(0)
        values, rows, columns = np.array(self.entries).reshape(-1, 3).T
        places = rows.astype(int), columns.astype(int)
        matrix: Any = coo_matrix((values, places), shape=(len(self.limits), n)).tocsr()
        bounds: Any = np.column_stack((np.zeros(n), self.most))
        result = linprog(np.array(self.cost), A_ub=matrix, b_ub=np.array(self.limits), bounds=bounds, method="highs")
        if not result.success:
            raise RuntimeError(result.message)
        return np.asarray(result.x)


@dataclass(frozen=True)
class Shortage:
    """The split of least weighted shortage: heads short at (row, slot), work undone, speed of use, price of it all."""

    at: dict[tuple[int, int], float]
    unmet: float
    of_use: float
    price: float


class Split:
    """The program in which heads at work are split over rows and work; `idle_price` is that of speed put to no use."""

    def __init__(self, heads: Heads, idle_price: float) -> None:
        self.program, self.heads, self.idle_price = Program(), heads, idle_price
        self.supply: defaultdict[tuple[str, int], Terms] = defaultdict(list)
        self.used: defaultdict[tuple[Skills, int], list[int]] = defaultdict(list)
        self.short_at: dict[tuple[int, int], list[int]] = {}
        self.done: list[Terms] = []
        self.unmet: list[int] = []

    def give(self, kind: Skills, t: int, speed: float) -> tuple[int, float]:
        """A new share of the heads of a kind in a slot, with its speed."""
        variable = self.program.variable(self.idle_price * speed)
        self.used[kind, t].append(variable)
        return variable, speed

    def supply_rows(self, rows: list[Row], skills: list[str]) -> None:
        """Shares of every head for each skill that it has and that a row wants."""
        wanted = {s: np.any([row.required > 0 for row in rows if s in row.skills], axis=0) for s in skills}
        for kind, on in self.heads.items():
            for skill, speed in kind:
                if skill in wanted:
                    for t in np.flatnonzero((on > 0) & wanted[skill]).tolist():
                        self.supply[skill, t].append(self.give(kind, t, speed))

    def do_work(self, work: list[Work]) -> None:
        """Shares of every head for each piece of work that it can do while the work may be done."""
        for piece in work:
            self.done.append([])
            for kind, on in self.heads.items():
                speed = dict(kind).get(piece.skill)
                for t in range(piece.first, min(piece.stop, on.size)) if speed is not None else ():
                    if on[t] > 0:
                        self.done[-1].append(self.give(kind, t, dict(kind)[piece.skill]))

    def ask_rows(self, rows: list[Row]) -> None:
        """What is given to a row and what it is short reach what it asks, step by step."""
        for r, row in enumerate(rows):
            asked, prices = row.required, [price for _, price in row.steps]
            for t in np.flatnonzero(asked > 0).tolist():
                limits = [np.inf] if len(row.steps) == 1 else [required[t] for required, _ in row.steps]
                short = [self.program.variable(price, most) for price, most in zip(prices, limits, strict=True)]
                given = [(v, -speed) for skill in row.skills for v, speed in self.supply[skill, t]]
                self.program.row(given + [(v, -1.0) for v in short], -asked[t])
                self.short_at[r, t] = short

    def ask_work(self, work: list[Work]) -> None:
        """What is done of a piece of work and what is left undone reach its amount."""
        for piece, given in zip(work, self.done, strict=True):
            self.unmet.append(self.program.variable(piece.price))
            self.program.row([(v, -speed) for v, speed in given] + [(self.unmet[-1], -1.0)], -piece.amount)

    def share_heads(self) -> None:
        """No head is given away more than once."""
        for (kind, t), variables in self.used.items():
            self.program.row([(v, 1.0) for v in variables], self.heads[kind][t])


def least_shortage(heads: Heads, rows: list[Row], work: list[Work], skills: list[str], idle_price: float) -> Shortage:
    """Split the heads at work over their skills."""
    split = Split(heads, idle_price)
    split.supply_rows(rows, skills)
    split.do_work(work)
    split.ask_rows(rows)
    split.ask_work(work)
    split.share_heads()
    x = split.program.solve()
    priced = [*split.short_at.values(), split.unmet]
    return Shortage(
        at={place: float(sum(x[v] for v in variables)) for place, variables in split.short_at.items()},
        unmet=float(sum(x[v] for v in split.unmet)),
        of_use=float(sum(x[v] * speed for given in [*split.supply.values(), *split.done] for v, speed in given)),
        price=float(sum(x[v] * split.program.cost[v] for variables in priced for v in variables)),
    )
