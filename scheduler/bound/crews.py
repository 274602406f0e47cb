"""What every shift is worth at given prices, once for all reps of one contract and skill group, breaks included."""

# mypy: disallow-untyped-defs=False, disallow-untyped-calls=False, check-untyped-defs=False
# The kernels are typed by numba, at the types of `Tables` and of the arrays of `Roster`.
from __future__ import annotations

import numpy as np

from scheduler.arrays import BREAKS, COUNT, FIRST, LENGTH, SPAN, STEP, best_breaks, break_loss
from wfm.machine import kernel


@kernel
def crew_worth(t, first_type, last_type, cum, worth):
    """worth[type - first, start] of every shift on queue, net of its best breaks; `cum` are cumulative prices."""
    scratch = np.zeros((t.windows.shape[2], 2 * t.per_day))
    for k in range(first_type, last_type):
        for day in range(t.days):
            for n in range(t.shift_types[k, COUNT]):
                s = day * t.per_day + t.shift_types[k, FIRST] + n * t.shift_types[k, STEP]
                worth[k - first_type, s] = cum[s + t.shift_types[k, SPAN]] - cum[s] - break_loss(t, k, s, cum, scratch)


@kernel
def crew_heads(t, first_type, last_type, cum, share, heads):
    """Add the heads on queue when share[type - first, start] reps work each shift with its best breaks."""
    spots = np.zeros(t.windows.shape[2], np.int64)
    scratch = np.zeros((t.windows.shape[2], 2 * t.per_day))
    change = np.zeros(t.slots + 3 * t.per_day)
    for k in range(first_type, last_type):
        for s in range(t.slots):
            amount = share[k - first_type, s]
            if amount <= 0.0:
                continue
            change[s] += amount
            change[s + t.shift_types[k, SPAN]] -= amount
            best_breaks(t, k, s, cum, scratch, spots)
            for b in range(t.shift_types[k, BREAKS]):
                change[s + spots[b]] -= amount
                change[s + spots[b] + t.windows[k, LENGTH, b]] += amount
    level = 0.0
    for s in range(t.slots):
        level += change[s]
        heads[s] += level
