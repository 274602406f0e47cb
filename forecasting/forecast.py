"""The forecast of one queue, and of many: clean, test methods on the past, combine, band, handle time."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import numpy as np

from forecasting.accuracy import poisson_floor, wape
from forecasting.aht import aht_profile
from forecasting.backtest import Backtest, backtest, predict
from forecasting.calendar import NO_CALENDAR, Calendar
from forecasting.cleaning import CleanedHistory, clean
from forecasting.combination import combine, combined_backtest, reason, weighted_mean
from forecasting.components import COMPONENTS, FALLBACK, Component
from forecasting.days import DayAxis, from_table, to_table
from forecasting.history import before, closed_since
from forecasting.intervals import UNTESTED, DayBands, day_bands
from forecasting.levels import ANNUAL_DAYS
from forecasting.training import Training, training
from wfm.domain.contacts import ComponentWeight, ContactHistory, Floats, OperatingHours, VolumeForecast
from wfm.domain.errors import InputError, WfmError
from wfm.domain.time import TimeGrid, local_midnight, zone_of
from wfm.execution import Executor

MOST_DAYS = 64 * 7
"""Longest horizon, 64 weeks."""

TEST_DAYS, LONG_TEST_DAYS = 28, 84
"""Four weeks are what planners publish; twelve show whether a season holds."""

SHORT_DAYS = 14
"""Histories under two weeks show no weekday twice."""

WHOLE_SHARE = 0.9
"""Share of whole values from which a history is one of counts, so that its bands end on whole contacts."""


@dataclass(frozen=True, slots=True)
class ForecastOptions:
    """How to forecast.

    Attributes
    ----------
    level : share of outcomes the band should cover, in (0, 1).
    seed : for methods that draw; the same seed gives the same forecast.
    quantiles : further quantiles to return, each in (0, 1), for staffing at a chosen risk.
    components : names of the methods to combine, None for all.
    aht_seconds : handle time where history tells nothing.
    test_days : days forecast at each past origin; None for 28, or 84 where a long horizon and history allow.
    origins : number of past origins for the weights.
    """

    level: float = 0.8
    seed: int = 0
    quantiles: tuple[float, ...] = ()
    components: tuple[str, ...] | None = None
    aht_seconds: float = 300.0
    test_days: int | None = None
    origins: int = 4

    def __post_init__(self) -> None:
        for value in (self.level, *self.quantiles):
            if not 0 < value < 1:
                raise InputError(f"level and quantiles must be in (0, 1), got {value}")
        known = [c.name for c in COMPONENTS]
        for name in self.components or ():
            if name not in known:
                raise InputError(f"components must be among {', '.join(known)}, got {name!r}")
        if self.components == ():
            raise InputError("components must name at least one method, got none")
        if not (self.aht_seconds > 0 and math.isfinite(self.aht_seconds)):
            raise InputError(f"aht_seconds must be > 0, got {self.aht_seconds}")
        if (self.test_days is not None and self.test_days < 1) or self.origins < 1:
            raise InputError(f"test_days and origins must be >= 1, got {self.test_days} and {self.origins}")

    def chosen(self) -> tuple[Component, ...]:
        """The components to combine."""
        return tuple(c for c in COMPONENTS if self.components is None or c.name in self.components)

    def tested(self, days: int, history_days: int) -> int:
        """Days to forecast at each past origin for a horizon and a history of so many days.

        A horizon beyond six weeks is tested over twelve, unless that left the annual methods too little history.
        """
        if self.test_days is not None:
            return self.test_days
        enough = history_days - self.origins * LONG_TEST_DAYS >= ANNUAL_DAYS + TEST_DAYS
        return LONG_TEST_DAYS if days > 42 and enough else TEST_DAYS


DEFAULT_OPTIONS = ForecastOptions()


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
    gap = (first - cleaned.axis.first).days - cleaned.axis.count
    nothing = _why_nothing(known, cleaned)
    if nothing:
        return _zero(history, grid, options, nothing)
    failures: dict[str, str] = {}
    view = training(cleaned, calendar, cleaned.axis.count, gap + days)
    components = options.chosen()
    span = options.tested(days, cleaned.axis.count)
    test = backtest(cleaned, calendar, components, span, options.origins, span, view.shift, failures)
    found = {name: values[gap:] for name, values in predict(view, components, failures).items()}
    if not found:
        failures["none"] = "fallback: none of the chosen methods could work on this history; weekday means stand in"
        found = {name: values[gap:] for name, values in predict(view, (FALLBACK,), failures).items()}
    if test is not None and not set(test.names) & set(found):
        test = None
    weights = combine(test, tuple(found))
    notes = [*_break_notes(view), *failures.values(), *_gap_note(gap)]
    table = _unseen_filled(weighted_mean(weights, found), cleaned, DayAxis(first, days), notes)
    table = _closed(table, first, calendar)
    bands, error = _tested(test, weights)
    mean = from_table(grid, table, first)
    if hours is not None:
        mean = np.where(hours.mask(grid), mean, 0.0)
    classes = view.day_class[gap:][(grid.local_days() - np.datetime64(first, "D")).astype(int)]
    whole = _counts(known)
    low, high = bands.band(mean, classes, options.level, whole)
    quantiles = {q: bands.quantile(mean, classes, q, whole) for q in options.quantiles}
    return VolumeForecast(
        queue=history.queue,
        grid=grid,
        mean=mean,
        low=low,
        high=high,
        aht_seconds=_aht(known, cleaned, grid, first, options.aht_seconds),
        level=options.level,
        method=_method(weights),
        components=weights,
        error=error,
        floor=poisson_floor(mean),
        reason=reason(weights, int(test.origins.max()) + 1 if test else 0, span),
        notes=tuple(notes),
        quantiles=quantiles,
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


def _why_nothing(known: ContactHistory, cleaned: CleanedHistory) -> str:
    """Why zero is all that can be forecast; empty where there is more to say."""
    if not known.grid.count:
        return "no contacts were recorded before the start"
    closed = closed_since(known)
    if closed is not None:
        return f"the queue has recorded nothing but zeros since {closed}"
    return "" if np.nansum(cleaned.cells) else "all contacts lie outside the hours of operation"


def _zero(history: ContactHistory, grid: TimeGrid, options: ForecastOptions, why: str) -> VolumeForecast:
    """A forecast of zero, and why."""
    zeros = np.zeros(grid.count)
    return VolumeForecast(
        queue=history.queue,
        grid=grid,
        mean=zeros,
        low=zeros,
        high=zeros,
        aht_seconds=np.full(grid.count, options.aht_seconds),
        level=options.level,
        method="none",
        components=(),
        error=math.nan,
        floor=math.nan,
        reason=f"Zero is forecast because {why}; a template queue may stand in.",
        notes=(f"fallback: {why}",),
        quantiles=dict.fromkeys(options.quantiles, zeros),
    )


def _unseen_filled(table: Floats, cleaned: CleanedHistory, horizon: DayAxis, notes: list[str]) -> Floats:
    """The table with weekdays that a history of under a week never saw at the mean of the days it saw."""
    if cleaned.axis.count >= SHORT_DAYS:
        return table
    notes.append(f"fallback: only {cleaned.axis.count} days of history; means of what was seen stand in for a pattern")
    if cleaned.axis.count >= 7:
        return table
    seen = np.unique(cleaned.axis.weekdays)
    usual = np.nan_to_num(cleaned.cells).mean(axis=0)
    return np.where(np.isin(horizon.weekdays, seen)[:, None], table, usual)


def _closed(table: Floats, first: date, calendar: Calendar) -> Floats:
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


def _break_notes(view: Training) -> list[str]:
    """One sentence per break in level that was found."""
    notes = []
    for row in np.flatnonzero(np.diff(view.shift)):
        step = math.expm1(float(view.shift[row] - view.shift[row + 1]))
        day = view.axis.dates[row + 1]
        notes.append(f"the level changed by {step:+.0%} around {day}; older days were brought to the new level")
    return notes


def _tested(test: Backtest | None, weights: tuple[ComponentWeight, ...]) -> tuple[DayBands, float]:
    """Error bands and WAPE of the combination in the backtest."""
    if test is None:
        return UNTESTED, math.nan
    past = combined_backtest(test, weights)
    return day_bands(past, test.actual, test.day_class), wape(test.actual, past)


def _counts(history: ContactHistory) -> bool:
    """Whether the history counts contacts: nearly all values are whole (a repaired export may hold a few halves)."""
    values = history.offered[~np.isnan(history.offered)]
    return bool((values == np.round(values)).mean() >= WHOLE_SHARE)


def _aht(known: ContactHistory, cleaned: CleanedHistory, grid: TimeGrid, first: date, default: float) -> Floats:
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
    """The forecast of one job; a queue that cannot be forecast falls back to weekday means, and says so."""
    try:
        return forecast(job.history, job.start, job.days, hours=job.hours, calendar=job.calendar, options=job.options)
    except WfmError:
        raise
    except Exception as error:
        plain = replace(job.options, components=(FALLBACK.name,))
        result = forecast(job.history, job.start, job.days, hours=job.hours, calendar=NO_CALENDAR, options=plain)
        note = f"fallback: the full method failed ({type(error).__name__}: {error}); weekday means stand in"
        return replace(result, notes=(*result.notes, note))


def forecast_many(
    jobs: Sequence[ForecastJob], executor: Executor, on_done: Callable[[int, int, str], None] = lambda *_: None
) -> list[VolumeForecast]:
    """Forecasts of many queues in the order of the jobs; `on_done(done, of, queue)` after each.

    One failing queue does not stop the others.
    """
    results = []
    for done, result in enumerate(executor.map(run_job, jobs), start=1):
        results.append(result)
        on_done(done, len(jobs), result.queue)
    return results
