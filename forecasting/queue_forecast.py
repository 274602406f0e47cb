"""The forecast of one queue, and of many: clean, test methods on the past, combine, band, handle time."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import numpy as np

from forecasting.combine import DEFAULT_OPTIONS, ForecastOptions, poisson_floor, select, widened
from forecasting.fallback import unseen_filled, why_nothing, zero_forecast
from forecasting.handle_time import aht_profile
from forecasting.history import (
    NO_CALENDAR,
    Calendar,
    CleanedHistory,
    DayAxis,
    before,
    cell_index,
    clean,
    from_table,
    to_table,
)
from forecasting.methods import FALLBACK, assumed_days, extra_days_filled
from forecasting.patience import Patience, recent_patience
from wfm.domain.arrays import Floats
from wfm.domain.errors import InputError
from wfm.domain.planning import ComponentWeight, ContactHistory, OperatingHours, VolumeForecast
from wfm.domain.time import TimeGrid, local_midnight, zone_of
from wfm.machine import Executor

__all__ = ["DEFAULT_OPTIONS", "ForecastJob", "ForecastOptions", "forecast", "forecast_many", "run_job"]

MOST_DAYS = 64 * 7
"""Longest horizon, 64 weeks."""

WHOLE_SHARE = 0.9
"""Share of whole values from which a history is one of counts, so that its bands end on whole contacts."""


def forecast(
    history: ContactHistory,
    start: datetime,
    days: int,
    *,
    hours: OperatingHours | None = None,
    calendar: Calendar = NO_CALENDAR,
    options: ForecastOptions = DEFAULT_OPTIONS,
) -> VolumeForecast:
    """Expected contacts and handle time for `days` local days from `start`, an instant at local midnight.

    Nothing at or after `start` is read. InputError for a start that is not local midnight or a horizon outside
    1..448 days; short, empty or strange histories give a forecast whose notes state the fallback.
    """
    first = _first_day(history, start, days)
    grid = TimeGrid.of_days(history.grid.zone, first, days, history.grid.slot_minutes)
    known = before(history, first)
    cleaned = clean(known, calendar, hours)
    nothing = why_nothing(known, cleaned)
    if nothing:
        return zero_forecast(history, grid, options, nothing)

    gap = (first - cleaned.axis.first).days - cleaned.axis.count
    chosen = select(cleaned, calendar, gap + days, options)
    horizon = DayAxis(first, days)
    notes = [*chosen.notes, *_gap_note(gap), *assumed_days(cleaned, calendar, hours, horizon)]
    table = unseen_filled(chosen.table[gap:], cleaned, horizon, notes)
    table = extra_days_filled(table, cleaned, hours, horizon, notes)
    mean = from_table(grid, _planned(table, first, calendar), first)
    if hours is not None:
        mean = np.where(hours.mask(grid), mean, 0.0)

    rows = cell_index(grid, first)[0]
    day_class, variance = chosen.view.day_class[gap:][rows], chosen.variance[gap:][rows]
    whole = _counts(known)
    tail = (1 - options.level) / 2
    ends = zip(chosen.bands.band(mean, day_class, options.level, whole), (tail, 1 - tail), strict=True)
    low, high = (widened(mean, edge, variance, q, whole) for edge, q in ends)
    patience, abandonment = recent_patience(known)
    notes += _patience_note(patience)
    return VolumeForecast(
        queue=history.queue,
        grid=grid,
        mean=mean,
        low=low,
        high=high,
        aht_seconds=_aht(known, cleaned, grid, options.aht_seconds),
        level=options.level,
        method=_method(chosen.weights),
        components=chosen.weights,
        error=chosen.error,
        floor=poisson_floor(mean),
        reason=chosen.reason,
        notes=tuple(notes),
        quantiles={
            q: widened(mean, chosen.bands.quantile(mean, day_class, q, whole), variance, q, whole)
            for q in options.quantiles
        },
        patience_seconds=patience.mean if patience else math.nan,
        abandonment=abandonment,
    )


def _first_day(history: ContactHistory, start: datetime, days: int) -> date:
    """The local date that `start` begins."""
    if start.tzinfo is None:
        raise InputError(f"start must carry a time zone, got {start.isoformat()}")
    if not 1 <= days <= MOST_DAYS:
        raise InputError(f"days must be in 1..{MOST_DAYS}, got {days}")
    first = start.astimezone(zone_of(history.grid.zone)).date()
    if local_midnight(first, history.grid.zone) != start:
        raise InputError(f"start must be local midnight in {history.grid.zone}, got {start.isoformat()}")
    return first


def _planned(table: Floats, first: date, calendar: Calendar) -> Floats:
    """The planner's days of the horizon: adjusted, or without a forecast."""
    result = table.copy()
    for special in calendar.special_days:
        row = (special.day - first).days
        if 0 <= row < len(result) and special.treatment != "exclude":
            result[row] *= special.factor or 0.0
    return result


