"""What a date does to a day's volume: holidays and their neighbours, and the place in the month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from forecasting.history import HOLIDAY_CLASS, DayAxis, DayKind
from wfm.domain.arrays import Flags, Floats

MONTH_CHOICES = ((3, 30.0), (3, 8.0), (6, 30.0), (6, 8.0), (6, 2.0))
"""(harmonics, ridge) of the month effect that cross-validation may choose from; none is always a choice."""

LEAST_MONTH_DAYS = 45
"""Clean days from which a month effect is looked for."""

PUBLIC = ("holiday", "year-end holiday", "regional holiday")
"""Kinds of days that are public holidays."""

LEAST_CLOSED = 2
"""Holidays that must have been closed, all there were, before one never seen is planned closed: one may be a gap."""

KEPT_BY_FEW = (
    "Martin Luther King Jr. Day",
    "Washington's Birthday",
    "Juneteenth National Independence Day",
    "Columbus Day",
    "Veterans Day",
)
"""Public holidays on which most private employers of their country work (of the United States: the federal holidays
other than the six that nearly all keep). That the others were closed says nothing of these."""

LOWEST_LOG = -4.0
"""Deviations are cut here: a closed day has a logarithm of minus infinity."""


def holiday_factors(
    past: DayAxis,
    deviations: Floats,
    quiet: tuple[bool, ...],
    kinds: dict[date, DayKind],
    days: DayAxis,
    closed: Flags | None = None,
) -> Floats:
    """Expected volume of each of `days` relative to an ordinary day, shape (days.count,).

    Deviations of past days are pooled, busy and quiet weekdays apart, on the levels of each kind of day from the
    general to the holiday's own name; n days of a level are trusted n / (n + 1), the rest goes to the level above.

    Parameters
    ----------
    deviations : log(total / ordinary total) of each past day, shape (past.count,); NaN where unknown.
    quiet : which weekdays are quiet, seven flags.
    closed : past days without a record, or with nothing but zeros, though the queue is open on their weekday, shape
        (past.count,). A holiday that was always such a day is one on which the queue is closed, and so is a holiday
        never seen where all others were.
    """
    seen = seen_holidays(past, deviations, kinds, np.zeros(past.count, bool) if closed is None else closed)
    levels: dict[tuple[str, bool], list[float]] = defaultdict(list)
    for row, day in enumerate(past.dates):
        if day in kinds and not np.isnan(deviations[row]):
            for level in kinds[day].levels:
                levels[level, quiet[day.weekday()]].append(float(deviations[row]))
    factors = np.ones(days.count)
    for row, day in enumerate(days.dates):
        belief = 0.0
        for level in kinds[day].levels if day in kinds else ():
            values = levels[level, quiet[day.weekday()]]
            belief = (sum(values) + belief) / (len(values) + 1)
        factors[row] = 0.0 if day in kinds and seen.closes(kinds[day]) else np.exp(belief)
    return factors


@dataclass(frozen=True, slots=True)
class SeenHolidays:
    """The dates of past holidays by kind and name: those on which the queue was open, and those on which it was closed."""

    opened: Mapping[str, tuple[date, ...]]
    closed: Mapping[str, tuple[date, ...]]

    @property
    def public(self) -> tuple[list[date], list[date]]:
        """All public holidays, open and closed; observances and neighbours of holidays tell nothing of others."""
        opened, closed = (
            sorted(day for level, days in found.items() if level.partition(":")[0] in PUBLIC for day in days)
            for found in (self.opened, self.closed)
        )
        return opened, closed

    def closes(self, kind: DayKind) -> bool:
        """Whether the queue is taken to be closed on such a day."""
        name = kind.levels[-1]
        if name in self.opened or kind.day_class != HOLIDAY_CLASS:
            return False
        if name in self.closed:
            return True
        opened, closed = self.public
        alike = not _kept_by_few(name) or any(map(_kept_by_few, self.closed))
        return kind.kind in PUBLIC and not opened and len(closed) >= LEAST_CLOSED and alike


def _kept_by_few(level: str) -> bool:
    return level.partition(": ")[2].startswith(KEPT_BY_FEW)


def seen_holidays(past: DayAxis, deviations: Floats, kinds: dict[date, DayKind], closed: Flags) -> SeenHolidays:
    """What the past shows of holidays; a day without a record counts as closed where its week was recorded."""
    opened, shut = defaultdict[str, list[date]](list), defaultdict[str, list[date]](list)
    for row, day in enumerate(past.dates):
        if day not in kinds or kinds[day].day_class != HOLIDAY_CLASS:
            continue
        if closed[row]:
            if not closed[max(0, row - 3) : row].all() and not closed[row + 1 : row + 4].all():
                shut[kinds[day].levels[-1]].append(day)
        elif not np.isnan(deviations[row]):
            opened[kinds[day].levels[-1]].append(day)
    return SeenHolidays(*({name: tuple(days) for name, days in found.items()} for found in (opened, shut)))


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
