"""How many reps of which contract a requirement takes: a linear program over shift starts per weekday.

A set-covering model after Dantzig (1954) with the weekly rules added as totals: fractional counts of shifts per
contract, weekday, start and length cover the heads required in every slot, while the days and paid minutes they sum
to stay within what a fractional number of reps may work. Breaks thin every shift evenly. Counts are rounded up, with
a margin for what the evenness hides.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from wfm.domain.arrays import Floats
from wfm.domain.errors import RefusedError
from wfm.domain.people import Contract
from wfm.domain.time import DAY

MARGIN = 1.03
"""Share by which rounded counts exceed the program's: real breaks fall in windows, real reps come whole."""

FIXED_MINUTES = 240.0
"""What one more rep costs beside pay, in paid minutes a week: without it the cheapest team is all part-timers."""


@dataclass(frozen=True, slots=True)
class _Shift:
    """A shift a contract allows on one weekday."""

    contract: int
    day: int
    start: int
    span: int
    paid: int
    on_queue: float


def team_size(week: Floats, slot_minutes: int, contracts: Sequence[Contract]) -> dict[str, int]:
    """Reps by contract that together cover a week of required heads, shape (7 * slots per day,), Monday first.

    Raises
    ------
    RefusedError
        When heads are required where no contract has a shift.
    """
    if not np.any(week > 0):
        return {contract.id: 0 for contract in contracts}
    shifts = _shifts(contracts)
    cover = _cover(shifts, slot_minutes, len(week))
    uncovered = np.flatnonzero((week > 0) & (np.asarray(cover.sum(axis=1)).ravel() == 0))
    if uncovered.size:
        day, minute = divmod(int(uncovered[0]) * slot_minutes, DAY)
        weekday = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[day]
        raise RefusedError(
            f"heads are required on {weekday} at {minute // 60:02d}:{minute % 60:02d}, when no contract has a shift"
        )
    counts = _solve(week, shifts, cover, contracts)
    return {c.id: math.ceil(MARGIN * n - 1e-6) for c, n in zip(contracts, counts, strict=True)}


def _shifts(contracts: Sequence[Contract]) -> list[_Shift]:
    result = []
    for index, contract in enumerate(contracts):
        for template in contract.shifts:
            rest = sum(b.minutes for b in template.breaks)
            for day in range(7):
                for start in template.starts():
                    for span in template.spans:
                        paid = template.paid_minutes(span)
                        result.append(_Shift(index, day, start, span, paid, (span - rest) / span))
    return result


def _cover(shifts: Sequence[_Shift], slot: int, slots: int) -> coo_array:
    """Heads on queue per slot of the week and shift, shape (slots, shifts); the week wraps around."""
    rows: list[npt.NDArray[np.int64]] = []
    columns: list[npt.NDArray[np.int64]] = []
    values: list[Floats] = []
    for column, shift in enumerate(shifts):
        first = (shift.day * DAY + shift.start) // slot
        covered = np.arange(first, first + shift.span // slot) % slots
        rows.append(covered)
        columns.append(np.full(len(covered), column))
        values.append(np.full(len(covered), shift.on_queue))
    return coo_array((np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), (slots, len(shifts)))


def _solve(week: Floats, shifts: Sequence[_Shift], cover: coo_array, contracts: Sequence[Contract]) -> Floats:
    """Fractional reps by contract: the least paid time and heads that cover the week."""
    n, m = len(shifts), len(contracts)
    entries: list[tuple[int, int, float]] = []
    row = 0

    def add(weights: dict[int, float], contract: int, bound: float) -> None:
        """Sum of weights over shifts <= bound x reps of the contract."""
        nonlocal row
        entries.extend((row, column, value) for column, value in weights.items())
        entries.append((row, n + contract, -bound))
        row += 1

    for index, contract in enumerate(contracts):
        mine = [i for i, shift in enumerate(shifts) if shift.contract == index]
        for day in range(7):
            add({i: 1.0 for i in mine if shifts[i].day == day}, index, 1.0)
        for weights, (low, high) in (
            (dict.fromkeys(mine, 1.0), contract.days_per_week),
            ({i: float(shifts[i].paid) for i in mine}, contract.paid_per_week),
        ):
            add(weights, index, float(high))
            add({i: -value for i, value in weights.items()}, index, -float(low))
    needed = np.flatnonzero(week > 0)
    cover_rows = cover.tocsr()[needed].tocoo()
    entries.extend(
        (row + int(r), int(c), -float(v)) for r, c, v in zip(*cover_rows.coords, cover_rows.data, strict=True)
    )
    limits = np.concatenate([np.zeros(row), -week[needed]])
    rows, columns, values = (np.array(part) for part in zip(*entries, strict=True))
    matrix = coo_array((values, (rows, columns)), (row + len(needed), n + m)).tocsr()
    cost = np.concatenate([np.array([float(shift.paid) for shift in shifts]), np.full(m, FIXED_MINUTES)])
    found = milp(cost, constraints=LinearConstraint(matrix, ub=limits), bounds=Bounds(0, np.inf))
    if found.status != 0:
        raise RefusedError("no team under these contracts can cover the requirement: their weekly rules contradict it")
    counts: Floats = np.asarray(found.x[n:], float)
    return counts
