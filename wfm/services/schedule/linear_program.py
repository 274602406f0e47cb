"""A linear program built block by block: columns with a cost, rows with an upper bound, entries in any order."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog
from scipy.sparse import coo_array

from wfm.domain.arrays import Floats

Places = npt.NDArray[np.int64]


class LinearProgram:
    """The least cost of columns >= 0 under sums that are at most their bounds."""

    def __init__(self) -> None:
        self._rows: list[Places] = []
        self._columns: list[Places] = []
        self._values: list[Floats] = []
        self._cost: list[Floats] = []
        self._bound: list[Floats] = []
        self._width = self._height = 0

    def new_columns(self, cost: Floats) -> Places:
        """Columns with these costs; their places."""
        self._cost.append(cost)
        self._width += len(cost)
        return np.arange(self._width - len(cost), self._width)

    def new_rows(self, bound: Floats) -> Places:
        """Rows with these upper bounds; their places."""
        self._bound.append(bound)
        self._height += len(bound)
        return np.arange(self._height - len(bound), self._height)

    def add(self, rows: Places, columns: Places, values: Floats | float) -> None:
        """Entries of the matrix, one by one; several at one place add up."""
        self._rows.append(rows)
        self._columns.append(columns)
        self._values.append(np.broadcast_to(np.asarray(values, float), rows.shape))

    def at_most(self, columns: Places, weights: Floats, bound: float, of: int | None = None) -> None:
        """Sum of weights over columns <= bound, or <= bound x the value of column `of`."""
        row = self.new_rows(np.array([bound if of is None else 0.0]))
        self.add(np.repeat(row, len(columns)), columns, weights)
        if of is not None:
            self.add(row, np.array([of]), -bound)

    def solved(self) -> Floats | None:
        """The columns' values; None where no values keep the bounds.

        The interior point method is several times faster than the simplex where hours can be shared out in many
        equal ways.
        """
        values, rows, columns = (np.concatenate(part) for part in (self._values, self._rows, self._columns))
        matrix = coo_array((values, (rows, columns)), (self._height, self._width)).tocsr()
        cost, bound = np.concatenate(self._cost), np.concatenate(self._bound)
        found = linprog(cost, A_ub=matrix, b_ub=bound, bounds=(0, None), method="highs-ipm")  # type: ignore[call-overload]
        return np.asarray(found.x, float) if found.status == 0 else None
