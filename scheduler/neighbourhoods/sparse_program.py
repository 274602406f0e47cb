"""A mixed-integer program gathered as arrays and handed to MathOpt's HiGHS in one piece."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import numpy.typing as npt
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

from wfm.domain.arrays import Floats, Ints


class SparseProgram:
    """Variables and rows are added in blocks; `solve` returns the values of the variables."""

    def __init__(self) -> None:
        self.low: list[Floats] = []
        self.high: list[Floats] = []
        self.cost: list[Floats] = []
        self.whole: list[npt.NDArray[np.bool_]] = []
        self.charges: list[tuple[Ints, float]] = []
        self.columns = 0
        self.entries: list[tuple[Ints, Ints, Floats]] = []
        self.row_low: list[Floats] = []
        self.row_high: list[Floats] = []
        self.rows = 0

    def variables(
        self,
        count: int,
        low: float | Floats = 0.0,
        high: float | Floats = np.inf,
        cost: float | Floats = 0.0,
        whole: bool = False,
    ) -> Ints:
        """Column numbers of so many new variables."""
        for values, given in ((self.low, low), (self.high, high), (self.cost, cost)):
            values.append(np.broadcast_to(np.asarray(given, float), (count,)))
        self.whole.append(np.full(count, whole))
        self.columns += count
        return np.arange(self.columns - count, self.columns)

    def charge(self, columns: Ints, price: float) -> None:
        """Add to the price of variables."""
        self.charges.append((columns, price))

    def constraints(self, count: int, low: float | Floats = -np.inf, high: float | Floats = np.inf) -> Ints:
        """Row numbers of so many new rows low <= sum <= high."""
        for values, given in ((self.row_low, low), (self.row_high, high)):
            values.append(np.broadcast_to(np.asarray(given, float), (count,)))
        self.rows += count
        return np.arange(self.rows - count, self.rows)

    def put(self, rows: npt.ArrayLike, columns: npt.ArrayLike, values: npt.ArrayLike) -> None:
        """Coefficients, broadcast against each other."""
        r, c, v = np.broadcast_arrays(
            np.asarray(rows, np.int64), np.asarray(columns, np.int64), np.asarray(values, float)
        )
        self.entries.append((r.ravel(), c.ravel(), v.ravel()))

    def solve(self, seconds: float, nodes: int, gap: float, hint: tuple[Ints, Floats]) -> Floats | None:
        """Values of a best solution found within the limits, or None; `hint` gives columns and values to start from."""
        model = mathopt.Model.from_model_proto(self._proto())
        parameters = mathopt.SolveParameters(
            time_limit=timedelta(seconds=seconds), absolute_gap_tolerance=gap, node_limit=nodes or None
        )
        parameters.highs.bool_options["output_flag"] = False
        known = {model.get_variable(int(c)): float(v) for c, v in zip(*hint, strict=True)}
        start = mathopt.ModelSolveParameters(solution_hints=[mathopt.SolutionHint(variable_values=known)])
        result = mathopt.solve(model, mathopt.SolverType.HIGHS, params=parameters, model_params=start)
        if not result.has_primal_feasible_solution():
            return None
        values = result.variable_values()
        found = np.zeros(self.columns)
        for variable, value in values.items():
            found[variable.id] = value
        return found

    def _proto(self) -> model_pb2.ModelProto:
        joined = np.concatenate
        proto = model_pb2.ModelProto()
        variables, rows = proto.variables, proto.linear_constraints
        variables.ids.extend(range(self.columns))
        variables.lower_bounds.extend(joined(self.low).tolist())
        variables.upper_bounds.extend(joined(self.high).tolist())
        variables.integers.extend(joined(self.whole).tolist())
        cost = joined(self.cost)
        for columns, price in self.charges:
            np.add.at(cost, columns, price)
        used = np.flatnonzero(cost)
        proto.objective.linear_coefficients.ids.extend(used.tolist())
        proto.objective.linear_coefficients.values.extend(cost[used].tolist())
        rows.ids.extend(range(self.rows))
        rows.lower_bounds.extend(joined(self.row_low).tolist())
        rows.upper_bounds.extend(joined(self.row_high).tolist())
        r, c, v = (joined(parts) for parts in zip(*self.entries, strict=True))
        key = r * self.columns + c
        unique, inverse = np.unique(key, return_inverse=True)
        summed = np.bincount(inverse, v, len(unique))
        matrix = proto.linear_constraint_matrix
        matrix.row_ids.extend((unique // self.columns).tolist())
        matrix.column_ids.extend((unique % self.columns).tolist())
        matrix.coefficients.extend(summed.tolist())
        return proto