def _gap_note(gap: int) -> list[str]:
    """A sentence when the records end more than a week before the start."""
    return [f"nothing is recorded in the {gap} days before the start"] if gap > 7 else []


def _patience_note(patience: Patience | None) -> list[str]:
    """What was learned of callers' patience."""
    if patience is None:
        return []
    return [
        f"patience: {patience.mean:.0f} s on average ({patience.low:.0f} to {patience.high:.0f}) by the waits of "
        f"{patience.abandoned:,.0f} contacts that gave up; staffing takes it unless told otherwise"
    ]


def _counts(history: ContactHistory) -> bool:
    """Whether the history counts contacts: nearly all values are whole (a repaired export may hold a few halves)."""
    values = history.offered[~np.isnan(history.offered)]
    return bool((values == np.round(values)).mean() >= WHOLE_SHARE)


def _aht(known: ContactHistory, cleaned: CleanedHistory, grid: TimeGrid, default: float) -> Floats:
    """Expected seconds per interval of the horizon."""
    if known.aht_seconds is None:
        return np.full(grid.count, default)
    handled = known.handled if known.handled is not None else known.offered
    axis = cleaned.axis
    seconds = to_table(known.grid, known.aht_seconds, axis.first, axis.count)
    contacts = to_table(known.grid, handled, axis.first, axis.count)
    profile = aht_profile(axis, contacts, seconds, np.array(cleaned.quiet), default)
    weekdays, slots = grid.weekdays(), grid.minutes_of_day() // grid.slot_minutes
    return np.asarray(profile[weekdays, slots])


def _method(weights: tuple[ComponentWeight, ...]) -> str:
    """Name of the method for tables and files."""
    return weights[0].name if len(weights) == 1 else f"weighted mean of {len(weights)}"


@dataclass(frozen=True, slots=True)
class ForecastJob:
    """One queue's forecast as a picklable order."""

    history: ContactHistory
    start: datetime
    days: int
    hours: OperatingHours | None = None
    calendar: Calendar = NO_CALENDAR
    options: ForecastOptions = field(default_factory=ForecastOptions)


def run_job(job: ForecastJob) -> VolumeForecast:
    """The forecast of one job; a queue that cannot be forecast falls back to weekday means, then to zero, and says so."""
    try:
        return forecast(job.history, job.start, job.days, hours=job.hours, calendar=job.calendar, options=job.options)
    except Exception as error:
        why = f"the full method failed ({type(error).__name__}: {error})"
    try:
        plain = replace(job.options, components=(FALLBACK.name,))
        result = forecast(job.history, job.start, job.days, hours=job.hours, calendar=NO_CALENDAR, options=plain)
    except Exception as error:
        grid = TimeGrid.of_days(
            job.history.grid.zone, _first_day(job.history, job.start, job.days), job.days, job.history.grid.slot_minutes
        )
        return zero_forecast(job.history, grid, job.options, f"{why}, and so did weekday means ({error})")
    return replace(result, notes=(*result.notes, f"fallback: {why}; weekday means stand in"))


def forecast_many(
    jobs: Sequence[ForecastJob], executor: Executor, on_done: Callable[[int, int, str], None] = lambda *_: None
) -> list[VolumeForecast]:
    """Forecasts of many queues in the order of the jobs; `on_done(done, of, queue)` after each.

    One failing queue does not stop the others. InputError, before any work, for a job whose start, horizon or
    country cannot be used.
    """
    for job in jobs:
        first = _first_day(job.history, job.start, job.days)
        job.calendar.check(first)
    results = []
    for done, result in enumerate(executor.map(run_job, jobs), start=1):
        results.append(result)
        on_done(done, len(jobs), result.queue)
    return results
