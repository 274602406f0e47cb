"""What history may teach: outages, outliers, partial and closed days found, named, and kept beside the original."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum

import numpy as np

from forecasting.history.calendar import NO_CALENDAR, Calendar, DayKind, SpecialDay, day_kinds
from forecasting.history.observed import (
    FULL_SHARE,
    day_totals,
    left_out_zeros,
    quiet_weekdays,
    same_weekday_median,
    typical_week,
    weekdays_with_contacts,
    without_outages,
    without_spikes,
)
from forecasting.history.wall_table import DayAxis, cell_index, to_table
from wfm.domain.arrays import Flags, Floats, Ints
from wfm.domain.planning import ContactHistory, OperatingHours
from wfm.domain.time import spans

OUTLIER_FLOOR = 0.30
OUTLIER_SPREAD = 4.0
"""A day is an outlier when |log(total / median of 9 same weekdays)| exceeds max(floor, spread x MAD)."""

LEVEL_RUN = 4
"""So many open days in a row off in one direction are a new level, not outliers."""


class DayStatus(IntEnum):
    """What a day of history is good for."""

    CLEAN = 0
    MISSING = 1
    PARTIAL = 2
    CLOSED = 3
    HOLIDAY = 4
    OUTLIER = 5
    OUTAGE = 6
    EXCLUDED = 7


@dataclass(frozen=True, slots=True)
class CleaningNote:
    """Why one day, or slots low..high-1 of it, does not teach as recorded.

    `original` and `cleaned` are contacts of the stretch; `cleaned` is NaN where nothing replaces the original.
    """

    day: date
    low: int
    high: int
    reason: str
    original: float
    cleaned: float


@dataclass(frozen=True, slots=True)
class CleanedHistory:
    """A history with its cleaned values beside the original.

    Attributes
    ----------
    original : the history as recorded.
    cleaned : contacts per interval with outages and spikes replaced by what was expected, shape (count,).
    notes : every departure from the original, by day.
    axis : the local dates of the table.
    cells : cleaned contacts per day and slot, shape (days, slots); NaN where missing, out of hours or replaced.
    totals : contacts of each whole day, scaled up for unobserved slots; NaN for a day that was not observed.
    status : DayStatus of each day, shape (days,).
    open_weekdays : which weekdays have contacts, shape (7,).
    quiet : which weekdays hold far less than the busiest, seven flags.
    """

    original: ContactHistory
    cleaned: Floats
    notes: tuple[CleaningNote, ...]
    axis: DayAxis
    cells: Floats
    totals: Floats
    status: Ints
    open_weekdays: Flags
    quiet: tuple[bool, ...]

    @property
    def teaches(self) -> Flags:
        """Days whose totals are ordinary, shape (days,)."""
        return (self.status == DayStatus.CLEAN) & ~np.isnan(self.totals)


def clean(
    history: ContactHistory, calendar: Calendar = NO_CALENDAR, hours: OperatingHours | None = None
) -> CleanedHistory:
    """Find what must not teach the forecast, replace what can be replaced, and say why.

    Missing stays missing: only recorded zeros are zeros. Where `hours` are given, everything outside them is closed.
    """
    grid = history.grid
    days_of_grid = grid.local_days()
    first: date = days_of_grid[0].item() if grid.count else grid.start.date()
    axis = DayAxis(first, int((days_of_grid[-1] - days_of_grid[0]).astype(int)) + 1 if grid.count else 0)
    offered = np.where(hours.mask(grid), history.offered, np.nan) if hours else history.offered
    recorded = to_table(grid, offered, first, axis.count)
    left_out = left_out_zeros(recorded, axis)
    recorded = np.where(left_out, 0.0, recorded)
    quiet = quiet_weekdays(recorded, axis)
    kinds = day_kinds(calendar, axis.dates, quiet)
    special = {s.day: s for s in calendar.special_days}
    ordinary = np.array([d not in kinds and d not in special for d in axis.dates], bool)

    typical = typical_week(recorded, axis.weekdays, ordinary)
    cells = without_spikes(recorded, typical, axis)
    cells, silent = without_outages(cells, typical, axis, ordinary)
    # Once more without the outages, which would otherwise lower what is put in their place.
    typical = typical_week(cells, axis.weekdays, ordinary)
    expected = typical[axis.weekdays] if axis.count else recorded
    totals, share = day_totals(cells, expected)
    open_weekdays = weekdays_with_contacts(typical)
    status = _status(axis, totals, share, open_weekdays, silent, kinds, special)
    totals = _adjusted(totals, axis, special)
    status[_outliers(totals, status, axis)] = DayStatus.OUTLIER
    repaired = _repaired(recorded, cells, expected, totals)
    notes = _interval_notes(recorded, cells, repaired, axis)
    notes += _day_notes(axis, status, recorded, totals, kinds, special) + _left_out_notes(left_out, axis)
    notes.sort(key=lambda note: (note.day, note.low))
    cleaned = _to_intervals(history, repaired, recorded, first)
    return CleanedHistory(history, cleaned, tuple(notes), axis, cells, totals, status, open_weekdays, quiet)


def _left_out_notes(left_out: Flags, axis: DayAxis) -> list[CleaningNote]:
    """One note per day with slots taken as zero."""
    reason = "quiet: the file leaves out intervals without contacts, so these count as zero"
    return [
        CleaningNote(
            axis.dates[row],
            int(np.flatnonzero(left_out[row])[0]),
            int(np.flatnonzero(left_out[row])[-1]) + 1,
            reason,
            np.nan,
            0.0,
        )
        for row in np.flatnonzero(left_out.any(axis=1))
    ]


def _status(
    axis: DayAxis,
    totals: Floats,
    share: Floats,
    open_weekdays: Flags,
    silent: Flags,
    kinds: dict[date, DayKind],
    special: dict[date, SpecialDay],
) -> Ints:
    """DayStatus of each day, outliers still to come."""
    status = np.full(axis.count, int(DayStatus.CLEAN))
    status[share < FULL_SHARE] = DayStatus.PARTIAL
    status[share <= 0] = DayStatus.MISSING
    status[silent] = DayStatus.OUTAGE
    status[~open_weekdays[axis.weekdays]] = DayStatus.CLOSED
    for row, day in enumerate(axis.dates):
        if day in special and special[day].treatment != "adjust":
            status[row] = DayStatus.EXCLUDED
        elif day in kinds and day not in special and status[row] in (DayStatus.CLEAN, DayStatus.OUTAGE):
            status[row] = DayStatus.HOLIDAY
    return status


def _adjusted(totals: Floats, axis: DayAxis, special: dict[date, SpecialDay]) -> Floats:
    """Totals with the planner's factors of past days divided out."""
    result = totals.copy()
    for row, day in enumerate(axis.dates):
        factor = special[day].factor if day in special else None
        if factor is not None:
            result[row] /= factor
    return result


