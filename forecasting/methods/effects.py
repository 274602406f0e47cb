"""What a date does to a day's volume: holidays and their neighbours, and the place in the month."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import numpy as np

from forecasting.history import HOLIDAY_CLASS, DayAxis, DayKind
from wfm.domain.arrays import Flags, Floats

MONTH_CHOICES = ((3, 30.0), (3, 8.0), (6, 30.0), (6, 8.0), (6, 2.0))
"""(harmonics, ridge) of the month effect that cross-validation may choose from; none is always a choice."""

LEAST_MONTH_DAYS = 45
"""Clean days from which a month effect is looked for."""

LOWEST_LOG = -4.0
"""Deviations are cut here: a closed day has a logarithm of minus infinity."""


def holiday_factors(
    past: DayAxis,
    deviations: Floats,
    quiet: tuple[bool, ...],
    kinds: dict[date, DayKind],
    days: DayAxis,
    unrecorded: Flags | None = None,
) -> Floats:
    """Expected volume of each of `days` relative to an ordinary day, shape (days.count,).

    Deviations of past days are pooled, busy and quiet weekdays apart, on the levels of each kind of day from the
    general to the holiday's own name; n days of a level are trusted n / (n + 1), the rest goes to the level above.

    Parameters
    ----------
    deviations : log(total / ordinary total) of each past day, shape (past.count,); NaN where unknown.
    quiet : which weekdays are quiet, seven flags.
    unrecorded : past days on which an open queue has no record, shape (past.count,). A holiday that only ever had
        none is one on which the queue is closed.
    """
    closed = set() if unrecorded is None else _closed_names(past, deviations, kinds, unrecorded)
    seen: dict[tuple[str, bool], list[float]] = defaultdict(list)
    for row, day in enumerate(past.dates):
        if day in kinds and not np.isnan(deviations[row]):
            for level in kinds[day].levels:
                seen[level, quiet[day.weekday()]].append(float(deviations[row]))
    factors = np.ones(days.count)
    for row, day in enumerate(days.dates):
        belief = 0.0
        for level in kinds[day].levels if day in kinds else ():
            values = seen[level, quiet[day.weekday()]]
            belief = (sum(values) + belief) / (len(values) + 1)
        factors[row] = 0.0 if day in kinds and kinds[day].levels[-1] in closed else np.exp(belief)
    return factors


def _closed_names(past: DayAxis, deviations: Floats, kinds: dict[date, DayKind], unrecorded: Flags) -> set[str]:
    """Holidays that were never recorded though their week was."""
    closed, opened = set(), set()
    recorded = ~unrecorded
    for row, day in enumerate(past.dates):
        if day not in kinds or kinds[day].day_class != HOLIDAY_CLASS:
            continue
        if not np.isnan(deviations[row]):
            opened.add(kinds[day].levels[-1])
        elif unrecorded[row] and recorded[max(0, row - 3) : row].any() and recorded[row + 1 : row + 4].any():
            closed.add(kinds[day].levels[-1])
    return closed - opened


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

    Harmonics with a ridge penalty. Each month is predicted from the others; the penalty that does so best is taken,
    and the effect is shrunk to the share of it that the left-out months confirm (none, if they deny it).
    """
    known = np.flatnonzero(~np.isnan(deviations))
    target = deviations[known] - deviations[known].mean() if known.size else deviations[known]
    months = past.numbers[known].astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    folds, first, which = np.unique(months, return_index=True, return_inverse=True)
    if known.size < LEAST_MONTH_DAYS or folds.size < 3:
        return np.zeros(days.count)
    phase = past.month_phase[known]
    best, best_error, confirmed = MONTH_CHOICES[0], float(target @ target), 0.0
    for count, penalty in MONTH_CHOICES:
        design = _harmonics(phase, count)
        # What the other months say is what all say less the month's own part of both sides of the equations.
        own = np.add.reduceat(design[:, :, None] * design[:, None, :], first)
        right = np.add.reduceat(design * target[:, None], first)
        ridge = penalty * np.eye(2 * count)
        others = np.linalg.solve(own.sum(axis=0) - own + ridge, (right.sum(axis=0) - right)[:, :, None])[:, :, 0]
        guess = (design * others[which]).sum(axis=1)
        share = float(np.clip(guess @ target / max(guess @ guess, 1e-12), 0.0, 1.0))
        error = float(((target - share * guess) ** 2).sum())
        if error < best_error:
            best, best_error, confirmed = (count, penalty), error, share
    if confirmed == 0.0:
        return np.zeros(days.count)
    coefficients = confirmed * _ridge(_harmonics(phase, best[0]), target, best[1])
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
