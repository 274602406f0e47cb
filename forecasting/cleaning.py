"""What history may teach: outages, outliers, partial and closed days found, named, and kept beside the original."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from forecasting.calendar import NO_CALENDAR, Calendar, DayKind, SpecialDay, day_kinds
from forecasting.days import DayAxis, cell_index, to_table
from wfm.domain.contacts import ContactHistory, Floats, OperatingHours
from wfm.domain.time import spans

Flags = npt.NDArray[np.bool_]

CLOSED_SHARE = 0.02
"""A weekday under this share of the busiest weekday is closed: additive models break on such days."""

QUIET_SHARE = 0.5
"""Weekdays under this share of the busiest are quiet days (weekends, wherever the week begins)."""

FULL_SHARE = 0.8
"""A day counts as observed from this share of its expected volume, and is scaled up to the whole."""

CERTAIN = 20.0
"""Expected contacts of a silent stretch from which silence is an outage: by chance it has odds of e^-20."""

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
    status: npt.NDArray[np.int64]
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
    quiet = quiet_weekdays(recorded, axis)
    kinds = day_kinds(calendar, axis.dates, quiet)
    special = {s.day: s for s in calendar.special_days}
    ordinary = np.array([d not in kinds and d not in special for d in axis.dates], bool)

    typical = _typical(recorded, axis.weekdays, ordinary)
    cells = _without_spikes(recorded, typical, axis)
    cells, silent = _without_outages(cells, typical, axis, ordinary)
    expected = typical[axis.weekdays] if axis.count else recorded
    totals, share = _totals(cells, expected)
    open_weekdays = _open_weekdays(typical)
    status = _status(axis, totals, share, open_weekdays, silent, kinds, special)
    totals = _adjusted(totals, axis, special)
    status[_outliers(totals, status, axis)] = DayStatus.OUTLIER
    repaired = _repaired(recorded, cells, expected, totals)
    notes = _interval_notes(recorded, cells, repaired, axis)
    notes += _day_notes(axis, status, recorded, totals, kinds, special)
    notes.sort(key=lambda note: (note.day, note.low))
    cleaned = _to_intervals(history, repaired, recorded, first)
    return CleanedHistory(history, cleaned, tuple(notes), axis, cells, totals, status, open_weekdays, quiet)


def quiet_weekdays(recorded: Floats, axis: DayAxis) -> tuple[bool, ...]:
    """Which weekdays hold under QUIET_SHARE of the busiest one's contacts, by medians; seven flags."""
    known = ~np.isnan(recorded).all(axis=1)
    volumes = np.nansum(recorded, axis=1)
    medians = np.zeros(7)
    for weekday in np.unique(axis.weekdays[known]):
        medians[weekday] = np.median(volumes[known & (axis.weekdays == weekday)])
    return tuple((medians < QUIET_SHARE * medians.max()).tolist())


def _typical(recorded: Floats, weekdays: npt.NDArray[np.int64], ordinary: Flags) -> Floats:
    """Expected contacts per weekday and slot, shape (7, slots): a mean with each value capped at a robust limit.

    NaN where a weekday and slot was never observed. Medians would call a quiet night closed; plain means would
    follow a spike.
    """
    typical = np.full((7, recorded.shape[1]), np.nan)
    for weekday in range(7):
        rows = recorded[(weekdays == weekday) & ordinary]
        if not rows.size or np.isnan(rows).all():
            rows = recorded[weekdays == weekday]
        known = ~np.isnan(rows)
        if not known.any():
            continue
        middle = np.zeros(rows.shape[1])
        seen = known.any(axis=0)
        middle[seen] = np.nanmedian(rows[:, seen], axis=0)
        limit = 4 * middle + 4 * np.sqrt(middle) + 4
        capped = np.where(known, np.minimum(rows, limit), 0.0).sum(axis=0)
        typical[weekday, seen] = capped[seen] / known.sum(axis=0)[seen]
    return typical


