"""Honest bands: quantiles of past errors by volume (split conformal), never negative, whole where counts are meant.

Ordinary days, days near holidays and holidays err differently and are kept apart. What is calibrated is the finished band:
its tails are chosen so that, with its ends cut at zero and rounded, it covered the asked share of past outcomes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import poisson

from forecasting.history import DAY_CLASSES
from wfm.domain.arrays import Floats, Ints

BAND_CELLS = 200
"""Past cells a volume band needs; thinner bands have noisy tails."""

SPECIAL_CELLS = 60
"""The same for days at holidays, of which there are few: a rough tail of their own beats an ordinary day's."""

MOST_BANDS = 8

TAILS = np.arange(1, 100) / 200.0
"""Shares left out below and above that the calibration may choose from, 0.005 to 0.495."""


@dataclass(frozen=True, slots=True)
class ErrorBands:
    """Scaled errors of past forecasts, grouped by volume.

    Attributes
    ----------
    volumes : mean forecast of each group, ascending, shape (groups,).
    means, actuals : past forecasts and outcomes of each group.
    errors : sorted (actual - mean) / scale of each group.
    spread : coefficient of variation beyond counting noise that scales errors, >= 0.
    """

    volumes: Floats
    means: tuple[Floats, ...]
    actuals: tuple[Floats, ...]
    errors: tuple[Floats, ...]
    spread: float

    def quantile(self, mean: Floats, level: float) -> Floats:
        """The level-quantile of contacts at each mean, of its shape, >= 0."""
        return self._at(mean, np.full(len(self.errors), level))

    def band(self, mean: Floats, level: float, whole: bool) -> tuple[Floats, Floats]:
        """Ends of a band that covers `level` of outcomes, each of the shape of `mean`; on whole contacts if asked.

        A band of counts may end on 0 below a mean under half a contact: zero is then the likely outcome.
        """
        tails = np.array([self._tail(group, level, whole) for group in range(len(self.errors))])
        if not tails.size:
            tails = np.array([(1 - level) / 2])
        return _finished(mean, self._at(mean, tails), self._at(mean, 1 - tails), whole)

    def _at(self, mean: Floats, levels: Floats) -> Floats:
        """Quantiles at one level per group, interpolated between groups on the logarithm of volume."""
        if not self.errors:
            return np.asarray(poisson.ppf(levels[0] if levels.size else 0.5, np.maximum(mean, 0.0)), dtype=float)
        edges = [conformal_quantile(errors, level) for errors, level in zip(self.errors, levels, strict=True)]
        between = np.interp(np.log(mean + 1e-3), np.log(self.volumes + 1e-3), edges)
        return np.maximum(mean + between * scale(mean, self.spread), 0.0)

    def _tail(self, group: int, level: float, whole: bool) -> float:
        """The tail whose finished band came closest to covering `level` of the group's past outcomes."""
        mean, actual, errors = self.means[group], self.actuals[group], self.errors[group]
        unit = scale(mean, self.spread)
        low = mean + np.outer([conformal_quantile(errors, tail) for tail in TAILS], unit)
        high = mean + np.outer([conformal_quantile(errors, 1 - tail) for tail in TAILS], unit)
        lower, upper = _finished(mean, np.maximum(low, 0.0), np.maximum(high, 0.0), whole)
        covered = ((actual >= lower) & (actual <= upper)).mean(axis=1)
        return float(TAILS[int(np.argmin(np.abs(covered - level)))])


NO_BANDS = ErrorBands(np.zeros(0), (), (), (), 0.0)
"""Nothing is known of past errors: counting noise alone."""


def _finished(mean: Floats, low: Floats, high: Floats, whole: bool) -> tuple[Floats, Floats]:
    """Ends as they are shown: around the mean, rounded where counts are meant."""
    if not whole:
        return np.minimum(low, mean), np.maximum(high, mean)
    return np.minimum(np.round(low), np.floor(mean)), np.maximum(np.round(high), np.floor(mean))


def scale(mean: Floats, spread: float) -> Floats:
    """Standard deviation of a count with rate uncertainty: sqrt(m + (spread m)^2), of the shape of `mean`."""
    return np.sqrt(np.maximum(mean, 0.05) + (spread * mean) ** 2)


def conformal_quantile(errors: Floats, level: float) -> float:
    """Order statistic of rank ceil((n + 1) level), or its mirror below the median (Lei et al. 2018, section 2)."""
    n = len(errors)
    # The product carries rounding dust that ceil would turn into a whole rank.
    rank = np.ceil((n + 1) * level - 1e-9) if level >= 0.5 else n + 1 - np.ceil((n + 1) * (1 - level) - 1e-9)
    return float(errors[min(max(int(rank), 1), n) - 1])


def error_bands(mean: Floats, actual: Floats, least: int = BAND_CELLS) -> ErrorBands:
    """Group past errors by volume; both of shape (cells,). NO_BANDS below `least` cells."""
    keep = mean > 0
    mean, actual = mean[keep], actual[keep]
    if mean.size < least:
        return NO_BANDS
    extra = float(((actual - mean) ** 2 - mean).sum() / (mean**2).sum())
    spread = float(np.sqrt(max(extra, 0.0)))
    groups = np.array_split(np.argsort(mean, kind="stable"), min(MOST_BANDS, max(1, mean.size // BAND_CELLS)))
    return ErrorBands(
        np.array([mean[g].mean() for g in groups]),
        tuple(mean[g] for g in groups),
        tuple(actual[g] for g in groups),
        tuple(np.sort((actual[g] - mean[g]) / scale(mean[g], spread)) for g in groups),
        spread,
    )


@dataclass(frozen=True, slots=True)
class DayBands:
    """Error bands of each class of days: ordinary, near a holiday, holiday (see `forecasting.history.calendar`).

    Attributes
    ----------
    classes : one entry per day class; classes with too few tested cells borrow the bands of all.
    """

    classes: tuple[ErrorBands, ...]

    def band(self, mean: Floats, day_class: Ints, level: float, whole: bool) -> tuple[Floats, Floats]:
        """Low and high of each interval; zero where the mean is zero."""
        low, high = np.zeros_like(mean), np.zeros_like(mean)
        for number, bands in enumerate(self.classes):
            here = (day_class == number) & (mean > 0)
            if here.any():
                low[here], high[here] = bands.band(mean[here], level, whole)
        return low, high

    def quantile(self, mean: Floats, day_class: Ints, level: float, whole: bool) -> Floats:
        """The level-quantile of each interval, whole contacts if asked; zero where the mean is zero."""
        result = np.zeros_like(mean)
        for number, bands in enumerate(self.classes):
            here = (day_class == number) & (mean > 0)
            if here.any():
                result[here] = bands.quantile(mean[here], level)
        return np.ceil(result - 1e-9) if whole else result


def day_bands(mean: Floats, actual: Floats, day_class: Ints) -> DayBands:
    """Bands from past forecasts, outcomes and the class of their days, each of shape (cells,)."""
    everything = error_bands(mean, actual)
    classes = []
    for number in range(DAY_CLASSES):
        here = day_class == number
        own = error_bands(mean[here], actual[here], BAND_CELLS if number == 0 else SPECIAL_CELLS)
        classes.append(own if own.errors else everything)
    return DayBands(tuple(classes))


UNTESTED = DayBands((NO_BANDS,) * DAY_CLASSES)
"""Bands of a queue that could not be tested."""
