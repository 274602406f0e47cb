"""Which part of a history a forecast may read."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from wfm.domain.arrays import Floats
from wfm.domain.planning import ContactHistory

MOST_HISTORY_DAYS = 156 * 7
"""History beyond 156 weeks is not read: queues of that age behave differently."""

CLOSED_DAYS = 14
"""A queue whose records end in so many days of nothing but zeros has closed."""


def before(history: ContactHistory, first: date) -> ContactHistory:
    """The history of the last 156 weeks before a date, from the first to the last recorded interval.

    Zeros before the first contact belong to a queue that had not opened, and are left out as well.
    """
    days = history.grid.local_days()
    oldest = np.datetime64(first - timedelta(days=MOST_HISTORY_DAYS), "D")
    inside = (days < np.datetime64(first, "D")) & (days >= oldest)
    recorded = inside & ~np.isnan(history.offered)
    contacts = np.flatnonzero(recorded & (np.nan_to_num(history.offered) > 0))
    if not contacts.size:
        return part(history, 0, 0)
    low = int(np.flatnonzero(days == days[contacts[0]])[0])
    return part(history, low, int(np.flatnonzero(recorded)[-1]) + 1)


def part(history: ContactHistory, low: int, high: int) -> ContactHistory:
    """Intervals low..high-1 of a history."""

    def cut(values: Floats | None) -> Floats | None:
        return None if values is None else values[low:high]

    return ContactHistory(
        history.queue,
        history.grid.slice(low, high),
        history.offered[low:high],
        cut(history.handled),
        cut(history.abandoned),
        cut(history.aht_seconds),
        cut(history.wait_seconds),
    )


def closed_since(history: ContactHistory) -> date | None:
    """The first of at least CLOSED_DAYS days of recorded zeros that end a history; None where it did not end so."""
    last = np.flatnonzero(np.nan_to_num(history.offered) > 0)
    if not last.size:
        return None
    after = history.offered[last[-1] + 1 :]
    days = history.grid.local_days()[last[-1] + 1 :][~np.isnan(after)]
    whole = np.unique(days[days > history.grid.local_days()[last[-1]]])
    first: date = whole[0].item() if whole.size else date.min
    return first if whole.size >= CLOSED_DAYS else None
