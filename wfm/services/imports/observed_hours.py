"""Opening hours as history shows them: what is worked regularly, in as many windows a day as there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from wfm.database import HistoryRows
from wfm.domain.arrays import Flags, Floats, Ints
from wfm.domain.planning import OperatingHours, Windows
from wfm.domain.time import DAY, TimeGrid, spans

FEWEST_DAYS = 12
"""Days of history from which opening hours are read off the file: two weeks from Monday to Friday."""

RECENT = 56
"""Days that tell the hours of today: eight weeks, so that hours of last year, or before a change, do not count."""

WORKED = 0.5
"""Share of its dates with contacts from which a weekday is worked; a Saturday a month is not."""

REGULAR = 0.25
"""Share of a weekday's dates that must be passed for a time of day to be open, so that stray calls open nothing."""

SPARSE = 2.0
"""Contacts per interval under which a time of day is judged over all worked weekdays together."""

FAINT = 0.02
"""Share of an ordinary interval's contacts under which calls out of hours are stray, however evenly they come."""

TELLING = 9.0
"""Expected contacts from which it means something that none came: chance alone does so once in 8,000 times."""

MATTERS = 0.05
"""Share of contacts from which a change of hours is told."""

LATELY = 3
"""The last weeks, which show whether a time of day was given up or is new."""


@dataclass(frozen=True, slots=True)
class ObservedHours:
    """Hours read off a history, and sentences on what was found beside them."""

    hours: OperatingHours
    notes: tuple[str, ...] = ()


def observed_hours(rows: HistoryRows, grid: TimeGrid) -> ObservedHours:
    """The opening hours that the contacts of a history show; always open where it tells too little.

    `grid` has every interval from the first row to the last. A weekday is open when contacts come on half of its
    dates, a time of day when they come on more than a quarter of these; what is too sparse to be told by one weekday
    is told by all. The last eight weeks count.
    """
    if grid.count * grid.slot_minutes <= (FEWEST_DAYS - 1) * DAY or not np.nansum(rows.offered) > 0:
        return ObservedHours(OperatingHours.always())
    table, first = _table(rows, grid)
    weekdays = (np.arange(len(table)) + first.weekday()) % 7
    early = max(0, len(table) - RECENT)
    now = _open(table[early:], weekdays[early:])
    hours = OperatingHours(_joined([_windows(row, grid.slot_minutes) for row in now]))
    notes = _irregular(table, weekdays, hours)
    if early >= FEWEST_DAYS and _changed(table, weekdays, early, now):
        last = first + timedelta(days=early - 1)
        notes.append(f"its hours were other ones up to about {last}; those of the last {RECENT // 7} weeks are taken")
    return ObservedHours(hours, tuple(notes))


def _changed(table: Floats, weekdays: Ints, early: int, now: Flags) -> bool:
    """Whether many contacts came before at times that are closed now, or come now at times that were closed."""
    before, after = (table[:early], weekdays[:early]), (table[early:], weekdays[early:])
    past = _open(*before)
    for gone, (days, their), (others, other_days) in ((past & ~now, before, after), (now & ~past, after, before)):
        here, there = days[gone[their]].sum(), others[gone[other_days]].sum()
        expected = here * len(others) / len(days)
        if here >= MATTERS * days.sum() and expected >= TELLING and there < REGULAR * expected:
            return True
    return False