def _levels(cells: Floats, expected: Floats) -> Floats:
    """Each day's volume relative to what its observed slots should hold, robust to a single wild slot, shape (days,)."""
    known = ~np.isnan(cells) & (np.nan_to_num(expected) > 0)
    ratio = np.ones(len(cells))
    for row in np.flatnonzero(known.any(axis=1)):
        values, weights = cells[row, known[row]], expected[row, known[row]]
        limit = 8 * weights * max(1.0, float(np.median(values / weights))) + 20
        ratio[row] = np.minimum(values, limit).sum() / weights.sum()
    return ratio


def _without_spikes(recorded: Floats, typical: Floats, axis: DayAxis) -> Floats:
    """Slots far above anything the day's level explains become missing."""
    if not axis.count:
        return recorded
    expected = np.nan_to_num(typical[axis.weekdays])
    level = np.maximum(_levels(recorded, expected), 1.0)[:, None]
    spike = recorded > 5 * expected * level + 10 * np.sqrt(expected * level) + 20
    return np.where(spike, np.nan, recorded)


def _without_outages(cells: Floats, typical: Floats, axis: DayAxis, ordinary: Flags) -> tuple[Floats, Flags]:
    """Silent stretches that chance cannot explain become missing; also which days were silent as a whole."""
    silent = np.zeros(axis.count, bool)
    result = cells.copy()
    if not axis.count:
        return result, silent
    expected = np.nan_to_num(typical[axis.weekdays])
    for row in np.flatnonzero(((cells == 0) * expected).sum(axis=1) >= CERTAIN):
        known = ~np.isnan(cells[row])
        volume = expected[row, known].sum()
        if not np.nansum(cells[row]):
            silent[row] = True
            if ordinary[row]:
                result[row] = np.nan
        if not ordinary[row] or silent[row]:
            continue
        level = np.nansum(cells[row]) / max(volume - expected[row, cells[row] == 0].sum(), 1e-9)
        for low, high in spans(cells[row] == 0):
            if min(level, 1.0) * expected[row, low:high].sum() >= CERTAIN:
                result[row, low:high] = np.nan
    return result, silent


def _totals(cells: Floats, expected: Floats) -> tuple[Floats, Floats]:
    """Whole-day contacts and the observed share of the expected volume, each of shape (days,)."""
    weights = np.nan_to_num(expected)
    known = ~np.isnan(cells)
    whole = weights.sum(axis=1)
    share = np.divide((weights * known).sum(axis=1), whole, out=known.any(axis=1).astype(float), where=whole > 0)
    totals = np.full(len(cells), np.nan)
    seen = share >= FULL_SHARE
    totals[seen] = np.nansum(cells[seen], axis=1) / share[seen]
    return totals, share


def _open_weekdays(typical: Floats) -> Flags:
    """Weekdays that hold at least CLOSED_SHARE of the busiest weekday's contacts, shape (7,)."""
    volume = np.nansum(typical, axis=1)
    return np.asarray((volume > 0) & (volume >= CLOSED_SHARE * volume.max()))


def _status(
    axis: DayAxis,
    totals: Floats,
    share: Floats,
    open_weekdays: Flags,
    silent: Flags,
    kinds: dict[date, DayKind],
    special: dict[date, SpecialDay],
) -> npt.NDArray[np.int64]:
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


def same_weekday_median(totals: Floats, weekdays: npt.NDArray[np.int64], usable: Flags, reach: int = 4) -> Floats:
    """Centred median of the usable totals among 2 reach + 1 same weekdays, shape (days,); NaN where none is usable."""
    values = np.where(usable, totals, np.nan)
    result = np.full(len(totals), np.nan)
    for weekday in range(7):
        rows = np.flatnonzero(weekdays == weekday)
        if not rows.size:
            continue
        padded = np.concatenate([np.full(reach, np.nan), values[rows], np.full(reach, np.nan)])
        windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1)
        seen = ~np.isnan(windows).all(axis=1)
        result[rows[seen]] = np.nanmedian(windows[seen], axis=1)
    return result


def _outliers(totals: Floats, status: npt.NDArray[np.int64], axis: DayAxis) -> npt.NDArray[np.int64]:
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
    status: npt.NDArray[np.int64],
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
        changed = ~np.isnan(recorded[rows, columns]) & (repaired[rows, columns] != recorded[rows, columns])
        cleaned[changed] = repaired[rows, columns][changed]
    cleaned.flags.writeable = False
    return cleaned
