"""How long callers wait before they hang up, and how many do."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.stats import chi2

from wfm.domain.arrays import Floats
from wfm.domain.errors import InputError
from wfm.domain.planning import ContactHistory


@dataclass(frozen=True, slots=True)
class Patience:
    """Mean patience in seconds with a 95 % interval; infinite where nobody hung up."""

    mean: float
    low: float
    high: float
    abandoned: float


def estimate_patience(offered: Floats, abandoned: Floats, wait_seconds: Floats) -> Patience:
    """Mean patience from contacts, abandonments and mean waits per interval, each of one shape; NaN is left out.

    Waiting ends with an answer or with patience; an answer hides how long the caller would have stayed. With
    exponential patience the estimate that accounts for that is all time spent waiting over the number who gave up
    (Mandelbaum and Zeltyn 2007, section 4), and 2 x waiting / mean is chi-squared with 2 x abandoned degrees of
    freedom, which gives the interval.

    Parameters
    ----------
    wait_seconds : mean wait of all callers; the speed of answer of the answered stands in where that is what is kept.
    """
    if not offered.shape == abandoned.shape == wait_seconds.shape:
        raise InputError(
            f"offered, abandoned and wait_seconds must have one shape, got {offered.shape}, {abandoned.shape}, "
            f"{wait_seconds.shape}"
        )
    known = ~(np.isnan(offered) | np.isnan(abandoned) | np.isnan(wait_seconds))
    waited = float((offered[known] * wait_seconds[known]).sum())
    gave_up = float(abandoned[known].sum())
    if gave_up <= 0 or waited <= 0:
        return Patience(math.inf, 0.0, math.inf, max(gave_up, 0.0))
    low = 2 * waited / float(chi2.ppf(0.975, 2 * gave_up + 2))
    high = 2 * waited / float(chi2.ppf(0.025, 2 * gave_up))
    return Patience(waited / gave_up, low, high, gave_up)


RECENT_DAYS = 182
"""History of half a year tells of callers of now."""

FEWEST_GIVING_UP = 30
"""Callers who gave up from whom a mean patience is taken: its 95 % interval is then within about 40 %."""


def recent_patience(history: ContactHistory) -> tuple[Patience | None, float]:
    """Mean patience and share abandoned of the last half year; None and NaN where history does not tell."""
    if history.abandoned is None:
        return None, math.nan
    low = max(0, history.grid.count - RECENT_DAYS * history.grid.slots_per_day)
    offered, abandoned = history.offered[low:], history.abandoned[low:]
    known = ~np.isnan(offered) & ~np.isnan(abandoned)
    came = float(offered[known].sum())
    share = min(1.0, float(abandoned[known].sum()) / came) if came > 0 else math.nan
    if history.wait_seconds is None:
        return None, share
    found = estimate_patience(offered, abandoned, history.wait_seconds[low:])
    return (found if found.abandoned >= FEWEST_GIVING_UP and math.isfinite(found.mean) else None), share
