"""What is counted of every contact a simulation plays, in compiled functions: in time, lost, waited, not yet due."""

from __future__ import annotations

import math

from wfm.domain.arrays import Floats
from wfm.machine import bare_kernel

OFFERED, ANSWERED, WITHIN, LOST, LOST_WITHIN, VIRTUAL_WITHIN, WAITED, REDIALLED, NOT_DUE = range(9)
"""What is counted per queue and interval of arrival: contacts (redials among them), the seconds the answered
waited, how many contacts were redials, and how much waiting work falls due only after the grid."""

PATIENCE, THRESHOLD, LAW, CV, VOLUME_CV, REDIAL, REDIAL_DELAY, DEFERRABLE, BACKLOG = range(9)
"""Traits of a queue; patience may be infinite, `DEFERRABLE` 1 for work that is judged by when it is done."""


@bare_kernel
def _open_time(t: float, opened: Floats, slot: float) -> float:
    """Open seconds up to a moment; after the grid all time is open. `opened` is cumulative, shape (count + 1,)."""
    count = opened.size - 1
    i = int(t / slot)
    if i >= count:
        return opened[count] + (t - count * slot)
    return opened[i] + (opened[i + 1] - opened[i]) * (t / slot - i)


@bare_kernel
def answer(cell: Floats, now: float, since: float, length: float, trait: Floats, opened: Floats, slot: float) -> None:
    """Count a contact that waited and is now taken."""
    cell[ANSWERED] += 1.0
    cell[WAITED] += now - since
    judge(cell, now, since, length, trait, opened, slot)


@bare_kernel
def judge(cell: Floats, now: float, since: float, length: float, trait: Floats, opened: Floats, slot: float) -> None:
    """Whether a contact taken now is in time: by its wait, or for waiting work by when it is done, if due in the grid."""
    if trait[DEFERRABLE] == 0.0:
        soon = now - since <= trait[THRESHOLD]
    else:
        start = _open_time(since, opened, slot)
        if opened[-1] - start < trait[THRESHOLD]:
            cell[NOT_DUE] += 1.0
            return
        soon = _open_time(now + length, opened, slot) - start <= trait[THRESHOLD]
    if soon:
        cell[WITHIN] += 1.0
        cell[VIRTUAL_WITHIN] += 1.0


@bare_kernel
def give_up(counts: Floats, since: float, left: float, now: float, threshold: float, slot: float) -> None:
    """Count a caller who hung up; `now` is when a rep would have come."""
    cell = counts[int(since / slot)]
    cell[LOST] += 1.0
    if left - since <= threshold:
        cell[LOST_WITHIN] += 1.0
    if now - since <= threshold:
        cell[VIRTUAL_WITHIN] += 1.0


@bare_kernel
def left_over(counts: Floats, since: float, left: float, trait: Floats, opened: Floats, slot: float) -> None:
    """Count whom nobody reached: they hang up, or wait for ever; some work is not yet due."""
    cell = counts[min(int(since / slot), counts.shape[0] - 1)]
    if trait[DEFERRABLE] == 1.0:
        if opened[-1] - _open_time(since, opened, slot) < trait[THRESHOLD]:
            cell[NOT_DUE] += 1.0
    elif left < math.inf:
        cell[LOST] += 1.0
        if left - since <= trait[THRESHOLD]:
            cell[LOST_WITHIN] += 1.0
