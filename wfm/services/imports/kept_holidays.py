"""Whether a queue's history fits the public holidays it keeps."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from forecasting import Calendar
from wfm.database import HistoryRows
from wfm.domain.arrays import Floats
from wfm.domain.errors import InputError
from wfm.domain.planning import Queue
from wfm.domain.time import zone_of

ORDINARY, QUIET = 0.8, 0.3
"""Share of its weekday's usual contacts from which a day is ordinary, and below which it is as good as closed."""

FEWEST = 3
"""Days of either kind from which history is taken to contradict: one closed day may have any reason."""

NEIGHBOURS = 4
"""Weeks on either side that say what is usual for a weekday."""


def contradicted(queue: Queue, rows: HistoryRows) -> tuple[str, ...]:
    """A sentence where history shows ordinary days on the queue's holidays and closed ones where it has none.

    Either alone says nothing: a hotline that never closes keeps no holiday, and a centre may close for its own reasons.
    """
    if not queue.country:
        return ()
    days, contacts = _by_day(queue.zone, rows)
    try:
        holidays = Calendar(queue.country, queue.subdivision).holidays(days[0], days[-1])
    except InputError:
        return ()  # a stored country that cannot be used is told by the forecast
    share = _of_usual(days, contacts)
    kept = [day for day in holidays if day in share]
    worked = [day for day in kept if share[day] >= ORDINARY]
    closed = [day for day, value in share.items() if value <= QUIET and not _near(day, holidays)]
    if len(worked) < max(FEWEST, len(kept) / 2) or len(closed) < FEWEST:
        return ()
    shown = ", ".join(str(day) for day in closed[:FEWEST])
    return (
        f"queue {queue.id} keeps the public holidays of {queue.country}, but its history has ordinary days on "
        f"{len(worked)} of {len(kept)} of them and next to nothing on {len(closed)} other days ({shown} ...): "
        f"is {queue.country} the right country?",
    )


def _near(day: date, holidays: dict[date, str]) -> bool:
    """On a holiday or next to one: many close for the bridge as well."""
    return any(day + timedelta(days=step) in holidays for step in (-1, 0, 1))


def _by_day(zone: str, rows: HistoryRows) -> tuple[list[date], Floats]:
    """Contacts of every local day from the first to the last, 0 on days without a row."""
    clock = pd.DatetimeIndex(rows.start.astype("datetime64[s]")).tz_localize("UTC").tz_convert(zone_of(zone))
    local = clock.tz_localize(None).to_numpy().astype("datetime64[D]")
    first = local.min()
    place = (local - first).astype(np.int64)
    contacts: Floats = np.bincount(place, np.nan_to_num(rows.offered)).astype(float)
    start: date = first.astype(object)
    return [start + timedelta(days=n) for n in range(len(contacts))], contacts


def _of_usual(days: list[date], contacts: Floats) -> dict[date, float]:
    """Each day's contacts as a share of the median of its weekday in the weeks around it; weekdays off are left out."""
    result = {}
    for n, day in enumerate(days):
        around = [contacts[n + 7 * k] for k in range(-NEIGHBOURS, NEIGHBOURS + 1) if k and 0 <= n + 7 * k < len(days)]
        usual = float(np.median(around)) if len(around) >= NEIGHBOURS else 0.0
        if usual > 0:
            result[day] = float(contacts[n]) / usual
    return result
