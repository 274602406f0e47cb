"""A new queue borrows the past of another one, at its own scale."""

from __future__ import annotations

import math

import numpy as np

from wfm.domain.arrays import Floats
from wfm.domain.errors import InputError
from wfm.domain.planning import ContactHistory
from wfm.domain.time import TimeGrid


def history_from_template(
    template: ContactHistory, queue: str, scale: float | None = None, own: ContactHistory | None = None
) -> ContactHistory:
    """The template's history times a scale, with the queue's own records where there are any.

    Parameters
    ----------
    scale : contacts of the new queue for each one of the template, > 0; None to take it from the time both have.
    own : what the new queue has recorded so far, of the same zone and interval.

    Raises
    ------
    InputError
        Where no scale is given and none can be estimated, or zones or intervals differ.
    """
    grid = template.grid if own is None else _joint_grid(template, own)
    theirs = _on_grid(grid, template, template.offered)
    ours = np.full(grid.count, np.nan) if own is None else _on_grid(grid, own, own.offered)
    if scale is None:
        both = ~np.isnan(ours) & ~np.isnan(theirs)
        if theirs[both].sum() <= 0 or ours[both].sum() <= 0:
            raise InputError(f"a scale must be given: queue {queue} and template {template.queue} share no contacts")
        scale = float(ours[both].sum() / theirs[both].sum())
    if not (scale > 0 and math.isfinite(scale)):
        raise InputError(f"scale must be > 0, got {scale}")
    offered = np.where(np.isnan(ours), theirs * scale, ours)
    return ContactHistory(queue, grid, offered, aht_seconds=_handle_time(grid, template, own))


def _joint_grid(template: ContactHistory, own: ContactHistory) -> TimeGrid:
    """The intervals from the template's first to the last of either."""
    grid = template.grid
    if (own.grid.zone, own.grid.slot_minutes) != (grid.zone, grid.slot_minutes):
        raise InputError(
            f"queue {own.queue} and template {template.queue} must share zone and interval, got "
            f"{own.grid.zone} {own.grid.slot_minutes} and {grid.zone} {grid.slot_minutes}"
        )
    count = max(grid.count, grid.index(own.grid.end))
    return TimeGrid(grid.zone, grid.start, grid.slot_minutes, count)


def _on_grid(grid: TimeGrid, history: ContactHistory, values: Floats) -> Floats:
    """Values of a history on another grid, NaN where it has none; shape (count,)."""
    result = np.full(grid.count, np.nan)
    offset = grid.index(history.grid.start)
    low, high = max(0, offset), min(grid.count, offset + history.grid.count)
    if low < high:
        result[low:high] = values[low - offset : high - offset]
    return result


def _handle_time(grid: TimeGrid, template: ContactHistory, own: ContactHistory | None) -> Floats | None:
    """The queue's own handle time where it has one, else the template's."""
    result = np.full(grid.count, np.nan)
    for history in (template, own):
        if history is not None and history.aht_seconds is not None:
            seconds = _on_grid(grid, history, history.aht_seconds)
            result = np.where(np.isnan(seconds), result, seconds)
    return None if np.isnan(result).all() else result
