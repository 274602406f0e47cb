"""Kinds of shift: every template and length that fits the slot grid and can hold its breaks, as rows in slots."""

from __future__ import annotations

from math import ceil, lcm

import numpy as np

from scheduler.problem import SchedulingProblem
from wfm.domain.arrays import Ints32
from wfm.domain.people import ShiftTemplate


def most_breaks(shift_types: list[tuple[ShiftTemplate, int]]) -> int:
    return max((len(t.breaks) for t, _ in shift_types), default=0) or 1


def list_shift_types(problem: SchedulingProblem) -> tuple[list[tuple[ShiftTemplate, int]], list[tuple[int, int]]]:
    """Every (template, span) that fits the slot grid and can hold its breaks, contract by contract."""
    slot = problem.horizon.slot_minutes
    shift_types: list[tuple[ShiftTemplate, int]] = []
    bounds = []
    for contract in problem.contracts.values():
        low = len(shift_types)
        for template in contract.shifts:
            on_grid = all(b.minutes % slot == 0 for b in template.breaks)
            starts = any(start % slot == 0 for start in template.starts())
            for span in dict.fromkeys(template.spans):
                if span % slot == 0 and on_grid and starts and template.misfit(span, slot) is None:
                    shift_types.append((template, span))
        bounds.append((low, len(shift_types)))
    return shift_types, bounds


def shift_type_rows(shift_types: list[tuple[ShiftTemplate, int]], slot: int) -> Ints32:
    rows = np.zeros((len(shift_types), 7), np.int32)
    for k, (template, span) in enumerate(shift_types):
        starts = [s for s in template.starts() if s % slot == 0]
        step = lcm(template.step, slot) // slot
        gap = ceil(template.min_gap / slot)
        paid, breaks = template.paid_minutes(span), len(template.breaks)
        rows[k] = (starts[0] // slot, step, len(starts), span // slot, paid, breaks, gap)
    return rows


def break_windows(shift_types: list[tuple[ShiftTemplate, int]], slot: int) -> Ints32:
    windows = np.zeros((len(shift_types), 3, most_breaks(shift_types)), np.int32)
    for k, (template, _) in enumerate(shift_types):
        for i, b in enumerate(template.breaks):
            windows[k, :, i] = (b.minutes // slot, ceil(b.earliest / slot), b.latest // slot)
    return windows
