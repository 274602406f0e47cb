"""Average handle time per interval: a volume-weighted time-of-day profile of the last weeks."""

from __future__ import annotations

import numpy as np

from forecasting.days import DayAxis
from wfm.domain.contacts import Floats

MEMORY_DAYS = 56
"""Eight weeks: longer memories lag behind changes of process, shorter ones are noise."""

PRIOR_CONTACTS = 60.0
"""Contacts of the queue's overall mean mixed into each slot, so that a thin slot does not follow one long call."""


def aht_profile(axis: DayAxis, handled: Floats, aht: Floats, default: float) -> Floats:
    """Expected AHT per slot of the day in seconds, shape (slots,).

    Parameters
    ----------
    handled, aht : contacts and mean seconds per day and slot, shape (days, slots); NaN where unknown.
    default : seconds where history tells nothing.
    """
    recent = slice(max(0, axis.count - MEMORY_DAYS), axis.count)
    weights = np.where(np.isnan(handled[recent]) | np.isnan(aht[recent]), 0.0, handled[recent])
    seconds = weights * np.nan_to_num(aht[recent])
    contacts = float(weights.sum())
    if contacts <= 0:
        return np.full(handled.shape[1], default)
    overall = float(seconds.sum()) / contacts
    return np.asarray((seconds.sum(axis=0) + PRIOR_CONTACTS * overall) / (weights.sum(axis=0) + PRIOR_CONTACTS))
