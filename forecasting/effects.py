"""What a date does to a day's volume: holidays and their neighbours, and the place in the month."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import numpy as np

from forecasting.calendar import DayKind
from forecasting.days import DayAxis, Ints
from wfm.domain.contacts import Floats

QUIET_SHARE = 0.5
"""Weekdays under this share of the busiest are quiet days (weekends, wherever the week begins)."""

MONTH_CHOICES = ((3, 30.0), (3, 8.0), (6, 30.0), (6, 8.0), (6, 2.0))
"""(harmonics, ridge) of the month effect that cross-validation may choose from; none is always a choice."""

MONTH_GAIN = 0.03
"""Share of squared error that the month effect must save on months it has not seen."""

LOWEST_LOG = -4.0
"""Deviations are cut here: a closed day has a logarithm of minus infinity."""


def quiet_weekdays(totals: Floats, weekdays: Ints) -> Floats:
    """Which weekdays hold less than QUIET_SHARE of the busiest weekday's mean, shape (7,)."""
    means = np.zeros(7)
    for weekday in range(7):
        rows = totals[(weekdays == weekday) & ~np.isnan(totals)]
        means[weekday] = rows.mean() if rows.size else 0.0
    return np.asarray(means < QUIET_SHARE * means.max())


def holiday_factors(
    past: DayAxis, deviations: Floats, quiet: Floats, kinds: dict[date, DayKind], days: DayAxis
) -> Floats:
    """Expected volume of each of `days` relative to an ordinary day, shape (days.count,).

    Deviations of past days are pooled by kind (holiday, observance, eve, after) and busy or quiet weekday, and within
    that by the holiday's name; n days are trusted n / (n + 1), the rest goes to the level above.

    Parameters
    ----------
    deviations : log(total / ordinary total) of each past day, shape (past.count,); NaN where unknown.
    quiet : which weekdays are quiet, shape (7,).
    """
    groups: dict[tuple[str, bool], list[float]] = defaultdict(list)
    names: dict[tuple[str, bool, str], list[float]] = defaultdict(list)
    for row, day in enumerate(past.dates):
        kind = kinds.get(day)
        if kind is None or np.isnan(deviations[row]):
            continue
        calm = bool(quiet[day.weekday()])
        groups[kind.kind, calm].append(float(deviations[row]))
        names[kind.kind, calm, kind.name].append(float(deviations[row]))
    factors = np.ones(days.count)
    for row, day in enumerate(days.dates):
        kind = kinds.get(day)
        if kind is None:
            continue
        calm = bool(quiet[day.weekday()])
        pooled = sum(groups[kind.kind, calm]) / (len(groups[kind.kind, calm]) + 1)
        own = names[kind.kind, calm, kind.name]
        factors[row] = np.exp((sum(own) + pooled) / (len(own) + 1))
    return factors


def _harmonics(phase: Floats, count: int) -> Floats:
    """Sines and cosines of a phase in (0, 1), shape (n, 2 count)."""
    angles = 2 * np.pi * np.outer(phase, np.arange(1, count + 1))
    return np.hstack([np.sin(angles), np.cos(angles)])


def _ridge(design: Floats, target: Floats, penalty: float) -> Floats:
    """Coefficients of a ridge regression without intercept."""
    gram = design.T @ design + penalty * np.eye(design.shape[1])
    return np.asarray(np.linalg.solve(gram, design.T @ target))


def month_effect(past: DayAxis, deviations: Floats, days: DayAxis) -> Floats:
    """Log effect of the place in the month (pay days, statements) on each of `days`, shape (days.count,).

    Harmonics with a ridge penalty, chosen by leaving out one month at a time; zero unless months that were left out
    are predicted better with it than without.
    """
    known = np.flatnonzero(~np.isnan(deviations))
    target = deviations[known] - deviations[known].mean() if known.size else deviations[known]
    months = past.numbers[known].astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    folds = np.unique(months)
    if known.size < 45 or folds.size < 3:
        return np.zeros(days.count)
    best, best_error = None, (1 - MONTH_GAIN) * float(target @ target)
    phase = past.month_phase[known]
    for count, penalty in MONTH_CHOICES:
        design = _harmonics(phase, count)
        error = 0.0
        for fold in folds:
            out = months == fold
            gap = target[out] - design[out] @ _ridge(design[~out], target[~out], penalty)
            error += float(gap @ gap)
        if error < best_error:
            best, best_error = (count, penalty), error
    if best is None:
        return np.zeros(days.count)
    coefficients = _ridge(_harmonics(phase, best[0]), target, best[1])
    return np.asarray(_harmonics(days.month_phase, best[0]) @ coefficients)


def annual_effect(past: DayAxis, logs: Floats, days: DayAxis, harmonics: int = 3, penalty: float = 30.0) -> Floats:
    """Log effect of the time of year on each of `days`, relative to the last known days, shape (days.count,).

    A ridge regression of log totals on a trend and annual harmonics; what it says about the last four known weeks is
    taken off, so that the effect continues the present level.
    """
    known = np.flatnonzero(~np.isnan(logs))
    if not known.size:
        return np.zeros(days.count)
    year = 365.2425
    design = np.column_stack([_harmonics(past.numbers[known] / year, harmonics), (known - known.mean()) / year])
    coefficients = _ridge(design, logs[known] - logs[known].mean(), penalty)[: 2 * harmonics]
    return np.asarray(_harmonics(days.numbers / year, harmonics) @ coefficients)
