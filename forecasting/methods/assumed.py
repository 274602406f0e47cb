"""What a forecast assumes of holidays and of days with hours of their own, in sentences for planners."""

from __future__ import annotations

from datetime import date
from shlex import quote

import numpy as np

from forecasting.history import Calendar, CleanedHistory, DayAxis
from forecasting.methods.effects import PUBLIC
from forecasting.methods.training_data import PastHolidays, past_holidays
from wfm.domain.arrays import Floats
from wfm.domain.planning import HoursException, OperatingHours

MOST_DATES = 3
"""Past dates of a holiday that are named."""


def assumed_days(
    cleaned: CleanedHistory, calendar: Calendar, hours: OperatingHours | None, horizon: DayAxis
) -> list[str]:
    """One sentence for each public holiday and each exception of opening hours among the days to forecast.

    Nothing is said of a holiday on which the queue would be closed as on every such weekday.
    """
    gap = (horizon.first - cleaned.axis.first).days - cleaned.axis.count
    known = past_holidays(cleaned, calendar, cleaned.axis.count, gap + horizon.count)
    public = calendar.holidays(horizon.dates[0], horizon.dates[-1]) if horizon.count else {}
    planned = {special.day for special in calendar.special_days if special.treatment != "exclude"}
    told = []
    for day, factor in zip(horizon.dates, known.factors[gap:], strict=True):
        exception = hours.exception_on(day) if hours else None
        if exception is not None:
            told.append(_by_exception(exception, public.get(day, ""), factor))
        elif day in public and day in planned:
            told.append(f"{public[day]}, {_date(day)}: as the special day of that date says")
        elif day in public and _open(day, cleaned, hours):
            told.append(f"{public[day]}, {_date(day)}: {_assumed(known, day, factor, cleaned.original.queue)}")
    return told


def extra_days_filled(
    table: Floats, cleaned: CleanedHistory, hours: OperatingHours | None, horizon: DayAxis, notes: list[str]
) -> Floats:
    """The table with days that an exception opens, on weekdays that are otherwise closed, at the mean of open days.

    History tells nothing of such a weekday, and no contacts would mean that nobody works on the extra day.
    """
    result = table
    for exception in hours.exceptions if hours else ():
        row = (exception.day - horizon.first).days
        if not (0 <= row < len(table) and exception.windows) or cleaned.open_weekdays[exception.day.weekday()]:
            continue
        usual = cleaned.cells[cleaned.teaches & cleaned.open_weekdays[cleaned.axis.weekdays]]
        seen = ~np.isnan(usual).all(axis=0)
        mean = np.zeros(table.shape[1])
        mean[seen] = np.nanmean(usual[:, seen], axis=0)
        result = result.copy()
        result[row] = mean
        notes.append(
            f"{_date(exception.day)} is open though its weekday is not: the mean of all open days stands in, since "
            f"nothing is known of {exception.day:%A}s"
        )
    return result


def _by_exception(exception: HoursException, holiday: str, factor: float) -> str:
    name = exception.name or holiday
    where = f"{name}, {_date(exception.day)}" if name else _date(exception.day)
    if not exception.windows:
        return f"{where}: closed by its opening hours, nothing is expected"
    share = f", at {factor:.0%} of an ordinary day's contacts in these hours" if holiday else ""
    return f"{where}: opening hours of its own{share}"


def _assumed(known: PastHolidays, day: date, factor: float, queue: str) -> str:
    """What is assumed of a holiday, and the evidence for it."""
    kind = known.kinds.get(day)
    name = kind.levels[-1] if kind else ""
    opened, closed = known.seen.opened.get(name, ()), known.seen.closed.get(name, ())
    others_open, others_closed = known.seen.public
    ordinary = f"{factor:.0%} of an ordinary {day:%A}"
    if opened:
        also = f", closed on {_dates(closed)}" if closed else ""
        return f"assumed at {ordinary}, seen {_times(len(opened))} ({_dates(opened)}{also})"
    if closed:
        return f"planned closed, as it was closed {'each of ' if len(closed) > 1 else ''}{_times(len(closed))} it was seen ({_dates(closed)})"
    if kind is not None and kind.kind in PUBLIC and known.seen.closes(kind):
        return f"never seen; planned closed, as all {len(others_closed)} holidays seen were ({_dates(others_closed)})"
    if others_open:
        return f"never seen; assumed at {ordinary}, from {_count(len(others_open), 'other holiday')} ({_dates(others_open)})"
    shut = (
        f"; {_count(len(others_closed), 'other holiday')} seen {'was' if len(others_closed) == 1 else 'were'} closed"
        if others_closed
        else ""
    )
    return (
        f"never seen, nor any other holiday open{shut}; assumed at {ordinary}. If the queue is closed then, say so: "
        f"wfm hours close {day} --queue {quote(queue)}"
    )


def _open(day: date, cleaned: CleanedHistory, hours: OperatingHours | None) -> bool:
    """Whether the queue has hours on a date, or, where no hours are given, contacts on its weekday."""
    return bool(hours.windows_on(day)) if hours else bool(cleaned.open_weekdays[day.weekday()])


def _date(day: date) -> str:
    return f"{day:%a} {day}"


def _dates(days: tuple[date, ...] | list[date]) -> str:
    shown = ", ".join(str(day) for day in days[-MOST_DATES:])
    return f"{len(days) - MOST_DATES} more, {shown}" if len(days) > MOST_DATES else shown


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _count(count: int, word: str) -> str:
    return f"{count} {word}{'s' if count > 1 else ''}"
