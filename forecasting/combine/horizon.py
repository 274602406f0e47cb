"""How much less is known far ahead: levels wander, and a season that was never seen whole may come.

Bands are calibrated on the horizon that was tested. What lies beyond gets the variance that the level's own past
errors at long leads show, added in quadrature.
"""

from __future__ import annotations

import numpy as np
from scipy.stats import norm

from forecasting.combine.backtest import LEAST_DAYS, predict
from forecasting.combine.combination import weighted_mean
from forecasting.history import Calendar, CleanedHistory, DayStatus
from forecasting.methods import ANNUAL_DAYS, COMPONENTS, training
from wfm.domain.arrays import Floats
from wfm.domain.planning import ComponentWeight

LONG_ORIGINS = 5
"""Past dates from which the combination is asked for long leads; the longest lead has one, the shortest all."""

LEAST_HISTORY = 182
"""Days of history before such a date: half a year shows week, profile and level."""

USUAL_DRIFT = 0.0003
PRIOR_ORIGINS = 1.0
"""Variance that the log level of a queue gains a week where little is known (12 % after a year), and how many tested
dates that belief counts for."""

UNSEEN_SEASON = 0.1
"""Amplitude of an annual season to be reckoned with while no whole year has been seen."""

FEWEST = 30.0
"""Contacts a week needs before its error says something of the level."""

SMALL = 0.01
"""Methods of a smaller weight are left out here: they cost time and change nothing."""


def level_variance(
    cleaned: CleanedHistory, calendar: Calendar, weights: tuple[ComponentWeight, ...], days: int, span: int
) -> Floats:
    """Variance of the log level on each of `days` days ahead beyond what a test over `span` days shows, shape (days,).

    A level that wanders gains variance in proportion to time (random walk). Its rate is the mean of what the
    combination's weekly errors at past dates show and of USUAL_DRIFT. Before a whole year was seen, an annual season
    of UNSEEN_SEASON adds A^2 (1 - cos): nothing after a year, most after half of one.
    """
    weeks = np.arange(days) / 7
    middle = span / 14
    rates = _rates(cleaned, calendar, weights, days, span)
    rate = max(0.0, (PRIOR_ORIGINS * USUAL_DRIFT + sum(rates)) / (PRIOR_ORIGINS + len(rates)))
    variance = rate * np.maximum(weeks - middle, 0.0)
    if cleaned.axis.count < ANNUAL_DAYS:
        variance = variance + UNSEEN_SEASON**2 * (1 - np.cos(2 * np.pi * np.maximum(weeks - middle, 0.0) / 52.18))
    return np.asarray(variance)


def _rates(
    cleaned: CleanedHistory, calendar: Calendar, weights: tuple[ComponentWeight, ...], days: int, span: int
) -> list[float]:
    """Gain of variance a week that each past date shows; empty where history is too short for leads beyond `span`."""
    total = cleaned.axis.count
    longest = min(days, total - LEAST_HISTORY)
    leads = np.unique(np.linspace(longest, span, LONG_ORIGINS + 1).astype(int))
    kept = tuple(w for w in weights if w.weight >= SMALL)
    names = {w.name for w in kept}
    chosen = tuple(c for c in COMPONENTS if c.name in names)
    rates = []
    for lead in leads[leads >= span + LEAST_DAYS]:
        errors = _weekly_errors(cleaned, calendar, kept, chosen, int(lead))
        week = np.arange(len(errors))
        near = np.nanmean(errors[: span // 7] ** 2) if np.isfinite(errors[: span // 7]).any() else np.nan
        far = (week >= span // 7) & np.isfinite(errors)
        if far.any() and np.isfinite(near):
            rates.append(float(np.mean((errors[far] ** 2 - near) / (week[far] + 0.5 - span / 14))))
    return rates


def _weekly_errors(
    cleaned: CleanedHistory,
    calendar: Calendar,
    weights: tuple[ComponentWeight, ...],
    chosen: tuple[object, ...],
    lead: int,
) -> Floats:
    """log(actual / forecast) of each whole week of `lead` days that end the history, shape (weeks,); NaN if unknown."""
    origin = cleaned.axis.count - lead
    view = training(cleaned, calendar, origin, lead)
    found = predict(view, chosen, {})  # type: ignore[arg-type]
    there = tuple(w for w in weights if w.name in found)
    weeks = lead // 7
    if not there:
        return np.full(weeks, np.nan)
    mean = weighted_mean(there, found) / sum(w.weight for w in there)
    rows = slice(origin, origin + 7 * weeks)
    scored = np.isin(cleaned.status[rows], (DayStatus.CLEAN, DayStatus.HOLIDAY))[:, None]
    actual = np.where(scored, cleaned.cells[rows], np.nan)
    known = ~np.isnan(actual)
    came = np.where(known, actual, 0.0).sum(axis=1).reshape(weeks, 7).sum(axis=1)
    said = np.where(known, mean[: 7 * weeks], 0.0).sum(axis=1).reshape(weeks, 7).sum(axis=1)
    enough = (came >= FEWEST) & (said >= FEWEST)
    return np.log(came, out=np.full(weeks, np.nan), where=enough) - np.log(said, out=np.zeros(weeks), where=enough)


def widened(mean: Floats, edge: Floats, variance: Floats, level: float, whole: bool) -> Floats:
    """The `level`-quantile of each interval with further variance of the log level, each of shape (count,).

    Spreads add in quadrature; a quantile on the mean's own side of the mean keeps its side.
    """
    more = float(norm.ppf(level)) * mean * np.sqrt(variance)
    reach = np.sqrt((edge - mean) ** 2 + more**2)
    moved = np.maximum(mean - reach if level < 0.5 else mean + reach, 0.0)
    if whole:
        moved = np.floor(moved) if level < 0.5 else np.ceil(moved)
    return np.asarray(np.where(variance > 0, moved, edge))
