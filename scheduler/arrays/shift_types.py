"""Shift types: every template and length that fits the slot grid and can hold its breaks, as records in slots."""

from __future__ import annotations

from math import ceil, lcm

import numpy as np

from scheduler.arrays.tables import BREAK, SHIFT_TYPE, ShiftTypes
from scheduler.problem import SchedulingProblem
from wfm.domain.people import ShiftTemplate


def list_shift_types(problem: SchedulingProblem) -> tuple[list[tuple[ShiftTemplate, int]], list[tuple[int, int]]]:
    """Every (template, span) that fits the slot grid and can hold its breaks, and the half-open range of each contract."""
    slot = problem.horizon.slot_minutes
    shift_types: list[tuple[ShiftTemplate, int]] = []
    bounds = []
    for contract in problem.contracts.values():
        low = len(shift_types)
        for template in contract.shifts:
            on_grid = all(b.minutes % slot == 0 for b in template.breaks)
            starts = any(start % slot == 0 for start in template.starts())
            for span in dict.fromkeys(template.spans):
                if span % slot == 0 and on_grid and starts and _holds_breaks(template, span, slot):
                    shift_types.append((template, span))
        bounds.append((low, len(shift_types)))
    return shift_types, bounds


def _holds_breaks(template: ShiftTemplate, span: int, slot: int) -> bool:
    """Whether the breaks fit when each is placed as early as it may be."""
    cursor = 0
    for b in template.breaks:
        offset = max(b.earliest, cursor + template.min_gap)
        offset += -offset % slot
        if offset > b.latest:
            return False
        cursor = offset + b.minutes
    return span - cursor >= template.min_gap


def type_records(shift_types: list[tuple[ShiftTemplate, int]], slot: int) -> ShiftTypes:
    """The shift types as the kernels read them."""
    rows = np.zeros(len(shift_types), SHIFT_TYPE)
    most = max((len(template.breaks) for template, _ in shift_types), default=0) or 1
    breaks = np.zeros((len(shift_types), most), BREAK)
    for k, (template, span) in enumerate(shift_types):
        starts = [s for s in template.starts() if s % slot == 0]
        step, gap = lcm(template.step, slot) // slot, ceil(template.min_gap / slot)
        paid, count = template.paid_minutes(span), len(template.breaks)
        rows[k] = (starts[0] // slot, step, len(starts), span // slot, paid, count, gap)
        for i, b in enumerate(template.breaks):
            breaks[k, i] = (b.minutes // slot, ceil(b.earliest / slot), b.latest // slot)
    return ShiftTypes(rows, breaks)
