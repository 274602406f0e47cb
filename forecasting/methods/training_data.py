"""What a component may learn from: clean days up to an origin, with date effects and profile taken out once for all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from forecasting.history import (
    Calendar,
    CleanedHistory,
    DayAxis,
    DayKind,
    DayStatus,
    day_kinds,
    find_breaks,
    same_weekday_median,
)
from forecasting.methods.effects import LOWEST_LOG, SeenHolidays, holiday_factors, month_effect, seen_holidays
from forecasting.methods.profile import intraday_profile
from wfm.domain.arrays import Flags, Floats, Ints

INDEX_HALF_LIFE_WEEKS = 13.0
"""A weekday's place in the week changes slowly: a quarter of a year outlasts holidays and noise."""

BUSY_SHARE = 0.5
"""Weekdays of at least this share of the busiest carry the level; thin weekends would only add noise to it."""


@dataclass(frozen=True, slots=True)
class Training:
    """One origin's view of a history: days before it, and the days to forecast.

    Attributes
    ----------
    axis : days of history, the last one before the origin.
    horizon : days to forecast.
    cells : contacts of clean days per slot, shape (days, slots), the month effect taken out; NaN elsewhere.
    raw : contacts per slot as recorded, holidays and outliers included, shape (days, slots); NaN where missing.
    totals : contacts of clean days, the month effect taken out, shape (days,); NaN elsewhere.
    index : log volume of each weekday relative to the mean of the week, shape (7,); NaN where closed.
    shift : log step that brings each day of history to the present level, shape (days,); 0 after the last break.
        Cells, totals and levels are already brought there.
    levels : log totals less the weekday index, shape (days,); NaN where there is no clean total.
    profile : share of the day's contacts in each slot per weekday, shape (7, slots); rows sum to 1, or 0 when closed.
    factors : expected volume of each horizon day relative to an ordinary one, shape (horizon,).
    day_class : of each horizon day, ordinary (0), near a holiday (1) or holiday (2), shape (horizon,).
    open_weekdays : which weekdays have contacts, shape (7,).
    """

    axis: DayAxis
    horizon: DayAxis
    cells: Floats
    raw: Floats
    totals: Floats
    index: Floats
    shift: Floats
    levels: Floats
    profile: Floats
    factors: Floats
    day_class: Ints
    open_weekdays: Flags

    @property
    def busy_weekdays(self) -> Flags:
        """Weekdays that carry the level, shape (7,)."""
        return busy_weekdays(self.index, self.open_weekdays)

    def spread(self, levels: Floats) -> Floats:
        """Log levels of the horizon's days, shape (horizon,), as contacts per slot with date effects, (horizon, slots)."""
        logs = levels + np.nan_to_num(self.index[self.horizon.weekdays], nan=-np.inf)
        totals = np.maximum(np.exp(logs) - HALF, 0.0) * self.factors
        return np.asarray(totals[:, None] * self.profile[self.horizon.weekdays])


STRAYS = 0.01
"""Share of an ordinary day's contacts that may come on a day that was closed: wrong numbers, and callers who try."""

TELLING = 9.0
"""Contacts of an ordinary day from which one with none was closed and not just quiet."""

HALF = 0.5
"""Added to totals under a logarithm, which keeps an empty day finite."""


def training(cleaned: CleanedHistory, calendar: Calendar, origin: int, days: int) -> Training:
    """The view from row `origin` of a cleaned history over the next `days` days; nothing at or after it is read."""
    known = past_holidays(cleaned, calendar, origin, days)
    past, horizon, recorded, teaches = known.past, known.horizon, cleaned.totals[:origin], cleaned.teaches[:origin]
    busy = teaches & ~np.array(cleaned.quiet)[past.weekdays]
    of_month = month_effect(past, np.where(busy, known.deviations, np.nan), DayAxis(past.first, origin + days))
    before, ahead = np.exp(of_month[:origin]), np.exp(of_month[origin:])

    totals = np.where(teaches, recorded, np.nan) / before
    cells = np.where(teaches[:, None], cleaned.cells[:origin], np.nan) / before[:, None]
    index = weekday_index(totals, past.weekdays)
    levels = np.log(totals + HALF) - index[past.weekdays]
    shift = level_shift(levels, busy_weekdays(index, cleaned.open_weekdays)[past.weekdays])
    now = np.exp(shift)
    profile = intraday_profile(cells, totals, past.weekdays, cleaned.open_weekdays)
    return Training(
        axis=past,
        horizon=horizon,
        cells=cells * now[:, None],
        raw=cleaned.cells[:origin] * now[:, None],
        totals=totals * now,
        index=index,
        shift=shift,
        levels=levels + shift,
        profile=profile,
        factors=known.factors * ahead,
        day_class=np.array([known.kinds[d].day_class if d in known.kinds else 0 for d in horizon.dates], np.int64),
        open_weekdays=cleaned.open_weekdays,
    )