def _outliers(totals: Floats, status: Ints, axis: DayAxis) -> Ints:
    """Rows of ordinary days far from their neighbours, runs that make a new level left out."""
    usable = (status == DayStatus.CLEAN) & ~np.isnan(totals)
    middle = same_weekday_median(totals, axis.weekdays, usable)
    rows = np.flatnonzero(usable & ~np.isnan(middle))
    if rows.size < 7:
        return rows[:0]
    # One contact is added on both sides so that a quiet day of a tiny queue is no outlier.
    gaps = np.log((totals[rows] + 1) / (middle[rows] + 1))
    spread = float(np.median(np.abs(gaps - np.median(gaps))))
    noise = 4 / np.sqrt(middle[rows] + 1)
    odd = np.abs(gaps) > np.maximum(np.maximum(OUTLIER_FLOOR, OUTLIER_SPREAD * spread), noise)
    signs = np.where(odd, np.sign(gaps), 0)
    for direction in (-1, 1):
        for low, high in spans(signs == direction):
            if high - low >= LEVEL_RUN:
                odd[low:high] = False
    return rows[odd]


def _repaired(recorded: Floats, cells: Floats, expected: Floats, totals: Floats) -> Floats:
    """The table as shown to people: removed slots hold the expected contacts at the day's level."""
    removed = ~np.isnan(recorded) & np.isnan(cells)
    whole = np.nan_to_num(expected).sum(axis=1)
    level = np.divide(totals, whole, out=np.ones(len(cells)), where=(whole > 0) & ~np.isnan(totals))
    return np.where(removed, np.nan_to_num(expected) * level[:, None], cells)


def _interval_notes(recorded: Floats, cells: Floats, repaired: Floats, axis: DayAxis) -> list[CleaningNote]:
    """One note per stretch of slots that were replaced."""
    removed = ~np.isnan(recorded) & np.isnan(cells)
    notes = []
    for row in np.flatnonzero(removed.any(axis=1)):
        for low, high in spans(removed[row]):
            before, after = float(recorded[row, low:high].sum()), float(repaired[row, low:high].sum())
            reason = (
                "outage: no contacts where many were expected" if before < after else "spike: far above the day's level"
            )
            notes.append(CleaningNote(axis.dates[row], low, high, reason, before, after))
    return notes


def _day_notes(
    axis: DayAxis,
    status: Ints,
    recorded: Floats,
    totals: Floats,
    kinds: dict[date, DayKind],
    special: dict[date, SpecialDay],
) -> list[CleaningNote]:
    """One note per day that leaves the baseline or was adjusted."""
    slots = recorded.shape[1]
    words = {
        DayStatus.MISSING: "missing: nothing was recorded",
        DayStatus.PARTIAL: "partial: too little of the day was recorded",
        DayStatus.OUTLIER: "outlier: far from the same weekday of nearby weeks",
        DayStatus.OUTAGE: "outage: silent all day",
    }
    notes = []
    for row, day in enumerate(axis.dates):
        state = DayStatus(int(status[row]))
        cleaned = np.nan
        if day in special:
            reason = f"special day ({special[day].treatment}): {special[day].name}".rstrip(": ")
            cleaned = float(totals[row]) if special[day].treatment == "adjust" else np.nan
        elif state == DayStatus.HOLIDAY:
            reason = f"{_KIND_WORDS[kinds[day].kind]}: {kinds[day].name}"
        elif state in words:
            reason = words[state]
        else:
            continue
        notes.append(CleaningNote(day, 0, slots, reason, float(np.nansum(recorded[row])), cleaned))
    return notes


_KIND_WORDS = {
    "holiday": "holiday",
    "year-end holiday": "holiday",
    "regional holiday": "holiday",
    "observance": "observance",
    "year end": "around the turn of the year",
    "eve": "day before a holiday",
    "bridge eve": "between a weekend and a holiday",
    "bridge": "between a holiday and a weekend",
    "after": "first working day after a holiday",
    "second after": "second working day after a holiday",
}


def _to_intervals(history: ContactHistory, repaired: Floats, recorded: Floats, first: date) -> Floats:
    """Cleaned contacts per interval: the original wherever nothing was replaced."""
    cleaned = np.array(history.offered)
    if history.grid.count:
        rows, columns = cell_index(history.grid, first)
        silent = np.isnan(cleaned) & (recorded[rows, columns] == 0)
        cleaned[silent] = 0.0
        changed = ~np.isnan(recorded[rows, columns]) & (repaired[rows, columns] != recorded[rows, columns])
        cleaned[changed] = repaired[rows, columns][changed]
    cleaned.flags.writeable = False
    return cleaned
