"""Honest bands: quantiles of past errors by volume band (split conformal), never negative, whole where counts are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import poisson

from wfm.domain.contacts import Floats

BAND_CELLS = 200
"""Past cells a volume band needs; thinner bands have noisy tails."""

MOST_BANDS = 8


@dataclass(frozen=True, slots=True)
class ErrorBands:
    """Scaled errors of past forecasts, grouped by volume.

    Attributes
    ----------
    volumes : mean forecast of each band, ascending, shape (bands,).
    errors : sorted (actual - mean) / scale of each band.
    spread : coefficient of variation beyond counting noise that scales errors, >= 0.
    """

    volumes: Floats
    errors: tuple[Floats, ...]
    spread: float

    def quantile(self, mean: Floats, level: float) -> Floats:
        """The level-quantile of contacts at each mean, of its shape, >= 0."""
        if not self.errors:
            return np.asarray(poisson.ppf(level, np.maximum(mean, 0.0)), dtype=float) + 0.0
        edges = np.array([conformal_quantile(errors, level) for errors in self.errors])
        between = np.interp(np.log(mean + 1e-3), np.log(self.volumes + 1e-3), edges)
        return np.maximum(mean + between * scale(mean, self.spread), 0.0)


def scale(mean: Floats, spread: float) -> Floats:
    """Standard deviation of a count with rate uncertainty: sqrt(m + (spread m)^2), of the shape of `mean`."""
    return np.sqrt(np.maximum(mean, 0.05) + (spread * mean) ** 2)


def conformal_quantile(errors: Floats, level: float) -> float:
    """Order statistic of rank ceil((n + 1) level), or its mirror below the median (Lei et al. 2018)."""
    n = len(errors)
    rank = int(np.ceil((n + 1) * level)) if level >= 0.5 else n + 1 - int(np.ceil((n + 1) * (1 - level)))
    return float(errors[min(max(rank, 1), n) - 1])


def error_bands(mean: Floats, actual: Floats) -> ErrorBands:
    """Group past errors by volume; shape of both (cells,). No bands (plain Poisson quantiles) below BAND_CELLS cells."""
    keep = mean > 0
    mean, actual = mean[keep], actual[keep]
    if mean.size < BAND_CELLS:
        return ErrorBands(np.zeros(0), (), 0.0)
    extra = float(((actual - mean) ** 2 - mean).sum() / (mean**2).sum())
    spread = float(np.sqrt(max(extra, 0.0)))
    order = np.argsort(mean, kind="stable")
    groups = np.array_split(order, min(MOST_BANDS, mean.size // BAND_CELLS))
    errors = tuple(np.sort((actual[g] - mean[g]) / scale(mean[g], spread)) for g in groups)
    return ErrorBands(np.array([mean[g].mean() for g in groups]), errors, spread)


def whole_band(mean: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Ends of a band rounded to whole contacts, the mean kept inside."""
    lower = np.minimum(np.round(low), np.floor(mean))
    upper = np.maximum(np.round(high), np.ceil(mean))
    return lower, upper