@dataclass(frozen=True, slots=True)
class PastHolidays:
    """What the past says of days that are not ordinary.

    Attributes
    ----------
    past, horizon : days before the origin, and days to forecast.
    kinds : the extraordinary days of both.
    deviations : log of each past day relative to an ordinary one, shape (past.count,); NaN where unknown.
    factors : expected volume of each horizon day relative to an ordinary one, shape (horizon.count,).
    seen : past holidays, open and closed.
    """

    past: DayAxis
    horizon: DayAxis
    kinds: dict[date, DayKind]
    deviations: Floats
    factors: Floats
    seen: SeenHolidays


def past_holidays(cleaned: CleanedHistory, calendar: Calendar, origin: int, days: int) -> PastHolidays:
    """The holidays before row `origin` of a cleaned history, and what they say of the next `days` days."""
    past = DayAxis(cleaned.axis.first, origin)
    horizon = DayAxis(cleaned.axis.first + timedelta(days=origin), days)
    recorded, status = cleaned.totals[:origin], cleaned.status[:origin]
    ordinary = same_weekday_median(recorded, past.weekdays, cleaned.teaches[:origin])
    deviations = np.maximum(np.log((recorded + HALF) / (ordinary + HALF)), LOWEST_LOG)
    kinds = day_kinds(calendar, past.dates + horizon.dates, cleaned.quiet)
    special = np.where(status == DayStatus.HOLIDAY, deviations, np.nan)
    strays = np.nansum(cleaned.cells[:origin], axis=1) <= STRAYS * ordinary
    silent = (ordinary >= TELLING) & strays & np.isin(status, (DayStatus.HOLIDAY, DayStatus.PARTIAL))
    closed = ((status == DayStatus.MISSING) | silent) & cleaned.open_weekdays[past.weekdays]
    factors = holiday_factors(past, special, cleaned.quiet, kinds, horizon, closed)
    return PastHolidays(past, horizon, kinds, deviations, factors, seen_holidays(past, special, kinds, closed))


def busy_weekdays(index: Floats, open_weekdays: Flags) -> Flags:
    """Weekdays of at least BUSY_SHARE of the busiest, shape (7,)."""
    volume = np.where(open_weekdays, np.exp(np.nan_to_num(index, nan=-np.inf)), 0.0)
    return np.asarray((volume > 0) & (volume >= BUSY_SHARE * volume.max()))


def level_shift(levels: Floats, busy: Flags) -> Floats:
    """Log step that brings each day to the present level, shape (days,), from the breaks found on busy days."""
    shift = np.zeros(len(levels))
    known = np.flatnonzero(busy & ~np.isnan(levels))
    for found in find_breaks(levels[known]):
        shift[: known[found.position]] += found.step
    return shift


def weekday_index(totals: Floats, weekdays: Ints, half_life: float = INDEX_HALF_LIFE_WEEKS) -> Floats:
    """Log volume of each weekday relative to the week's mean, shape (7,); NaN for weekdays never seen.

    Weeks and weekdays are fitted in turn (a two-way mean), so that a week with a missing Monday does not count as a
    quiet week; weights halve every `half_life` weeks.
    """
    known = ~np.isnan(totals)
    logs = np.where(known, np.log(np.nan_to_num(totals) + HALF), 0.0)
    ages = np.arange(len(totals))[::-1]
    weights = np.where(known, 0.5 ** (ages / (7 * half_life)), 0.0)
    weeks = ages // 7
    days_of_week = np.maximum(np.bincount(weeks, weights=known.astype(float)), 1.0)
    mass = np.bincount(weekdays, weights=weights, minlength=7)
    seen = mass > 0
    index = np.zeros(7)
    for _ in range(5):
        level = np.bincount(weeks, weights=known * (logs - index[weekdays])) / days_of_week
        sums = np.bincount(weekdays, weights=weights * (logs - level[weeks]), minlength=7)
        index = np.divide(sums, mass, out=np.zeros(7), where=seen)
        index[seen] -= index[seen].mean() if seen.any() else 0.0
    index[~seen] = np.nan
    return index
