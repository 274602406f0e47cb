"""What a component may learn from: clean days up to an origin, with date effects and profile taken out once for all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from forecasting.calendar import Calendar, day_kinds
from forecasting.cleaning import CleanedHistory, DayStatus, Flags, same_weekday_median
from forecasting.days import DayAxis
from forecasting.effects import LOWEST_LOG, holiday_factors, month_effect, quiet_weekdays
from forecasting.profile import intraday_profile
from wfm.domain.contacts import Floats


@dataclass(frozen=True, slots=True)
class Training:
    """One origin's view of a history: rows before it, and the days to forecast.

    Attributes
    ----------
    axis : days of history, the last one before the origin.
    horizon : days to forecast.
    cells : contacts of clean days per slot, shape (days, slots), the month effect taken out; NaN elsewhere.
    totals : contacts of clean days, the month effect taken out, shape (days,); NaN elsewhere.
    recorded : totals as they were, holidays and outliers included, shape (days,); NaN where not observed.
    profile : share of the day's contacts in each slot per weekday, shape (7, slots); rows sum to 1, or 0 when closed.
    factors : expected volume of each horizon day relative to an ordinary one, shape (horizon,).
    open_weekdays : which weekdays have contacts, shape (7,).
    """

    axis: DayAxis
    horizon: DayAxis
    cells: Floats
    totals: Floats
    recorded: Floats
    raw: Floats
    profile: Floats
    factors: Floats
    open_weekdays: Flags

    def spread(self, totals: Floats) -> Floats:
        """Ordinary day totals of the horizon, shape (horizon,), as contacts per slot with date effects, (horizon, slots)."""
        return np.asarray((totals * self.factors)[:, None] * self.profile[self.horizon.weekdays])


def training(cleaned: CleanedHistory, calendar: Calendar, origin: int, days: int) -> Training:
    """The view from row `origin` of a cleaned history over the next `days` days; nothing at or after it is read."""
    past = DayAxis(cleaned.axis.first, origin)
    horizon = DayAxis(cleaned.axis.first + timedelta(days=origin), days)
    kinds = day_kinds(calendar, past.dates + horizon.dates)
    recorded = cleaned.totals[:origin]
    teaches = cleaned.teaches[:origin]
    ordinary = same_weekday_median(recorded, past.weekdays, teaches)
    # Half a contact on both sides keeps an empty day finite.
    deviations = np.maximum(np.log((recorded + 0.5) / (ordinary + 0.5)), LOWEST_LOG)
    quiet = quiet_weekdays(np.where(teaches, recorded, np.nan), past.weekdays)
    known = np.where((cleaned.status[:origin] == DayStatus.HOLIDAY), deviations, np.nan)
    holiday = holiday_factors(past, known, quiet, kinds, horizon)
    residual = np.where(teaches, deviations, np.nan)
    busy = np.where(quiet[past.weekdays], np.nan, residual)
    month_past, month_next = np.exp(month_effect(past, busy, past)), np.exp(month_effect(past, busy, horizon))
    totals = np.where(teaches, recorded, np.nan) / month_past
    cells = np.where(teaches[:, None], cleaned.cells[:origin], np.nan) / month_past[:, None]
    profile = intraday_profile(cells, totals, past.weekdays, cleaned.open_weekdays)
    return Training(
        past,
        horizon,
        cells,
        totals,
        recorded,
        cleaned.cells[:origin],
        profile,
        holiday * month_next,
        cleaned.open_weekdays,
    )