def _table(rows: HistoryRows, grid: TimeGrid) -> tuple[Floats, date]:
    """Contacts per local date and time of day, shape (days, slots), and the first date."""
    local = grid.local_days()
    first: date = local[0].item()
    table = np.zeros((int((local[-1] - local[0]).astype(int)) + 1, DAY // grid.slot_minutes))
    places = (rows.start - rows.start[0]).astype("timedelta64[m]").astype(np.int64) // grid.slot_minutes
    days = (local[places] - local[0]).astype(np.int64)
    np.add.at(table, (days, grid.minutes_of_day()[places] // grid.slot_minutes), np.nan_to_num(rows.offered))
    return table, first


def _open(table: Floats, weekdays: Ints) -> Flags:
    """The times of day of each weekday that days of contacts show as open, shape (7, slots)."""
    worked = [_is_worked(table[weekdays == weekday]) for weekday in range(7)]
    pooled = table[np.isin(weekdays, np.flatnonzero(worked)) & table.any(axis=1)]
    flags = np.zeros((7, table.shape[1]), bool)
    if not len(pooled):
        return ~flags
    sparse = _sparse(pooled, LATELY * sum(worked))
    for weekday in np.flatnonzero(worked):
        own = table[weekdays == weekday]
        own = own[own.any(axis=1)]
        came = own.sum(axis=0)
        flags[weekday] = _filled(_regular(own) | (sparse & ~_denied(came, pooled.mean(axis=0) * len(own))), came)
    if not flags.any():  # too little for any time of day: from the first contact to the last
        seen = np.flatnonzero(pooled.any(axis=0))
        flags[np.flatnonzero(worked), seen[0] : seen[-1] + 1] = True
    return flags


def _sparse(pooled: Floats, late: int) -> Flags:
    """Times of day with few contacts each day that come all the same, on all worked weekdays together."""
    rates, presence = pooled.mean(axis=0), (pooled > 0).sum(axis=0)
    usual = rates[rates > rates.max() / 10].mean()
    given_up = ~pooled[-late:].any(axis=0) & (rates * late >= TELLING)
    return np.asarray(
        (rates < SPARSE) & (rates >= FAINT * usual) & (presence >= max(3, FAINT * len(pooled))) & ~given_up
    )


def _denied(came: Floats, expected: Floats) -> Flags:
    """Times of day at which a weekday had nothing, in stretches that would have had contacts on other weekdays."""
    denied = np.zeros(len(came), bool)
    for low, high in spans(came == 0):
        denied[low:high] = expected[low:high].sum() >= TELLING
    return denied


def _is_worked(days: Floats) -> bool:
    """Whether contacts come on enough dates of a weekday."""
    return len(days) > 0 and bool(days.any(axis=1).sum() >= max(1, WORKED * len(days)))


def _regular(days: Floats) -> Flags:
    """Times of day at which contacts come often enough on the worked dates of a weekday, as of the last ones."""
    often = (days > 0).sum(axis=0)
    regular = (often >= 2) & (often > REGULAR * len(days))
    if len(days) > 2 * LATELY:
        late = days[-LATELY:]
        given_up = ~late.any(axis=0) & (days.mean(axis=0) * LATELY >= TELLING)
        regular = (regular & ~given_up) | (late > 0).all(axis=0)
    return np.asarray(regular)


def _filled(opened: Flags, came: Floats) -> Flags:
    """Without the holes in which so few contacts are expected that none says nothing."""
    result = opened.copy()
    edges = spans(opened)
    for (_, low), (high, _) in pairwise(edges):
        expected = min(came[low - 1], came[high]) * (high - low)
        if expected < TELLING or came[low:high].sum() >= REGULAR * expected:
            result[low:high] = True
    return result


def _windows(opened: Flags, slot: int) -> list[tuple[int, int]]:
    return [(low * slot, high * slot) for low, high in spans(opened)]


def _joined(days: list[list[tuple[int, int]]]) -> tuple[Windows, ...]:
    """Windows that meet at midnight as one night of the weekday on which it begins; whole days stay as they are."""
    result = [list(windows) for windows in days]
    for day, windows in enumerate(days):
        after = days[(day + 1) % 7]
        if windows and after and windows[-1][1] == DAY and after[0][0] == 0 and windows[-1][0] > after[0][1]:
            result[day][-1] = (windows[-1][0], DAY + after[0][1])
            result[(day + 1) % 7].remove(after[0])
    return tuple(map(tuple, result))


def _irregular(table: Floats, weekdays: Ints, hours: OperatingHours) -> list[str]:
    """Sentences on weekdays that are read as closed though contacts came on several of their dates."""
    names = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
    usual = np.median(table.sum(axis=1)[table.any(axis=1)])
    told = []
    for weekday, name in enumerate(names):
        days = table[weekdays == weekday]
        count = int((days.sum(axis=1) >= REGULAR * usual).sum())
        runs_in = any(high > DAY for _, high in hours.open[weekday - 1])
        if not hours.open[weekday] and not runs_in and count >= 2:
            told.append(
                f"contacts came on {count} of {len(days)} {name}, which are read as closed; "
                "open single days with wfm hours open"
            )
    return told
