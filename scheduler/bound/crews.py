"""Crews, the reps of one contract, clock and skill group: what every shift is worth to them at given prices, breaks included."""

from __future__ import annotations

import numpy as np

from scheduler.arrays import Tables, best_breaks, break_loss, is_open
from wfm.domain.arrays import Floats
from wfm.machine import kernel


@kernel
def crew_worth(t: Tables, contract: int, cum: Floats, worth: Floats) -> None:
    """Write worth[type of the contract, start] of every shift on queue, net of its best breaks; `cum` are cumulative
    prices."""
    scratch = np.empty((t.types.breaks.shape[1], 2 * t.per_day))
    types_from = t.contracts[contract].types_from
    for k in range(types_from, t.contracts[contract].types_to):
        row = t.types.rows[k]
        for day in range(t.days):
            for n in range(row.count):
                start = day * t.per_day + row.first + n * row.step
                if not is_open(t, k, start):
                    continue
                lost = break_loss(t.types, k, start, cum, scratch)
                worth[k - types_from, start] = cum[start + row.span] - cum[start] - lost


@kernel
def crew_heads(t: Tables, contract: int, cum: Floats, share: Floats, heads: Floats) -> None:
    """Add the heads on queue when share[type of the contract, start] reps work each shift with its best breaks."""
    chosen = np.empty(t.types.breaks.shape[1], np.int64)
    scratch = np.empty((t.types.breaks.shape[1], 2 * t.per_day))
    change = np.zeros(t.slots + 3 * t.per_day)
    types_from = t.contracts[contract].types_from
    # heads that come and go at each slot
    for k in range(types_from, t.contracts[contract].types_to):
        for start in range(t.slots):
            amount = share[k - types_from, start]
            if amount <= 0.0:
                continue
            change[start] += amount
            change[start + t.types.rows[k].span] -= amount
            best_breaks(t.types, k, start, cum, scratch, chosen)
            for b in range(t.types.rows[k].breaks):
                change[start + chosen[b]] -= amount
                change[start + chosen[b] + t.types.breaks[k, b].length] += amount
    # heads that are there
    level = 0.0
    for s in range(t.slots):
        level += change[s]
        heads[s] += level
