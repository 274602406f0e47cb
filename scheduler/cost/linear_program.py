"""A sparse linear program, gathered block by block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog
from scipy.sparse import coo_array, csr_array

from wfm.domain.arrays import Floats, Ints

Method = Literal["highs", "highs-ds", "highs-ipm"]
"""Simplex, or the interior point method, which is many times faster where whole weeks hang together."""


@dataclass(frozen=True, eq=False)
class Solution:
    """A cheapest solution: the value of every variable, and the price of every equation (cost by its right side)."""

    values: Floats
    prices: Floats


class _Entries:
    """Rows of a matrix with their right sides."""

    def __init__(self) -> None:
        self.rows: list[Ints] = []
        self.columns: list[Ints] = []
        self.values: list[Floats] = []
        self.sides: list[Floats] = []
        self.count = 0

    def add(self, sides: Floats) -> Ints:
        """Row numbers of so many rows."""
        self.sides.append(sides)
        self.count += len(sides)
        return np.arange(self.count - len(sides), self.count)

    def put(self, rows: Ints, columns: Ints, value: float | npt.NDArray[Any]) -> None:
        """Coefficients, one for each row and column of equal position."""
        self.rows.append(rows)
        self.columns.append(columns)
        self.values.append(np.broadcast_to(np.asarray(value, float), rows.shape))

    def matrix(self, variables: int) -> csr_array:
        """All of them."""
        joined = np.concatenate
        return coo_array(
            (joined(self.values), (joined(self.rows), joined(self.columns))), shape=(self.count, variables)
        ).tocsr()


class LinearProgram:
    """Sums of variables that are at most a bound, and sums that are equal to a value."""

    def __init__(self) -> None:
        self.cost: list[Floats] = []
        self.low: list[Floats] = []
        self.high: list[Floats] = []
        self.sums, self.equations = _Entries(), _Entries()
        self.variables = 0

    def add_variables(
        self, count: int, cost: float = 0.0, low: Floats | float = 0.0, high: Floats | float = np.inf
    ) -> Ints:
        """Columns of so many variables at a price each, within bounds."""
        self.cost.append(np.full(count, cost))
        self.low.append(np.broadcast_to(low, count))
        self.high.append(np.broadcast_to(high, count))
        self.variables += count
        return np.arange(self.variables - count, self.variables)

    def add_rows(self, bounds: Floats) -> Ints:
        """Row numbers of so many sums with the given upper bounds."""
        return self.sums.add(bounds)

    def put(self, rows: Ints, columns: Ints, value: float | npt.NDArray[Any]) -> None:
        """Coefficients of sums, one for each row and column of equal position."""
        self.sums.put(rows, columns, value)

    def least(self, method: Method = "highs") -> float:
        """The cost of a cheapest solution."""
        return float(np.concatenate(self.cost) @ self.solve(method).values) if self.variables else 0.0

    def solve(self, method: Method = "highs") -> Solution:
        """A cheapest solution."""
        if not self.variables:
            return Solution(np.zeros(0), np.zeros(self.equations.count))
        joined = np.concatenate
        sums, equations = self.sums, self.equations
        result = linprog(  # type: ignore[call-overload, misc]  # the stubs know dense matrices only
            joined(self.cost),
            sums.matrix(self.variables) if sums.rows else None,
            joined(sums.sides) if sums.rows else None,
            equations.matrix(self.variables) if equations.rows else None,
            joined(equations.sides) if equations.rows else None,
            bounds=np.stack((joined(self.low), joined(self.high)), axis=1),
            method=method,
        )
        if result.x is None:
            raise RuntimeError(
                f"the allocation's linear program always has a solution, but HiGHS said: {result.message}"
            )
        prices = np.asarray(result.eqlin.marginals, float) if equations.rows else np.zeros(0)
        return Solution(np.asarray(result.x, float), prices)
