"""The shape of a day: which share of its contacts falls in each slot, per weekday."""

from __future__ import annotations

import numpy as np

from wfm.domain.arrays import Flags, Floats, Ints

HALF_LIFE_WEEKS = 6.0


def intraday_profile(
    cells: Floats, totals: Floats, weekdays: Ints, open_weekdays: Flags, half_life: float = HALF_LIFE_WEEKS
) -> Floats:
    """Share of the day per weekday and slot, shape (7, slots); rows sum to 1, or to 0 on closed weekdays.

    A ratio estimator, sum of contacts over sum of day totals with weights that halve every `half_life` weeks. Each
    weekday is then drawn towards the mean of all weekdays as far as counting noise alone would explain their
    difference (empirical Bayes, moments): a busy queue keeps seven shapes, a thin one shares a single shape.
    """
    ages = np.arange(len(cells))[::-1]
    weights = 0.5 ** (ages / (7 * half_life))
    known = ~np.isnan(cells) & ~np.isnan(totals)[:, None]
    contacts = np.where(known, np.nan_to_num(cells), 0.0) * weights[:, None]
    base = np.where(known, np.nan_to_num(totals)[:, None], 0.0) * weights[:, None]
    square = np.where(known, np.nan_to_num(totals)[:, None], 0.0) * (weights**2)[:, None]
    one_hot = (weekdays[:, None] == np.arange(7)).astype(float)
    above, below, noise = one_hot.T @ contacts, one_hot.T @ base, one_hot.T @ square
    own = np.divide(above, below, out=np.zeros_like(above), where=below > 0)
    pooled = np.divide(above.sum(axis=0), below.sum(axis=0), out=np.zeros(cells.shape[1]), where=below.sum(axis=0) > 0)
    # Variance of a share that counting noise leaves, with Kish's effective weights.
    variance = np.divide(pooled * noise, below**2, out=np.full_like(own, np.inf), where=below > 0)
    kept = np.zeros(7)
    for weekday in np.flatnonzero(open_weekdays):
        seen = (below[weekday] > 0) & (pooled > 0)
        gap = ((own[weekday] - pooled)[seen] ** 2).sum()
        chance = variance[weekday, seen].sum()
        kept[weekday] = max(0.0, 1 - chance / gap) if gap > 0 else 0.0
    profile = kept[:, None] * own + (1 - kept)[:, None] * pooled
    profile[~open_weekdays] = 0.0
    sums = profile.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(profile, sums, out=np.zeros_like(profile), where=sums > 0))
