"""Where a pool's queues miss their promises in simulation, and by how many heads their rows are raised."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from wfm.domain.arrays import Flags, Floats, Ints
from wfm.staffing.simulation import Estimate, SimulationResult, Traffic

STEP = 2.0
"""Heads added to a failing row, in root loads per unit of missed service level."""

SURE = 1.5
"""Half widths by which an hour must miss before it is raised: thousands of hours are judged at once."""


def failing(result: SimulationResult, traffic: Sequence[Traffic], slack: float, sure: bool) -> tuple[Flags, Floats]:
    """Intervals of queues that need more heads, and how far each is below its promise (a share), shape (queues, count).

    The hour around an interval fails when it is further below target than the slack and chance together explain. A
    queue that misses its target, or passes its cap on abandonment, over the grid fails where most contacts can be
    won. With `sure` the grid's figures must hold by the unlucky end of their confidence interval, else by their mean.
    """
    width = (60 // result.grid.slot_minutes) | 1
    failed = np.zeros(result.interval_level.shape, bool)
    gaps = np.zeros(result.interval_level.shape)
    for q, t in enumerate(traffic):
        felt, target = result.queues[q], t.queue.target
        seen = np.nan_to_num(result.interval_level_half[q])
        level, half = _hourly(result.interval_level[q], seen, t.volume, width)
        gap = target.share - level
        failed[q] = (gap - SURE * half > slack) & (t.volume > 0)
        if _end(felt.service_level, -1.0, sure) < target.share:
            failed[q] |= _most_to_win(gap, t.volume, target.share - felt.service_level.mean)
        if target.max_abandonment is not None and _end(felt.abandonment, 1.0, sure) > target.max_abandonment:
            lost, _ = _hourly(result.interval_abandonment[q], seen, t.volume, width)
            over = lost - target.max_abandonment
            failed[q] |= _most_to_win(over, t.volume, felt.abandonment.mean - target.max_abandonment)
            gap = np.maximum(gap, over)
        gaps[q] = gap
    return failed, gaps


def _end(estimate: Estimate, side: float, sure: bool) -> float:
    """One end of a confidence interval, or its mean; nan (nothing came) misses nothing."""
    return estimate.mean + (side * estimate.half_width if sure and not math.isnan(estimate.half_width) else 0.0)


def _hourly(values: Floats, halves: Floats, volume: Floats, width: int) -> tuple[Floats, Floats]:
    """Means over the hour around each interval, weighed by contacts, with the half width of their error."""
    known = np.where(np.isnan(values), 0.0, volume)
    weight = _around(known, width)
    safe = np.where(weight > 0, weight, 1.0)
    mean = _around(known * np.nan_to_num(values), width) / safe
    half = np.sqrt(_around((known * halves) ** 2, width)) / safe
    return np.where(weight > 0, mean, np.nan), half


def _around(values: Floats, width: int) -> Floats:
    """Sums over a window around each interval, cut at the ends of the grid, which may be shorter than the window."""
    return np.convolve(values, np.ones(width))[width // 2 :][: values.size]


def _most_to_win(gap: Floats, volume: Floats, short: float) -> Flags:
    """The intervals that miss with the most contacts to win: half of them while far off, a fifth near the target."""
    missed = np.nan_to_num(gap) * volume
    below = missed > 0
    if not below.any():
        return below
    part = 0.5 if short > 0.01 else 0.8
    return np.asarray(below & (missed >= np.quantile(missed[below], part)))


def raise_rows(
    failed: Flags, gaps: Floats, traffic: Sequence[Traffic], slot_seconds: float,
    subsets: Sequence[tuple[int, ...]], need: Ints, given: Ints,
) -> Flags:  # fmt: skip
    """Ask more of the rows of the queues that fail, in place; where any was raised, shape (count,).

    `need` and `given` (rows, count): what the rows ask, and how many heads count in them now. What is given fails,
    so a row asks for more than that.
    """
    place = {subset: k for k, subset in enumerate(subsets)}
    raised = failed.any(axis=0)
    for i in np.flatnonzero(raised):
        mine = tuple(int(q) for q in np.flatnonzero(failed[:, i]))
        load = sum(traffic[q].volume[i] * traffic[q].aht_seconds[i] for q in mine) / slot_seconds
        more = max(1, int(STEP * float(np.nan_to_num(gaps[list(mine), i]).max()) * math.sqrt(load)))
        row = place[mine]
        need[row, i] = max(need[row, i], given[row, i]) + more
    return np.asarray(raised)
