"""The wall-clock table of a history: one row a local day, one column a slot of the day.

Components think in days and profiles; this file is the only place that maps them to absolute intervals and back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from wfm.domain.arrays import Floats, Ints
from wfm.domain.planning import ContactHistory
from wfm.domain.time import DAY, TimeGrid


def cell_index(grid: TimeGrid, first: date) -> tuple[Ints, Ints]:
    """Row (day since `first`) and column (slot of the day) of every interval of a grid, each of shape (count,)."""
    days = (grid.local_days() - np.datetime64(first, "D")).astype(np.int64)
    return days, grid.minutes_of_day() // grid.slot_minutes


def to_table(grid: TimeGrid, values: Floats, first: date, days: int) -> Floats:
    """Mean value per local day and slot, shape (days, slots a day); NaN where nothing was recorded.

    An hour that daylight saving repeats has two intervals for one cell: their mean is kept, so a cell is always
    contacts per interval. A skipped hour stays NaN.

    >>> to_table(TimeGrid.of_days("UTC", date(2026, 1, 1), 2, 60), np.arange(48.0), date(2026, 1, 1), 2)[1, :3].tolist()
    [24.0, 25.0, 26.0]
    """
    slots = DAY // grid.slot_minutes
    rows, columns = cell_index(grid, first)
    known = ~np.isnan(values) & (rows >= 0) & (rows < days)
    flat = rows[known] * slots + columns[known]
    sums = np.bincount(flat, weights=values[known], minlength=days * slots)
    counts = np.bincount(flat, minlength=days * slots)
    table = np.full(days * slots, np.nan)
    np.divide(sums, counts, out=table, where=counts > 0)
    return table.reshape(days, slots)


def middle(values: Floats, axis: int) -> Floats:
    """Median of the known values along an axis, NaN where none is known; numpy's own takes ten times as long."""
    ordered = np.moveaxis(np.sort(values, axis=axis), axis, -1)
    known = np.asarray((~np.isnan(ordered)).sum(axis=-1))
    upper, lower = np.minimum(known // 2, ordered.shape[-1] - 1), np.maximum((known - 1) // 2, 0)
    above = np.take_along_axis(ordered, upper[..., None], axis=-1)[..., 0]
    below = np.take_along_axis(ordered, lower[..., None], axis=-1)[..., 0]
    return np.asarray(np.where(known > 0, (above + below) / 2, np.nan))


def from_table(grid: TimeGrid, table: Floats, first: date) -> Floats:
    """The table's value at every interval of a grid, shape (count,); both passes of a repeated hour read one cell."""
    rows, columns = cell_index(grid, first)
    return np.asarray(table[rows, columns], dtype=float)


def on_clock(history: ContactHistory, zone: str) -> ContactHistory:
    """A history as another zone would have it at the same local times: nine in the morning stays nine.

    What a skipped hour lacks stays missing, and both passes of a repeated hour have the same figures.
    """
    grid = history.grid
    if grid.zone == zone or not grid.count:
        return replace(history, grid=replace(grid, zone=zone))
    first, last = (day.item() for day in grid.local_days()[[0, -1]])
    days = (last - first).days + 1
    there = TimeGrid.of_days(zone, first, days, grid.slot_minutes)

    def moved(values: Floats | None) -> Floats | None:
        return None if values is None else from_table(there, to_table(grid, values, first, days), first)

    offered = moved(history.offered)
    assert offered is not None
    others = (history.handled, history.abandoned, history.aht_seconds, history.wait_seconds)
    return ContactHistory(history.queue, there, offered, *map(moved, others))


@dataclass(frozen=True, slots=True)
class DayAxis:
    """Consecutive local dates.

    Attributes
    ----------
    first : date of row 0.
    count : number of days, >= 0.
    """

    first: date
    count: int

    @property
    def numbers(self) -> Ints:
        """Days since 1970-01-01, shape (count,)."""
        return np.datetime64(self.first, "D").astype(np.int64) + np.arange(self.count)

    @property
    def dates(self) -> list[date]:
        """The dates themselves."""
        dates: list[date] = self.numbers.astype("datetime64[D]").tolist()
        return dates

    @property
    def weekdays(self) -> Ints:
        """Weekday of every day, 0 = Monday, shape (count,)."""
        return (self.numbers + 3) % 7

    @property
    def month_phase(self) -> Floats:
        """Place within the month, (day - 0.5) / days of the month, in (0, 1), shape (count,)."""
        stamps = self.numbers.astype("datetime64[D]")
        months = stamps.astype("datetime64[M]")
        begin = months.astype("datetime64[D]").astype(np.int64)
        length = (months + np.timedelta64(1, "M")).astype("datetime64[D]").astype(np.int64) - begin
        phase: Floats = (self.numbers - begin + 0.5) / length
        return phase
