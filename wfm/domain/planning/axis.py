"""The days of a run, and how queues with intervals and zones of their own come together on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from wfm.domain.arrays import Floats
from wfm.domain.planning.requirement import PER_INTERVAL, DeferrableWork, StaffingRequirement
from wfm.domain.time import SLOT_LENGTHS, TimeGrid, local_midnight, zone_of


def days_axis(zone: str, first: date, days: int, grids: Iterable[TimeGrid]) -> TimeGrid:
    """The days of a run in its zone, in the longest intervals that begin and end with those of every queue.

    >>> calls = TimeGrid.of_days("America/New_York", date(2026, 6, 1), 7, 60)
    >>> mail = TimeGrid.of_days("Asia/Kolkata", date(2026, 6, 1), 8, 60)  # an hour begins there at half past
    >>> days_axis("America/New_York", date(2026, 6, 1), 7, [calls, mail]).slot_minutes
    30
    """
    return TimeGrid.of_days(zone, first, days, common_minutes(zone, grids))


def common_minutes(zone: str, grids: Iterable[TimeGrid]) -> int:
    """The longest interval of a zone's clock that parts each interval of every grid, 5 where none does."""
    known = {(g.start, g.slot_minutes, g.count) for g in grids}
    step = max(SLOT_LENGTHS)
    for start, slot, count in known:
        marks = np.unique(TimeGrid(zone, start, slot, count).minutes_of_day())
        step = int(np.gcd.reduce(marks, initial=np.gcd(step, slot)))
    return max((length for length in SLOT_LENGTHS if step % length == 0), default=min(SLOT_LENGTHS))


def days_of(axis: TimeGrid) -> tuple[date, int]:
    """The first local day of an axis, and how many there are."""
    zone = zone_of(axis.zone)
    first, end = axis.start.astimezone(zone).date(), (axis.end - timedelta(minutes=1)).astimezone(zone).date()
    return first, (end - first).days + 1


def days_that_cover(zone: str, first: date, days: int, own: str) -> tuple[date, int]:
    """The whole local days of the zone `own` that cover `days` days of `zone`: the first, and how many.

    >>> days_that_cover("America/New_York", date(2026, 6, 1), 7, "Europe/London")
    (datetime.date(2026, 6, 1), 8)
    """
    start, end = local_midnight(first, zone), local_midnight(first + timedelta(days=days), zone)
    low = start.astimezone(zone_of(own)).date()
    high = (end - timedelta(minutes=1)).astimezone(zone_of(own)).date()
    return low, (high - low).days + 1


def share_within(grid: TimeGrid, axis: TimeGrid) -> Floats:
    """For each interval of a grid, the share of it that lies between the ends of another, shape (grid.count,)."""
    edges = _edges(grid)
    inside = np.clip(edges, _minutes(axis.start), _minutes(axis.end))
    return np.asarray(np.diff(inside) / grid.slot_minutes)


def inside(grid: TimeGrid, axis: TimeGrid) -> slice:
    """The intervals of a grid that lie wholly between the ends of another."""
    whole = np.flatnonzero(share_within(grid, axis) == 1.0)
    return slice(int(whole[0]), int(whole[-1]) + 1) if whole.size else slice(0, 0)


def spread(values: Floats, grid: TimeGrid, onto: TimeGrid) -> Floats:
    """Counts of one grid on the intervals of another, even within each; what lies outside of it is left out."""
    run = np.concatenate(([0.0], np.cumsum(np.nan_to_num(values))))
    return np.diff(np.interp(_edges(onto), _edges(grid), run))


def refined(requirement: StaffingRequirement, slot: int) -> StaffingRequirement:
    """The same requirement in shorter intervals: heads stay, contacts are shared evenly, work takes more slots."""
    grid = requirement.grid
    times = grid.slot_minutes // slot
    if times == 1:
        return requirement
    arrays: dict[str, Any] = {name: np.repeat(getattr(requirement, name), times) for name in PER_INTERVAL}
    arrays["volume"] = arrays["volume"] / times
    work = tuple(DeferrableWork(w.arrives * times, w.due * times, w.head_slots * times) for w in requirement.work)
    return replace(requirement, grid=finer(grid, slot), work=work, **arrays)


def finer(grid: TimeGrid, slot: int) -> TimeGrid:
    """The same stretch of time in intervals of `slot` minutes, which divides those of the grid."""
    return TimeGrid(grid.zone, grid.start, slot, grid.count * grid.slot_minutes // slot)


def _edges(grid: TimeGrid) -> npt.NDArray[np.int64]:
    """The minutes since 1970 at which intervals begin and end, shape (count + 1,)."""
    return _minutes(grid.start) + grid.slot_minutes * np.arange(grid.count + 1)


def _minutes(moment: datetime) -> int:
    return int(moment.timestamp()) // 60
