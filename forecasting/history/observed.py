"""The table of a history as it should have been recorded: zeros left out, spikes and outages found, whole-day totals."""

from __future__ import annotations

import numpy as np

from forecasting.history.wall_table import DayAxis, middle
from wfm.domain.arrays import Flags, Floats, Ints
from wfm.domain.time import spans

CLOSED_SHARE = 0.02
"""A weekday under this share of the busiest weekday is closed: additive models break on such days."""

QUIET_SHARE = 0.5
"""Weekdays under this share of the busiest are quiet days (weekends, wherever the week begins)."""

FULL_SHARE = 0.8
"""A day counts as observed from this share of its expected volume, and is scaled up to the whole."""

THIN = 5.0
FEWEST_LEFT_OUT = 20
"""Slots of under 5 contacts are now and then empty; so many empty ones missing show that zeros were left out."""

CERTAIN = 20.0
"""Expected contacts of a silent stretch from which silence is an outage: by chance it has odds of e^-20."""

HABIT = 5
"""Open days in a row on which the same slot is silent before that is taken as the new rule."""


def left_out_zeros(recorded: Floats, axis: DayAxis) -> Flags:
    """Cells of observed days that an export without any zero left out because nothing came, shape (days, slots).

    Missing is not zero; but a file that holds no zero at all, and lacks slots that hold under THIN contacts when they
    are there, has left out empty intervals. Of busier slots chance would leave none empty: those stay missing.
    """
    known: Flags = ~np.isnan(recorded)
    if not known.any() or (recorded[known] <= 0).any():
        return np.zeros_like(known)
    usual = np.full((7, recorded.shape[1]), np.inf)
    for weekday in np.unique(axis.weekdays):
        rows = recorded[axis.weekdays == weekday]
        seen = (~np.isnan(rows)).any(axis=0)
        usual[weekday, seen] = np.nanmean(rows[:, seen], axis=0)
    observed: Flags = np.asarray(known.any(axis=1))
    thin: Flags = ~known & observed[:, None] & (usual[axis.weekdays] < THIN)
    return thin if thin.sum() >= FEWEST_LEFT_OUT else np.zeros_like(known)


def quiet_weekdays(recorded: Floats, axis: DayAxis) -> tuple[bool, ...]:
    """Which weekdays hold under QUIET_SHARE of the busiest one's contacts, by medians; seven flags."""
    known = ~np.isnan(recorded).all(axis=1)
    volumes = np.nansum(recorded, axis=1)
    medians = np.zeros(7)
    for weekday in np.unique(axis.weekdays[known]):
        medians[weekday] = np.median(volumes[known & (axis.weekdays == weekday)])
    return tuple((medians < QUIET_SHARE * medians.max()).tolist())


def typical_week(recorded: Floats, weekdays: Ints, ordinary: Flags) -> Floats:
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
        seen = known.any(axis=0)
        usual = np.nan_to_num(middle(rows, axis=0))
        limit = 4 * usual + 4 * np.sqrt(usual) + 4
        capped = np.where(known, np.minimum(rows, limit), 0.0).sum(axis=0)
        typical[weekday, seen] = capped[seen] / known.sum(axis=0)[seen]
    return typical


def _levels(cells: Floats, expected: Floats) -> Floats:
    """Each day's volume relative to what its observed slots should hold, robust to a single wild slot, shape (days,)."""
    known = ~np.isnan(cells) & (np.nan_to_num(expected) > 0)
    weights = np.where(known, expected, 0.0)
    shares = np.divide(cells, weights, out=np.full_like(cells, np.nan), where=known)
    usual = np.maximum(np.nan_to_num(middle(shares, axis=1)), 1.0)
    capped = np.where(known, np.minimum(cells, 8 * weights * usual[:, None] + 20), 0.0).sum(axis=1)
    return np.divide(capped, weights.sum(axis=1), out=np.ones(len(cells)), where=known.any(axis=1))


def without_spikes(recorded: Floats, typical: Floats, axis: DayAxis) -> Floats:
    """Slots far above anything the day's level explains become missing."""
    if not axis.count:
        return recorded
    expected = np.nan_to_num(typical[axis.weekdays])
    level = np.maximum(_levels(recorded, expected), 1.0)[:, None]
    spike = recorded > 5 * expected * level + 10 * np.sqrt(expected * level) + 20
    return np.where(spike, np.nan, recorded)


def without_outages(cells: Floats, typical: Floats, axis: DayAxis, ordinary: Flags) -> tuple[Floats, Flags]:
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
    removed = ~np.isnan(cells) & np.isnan(result) & ~silent[:, None]
    return np.where(_now_closed(removed, expected), cells, result), silent


def _now_closed(removed: Flags, expected: Floats) -> Flags:
    """Removed slots that stay silent for HABIT open days in a row: new hours of operation, not an outage."""
    habit = np.zeros_like(removed)
    for slot in np.flatnonzero(removed.sum(axis=0) >= HABIT):
        rows = np.flatnonzero(expected[:, slot] > 0)
        for low, high in spans(removed[rows, slot]):
            if high - low >= HABIT:
                habit[rows[low:high], slot] = True
    return habit


def day_totals(cells: Floats, expected: Floats) -> tuple[Floats, Floats]:
    """Whole-day contacts and the observed share of the expected volume, each of shape (days,)."""
    weights = np.nan_to_num(expected)
    known = ~np.isnan(cells)
    whole = weights.sum(axis=1)
    share = np.divide((weights * known).sum(axis=1), whole, out=known.any(axis=1).astype(float), where=whole > 0)
    totals = np.full(len(cells), np.nan)
    seen = share >= FULL_SHARE
    totals[seen] = np.nansum(cells[seen], axis=1) / share[seen]
    return totals, share


def weekdays_with_contacts(typical: Floats) -> Flags:
    """Weekdays that hold at least CLOSED_SHARE of the busiest weekday's contacts, shape (7,)."""
    volume = np.nansum(typical, axis=1)
    return np.asarray((volume > 0) & (volume >= CLOSED_SHARE * volume.max()))


def same_weekday_median(totals: Floats, weekdays: Ints, usable: Flags, reach: int = 4) -> Floats:
    """Centred median of the usable totals among 2 reach + 1 same weekdays, shape (days,); NaN where none is usable."""
    values = np.where(usable, totals, np.nan)
    result = np.full(len(totals), np.nan)
    for weekday in range(7):
        rows = np.flatnonzero(weekdays == weekday)
        if not rows.size:
            continue
        padded = np.concatenate([np.full(reach, np.nan), values[rows], np.full(reach, np.nan)])
        windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1)
        result[rows] = middle(windows, axis=1)
    return result
