"""Average handle time per interval: a volume-weighted time-of-day profile, brought to the level of the last weeks."""

from __future__ import annotations

import numpy as np

from forecasting.history import DayAxis
from wfm.domain.arrays import Flags, Floats

PROFILE_DAYS = 84
"""Twelve weeks for the shape of the day, which changes slowly."""

LEVEL_DAYS = 21
"""Three weeks for the level, which follows changes of process and staff."""

PRIOR_CONTACTS = 60.0
"""Contacts at the mean that are mixed into each slot, so that a thin slot does not follow one long call."""


def aht_profile(axis: DayAxis, handled: Floats, aht: Floats, quiet: Flags, default: float) -> Floats:
    """Expected AHT per weekday and slot in seconds, shape (7, slots).

    Parameters
    ----------
    handled, aht : contacts and mean seconds per day and slot, shape (days, slots); NaN where unknown.
    quiet : weekdays of low volume, whose contacts are of another kind, shape (7,).
    default : seconds where history tells nothing.
    """
    known = ~np.isnan(handled) & ~np.isnan(aht) & (handled > 0) & (aht > 0)
    weights = np.where(known, handled, 0.0)
    seconds = weights * np.where(known, aht, 0.0)
    last = int(np.flatnonzero(known.any(axis=1))[-1]) + 1 if known.any() else 0
    recent = slice(max(0, last - PROFILE_DAYS), last)
    contacts = float(weights[recent].sum())
    if contacts <= 0:
        return np.full((7, handled.shape[1]), default)
    overall = float(seconds[recent].sum()) / contacts
    profile = np.empty((7, handled.shape[1]))
    for calm in (False, True):
        rows = np.flatnonzero(quiet[axis.weekdays[recent]] == calm) + recent.start
        mean = (seconds[rows].sum() + PRIOR_CONTACTS * overall) / (weights[rows].sum() + PRIOR_CONTACTS)
        above = seconds[rows].sum(axis=0) + PRIOR_CONTACTS * mean
        profile[quiet == calm] = above / (weights[rows].sum(axis=0) + PRIOR_CONTACTS)
    lately = slice(max(0, last - LEVEL_DAYS), last)
    expected = float((weights[lately] * profile[axis.weekdays[lately]]).sum())
    return profile * (float(seconds[lately].sum()) / expected if expected > 0 else 1.0)
